"""Deliveries: one row per edition and address, and who may work on it now.

A claim is a compare-and-set with a lease and a fence: a worker that was away too long
finds the fence moved and writes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from monitor.core.delivery import State
from monitor.store.tables import deliveries, editions

OPEN = (State.PENDING.value, State.RETRY.value)


def add(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new deliveries, in the transaction that stored their edition."""
    empty = {"state": State.PENDING.value, "attempts": 0, "fence": 0, "owner": "", "answer": ""}
    if rows:
        db.execute(insert(deliveries), [empty | dict(row) for row in rows])


def due(db: Connection, *, now: datetime) -> list[Row[Any]]:
    """Return what may be tried at this business instant, oldest first, each with its report."""
    joined = deliveries.join(editions, editions.c.id == deliveries.c.edition)
    query = select(deliveries, editions.c.report).select_from(joined).where(_ready(now))
    order = (deliveries.c.created_at, deliveries.c.id)
    return list(db.execute(query.order_by(*order)))


def _ready(now: datetime) -> ColumnElement[bool]:
    waited = deliveries.c.next_try_at.is_(None) | (deliveries.c.next_try_at <= now)
    return deliveries.c.state.in_(OPEN) & waited


def claim(
    db: Connection, delivery: str, *, owner: str, now: datetime, until: datetime
) -> Row[Any] | None:
    """Take a delivery for this worker until the lease ends; none where another has it.

    ``now`` is the business instant it has to be ready at: what another worker has tried
    meanwhile waits for its next turn.
    """
    row = one(db, delivery)
    if row is None:
        return None
    values = {
        "state": State.SENDING.value,
        "owner": owner,
        "lease_until": until,
        "fence": row.fence + 1,
        "attempts": row.attempts + 1,
    }
    mine = (deliveries.c.id == delivery) & (deliveries.c.fence == row.fence) & _ready(now)
    taken = db.execute(update(deliveries).where(mine).values(values)).rowcount == 1
    return one(db, delivery) if taken else None


def record(db: Connection, delivery: str, fence: int, values: Mapping[str, Any]) -> bool:
    """Write what came of a try; false where the lease was lost meanwhile."""
    sending = deliveries.c.state == State.SENDING.value
    mine = (deliveries.c.id == delivery) & (deliveries.c.fence == fence) & sending
    said = {"lease_until": None, **values}
    return db.execute(update(deliveries).where(mine).values(said)).rowcount == 1


def expired(db: Connection, *, clock: datetime) -> list[Row[Any]]:
    """Return what was being sent by a worker whose lease has ended."""
    query = select(deliveries).where(
        deliveries.c.state == State.SENDING.value, deliveries.c.lease_until < clock
    )
    return list(db.execute(query))


def set_state(
    db: Connection, delivery: str, states: Sequence[str], values: Mapping[str, Any]
) -> bool:
    """Change a delivery that is in one of these states; returns whether it was."""
    mine = (deliveries.c.id == delivery) & deliveries.c.state.in_(states)
    said = {"fence": deliveries.c.fence + 1, "lease_until": None, **values}
    return db.execute(update(deliveries).where(mine).values(said)).rowcount == 1


def hold_open(db: Connection, *, answer: str) -> int:
    """Hold everything that would leave by itself, for a person to decide; returns how many."""
    on_its_way = deliveries.c.state.in_((*OPEN, State.SENDING.value))
    said = {"state": State.HELD.value, "fence": deliveries.c.fence + 1, "lease_until": None}
    held = update(deliveries).where(on_its_way).values(**said, answer=answer)
    return db.execute(held).rowcount


def one(db: Connection, delivery: str) -> Row[Any] | None:
    """Return one delivery."""
    return db.execute(select(deliveries).where(deliveries.c.id == delivery)).first()


def sent_between(db: Connection, start: datetime, end: datetime) -> dict[str, int]:
    """Return how many letters of each report left after one instant and until another."""
    joined = deliveries.join(editions, editions.c.id == deliveries.c.edition)
    query = (
        select(editions.c.report, func.count().label("sent"))
        .select_from(joined)
        .where(deliveries.c.sent_at > start, deliveries.c.sent_at <= end)
        .group_by(editions.c.report)
    )
    return {row.report: row.sent for row in db.execute(query)}


def listed(db: Connection) -> list[Row[Any]]:
    """Return every delivery with its edition's report and period, newest first."""
    joined = deliveries.join(editions, editions.c.id == deliveries.c.edition)
    query = select(deliveries, editions.c.report, editions.c.period).select_from(joined)
    return list(db.execute(query.order_by(deliveries.c.created_at.desc(), deliveries.c.id)))
