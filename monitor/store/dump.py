"""Whole tables as lines of JSON and back, the same on either kind of database.

Sessions stay behind: a key to a door is not a record. Bytes stand as base64, days and
instants as ISO 8601, instants in UTC. It refuses a line that is not a row of its table.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, LargeBinary, Table, insert, select, text

from monitor.store import guards
from monitor.store.tables import heartbeats, metadata, sessions
from monitor.store.types import UtcDateTime

KEPT: tuple[Table, ...] = tuple(one for one in metadata.sorted_tables if one is not sessions)
"""Every table a backup holds, each after those it refers to."""

BATCH = 200
BATCH_OF_BYTES = 10
"""Rows read or written at once, so that memory is bounded whatever the size."""

WIDEST = 2**63


class NotARow(ValueError):  # noqa: N818  # named for what it says
    """A line that no row of this table can have given."""


def lines(db: Connection, table: Table) -> Iterator[bytes]:
    """Yield each row of a table as a line, in the order of its key, as this transaction sees it."""
    query = select(table).order_by(*table.primary_key.columns)
    options = {"stream_results": True, "yield_per": _batch(table)}
    for row in db.execute(query, execution_options=options).mappings():
        said = {column.name: _told(column, row[column]) for column in table.columns}
        yield json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load(db: Connection, table: Table, source: Iterable[bytes]) -> int:
    """Put rows into a table and return how many.

    Raises:
        NotARow: at the first line that is none.

    """
    rows = (row_of(table, line) for line in source)
    count = 0
    while batch := list(islice(rows, _batch(table))):
        db.execute(insert(table), batch)
        count += len(batch)
    return count


def row_of(table: Table, line: bytes) -> dict[str, Any]:
    """Read one line.

    Raises:
        NotARow: where columns or values are not those of the table.

    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise NotARow(table.name) from fault
    if not isinstance(said, dict) or set(said) != {column.name for column in table.columns}:
        raise NotARow(table.name)
    return {column.name: _read(column, said[column.name]) for column in table.columns}


def lock(db: Connection) -> None:
    """Keep everybody else out until this transaction ends; on SQLite it has the only pen."""
    if db.dialect.name == "postgresql":
        names = ", ".join(sorted(table.name for table in metadata.sorted_tables))
        db.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))


def holds_anything(db: Connection) -> bool:
    """Whether any table holds a row; that a scheduler is alive does not count."""
    counted = (table for table in KEPT if table is not heartbeats)
    return any(db.execute(select(table).limit(1)).first() is not None for table in counted)


def clear(db: Connection) -> None:
    """Empty every table, past the guards, which stand again afterwards.

    Deleted, not truncated: a transaction that began before still sees what it saw.
    """
    guards.lift(db)
    for table in reversed(metadata.sorted_tables):
        db.execute(table.delete())
    guards.put_back(db)


def _batch(table: Table) -> int:
    heavy = any(isinstance(column.type, LargeBinary) for column in table.columns)
    return BATCH_OF_BYTES if heavy else BATCH


def _told(column: Column[Any], value: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    if value is None or isinstance(column.type, JSON):
        return value
    if isinstance(value, date):  # instants too
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _read(column: Column[Any], said: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    if isinstance(column.type, JSON):
        return said
    if said is None and column.nullable:
        return None
    try:
        value = _typed(column, said)
    except (ValueError, TypeError) as fault:
        raise NotARow(str(column)) from fault
    wide = type(value) is int and not -WIDEST <= value < WIDEST
    if type(value) is not _kind(column) or wide:
        raise NotARow(str(column))
    return value


def _kind(column: Column[Any]) -> type:
    return datetime if isinstance(column.type, UtcDateTime) else column.type.python_type


def _typed(column: Column[Any], said: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    if isinstance(column.type, UtcDateTime):
        instant = datetime.fromisoformat(said)
        if instant.tzinfo is None:
            raise NotARow(str(column))
        return instant
    if isinstance(column.type, Date):
        return date.fromisoformat(said)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(said, validate=True)
    return said
