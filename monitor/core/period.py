"""Spans of days, both ends included, and the calendar periods plans and figures speak of.

``2024-06``, ``2024-Q2``, ``2024-H1``, ``2024`` and ranges ``2024-01..2024-02`` are periods;
weeks are not. Nothing here knows what day it is.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from monitor.core.problem import Problem, problem
from monitor.core.quantity import half_width

ONE_DAY = timedelta(days=1)
MONTHS_OF_YEAR = 12
YEARS = range(1900, 2200)
"""Years people speak of; any other is a slip, and some of them no calendar can count on from."""
LONGEST = 40
"""Characters a period may have; longer text is no period."""


class Cadence(StrEnum):
    """How often a figure is owed or a report sent."""

    MONTH = "monthly"
    QUARTER = "quarterly"
    HALF = "half-yearly"
    YEAR = "yearly"

    @property
    def months(self) -> int:
        """Months in one period."""
        return {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}[self.value]

    def periods(self, within: "Period") -> tuple["Period", ...]:
        """Return the calendar periods that tile ``within``, clipped to it, in order."""
        return _tiles(self, within)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"{self.start}..{self.end}")

    @property
    def next_day(self) -> date:
        """The day after the last."""
        return self.end + ONE_DAY

    @property
    def key(self) -> str:
        """The one canonical text of the period; ``read_period`` gives the period back."""
        for cadence in Cadence:
            if self == containing(cadence, self.start):
                return _named(cadence, self.start)
        if whole_months(self) is not None:
            return f"{self.start:%Y-%m}..{self.end:%Y-%m}"
        return f"{self.start}..{self.end}" if self.start != self.end else f"{self.start}"

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day <= self.end


def _named(cadence: Cadence, day: date) -> str:
    match cadence:
        case Cadence.MONTH:
            return f"{day:%Y-%m}"
        case Cadence.QUARTER:
            return f"{day:%Y}-Q{(day.month + 2) // 3}"
        case Cadence.HALF:
            return f"{day:%Y}-H{(day.month + 5) // 6}"
        case Cadence.YEAR:
            return f"{day:%Y}"


def containing(cadence: Cadence, day: date) -> Period:
    """Return the calendar period of a cadence that holds the day."""
    first = (day.month - 1) // cadence.months * cadence.months + 1
    return months(day.year, first, cadence.months)


def months(year: int, first: int, count: int) -> Period:
    """Return ``count`` whole months from the first of month ``first`` of ``year``."""
    last_year, last = divmod(first - 1 + count - 1, MONTHS_OF_YEAR)
    end_year, end = year + last_year, last + 1
    return Period(date(year, first, 1), date(end_year, end, monthrange(end_year, end)[1]))


@lru_cache(maxsize=4096)
def _tiles(cadence: Cadence, within: Period) -> tuple[Period, ...]:
    tiles, here = [], within.start
    while here <= within.end:
        whole = containing(cadence, here)
        tiles.append(Period(here, min(whole.end, within.end)))
        here = whole.next_day
    return tuple(tiles)


def whole_months(period: Period) -> int | None:
    """Return how many whole calendar months a period is, or none if it is not."""
    if period.start.day != 1 or period.next_day.day != 1:
        return None
    return _month_index(period.next_day) - _month_index(period.start)


def months_completed(period: Period, day: date) -> int:
    """Return how many whole months from the period's start are over at the close of ``day``."""
    if day < period.start:
        return 0
    after = min(day, period.end) + ONE_DAY
    done = _month_index(after) - _month_index(period.start)
    return max(done if after.day >= period.start.day else done - 1, 0)


def days_gone(period: Period, day: date) -> int:
    """Return how many days of the period are over at the close of ``day``, its own included."""
    return max((min(day, period.end) - period.start).days + 1, 0)


def _month_index(day: date) -> int:
    return day.year * MONTHS_OF_YEAR + day.month


_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:-|年)(\d{1,2})月?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-?Q([1-9])", re.ASCII)
_SEASON = re.compile(r"(\d{4})年第?([1-9])季度", re.ASCII)
_HALF = re.compile(r"(\d{4})-?H([1-9])", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_WORDS = {"一": "1", "二": "2", "三": "3", "四": "4", "上半年": "H1", "下半年": "H2"}


def read_period(text: str) -> Period | Problem:
    """Read a period as people write it, or say why it is none."""
    if len(text) > LONGEST:
        return problem("period.unreadable", text=text[:LONGEST])
    plain = half_width(text).strip().upper()
    ends = [_one(part.strip()) for part in plain.replace("~", "..").split("..", 1)]
    if any(end is None for end in ends):
        return problem("period.unreadable", text=text[:LONGEST])
    first, last = ends[0], ends[-1]
    if first is None or last is None or last.end < first.start:
        return problem("period.backwards", text=text[:LONGEST])
    return Period(first.start, last.end)


def _one(text: str) -> Period | None:
    """Read one period without a range; none if its form or its numbers fit no calendar."""
    for word, plain in _WORDS.items():
        text = text.replace(f"年{word}", f"-{plain}") if plain[0] == "H" else text
        text = text.replace(f"第{word}季", f"第{plain}季").replace(f"年{word}季", f"年{plain}季")
    for form, make in _READERS:
        found = form.fullmatch(text)
        if found:
            return make(*(int(number) for number in found.groups()))
    return None


def _year(year: int) -> Period | None:
    return _spanned(year, 1, MONTHS_OF_YEAR)


def _month(year: int, month: int) -> Period | None:
    return _spanned(year, month, 1)


def _quarter(year: int, quarter: int) -> Period | None:
    return _spanned(year, quarter * 3 - 2, 3)


def _half(year: int, half: int) -> Period | None:
    return _spanned(year, half * 6 - 5, 6)


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Period(found, found) if year in YEARS else None


def _spanned(year: int, first: int, count: int) -> Period | None:
    if not (1 <= first <= MONTHS_OF_YEAR and year in YEARS):
        return None
    return months(year, first, count)


_READERS = (
    (_YEAR, _year),
    (_MONTH, _month),
    (_QUARTER, _quarter),
    (_SEASON, _quarter),
    (_HALF, _half),
    (_DAY, _day),
)
