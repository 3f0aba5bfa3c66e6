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
    return copy_aside(engine, folder / f"before-migration-{at:%Y%m%d%H%M%S}.db")


def copy_aside(engine: Engine, copy: Path) -> Path | None:
    """Copy what is committed of an SQLite database; under its name only once it is sound.

    Raises:
        Unavailable: where the copy is not sound.

    """
    if engine.dialect.name != "sqlite":
        return None
    draft = copy.with_suffix(".part")
    draft.unlink(missing_ok=True)
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM INTO ?", (str(draft),))
        cursor.execute("ATTACH DATABASE ? AS copied", (str(draft),))
        sound = cursor.execute("PRAGMA copied.integrity_check").fetchone()[0]
        cursor.execute("DETACH DATABASE copied")
    finally:
        raw.close()
    if sound != "ok":
        raise Unavailable((problem("store.damaged", said=str(sound)),))
    return draft.rename(copy)
