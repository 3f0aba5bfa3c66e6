"""A consistent copy of an SQLite database, taken while others write."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from monitor.core.problem import Unavailable, problem


def copy_before_migration(engine: Engine, folder: Path, *, at: datetime) -> Path | None:
    """Copy an SQLite database beside itself; on PostgreSQL the server's own tools do this.

    Raises:
        Unavailable: where the copy is not sound.

    """
    if engine.dialect.name != "sqlite":
        return None
    copy = folder / f"before-migration-{at:%Y%m%d%H%M%S}.db"
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM INTO ?", (str(copy),))
        cursor.execute("ATTACH DATABASE ? AS copied", (str(copy),))
        sound = cursor.execute("PRAGMA copied.integrity_check").fetchone()[0]
        cursor.execute("DETACH DATABASE copied")
    finally:
        raw.close()
    if sound != "ok":
        raise Unavailable((problem("store.damaged", said=str(sound)),))
    return copy
