"""A target split over units, told as a whole: the sum of its parts, on their earliest day.

A silent part leaves the whole unknown; nothing reported is not zero.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from monitor.core.standing import Standing
from monitor.core.target import Part, Target


def as_target(target: Target, part: Part) -> Target:
    """Return one unit's part as a target of its own."""
    return replace(target, goal=part.goal, responsible=part.unit, reported_by="", parts=())


def together(units: Sequence[Sequence[Standing]]) -> list[Standing]:
    """The whole of a split target: for each day all parts reach, their sum."""
    if not all(units):
        return []
    days = sorted({row.data_date for rows in units for row in rows})
    sums: list[Standing] = []
    for day in days:
        newest = [[row for row in rows if row.data_date <= day][-1:] for rows in units]
        if all(newest):
            sums.append(_sum([rows[0] for rows in newest]))
    return sums


def _sum(rows: Sequence[Standing]) -> Standing:
    oldest = min(rows, key=lambda row: row.data_date)
    values = [row.value for row in rows if row.value is not None]
    total = sum(values, Decimal(0)) if len(values) == len(rows) else None
    return replace(
        oldest,
        unit="",
        value=total,
        high=total,
        low=total,
        answered_to=min(row.answered_to for row in rows),
        speaks_of=oldest.data_date,
        gap=any(row.gap for row in rows),
        restated=any(row.restated for row in rows),
        backfilled=any(row.backfilled for row in rows),
        demo=any(row.demo for row in rows),
        difference=None,
        reached=(),
    )
