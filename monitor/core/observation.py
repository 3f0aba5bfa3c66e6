"""One answer that somebody entered for one target and period: evidence, immutable.

An observation says a number, a stage, or that nothing changed. It carries two times
that are never mixed up: the day it speaks of (``data_date``) and the instant since when
it is known (``known_at``). A correction is a further observation with a reason.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from monitor.core.period import Period
from monitor.core.problem import Place


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person hands in, read but not yet judged against its target.

    Exactly one of ``value`` (as typed, ``12.05万亩``), ``stage`` and ``no_change`` is given.
    ``on`` is the last day a value speaks of, or the day a stage was passed. ``given_by`` names
    who gave by phone or on paper what another typed; before ``not_before`` no report shows it.
    """

    target: str
    period: Period
    value: str | None = None
    stage: str | None = None
    no_change: bool = False
    item: str | None = None
    on: date | None = None
    unit: str | None = None
    source: str | None = None
    note: str | None = None
    reason: str | None = None
    given_by: str | None = None
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and where it stands in the file it came from, if any."""

    entry: Entry
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One accepted entry; ``value`` in the target's base unit.

    ``approved`` says that it counts, ``returned`` that a reviewer sent it back with a reason.
    ``unit`` is the responsible unit it is entered for, ``item`` empty unless it speaks of one
    named item, ``on`` the day a stage was passed. ``seq`` orders everything in a plan;
    ``revision`` counts from 1 what was entered for one target, unit, item, period and source.
    ``given_by`` and ``not_before`` as in an entry.
    """

    target: str
    unit: str
    period: Period
    data_date: date
    source: str
    known_at: datetime
    seq: int = 0
    revision: int = 1
    item: str = ""
    value: Decimal | None = None
    stage: str | None = None
    no_change: bool = False
    on: date | None = None
    note: str = ""
    reason: str = ""
    entered_by: str = ""
    approved: bool = True
    returned: bool = False
    demo: bool = False
    backfilled: bool = False
    given_by: str = ""
    not_before: date | None = None

    @property
    def age(self) -> tuple[datetime, int]:
        """Sort key: what is known later is newer, at one instant what was entered later."""
        return (self.known_at, self.seq)

    def says_the_same(self, other: "Observation") -> bool:
        """Whether both answer alike, so that entering it again writes nothing."""
        return (self.value, self.stage, self.no_change, self.on, self.data_date) == (
            other.value,
            other.stage,
            other.no_change,
            other.on,
            other.data_date,
        )
