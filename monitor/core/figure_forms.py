"""The forms figures take in plans: numbers with their measures, and numbers that are names.

``15分钟便民生活圈``, ``110千伏``, ``7×24小时`` and ``2024年`` hold digits that promise nothing;
they are hidden before figures are looked for and shown again in the subject.
"""

import re
from dataclasses import dataclass

from monitor.core.measure import MEASURES, MULTIPLIERS
from monitor.core.quantity import half_width

TORN = "\ue001"
"""Stands for a blank inside a number, which may be a slip."""
_HIDDEN = 0xE100
"""From this sign on, each stands for one hidden digit."""


@dataclass(frozen=True, slots=True)
class Found:
    """A number with its measure where it stands; ``unit`` is empty where none is known."""

    start: int
    end: int
    before: str
    number: str
    unit: str
    after: str


NO_MEASURES = frozenset({"年", "月", "日", "点"})
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_WORDS = {
    *(name for name in MEASURES if name not in NO_MEASURES),
    *(f"{times}{name}" for times in MULTIPLIERS for name in MEASURES if name not in NO_MEASURES),
}
_UNITS = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_BEFORE = (
    "不少于|不低于|不高于|不超过|不多于|至少|达到|超过|突破|控制在|稳定在|保持在|提高到|提升到|提升至|提高至|"
    "增加到|增加至|扩大到|降至|降到|降低到|下降到|恰好|正好|达|超|约|近|到|至|>=|<=|≥|≤|>|<"
)
_AFTER = "及以上|以上|及以下|以下|以内|之内|左右|上下"
_FIGURE = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<number>{_NUMBER}(?:%?(?:-|~|—|至|到){_NUMBER})?)"
    rf"(?P<unit>{_UNITS})?(?P<after>{_AFTER})?"
)
_AS_READ = {"≥": "不低于", ">=": "不低于", "≤": "不超过", "<=": "不超过", ">": "超过", "近": "约"}
"""Words before a number as ``read_goal`` knows them."""
_LEADING = frozenset(
    {
        "稳定在",
        "保持在",
        "提高到",
        "提升到",
        "提升至",
        "提高至",
        "增加到",
        "增加至",
        "扩大到",
        "到",
        "至",
    }
)
"""Words that only lead to a number and say nothing about its side."""
FALLING = frozenset({"降至", "降到", "降低到", "下降到", "<"})
_OVERRULED = frozenset({"达到", "达", "超过", "超", "突破", "约"})
"""Words before that a word after makes more exact: ``达80%左右`` is about 80."""

CAPACITY = re.compile(r"年(?:产能?|处理|加工)(?:能力)?[^\d,;。、]{0,4}\d")
_TRAPS = re.compile(
    r"\d+[×xX*]\d+(?:小时|天)?|\d+分钟|[〔\[(]\d{4}[〕\])]\d*号?|\d+号|"
    r"\d+(?:\.\d+)?(?:千伏|kV|KV)|[GSXY]\d{1,4}|\d{2,4}(?:国道|省道|县道|线)|"
    r"\d+(?:[-~至到]\d+)?(?:周?岁|后)|年(?:产能?|处理|加工)(?:能力)?[\d.]+[万亿]?[^\d,;。、]{0,3}|"
    r"(?:世界|中国|全国|民企|全球)\d+强|\dG(?![a-zA-Z])|PM\d+(?:\.\d+)?|1\d{4}(?=热线|平台|政务)|"
    r"\d{4}(?=[^\d年,;。、]{0,3}(?:园|街区|广场|小镇|厂))|"
    r"(?:19|20)\d{2}(?:[-—~至](?:19|20)?\d{2,4})?年度?|(?:19|20)\d{2}[-—~至](?:19|20)\d{2}|"
    r"\d{1,2}月(?:份|底|末|中旬|上旬|下旬)?(?:\d{1,2}日)?|\d{1,2}日|第\d+[个批届次期]?|\d+年内?|"
    r"\d+个月内?|\d+(?:\.\d+)?版|\d+\+\w"
)


def tidy(text: str) -> str:
    """Half width, without footnotes, remarks in brackets, numbering and blanks inside words.

    A line that ends with a figure ends a clause; any other line break was made by a column.
    """
    plain = half_width(text).replace("\r", "")
    plain = re.sub(r"\[\d{1,3}\]", "", plain)
    plain = re.sub(r"(?:^|(?<=\n))\s*(?:\(?\d{1,2}[.、)](?!\d)|[①-⑳])", ";", plain)
    plain = re.sub(rf"((?:{_UNITS}|{_AFTER}))\n", r"\1;", plain)
    plain = re.sub(r"(?<=\d)[ \t\u3000]+(?=\d)", TORN, plain)
    plain = re.sub(r"[ \t\n\u3000\u00a0]+", "", plain)
    return re.sub(r"\([^()]{0,200}\)", "", plain)


def hide(clause: str) -> tuple[str, list[str]]:
    """Put signs in the place of digits that are names and days; return what they stand for."""
    shown: list[str] = []

    def mask(match: re.Match[str]) -> str:
        return "".join(_masked(char, shown) for char in match[0])

    return _TRAPS.sub(mask, clause), shown


def show(text: str, shown: list[str]) -> str:
    """Put the hidden digits back."""
    ends = _HIDDEN + len(shown)
    return "".join(
        shown[ord(char) - _HIDDEN] if _HIDDEN <= ord(char) < ends else char for char in text
    )


def found_in(hidden: str) -> list[Found]:
    """Return every number that is no name, with what stands at it."""
    return [
        Found(
            match.start(),
            match.end(),
            match["before"] or "",
            match["number"],
            match["unit"] or "",
            match["after"] or "",
        )
        for match in _FIGURE.finditer(hidden)
    ]


def goal_of(place: Found) -> str:
    """Return a figure in the words ``read_goal`` knows."""
    before = _AS_READ.get(place.before, place.before)
    after = "左右" if place.after == "上下" else place.after
    if before in _LEADING or before in FALLING or (after and before in _OVERRULED):
        before = ""
    return f"{before}{place.number}{place.unit}{after}"


def _masked(char: str, shown: list[str]) -> str:
    if not char.isdigit():
        return char
    shown.append(char)
    return chr(_HIDDEN + len(shown) - 1)
