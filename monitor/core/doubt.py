"""Whether a figure just typed looks like a slip, and what was probably meant.

A slip is a wrong unit (万, 公顷 for 亩, 吨 or 斤 for 公斤), a wrong decimal place, the month's own
figure where the total is asked for or the other way round, last year's figure again, or a total
that falls. Every doubt is a question: it never changes a figure, and a person may insist. At most
one question is asked of a figure, the likeliest. It refuses to doubt where nothing is known to
measure by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from monitor.core.owed import owed_periods
from monitor.core.period import Period
from monitor.core.quantity import EXACT, to_scaled
from monitor.core.standing import Standing
from monitor.core.target import ReportedAs, Target

ONE_DAY = timedelta(days=1)
COARSE, FINE = (10000, 1000), (100, 15, 10)
"""Slips nothing real looks like (万, 吨), and those that must fit closely (%, 公顷, a place)."""

TWICE = 2
"""斤 for 公斤, or entered twice: also what growth can look like, so it must fit most closely."""

CLOSE, CLOSER, WIDE = Fraction(1, 10), Fraction(1, 20), 3
MOST_STEPS = 3
"""Steps of the way that a period's own figure may be worth before it is taken for a total."""


class Sort(StrEnum):
    """What a figure looks like."""

    LAST_YEAR = "last_year"
    PART = "part"
    WHOLE = "whole"
    SLIP = "slip"
    FALLS = "falls"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question about a figure, all numbers in the base unit.

    ``meant`` is what was probably meant, if that can be said; ``against`` what the figure was
    held against; ``factor`` how many times too large or small a slip made it; ``other`` the name
    of the cross-check that does not hold.
    """

    sort: Sort
    said: Decimal
    meant: Decimal | None = None
    against: Decimal | None = None
    factor: int = 0
    other: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a target before the period: its standings, and last year's figures."""

    before: Sequence[Standing] = ()
    last_year: frozenset[Decimal] = frozenset()

    @property
    def value(self) -> Decimal | None:
        """The running total, level or rate before the period."""
        return self.before[-1].value if self.before else None

    @property
    def day(self) -> date | None:
        """The day it reaches."""
        return self.before[-1].data_date if self.before else None


@dataclass(frozen=True, slots=True)
class _Likely:
    """Between which figures a period's figure is to be looked for; ``known`` by an earlier one."""

    low: Fraction
    high: Fraction
    known: bool

    def holds(self, value: Fraction, slack: Fraction = CLOSE) -> bool:
        return self.low * (1 - slack) <= value <= self.high * (1 + slack)

    def holds_widely(self, value: Fraction) -> bool:
        return self.low / WIDE <= value <= self.high * WIDE


def doubt_of(target: Target, value: Decimal, period: Period, past: Past) -> Doubt | None:
    """Return the likeliest question about a figure of a period, or nothing.

    ``value`` and everything in ``past`` are in the target's base unit. A reading of the same
    figure is only offered if it could be stored.
    """
    if value and value in past.last_year and value != past.value:
        return Doubt(Sort.LAST_YEAR, value, against=value)
    found = _mixed_up(target, value, period, past) or _slip(target, value, period, past)
    if found is None and _falls(target, value, past):
        found = Doubt(Sort.FALLS, value, against=past.value)
    return found


def _falls(target: Target, value: Decimal, past: Past) -> bool:
    before = past.value
    return target.reported_as is ReportedAs.CUMULATIVE and before is not None and value < before


def _mixed_up(target: Target, value: Decimal, period: Period, past: Past) -> Doubt | None:
    """The period's own figure where the total is asked for, or the total for the period's own."""
    before, step = past.value, _step(target, period, past)
    if before is None or before <= 0 or value <= 0 or step <= 0:
        return None
    if _falls(target, value, past) and step / WIDE <= value <= step * MOST_STEPS:
        return Doubt(Sort.PART, value, before + value, before)
    rest = value - before
    if target.reported_as is ReportedAs.PERIOD and len(past.before) > 1 and rest > 0:
        whole = value > step * MOST_STEPS and step / WIDE <= rest <= step * MOST_STEPS
        return Doubt(Sort.WHOLE, value, rest, before) if whole else None
    return None


def _step(target: Target, period: Period, past: Past) -> Fraction:
    """What a period adds: as the pace has it, or as the periods so far went, whichever is more."""
    planned = _expected(target, period.end) - _expected(target, period.start - ONE_DAY)
    over = sum(one.end < period.start for one in owed_periods(target))
    if past.value is None or not over:
        return planned
    return max(planned, Fraction(past.value) / over)


def _expected(target: Target, day: date) -> Fraction:
    due = target.expected(day) if day >= target.period.start else Fraction(target.start)
    return due if due is not None else Fraction(0)


def _slip(target: Target, value: Decimal, period: Period, past: Past) -> Doubt | None:
    likely = _likely(target, period, past)
    if likely is None or value <= 0 or likely.low <= 0 or likely.holds(Fraction(value)):
        return None
    for factor in (*COARSE, *FINE, TWICE):
        for meant in (_times(value, Fraction(1, factor)), _times(value, Fraction(factor))):
            if meant is not None and _fits(likely, meant, factor) and _stored(target, meant):
                return Doubt(Sort.SLIP, value, meant, past.value, factor)
    return None


def _fits(likely: _Likely, meant: Decimal, factor: int) -> bool:
    if factor in COARSE:
        return likely.holds_widely(Fraction(meant))
    return likely.known and likely.holds(Fraction(meant), CLOSER if factor == TWICE else CLOSE)


def _likely(target: Target, period: Period, past: Past) -> _Likely | None:
    """Where the figure of a period is to be looked for: at its own pace from the last one on."""
    before = past.value
    if target.reported_as is ReportedAs.PERIOD:
        step = _step(target, period, past)
        return _Likely(step, step, known=bool(past.before)) if step else None
    if before is None:
        due = _expected(target, period.end)
        return _Likely(due, due, known=False) if due > 0 else None
    if target.reported_as is ReportedAs.CUMULATIVE:
        grown = _expected(target, period.end) - _expected(target, past.day or period.start)
        return _Likely(Fraction(before), Fraction(before) + max(grown, Fraction(0)), known=True)
    return _Likely(Fraction(before), Fraction(before), known=True)


def _times(value: Decimal, factor: Fraction) -> Decimal | None:
    """A figure as it reads in another unit, if that is a figure with an end."""
    number = Fraction(value) * factor
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return None
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def _stored(target: Target, meant: Decimal) -> bool:
    measure = target.spoken.measure if target.spoken else None
    return measure is not None and isinstance(to_scaled(meant, measure), int)
