"""All verdicts of a plan arranged so that they close.

Every target stands in exactly one class, the counts add up to the number of rows and the
shares to one, by largest remainder. What does not close is not issued: ``Scorecard.flaws``
names it. Rows are ordered worst first.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from monitor.core.assessment import Assessment
from monitor.core.plan import Plan
from monitor.core.rule import Status

ORDER = (
    Status.MISSED,
    Status.BEHIND,
    Status.NOT_STARTED,
    Status.NO_DATA,
    Status.ON_TRACK,
    Status.AHEAD,
    Status.ACHIEVED,
    Status.NOT_DUE,
    Status.GOAL_PENDING,
)
"""Worst first, as a reader meets them."""

UNJUDGED = frozenset({Status.NOT_DUE, Status.NO_DATA, Status.GOAL_PENDING})
"""Classes that say nothing about progress; faces list them with the reason."""

THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the tally; ``share`` of all rows in thousandths, adding up to 1000."""

    status: Status
    level: str | None
    label: str | None
    colour: str | None
    count: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The comparison of one plan as of one day, with what was known at one instant."""

    plan: Plan
    as_of: date
    known_at: datetime
    rows: tuple[Assessment, ...]
    classes: tuple[Class, ...]

    @property
    def total(self) -> int:
        """The denominator of every share."""
        return len(self.rows)

    def count(self, *statuses: Status) -> int:
        """How many rows stand in these classes."""
        return sum(row.status in statuses for row in self.rows)

    @property
    def demo(self) -> bool:
        """Whether any figure in it is invented for a demonstration."""
        return any("demo" in row.flags for row in self.rows)

    def flaws(self) -> tuple[str, ...]:
        """What keeps it from closing: codes of targets in no class or in several, or sums."""
        codes = Counter(row.target.code for row in self.rows)
        twice = [code for code, times in codes.items() if times > 1]
        stray = [row.target.code for row in self.rows if not self._stands_once(row)]
        sums = [] if self._adds_up() else ["total"]
        return tuple(twice + stray + sums)

    def _stands_once(self, row: Assessment) -> bool:
        return sum(_key_of(row) == (one.status, one.level, one.label) for one in self.classes) == 1

    def _adds_up(self) -> bool:
        whole = sum((one.share for one in self.classes), Decimal(0))
        return sum(one.count for one in self.classes) == self.total and (
            whole == 1 or not self.total
        )


def arrange(
    plan: Plan, rows: Sequence[Assessment], *, as_of: date, known_at: datetime
) -> Scorecard:
    """Order the rows worst first and count every class the plan's rules know, zeros too."""
    counts = Counter(_key_of(row) for row in rows)
    known = _classes(plan)
    shares = largest_remainder([counts[key] for key in known], THOUSANDTHS)
    classes = tuple(
        Class(*key, colour, counts[key], Decimal(share) / THOUSANDTHS)
        for (key, colour), share in zip(known.items(), shares, strict=True)
    )
    return Scorecard(plan, as_of, known_at, tuple(sorted(rows, key=severity)), classes)


def severity(row: Assessment) -> tuple[int, int, float, str]:
    """Sort key, worst first: class, level of its rule, how far behind, number."""
    bands = row.rule.bands
    level = -bands.index(row.verdict.band) if row.verdict.band in bands else 0
    distance = float(row.verdict.lead) if row.verdict.lead is not None else 0.0
    return (ORDER.index(row.status), level, distance, row.target.number)


def largest_remainder(counts: Sequence[int], whole: int) -> list[int]:
    """Split ``whole`` in proportion to ``counts`` so that the parts add up to it exactly."""
    total = sum(counts)
    if not total:
        return [0 for _ in counts]
    floors = [count * whole // total for count in counts]
    rests = sorted(range(len(counts)), key=lambda i: (-(counts[i] * whole % total), i))
    for i in rests[: whole - sum(floors)]:
        floors[i] += 1
    return floors


Key: TypeAlias = tuple[Status, str | None, str | None]


def _key_of(row: Assessment) -> Key:
    band = row.verdict.band
    return (row.status, band.level, band.label) if band else (row.status, None, None)


def _classes(plan: Plan) -> dict[Key, str | None]:
    """Every class a row of this plan can stand in, worst first, with its colour word."""
    used = {target.rule for target in plan.targets}
    bands = [band for rule in plan.rules if rule.name in used for band in reversed(rule.bands)]
    found: dict[Key, str | None] = {}
    for status in ORDER:
        mine = [band for band in bands if band.status is status]
        found |= {(status, band.level, band.label): band.colour for band in mine}
        if not mine:
            found[(status, None, None)] = None
    return found
