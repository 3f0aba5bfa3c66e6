"""Read entries and the decisions on them back as happenings, each with what it corrects."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, FromClause, Row, ScalarSelect, and_, func, select

from monitor.core.happening import Entered, Happening, Reviewed
from monitor.core.observation import Observation
from monitor.store.history import CHUNK, Wanted, asked, placed
from monitor.store.observations import of_row
from monitor.store.tables import observations, reviews

SAME = ("plan", "target", "unit", "item", "period_end", "source", "stage")
"""Columns in which a correction agrees with what it corrects."""


def entered(db: Connection, wanted: Wanted) -> Iterator[Happening]:
    """Every entry, with the one it corrects."""
    query = select(observations, func.coalesce(_corrected(1), _corrected(0)).label("corrected"))
    if wanted.target is not None:
        query = query.where(observations.c.target == wanted.target)
    if wanted.unit is not None:
        query = query.where(observations.c.unit == wanted.unit)
    rows = db.execute(asked(query, wanted, observations, who=observations.c.entered_by)).all()
    before = _by_number(db, wanted.plan, {row.corrected for row in rows if row.corrected})
    for row in rows:
        what = Entered(of_row(row), before.get(row.corrected))
        yield replace(placed(row, wanted.plan, row.entered_by), what=what, reason=row.reason)


def _corrected(same_start: int) -> ScalarSelect[Any]:
    """Number of the entry one revision before; with ``same_start`` only of the same span."""
    old: FromClause = observations.alias()
    alike = [old.c[name] == observations.c[name] for name in SAME]
    if same_start:
        alike.append(old.c.period_start == observations.c.period_start)
    order = (old.c.revision == observations.c.revision - 1, old.c.seq < observations.c.seq)
    return select(func.max(old.c.seq)).where(and_(*alike, *order)).scalar_subquery()


def _by_number(db: Connection, plan: str, numbers: set[int]) -> Mapping[int, Observation]:
    found: dict[int, Observation] = {}
    wanted = sorted(numbers)
    for at in range(0, len(wanted), CHUNK):
        mine = observations.c.seq.in_(wanted[at : at + CHUNK])
        query = select(observations).where(observations.c.plan == plan, mine)
        found |= {row.seq: of_row(row) for row in db.execute(query)}
    return found


def reviewed(db: Connection, wanted: Wanted) -> Iterator[Happening]:
    """Every decision on an entry, with the entry."""
    joined = reviews.join(
        observations,
        and_(
            observations.c.plan == reviews.c.plan,
            observations.c.seq == reviews.c.observation,
        ),
    )
    query = select(reviews).select_from(joined)
    if wanted.target is not None:
        query = query.where(observations.c.target == wanted.target)
    if wanted.unit is not None:
        query = query.where(observations.c.unit == wanted.unit)
    rows = db.execute(asked(query, wanted, reviews, who=reviews.c.decided_by)).all()
    entries = _by_number(db, wanted.plan, {row.observation for row in rows})
    for row in rows:
        yield _decided(row, entries[row.observation], wanted.plan)


def _decided(row: Row[Any], entry: Observation, plan: str) -> Happening:
    what = Reviewed(entry, row.approved)
    return replace(placed(row, plan, row.decided_by), what=what, reason=row.reason)
