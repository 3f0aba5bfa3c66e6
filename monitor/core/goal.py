"""Goal strings as plans speak them: a number, its measure and which side of it is good.

``12万亩以上``, ``5.5%以内``, ``8%左右``, ``5-6个``. A bare number is a promise of at least that
much. What is not plainly one of these forms is refused, never guessed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from monitor.core.measure import Spoken, find_measure
from monitor.core.problem import Problem, problem
from monitor.core.quantity import half_width, read_quantity

LONGEST = 40


class Direction(StrEnum):
    """Which values fulfil a promise."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    EXACTLY = "exactly"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal read from its words; numbers in base units, ``stated`` as the plan has it."""

    spoken: Spoken
    direction: Direction
    stated: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


_BEFORE = {
    "不少于": Direction.AT_LEAST,
    "不低于": Direction.AT_LEAST,
    "至少": Direction.AT_LEAST,
    "达到": Direction.AT_LEAST,
    "达": Direction.AT_LEAST,
    "超过": Direction.AT_LEAST,
    "突破": Direction.AT_LEAST,
    "超": Direction.AT_LEAST,
    "不超过": Direction.AT_MOST,
    "不高于": Direction.AT_MOST,
    "不多于": Direction.AT_MOST,
    "控制在": Direction.AT_MOST,
    "约": Direction.ABOUT,
    "恰好": Direction.EXACTLY,
    "正好": Direction.EXACTLY,
}
_AFTER = {
    "及以上": Direction.AT_LEAST,
    "以上": Direction.AT_LEAST,
    "及以下": Direction.AT_MOST,
    "以内": Direction.AT_MOST,
    "之内": Direction.AT_MOST,
    "以下": Direction.AT_MOST,
    "左右": Direction.ABOUT,
}
_OF_A_NUMBER = frozenset("0123456789.,")
_DATED = frozenset("年月日")
"""A number before one of these is a date, and no goal: ``2024年``, ``12月``."""
_FORM = re.compile(r"([0-9.,+-]+?)(?:(?:-|~|至|到)([0-9.,]+))?([^0-9.,+\-~\s]{0,12})", re.ASCII)


def read_goal(text: str) -> Goal | Problem:
    """Read a goal string, or say that it is not plainly one."""
    stated = text.strip()
    if not stated or len(stated) > LONGEST:
        return problem("goal.unreadable", text=stated[:LONGEST])
    words = half_width(stated).split()
    body, directions = _sides("".join(words))
    found = _FORM.fullmatch(body)
    if found is None or len(directions) > 1 or _torn(words):
        return problem("goal.unreadable", text=stated)
    first, second, word = found.groups()
    spoken = find_measure(word)
    if spoken is None or word in _DATED:
        return problem("goal.measure", text=stated, word=word)
    if second is not None:
        return _range(stated, spoken, (first, second), directions)
    return _single(stated, spoken, first, next(iter(directions), Direction.AT_LEAST))


def _torn(words: list[str]) -> bool:
    """Whether a space stands inside a number: ``1 200亩`` may be 1200 or a slip."""
    return any(
        one[-1] in _OF_A_NUMBER and following[0] in _OF_A_NUMBER
        for one, following in pairwise(words)
    )


def _sides(plain: str) -> tuple[str, set[Direction]]:
    """Cut the words before and after; ``控制在3%左右`` speaks of about, not of a ceiling."""
    before = next(
        (word for word in sorted(_BEFORE, key=len, reverse=True) if plain.startswith(word)), ""
    )
    body = plain.removeprefix(before)
    after = next((word for word in _AFTER if body.endswith(word)), "")
    body = body.removesuffix(after)
    directions = {_BEFORE[before]} if before else set()
    if after and before in {"控制在", "达到", "达"}:
        directions = set()
    if after:
        directions.add(_AFTER[after])
    return body, directions


def _single(stated: str, spoken: Spoken, number: str, direction: Direction) -> Goal | Problem:
    value = read_quantity(f"{number}{spoken.word}", into=spoken.measure, spoken=spoken)
    if isinstance(value, Problem):
        return value
    return Goal(spoken, direction, stated, value=value)


def _range(
    stated: str, spoken: Spoken, ends: tuple[str, str], directions: set[Direction]
) -> Goal | Problem:
    read = [read_quantity(f"{end}{spoken.word}", into=spoken.measure) for end in ends]
    fault = next((end for end in read if isinstance(end, Problem)), None)
    if fault is not None:
        return fault
    low, high = (end for end in read if isinstance(end, Decimal))
    if directions or low >= high:
        return problem("goal.unreadable", text=stated)
    return Goal(spoken, Direction.BETWEEN, stated, low=low, high=high)
