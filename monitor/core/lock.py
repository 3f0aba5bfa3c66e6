"""Why a unit is not asked for a figure of a target in a period, told one by one.

A plan is closed; the period has not begun; no figure can exist yet and the period is answered
with a later one; the target is asked for by the quarter; its deadline is past; another unit gives
the number. It refuses to hide: a target of the unit is either asked for in a period or stands here
with its reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.core.closing import Cell, Closing, Grant, Step, locked
from monitor.core.owed import owed_periods
from monitor.core.period import Cadence, Period
from monitor.core.plan import Plan
from monitor.core.target import Target


class Why(StrEnum):
    """What keeps a figure from being asked for, in the order it is said."""

    CLOSED = "closed"
    OTHER = "other"
    FUTURE = "future"
    OVER = "over"
    LATER = "later"
    RARELY = "rarely"


@dataclass(frozen=True, slots=True)
class Lock:
    """One target of a unit that has no open line.

    ``with_period`` is the period that answers for this one, ``unit`` who gives the number
    instead, ``closed`` the deed that closed the plan.
    """

    why: Why
    target: Target
    with_period: Period | None = None
    unit: str = ""
    closed: Step | None = None


@dataclass(frozen=True, slots=True)
class Shutters:
    """What may close a cell beside the calendar: the closing of the plan, and what opens it."""

    closing: Closing
    grants: Sequence[Grant]
    at: datetime

    def shut(self, cell: Cell) -> Step | None:
        """The deed that keeps a cell closed, if one does."""
        closed = self.closing.closed
        return closed if closed and locked((cell,), self.grants, at=self.at) else None


def locks_of(  # noqa: PLR0913  # all but three by keyword
    plan: Plan,
    unit: str,
    period: Period,
    *,
    heirs: Mapping[str, str],
    day: date,
    shutters: Shutters,
) -> tuple[Lock, ...]:
    """Return each target of a unit that may not be entered for a period, in the plan's order.

    ``heirs`` names by unit the one that took over; ``day`` is the day it is asked on.
    """
    own = {before for before, became in heirs.items() if became == unit} | {unit}
    found = (_lock(target, own, period, day, shutters) for target in plan.targets)
    return tuple(lock for lock in found if lock)


def _lock(
    target: Target, own: set[str], period: Period, day: date, shutters: Shutters
) -> Lock | None:
    mine = sorted(own & _askable(target))
    if not mine:
        away = target.reported_by and target.responsible in own
        return Lock(Why.OTHER, target, unit=target.reported_by) if away else None
    if period.start > day:
        return Lock(Why.FUTURE, target)
    owed = [one for one in owed_periods(target) if one.end == period.end]
    if not owed:
        return _not_asked(target, period)
    steps = [shutters.shut(Cell(target.code, one, owed[0])) for one in mine]
    return Lock(Why.CLOSED, target, closed=steps[0]) if all(steps) else None


def _askable(target: Target) -> set[str]:
    """The units whose clerks give a target's figures."""
    if target.parts:
        return {part.unit for part in target.parts}
    return {target.reported_by or target.responsible}


def _not_asked(target: Target, period: Period) -> Lock:
    """Say with which period it is answered instead, or that nothing is asked any more."""
    later = next(_covering(target, period), None)
    if later is None:
        return Lock(Why.OVER, target)
    silent = target.cadence is Cadence.MONTH
    return Lock(Why.LATER if silent else Why.RARELY, target, with_period=later)


def _covering(target: Target, period: Period) -> Iterator[Period]:
    return (one for one in owed_periods(target) if one.end >= period.end)
