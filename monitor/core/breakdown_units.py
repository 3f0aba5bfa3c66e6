"""Reads who answers for a row: the unit named first leads, the others work with it.

``牵头单位：甲；配合单位：乙、丙`` says it outright. ``各镇（街道）`` is no unit that could answer,
and whoever shares the lead has to be told apart by a person.
"""

import re
from dataclasses import dataclass

_LEAD = r"(?:牵头|责任|承办|主责|负责)(?:单位|部门|科室)?"
_WITH = r"(?:配合|协办|协同|参与|参加)(?:单位|部门|科室)?"
_MARK = re.compile(rf"({_LEAD}|{_WITH})[:：]")
_BETWEEN = re.compile(r"[、,，;；\n\r/\\|]|\s{1,}")
_REMARK = re.compile(r"[（(](?:牵头|主责|负责|配合|排名第一)[^）)]*[）)]")
_COLLECTIVE = re.compile(r"^(?:各|有关|相关|全体|所有|其他|其它)")
_JOINT = re.compile(r"共同|联合|分别")
_TAIL = re.compile(r"(?:等(?:有关|相关)?(?:单位|部门)?|负责|牵头|配合)$")


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who leads and who works with it, by name; ``doubt`` is a code where it is not plain."""

    lead: str = ""
    others: tuple[str, ...] = ()
    doubt: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The others that are units."""
        return tuple(one for one in self.others if not _COLLECTIVE.search(one))

    @property
    def collective(self) -> tuple[str, ...]:
        """The others that are no unit anybody could ask: ``各有关部门``."""
        return tuple(one for one in self.others if _COLLECTIVE.search(one))


def read_units(responsible: str, cooperating: str = "") -> Answerable:
    """Read the cells of the responsible and of the co-operating units."""
    lead_text, with_text = _marked(responsible)
    leads = _names(lead_text)
    others = (*leads[1:], *_names(with_text), *_names(cooperating))
    lead = leads[0] if leads else ""
    doubt = ""
    if not lead:
        doubt = "no_unit"
    elif _COLLECTIVE.search(lead) or _JOINT.search(lead_text):
        doubt = "collective"
    return Answerable(lead, tuple(dict.fromkeys(one for one in others if one != lead)), doubt)


def _marked(text: str) -> tuple[str, str]:
    """Part a cell at the words that say who leads and who helps."""
    pieces = _MARK.split(text)
    lead, helping = [pieces[0]], list[str]()
    for mark, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        (helping if re.match(_WITH, mark) else lead).append(piece)
    return "\n".join(lead), "\n".join(helping)


def _names(text: str) -> tuple[str, ...]:
    """Names as written, without remarks on their part; brackets may hold separators."""
    bare = _REMARK.sub("", text)
    kept = re.sub(r"[（(][^（()）]*[）)]", lambda match: match[0].replace("、", "\ue000"), bare)
    names = (_TAIL.sub("", one.strip()) for one in _BETWEEN.split(kept))
    return tuple(dict.fromkeys(name.replace("\ue000", "、") for name in names if name))
