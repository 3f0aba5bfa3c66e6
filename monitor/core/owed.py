"""Which figures a target owes, until when, and what silence amounts to.

Owed, late and stale are judged on the day of known-at, never on today. A release
calendar names months for which no figure can exist; such a period is answered together
with the next one. It refuses to say what a late figure means for the verdict.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from monitor.core.observation import Observation
from monitor.core.period import Cadence, Period, containing
from monitor.core.target import Target
from monitor.core.workdays import DueRule, WorkCalendar


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment an answer is for: verdicts by ``as_of``, owing by ``known_day``."""

    as_of: date
    known_day: date
    calendar: WorkCalendar


def owed_periods(target: Target) -> tuple[Period, ...]:
    """Periods for which a figure is owed, in order; the last holds the deadline."""
    return _owed(target.cadence, target.period.start, target.deadline, target.no_figure_in)


@lru_cache(maxsize=4096)
def _owed(
    cadence: Cadence, start: date, deadline: date, no_figure_in: frozenset[int]
) -> tuple[Period, ...]:
    """Many targets of a plan owe the same periods, and each question asks for them again."""
    last = containing(cadence, deadline)
    span = Period(containing(cadence, start).start, last.end)
    return _without_silence(cadence.periods(span), no_figure_in)


def _without_silence(
    periods: tuple[Period, ...], no_figure_in: frozenset[int]
) -> tuple[Period, ...]:
    owed: list[Period] = []
    start: date | None = None
    for period in periods:
        start = start or period.start
        if period.end.month in no_figure_in and period is not periods[-1]:
            continue
        owed.append(Period(start, period.end))
        start = None
    return tuple(owed)


def answered(target: Target, one: Observation) -> Period:
    """The period an entry answers: its own, but no period that begins after the day it speaks of.

    A figure for the whole year handed in early in October answers October, not December.
    """
    last = containing(target.cadence, one.data_date).end
    return Period(one.period.start, min(one.period.end, last))


def due_day(target: Target, period: Period, calendar: WorkCalendar) -> date:
    """Last day on which the figure of an owed period is in time."""
    return _due(target.due, period.end, calendar)


@lru_cache(maxsize=4096)
def _due(rule: DueRule, period_end: date, calendar: WorkCalendar) -> date:
    return rule.due_day(period_end, calendar)


def past_due(target: Target, asked: Asked) -> tuple[Period, ...]:
    """Owed periods over by the as-of day whose due day lies before the known day."""
    return tuple(
        period
        for period in owed_periods(target)
        if period.end <= asked.as_of and due_day(target, period, asked.calendar) < asked.known_day
    )


def silent(target: Target, answered_to: date | None, asked: Asked) -> tuple[Period, ...]:
    """Periods past due that no counting figure answers."""
    late = past_due(target, asked)
    return late if answered_to is None else tuple(p for p in late if p.end > answered_to)


def closing_overdue(target: Target, asked: Asked) -> bool:
    """Whether the due day of the closing figure, the one holding the deadline, has passed."""
    closing = owed_periods(target)[-1]
    return due_day(target, closing, asked.calendar) < asked.known_day
