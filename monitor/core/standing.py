"""Where one target stands after one reported period: a value, not yet a verdict.

The row answers for its period without any earlier one: it carries the running total,
the day the data reaches, and where the figure comes from. ``fold`` makes these rows;
the maintained ones and a rebuild come from the same fold, so they cannot differ.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from monitor.core.period import Period


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage passed, by one item or (item empty) by the whole project or task."""

    item: str
    stage: str
    on: date


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sources that disagree about one period; ``shown`` counts, ``other`` does not."""

    shown_source: str
    shown: Decimal
    other_source: str
    other: Decimal


@dataclass(frozen=True, slots=True)
class Disputed:
    """A period about which two sources disagree."""

    period: Period
    difference: Difference


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a target stands for one unit, up to and including one period.

    ``value`` is the running total, level or rate (for items the count) in the base unit;
    ``high`` and ``low`` the extremes ever entered up to here, by which falling back is
    known. ``data_date`` is the day the figure reaches, ``speaks_of`` the day of the newest
    entry (they part where a run of periods breaks), ``answered_to`` the last day of the
    newest answered period. ``stage`` is where a project or task stands now.
    """

    target: str
    unit: str
    period: Period
    data_date: date
    speaks_of: date
    answered_to: date
    source: str
    value: Decimal | None = None
    stage: str = ""
    high: Decimal | None = None
    low: Decimal | None = None
    reached: tuple[Reached, ...] = ()
    gap: bool = False
    restated: bool = False
    backfilled: bool = False
    demo: bool = False
    difference: Difference | None = None
    seq: int = 0
