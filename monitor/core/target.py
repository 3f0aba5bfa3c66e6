"""A promise, as a plan states it.

A target says what, how much, by when, by whom, how it is reported and how it is
judged. Everything here was read and checked by ``files``; these values refuse to be
half known. What a plan does not say but an office has to assume is named in ``assumed``.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from monitor.core.goal import Direction
from monitor.core.measure import Spoken
from monitor.core.pace import Pace, PaceKind
from monitor.core.period import Cadence, Period
from monitor.core.workdays import DueRule


class Kind(StrEnum):
    """What sort of promise it is."""

    QUANTITY = "quantity"
    ITEMS = "items"
    PROJECT = "project"
    TASK = "task"


class ReportedAs(StrEnum):
    """What an entered number means."""

    CUMULATIVE = "cumulative"
    PERIOD = "period"
    LEVEL = "level"
    RATE = "rate"
    ITEMS = "items"


ACCUMULATING = frozenset({ReportedAs.CUMULATIVE, ReportedAs.PERIOD, ReportedAs.ITEMS})


@dataclass(frozen=True, slots=True)
class Planned:
    """A stage and the day the unit plans to reach it, with where that day comes from."""

    stage: str
    on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One named member of a list; ``was`` keeps the names it was entered under before."""

    name: str
    was: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()
    note: str = ""

    def answers_to(self, name: str) -> bool:
        """Whether an entry under this name speaks of this item."""
        return name == self.name or name in self.was


@dataclass(frozen=True, slots=True)
class Part:
    """The share of a split target one unit answers for, in the base unit."""

    unit: str
    goal: Decimal


@dataclass(frozen=True, slots=True)
class Target:
    """One stated promise. Numbers are in ``spoken.measure``'s base unit.

    ``goal`` is ``None`` while a superior has not issued it (and for projects and tasks);
    ``low`` and ``high`` hold a ``between``; ``tolerance`` an ``about``. ``ladder`` lists the
    stages in order and ``goal_stage`` the one the promise reaches.
    """

    code: str
    name: str
    period: Period
    deadline: date
    pace: Pace
    rule: str
    responsible: str
    cadence: Cadence
    due: DueRule
    kind: Kind = Kind.QUANTITY
    number: str = ""
    chapter: str = ""
    stated: str = ""
    goal: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    spoken: Spoken | None = None
    direction: Direction = Direction.AT_LEAST
    baseline: Decimal | None = None
    reported_as: ReportedAs | None = None
    no_figure_in: frozenset[int] = frozenset()
    figures: str = ""
    cooperating: tuple[str, ...] = ()
    leader: str = ""
    lists: tuple[str, ...] = ()
    external_id: str = ""
    reported_by: str = ""
    source: str = ""
    note: str = ""
    sort: str = ""
    goal_stage: str = ""
    ladder: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()
    items: tuple[Item, ...] = ()
    parts: tuple[Part, ...] = ()
    assumed: tuple[str, ...] = ()
    indicator: str = ""

    @property
    def way(self) -> Period:
        """From the period's first day to the deadline, both included."""
        return Period(self.period.start, self.deadline)

    @property
    def start(self) -> Decimal:
        """The baseline, 0 unless declared."""
        return Decimal(0) if self.baseline is None else self.baseline

    @property
    def measure(self) -> str | None:
        """Name of the base unit its numbers are kept in; none where nothing is counted."""
        return None if self.spoken is None else self.spoken.measure.name

    @property
    def accumulates(self) -> bool:
        """Whether what is done adds up, so that a goal reached early is reached."""
        return self.reported_as in ACCUMULATING

    @property
    def staged(self) -> bool:
        """Whether it is judged by planned stage dates, in days."""
        return self.pace.kind is PaceKind.STAGES

    @property
    def units(self) -> tuple[str, ...]:
        """The units whose figures make up the actual."""
        return tuple(part.unit for part in self.parts) or (self.responsible,)

    @property
    def all_planned(self) -> tuple[Planned, ...]:
        """Every planned stage date, of the target and of its items."""
        return (*self.planned, *(step for item in self.items for step in item.planned))

    def share(self, day: date) -> Fraction:
        """Share of the way due at the close of ``day``."""
        if self.staged:
            return self._planned_share(day)
        return self.pace.share(day, self.way, baseline=self.start, goal=self.goal)

    def expected(self, day: date) -> Fraction | None:
        """What should be done by the close of ``day``; none where nothing is counted.

        baseline + (goal - baseline) x pace, as an exact fraction.
        """
        if self.goal is None:
            return None
        if self.staged:
            return Fraction(self._planned_items(day))
        return Fraction(self.start) + (Fraction(self.goal) - Fraction(self.start)) * self.share(day)

    def rank(self, stage: str) -> int:
        """Place of a stage on the ladder, from 0; raises ValueError for a stage not on it."""
        return self.ladder.index(stage)

    def reaches_goal(self, stage: str) -> bool:
        """Whether a stage fulfils what the promise names."""
        return self.rank(stage) >= self.rank(self.goal_stage)

    def _planned_share(self, day: date) -> Fraction:
        if day >= self.deadline:
            return Fraction(1)
        due = sum(1 for step in self.all_planned if step.on <= day)
        return Fraction(due, len(self.all_planned))

    def _planned_items(self, day: date) -> int:
        if day >= self.deadline:
            return len(self.items)
        return sum(
            any(step.on <= day and self.reaches_goal(step.stage) for step in item.planned)
            for item in self.items
        )
