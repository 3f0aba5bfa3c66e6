"""The kept standings: one row per target, unit and reported period.

The canonical text is the row; the columns beside it serve questions that read one row.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from monitor.core.measure import SCALE
from monitor.core.plan import Plan
from monitor.core.problem import Problem
from monitor.core.quantity import to_scaled
from monitor.core.standing import Standing
from monitor.store.canonical import text_of, value_of
from monitor.store.tables import standings


def replace(
    db: Connection, plan: Plan, target: str, by_unit: Mapping[str, Iterable[Standing]]
) -> None:
    """Put these rows in the place of whatever the target stood at."""
    mine = (standings.c.plan == plan.code) & (standings.c.target == target)
    db.execute(delete(standings).where(mine))
    rows = [_row(plan, unit, row) for unit, found in by_unit.items() for row in found]
    if rows:
        db.execute(insert(standings), rows)


def all_of(
    db: Connection, plan: Plan, *, as_of: date | None = None
) -> dict[str, dict[str, tuple[Standing, ...]]]:
    """Return every target's rows by unit, oldest first; with a day only what it may count."""
    query = select(standings.c.target, standings.c.unit, standings.c.body).where(
        standings.c.plan == plan.code
    )
    if as_of is not None:
        query = query.where(standings.c.speaks_of <= as_of)
    order = (standings.c.target, standings.c.unit, standings.c.period_end)
    found: dict[str, dict[str, tuple[Standing, ...]]] = {}
    for target, unit, body in db.execute(query.order_by(*order)):
        units = found.setdefault(target, {})
        units[unit] = (*units.get(unit, ()), value_of(body, Standing))
    return found


def texts(db: Connection, plan: str) -> list[tuple[Any, ...]]:
    """Return the rows as they are stored, for proving them equal to a rebuild."""
    order = (
        standings.c.target,
        standings.c.unit,
        standings.c.period_end,
        standings.c.period_start,
    )
    query = select(standings).where(standings.c.plan == plan).order_by(*order)
    return [tuple(row) for row in db.execute(query)]


def _row(plan: Plan, unit: str, row: Standing) -> dict[str, Any]:
    target = plan.target(row.target)
    measure = target.spoken.measure if target and target.spoken else None
    scaled = to_scaled(row.value, measure) if measure and row.value is not None else None
    return {
        "plan": plan.code,
        "target": row.target,
        "unit": unit,
        "period_start": row.period.start,
        "period_end": row.period.end,
        "speaks_of": row.speaks_of,
        "data_date": row.data_date,
        "answered_to": row.answered_to,
        "value": None if isinstance(scaled, Problem) else scaled,
        "scale": measure.scale if measure else SCALE,
        "body": text_of(row),
    }
