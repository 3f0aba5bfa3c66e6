"""Finds the figures a plan promises in a sentence: what of, how much, and what is doubtful.

``新建消防栓40个、消防水鹤4座`` promises two things, ``分别增长6%、9%`` speaks of as many
subjects, ``15分钟便民生活圈`` promises no fifteen of anything. What is not plainly promised is
still shown, with the doubt named: a person decides, nothing is guessed silently.

The forms follow those found in published plans of several years and places.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.core.figure_forms import (
    CAPACITY,
    FALLING,
    TORN,
    Found,
    found_in,
    goal_of,
    hide,
    show,
    tidy,
)
from monitor.core.goal import Goal, read_goal

LONGEST = 2000
"""Characters of a sentence that are looked at."""
SHORTEST = 2
"""Characters a joined subject needs to stand by itself."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One promised figure: ``goal`` in the words ``read_goal`` knows; ``doubts`` are codes.

    ``names`` are the things counted, where the sentence names as many as it counts.
    """

    subject: str
    goal: str
    doubts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


_CLAUSE = re.compile(r"[;。!]|(?<!\d),|,(?!\d{3}(?!\d))")
_JOINT = re.compile(r"[、和及与]")
_WEAK = re.compile(
    r"^(?:全年|年内|今年|全区|全县|全市|确保|力争|努力|积极|率先|加快|计划|预计|统筹|持续|着力|继续|"
    r"实现|完成|抓好|推动|推进|做好|达到|共|总计|合计)+"
)
_ACTION = re.compile(
    r"^(?:新建改造|新改建|改扩建|新建|改建|扩建|改造|新增|新开|新培育|培育|引进|建成|建设|打造|整治|修复|安装|铺设)"
)
GENERIC = frozenset(
    {
        "面积",
        "产量",
        "总产",
        "单产",
        "产值",
        "总量",
        "增速",
        "数量",
        "增长",
        "收入",
        "投资",
        "长度",
        "里程",
        "全长",
        "总长",
        "其中",
        "分别",
    }
)
_PAST = re.compile(r"去年|上年|过去|截至|截止|目前|已(?:经)?(?:完成|建成|实现|达|投)|累计")
_YEARS = re.compile(r"[两三四五]年|(?<!\d)\d年|十[四五]五|规划期|到20\d\d年|每(?:月|季|周|天)")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_NUMERALS = re.compile(
    r"(?:百分之|千分之)|(?<![\d.])[一二三四五六七八九两]?[十百千万][一二三四五六七八九十百千万零]*[余多]?"
    r"[万亿]?(?:亩|公顷|公斤|吨|公里|米|元|家|所|座|处|户|套|个|人|台|辆|棵|株)|"
    r"[二三四五六七八九两]个"
)
_CHANGED = re.compile(r"(?:提高|提升|降低|下降|压减|减少)$")
_AROUND = "。:、 "


def figures(text: str, *, year: int | None = None) -> tuple[Figure, ...]:
    """Return every figure a text promises, in its order; none where it promises none.

    ``year`` is the plan's own: a clause that names another speaks of the past or of later.
    """
    clauses = _CLAUSE.split(tidy(text[:LONGEST]))
    return tuple(figure for clause in clauses for figure in _of_clause(clause, year))


def spelled_out(text: str) -> bool:
    """Whether a text holds a number in Chinese numerals, which are not read."""
    return _NUMERALS.search(tidy(text[:LONGEST])) is not None


def speaks_of_capacity(text: str) -> bool:
    """Whether a text holds an amount per year that may be a name or a promise."""
    return CAPACITY.search(tidy(text[:LONGEST])) is not None


def _of_clause(clause: str, year: int | None) -> list[Figure]:
    hidden, shown = hide(clause)
    places = found_in(hidden)
    if not places:
        return []
    gaps = _gaps(hidden, places)
    read = _respectively(places, gaps) if "分别" in gaps[0] else _one_by_one(places, gaps)
    doubts = _of_the_clause(clause, hidden, places, year)
    return [
        replace(
            one,
            subject=show(one.subject, shown),
            names=tuple(show(name, shown) for name in one.names),
            doubts=_once(*one.doubts, *doubts),
        )
        for one in read
    ]


def _gaps(text: str, places: list[Found]) -> list[str]:
    """The texts before, between and after the figures."""
    ends = [0, *(place.end for place in places)]
    starts = [*(place.start for place in places), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _one_by_one(places: list[Found], gaps: list[str]) -> list[Figure]:
    """Each figure with the words before it and the noun behind it, up to the next joint.

    An action named once carries over to what is joined to it.
    """
    read, verb = [], ""
    for place, (head, noun, torn) in zip(places, _shared_out(gaps), strict=True):
        names, head_left, noun_left = _named(place, head, noun)
        subject, doubts = _subject(head_left, noun_left, verb)
        doubts = _once(*torn, *doubts, *_doubts(place, head, noun_left))
        read.append(Figure(subject, goal_of(place), doubts, names))
        action = _ACTION.match(_bare(head))
        verb = action[0] if action else verb
    return read


def _shared_out(gaps: list[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give each figure its words: what stands between two is cut at the first joint."""
    heads, nouns = [gaps[0]], []
    doubts: list[tuple[str, ...]] = [()] * (len(gaps) - 1)
    for index, gap in enumerate(gaps[1:-1]):
        joint = _JOINT.search(gap)
        nouns.append(gap[: joint.start()] if joint else gap)
        heads.append(gap[joint.end() :] if joint else "")
        if joint is None:
            doubts[index] = doubts[index + 1] = ("two",)
    nouns.append(gaps[-1])
    return list(zip(heads, nouns, doubts, strict=True))


def _named(place: Found, head: str, noun: str) -> tuple[tuple[str, ...], str, str]:
    """Names before or behind a figure, as many as it counts; and what is left of the words."""
    kind, _, listed = noun.partition(":")
    if head.endswith("各"):
        return (), head, noun
    for text, left in ((head, ("", noun)), (listed, (head, kind))):
        names = tuple(name for name in text.strip(_AROUND).split("、") if name)
        if len(names) > 1 and str(len(names)) == place.number:
            return tuple(_bare(name) for name in names), *left
    return (), head, noun


def _respectively(places: list[Found], gaps: list[str]) -> list[Figure]:
    """``A、B分别增长8%、9%``: as many subjects as figures, or all of it is doubtful."""
    before, _, deed = gaps[0].partition("分别")
    names = _subjects(before, len(places))
    joined = all(_JOINT.fullmatch(gap) for gap in gaps[1:-1])
    good = len(names) == len(places) and joined and not gaps[-1].strip(_AROUND)
    last = places[-1].after
    shared = bool(last) and not any(place.after for place in places[:-1])
    doubts = () if good else ("respectively",)
    if shared and last not in {"以上", "及以上"}:
        doubts = (*doubts, "shared")
    return [
        Figure(
            f"{_bare(names[index] if good else before)}{_bare(deed)}",
            goal_of(replace(place, after=last) if shared else place),
            doubts,
        )
        for index, place in enumerate(places)
    ]


def _subjects(text: str, wanted: int) -> list[str]:
    if wanted == 2 and "城乡居民" in text and not _JOINT.search(text):  # noqa: PLR2004 - town, country
        return [text.replace("城乡", word) for word in ("城镇", "农村")]
    return [name for name in _JOINT.split(text) if name]


def _subject(head: str, noun: str, verb: str) -> tuple[str, tuple[str, ...]]:
    """What a figure is of; an action named before carries over, a bare ``产量`` is doubtful."""
    bare, behind = _bare(head), noun.strip(_AROUND).removeprefix("的")
    if bare in GENERIC and not behind:
        return bare, ("carried",)
    carried = bool(verb and bare and not _ACTION.match(bare))
    whole = _unquoted(f"{verb}{bare}{behind}" if carried else f"{bare}{behind}")
    if carried and len(bare + behind) <= SHORTEST:
        return whole, ("carried",)  # 省级10家、市级20家: of what, only the text before knows
    return whole, () if whole else ("subject",)


def _unquoted(text: str) -> str:
    """Without a quote that has lost its fellow."""
    return text if text.count("“") == text.count("”") else text.strip("“”")


def _bare(head: str) -> str:
    """Without the weak verbs in front and what only leads to the number behind."""
    text = _WEAK.sub("", head.strip(_AROUND))
    return re.sub(r"(?:为|是|在|各|共|以)$", "", text)


def _doubts(place: Found, head: str, noun: str) -> tuple[str, ...]:
    """What makes one figure doubtful by itself and by the words beside it."""
    changed = _CHANGED.search(head) and not place.before
    percent = place.unit.endswith(("%", "‰", "百分点"))
    named = {
        "measure": not place.unit or noun.startswith("/"),
        "goal": bool(place.unit) and not isinstance(read_goal(goal_of(place)), Goal),
        "falling": place.before in FALLING and not place.after,
        "each": head.endswith("各"),
        "threshold": noun.startswith("的") or bool(place.after and noun.strip(_AROUND + "”")),
        "change": bool(changed) and not percent,
    }
    return tuple(doubt for doubt, holds in named.items() if holds)


def _of_the_clause(
    clause: str, hidden: str, places: list[Found], year: int | None
) -> tuple[str, ...]:
    """What makes every figure of a clause doubtful."""
    other = {int(one) for one in _YEAR.findall(clause)} - {year}
    named = {
        "torn": TORN in hidden,
        "past": bool(_PAST.search(hidden)) or (year is not None and any(y < year for y in other)),
        "years": bool(_YEARS.search(clause)) or (year is not None and any(y > year for y in other)),
        "two": any(one.end == following.start for one, following in pairwise(places)),
    }
    return tuple(doubt for doubt, holds in named.items() if holds)


def _once(*doubts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(doubts))
