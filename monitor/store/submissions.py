"""What was answered to a submission, so that sending it again changes nothing.

A key is claimed before the work is done and answered in the same transaction: of two
that arrive together one waits for the other. It refuses to claim a key twice.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from monitor.store.tables import submissions


def claim(db: Connection, key: str, *, who: str, digest: str, at: datetime) -> bool:
    """Take a key; returns whether it was free."""
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    row = {"key": key, "who": who, "digest": digest, "answer": {}, "recorded_at": at}
    taking = dialect.insert(submissions).values(row).on_conflict_do_nothing()
    return db.execute(taking.returning(submissions.c.key)).first() is not None


def answer(db: Connection, key: str, said: Mapping[str, Any]) -> None:
    """Keep what was answered under a claimed key."""
    db.execute(update(submissions).where(submissions.c.key == key).values(answer=dict(said)))


def answered(db: Connection, key: str) -> Row[Any] | None:
    """Return the submission of a key."""
    return db.execute(select(submissions).where(submissions.c.key == key)).first()
