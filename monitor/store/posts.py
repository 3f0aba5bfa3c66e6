"""Posts: who holds which, from which day to which.

A post's holdings are put down as a whole: they depend on each other, and what they were
before stands in the audit.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from monitor.core.post import Holding
from monitor.store.tables import posts


def all_of(db: Connection) -> tuple[Holding, ...]:
    """Return every holding, by post and day."""
    query = select(posts).order_by(posts.c.post, posts.c.since)
    return tuple(_holding(row) for row in db.execute(query))


def of_post(db: Connection, post: str) -> tuple[Holding, ...]:
    """Return the holdings of one post, oldest first."""
    query = select(posts).where(posts.c.post == post).order_by(posts.c.since)
    return tuple(_holding(row) for row in db.execute(query))


def replace(db: Connection, post: str, holdings: Sequence[Holding]) -> None:
    """Put these holdings in the place of all a post had."""
    db.execute(delete(posts).where(posts.c.post == post))
    rows = [
        {"post": one.post, "name": one.name, "since": one.since, "until": one.until}
        for one in holdings
    ]
    if rows:
        db.execute(insert(posts), rows)


def _holding(row: Row[Any]) -> Holding:
    return Holding(row.post, row.name, row.since, row.until)
