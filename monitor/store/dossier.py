"""Read what proves a history: rows as they were sealed, their links, and parts of editions."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from monitor.core.dossier import Link, Part, Row
from monitor.store.canonical import row_digest, row_text
from monitor.store.history import CHUNK
from monitor.store.proof import OF_A_PLAN
from monitor.store.tables import edition_parts, links


def rows(db: Connection, plan: str, numbers: Collection[int]) -> tuple[Row, ...]:
    """The rows of these numbers as they stand now, each digest made anew."""
    found = [
        Row(row["seq"], row["link"], row_digest(row), row_text(row))
        for row in _rows(db, plan, "seq", numbers)
    ]
    return tuple(sorted(found, key=lambda row: row.seq))


def chained(db: Connection, plan: str, numbers: Collection[int]) -> tuple[Link, ...]:
    """These links of a plan's chain, each with the digests of all its rows."""
    digests: dict[int, list[tuple[int, str]]] = {}
    for row in _rows(db, plan, "link", numbers):
        digests.setdefault(row["link"], []).append((row["seq"], row_digest(row)))
    found = []
    for mine in _chunks(links.c.seq, numbers):
        query = select(links).where(links.c.chain == plan, mine).order_by(links.c.seq)
        for link in db.execute(query):
            made_of = tuple(digest for _, digest in sorted(digests.get(link.seq, [])))
            found.append(Link(link.seq, link.previous, link.digest, made_of))
    return tuple(found)


def parts(db: Connection, edition: str) -> tuple[Part, ...]:
    """Every face of an edition, as it was issued."""
    query = select(edition_parts).where(edition_parts.c.edition == edition)
    rows = db.execute(query.order_by(edition_parts.c.name))
    return tuple(Part(row.name, row.media, row.bytes) for row in rows)


def _rows(
    db: Connection, plan: str, column: str, numbers: Collection[int]
) -> Iterator[Mapping[str, Any]]:
    for table in OF_A_PLAN:
        yield from _of_table(db, table, plan, column, numbers)


def _of_table(
    db: Connection, table: Table, plan: str, column: str, numbers: Collection[int]
) -> Iterator[Mapping[str, Any]]:
    for mine in _chunks(table.c[column], numbers):
        query = select(table).where(table.c.plan == plan, mine)
        for row in db.execute(query).mappings():
            yield dict(row)


def _chunks(column: ColumnElement[Any], numbers: Collection[int]) -> Iterator[ColumnElement[bool]]:
    wanted = sorted(set(numbers))
    for at in range(0, len(wanted), CHUNK):
        yield column.in_(wanted[at : at + CHUNK])
