"""How the expected share of a promise grows along its way.

A pace answers one question: which exact share of the way (0 to 1) is due at the
close of a day. The way runs from the period's first day to the deadline, both
included; the share is 0 before it and 1 at the deadline and after. It refuses to
round: shares are fractions, so that exactly on pace is on pace on every day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from monitor.core.period import Period, days_gone, months_completed, whole_months

WHOLE = Fraction(1)
NOTHING = Fraction(0)


class PaceKind(StrEnum):
    """The shapes a way can have."""

    LINEAR = "linear"
    LINEAR_DAYS = "linear_days"
    PROFILE = "profile"
    MILESTONES = "milestones"
    FLAT = "flat"
    DUE_ONLY = "due_only"
    STAGES = "stages"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A value agreed for a day on the way, in the base unit."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Pace:
    """One shape of the way.

    ``shares`` are the cumulative shares of a profile, in percent, one per month of
    the way; ``milestones`` are dated values, ascending by day. Stage plans keep
    their dates in the target, so ``STAGES`` carries nothing.
    """

    kind: PaceKind
    profile: str = ""
    shares: tuple[Decimal, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    def name(self, way: Period) -> str:
        """Name of the shape as printed beside a figure, with the convention it counts by."""
        if self.kind is PaceKind.LINEAR:
            return "linear_days" if whole_months(way) is None else "linear_months"
        return f"profile:{self.profile}" if self.kind is PaceKind.PROFILE else self.kind.value

    def share(self, day: date, way: Period, *, baseline: Decimal, goal: Decimal | None) -> Fraction:
        """Share of the way due at the close of ``day``: 0 before it, 1 from the deadline on."""
        if day >= way.end:
            return WHOLE
        if day < way.start:
            return NOTHING
        return self._on_the_way(day, way, baseline, goal)

    def _on_the_way(
        self, day: date, way: Period, baseline: Decimal, goal: Decimal | None
    ) -> Fraction:
        match self.kind:
            case PaceKind.FLAT:
                return WHOLE
            case PaceKind.LINEAR:
                return _by_months(day, way)
            case PaceKind.LINEAR_DAYS:
                return _by_days(day, way)
            case PaceKind.PROFILE:
                return self._by_profile(day, way)
            case PaceKind.MILESTONES:
                return self._by_milestone(day, baseline, goal)
            case PaceKind.DUE_ONLY | PaceKind.STAGES:
                return NOTHING

    def _by_profile(self, day: date, way: Period) -> Fraction:
        done = months_completed(way, day)
        return Fraction(self.shares[done - 1]) / 100 if done else NOTHING

    def _by_milestone(self, day: date, baseline: Decimal, goal: Decimal | None) -> Fraction:
        reached = [step.value for step in self.milestones if step.on <= day]
        if not reached or goal is None or goal == baseline:
            return NOTHING
        return (Fraction(reached[-1]) - Fraction(baseline)) / (Fraction(goal) - Fraction(baseline))


def _by_months(day: date, way: Period) -> Fraction:
    months = whole_months(way)
    if months is None:
        return _by_days(day, way)
    return Fraction(months_completed(way, day), months)


def _by_days(day: date, way: Period) -> Fraction:
    return Fraction(days_gone(way, day), days_gone(way, way.end))
