"""Read the books back as happenings: what a plan's chain and the accounts' chain hold.

Every reader takes one question and gives rows as core values with their place in the chain.
Nothing is written here, and nothing is left out but what the question excludes.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, and_, select

from monitor.core.happening import (
    DOOR,
    Acted,
    Happening,
    Judged,
    Noted,
    Piece,
    Printed,
    Revised,
    Via,
)
from monitor.core.plan import Plan
from monitor.store import chain
from monitor.store.canonical import value_of
from monitor.store.editions import DATA
from monitor.store.tables import acts, audit, edition_parts, editions, revisions, verdicts
from monitor.store.targets import KINDS

CHUNK = 500
"""Values a database takes in one comparison without complaint."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which happenings of a plan: about a target, known by, written since, by whom, of a unit.

    ``newest`` asks for that many of each book at most, the newest.
    """

    plan: str
    target: str | None = None
    known_at: datetime | None = None
    since: datetime | None = None
    by: str | None = None
    unit: str | None = None
    newest: int | None = None


def asked(
    query: Select[Any], wanted: Wanted, table: Table, *, who: Column[Any] | None = None
) -> Select[Any]:
    """Narrow a query on a table of a plan's chain, and put its newest rows first."""
    written = table.c.issued_at if table is editions else table.c.recorded_at
    known = table.c.issued_at if table is editions else table.c.known_at
    query = query.where(table.c.plan == wanted.plan)
    if wanted.known_at is not None:
        query = query.where(known <= wanted.known_at)
    if wanted.since is not None:
        query = query.where(written >= wanted.since)
    if wanted.by is not None and who is not None:
        query = query.where(who == wanted.by)
    return query.order_by(table.c.seq.desc()).limit(wanted.newest)


def revised(db: Connection, wanted: Wanted) -> Iterator[Happening]:
    """Every revision of a plan's pieces, each with the one before it."""
    before = revisions.alias("before")
    same = and_(
        before.c.plan == revisions.c.plan,
        before.c.kind == revisions.c.kind,
        before.c.code == revisions.c.code,
        before.c.number == revisions.c.number - 1,
    )
    query = select(revisions, before.c.body.label("body_before"))
    query = query.select_from(revisions.outerjoin(before, same))
    if wanted.target is not None:
        query = query.where(revisions.c.kind == "target", revisions.c.code == wanted.target)
    for row in db.execute(asked(query, wanted, revisions, who=revisions.c.entered_by)):
        what = Revised(
            kind=row.kind,
            code=row.code,
            number=row.number,
            before=_piece(row.kind, row.body_before),
            after=_piece(row.kind, row.body),
            effective_from=row.effective_from,
            authority=row.authority,
            approver=row.approver,
        )
        yield replace(placed(row, wanted.plan, row.entered_by), what=what, reason=row.reason)


def _piece(kind: str, body: str | None) -> Piece | None:
    if body is None:
        return None
    found: Piece = value_of(body, KINDS[kind])
    return found


def placed(row: Row[Any], name: str, by: str) -> Happening:
    """A row's instants and its place in a chain; what it says is still to be put in."""
    at = getattr(row, "recorded_at", None) or getattr(row, "issued_at", None) or row.at
    known_at = at if not hasattr(row, "known_at") else row.known_at
    return Happening(Noted("", ""), by, known_at, at, name, row.seq, row.link, row.digest)


def judged(db: Connection, wanted: Wanted) -> Iterator[Happening]:
    """Every noted verdict of a target, each with the one before it."""
    query = select(verdicts).where(verdicts.c.target == wanted.target)
    before = None
    for row in reversed(db.execute(asked(query, wanted, verdicts)).all()):
        what = Judged(row.target, row.as_of, row.status, row.level, before)
        before = (row.status, row.level)
        yield replace(placed(row, wanted.plan, ""), what=what)


def printed(db: Connection, wanted: Wanted) -> Iterator[Happening]:
    """Every edition; of a target those that print it, with what they print of it."""
    if wanted.by is not None:
        return
    query = select(editions)
    if wanted.target is not None:
        data = and_(edition_parts.c.edition == editions.c.id, edition_parts.c.name == DATA)
        query = select(editions, edition_parts.c.bytes)
        query = query.select_from(editions.join(edition_parts, data))
    for row in db.execute(asked(query, wanted, editions)):
        told = {} if wanted.target is None else row_told(row.bytes, wanted.target)
        if told is None:
            continue
        yield replace(
            placed(row, wanted.plan, ""),
            known_at=row.issued_at,
            what=_printed(row, told),
            reason=row.reason,
        )


def _printed(row: Row[Any], told: Mapping[str, Any]) -> Printed:
    return Printed(
        edition=row.id,
        report=row.report,
        period=row.period,
        audience=row.audience,
        number=row.number,
        test=row.test,
        as_of=row.as_of,
        known_at=row.known_at,
        subject=row.subject,
        target=str(told.get("code", "")),
        row=told,
    )


def row_told(data: bytes, target: str) -> dict[str, Any] | None:
    """What an edition's data says of a target; none where it does not speak of it."""
    rows: list[dict[str, Any]] = json.loads(data).get("rows", [])
    return next((row for row in rows if row.get("code") == target), None)


def acted(db: Connection, wanted: Wanted) -> Iterator[Happening]:
    """Every act; of a target those of the threads that name it, or go by its code."""
    rows = db.execute(asked(select(acts), wanted, acts, who=acts.c.entered_by)).all()
    found = [(row, json.loads(row.body)) for row in rows]
    named = {(row.kind, row.code): body["target"] for row, body in found if "target" in body}
    for row, body in found:
        if wanted.target in {None, named.get((row.kind, row.code), row.code)}:
            what = Acted(row.kind, row.code, row.step, body)
            yield replace(placed(row, wanted.plan, row.entered_by), what=what, reason=row.reason)


def noted(
    db: Connection,
    *,
    since: datetime | None = None,
    by: str | None = None,
    newest: int | None = None,
) -> Iterator[Happening]:
    """Every line of the accounts' audit, the newest first."""
    query = select(audit)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if by is not None:
        query = query.where(audit.c.who == by)
    for row in db.execute(query.order_by(audit.c.seq.desc()).limit(newest)):
        yield replace(
            placed(row, chain.ACCOUNTS, row.who),
            what=Noted(row.action, row.subject, row.detail),
            os_user=row.os_user,
            via=_via(row),
        )


def _via(row: Row[Any]) -> Via:
    if row.os_user:
        return Via.SHELL
    return Via(row.detail[DOOR]) if row.detail.get(DOOR) in set(Via) else Via.PAGE


def doors(
    db: Connection, instants: Collection[datetime]
) -> Mapping[tuple[str, datetime], tuple[str, Via]]:
    """By person and instant of writing: the operating system's user, and the door.

    What is written to a plan is noted in the audit in the same transaction, at one instant.
    """
    found: dict[tuple[str, datetime], tuple[str, Via]] = {}
    wanted = sorted(set(instants))
    for at in range(0, len(wanted), CHUNK):
        query = select(audit).where(audit.c.at.in_(wanted[at : at + CHUNK]))
        found |= {(row.who, row.at): (row.os_user, _via(row)) for row in db.execute(query)}
    return found


def pieces(db: Connection, plan: str, *, known_at: datetime | None = None) -> Plan | None:
    """Return a plan with every piece it ever held, withdrawn ones as they last stood."""
    query = select(revisions).where(revisions.c.plan == plan, revisions.c.body.is_not(None))
    if known_at is not None:
        query = query.where(revisions.c.known_at <= known_at)
    newest: dict[tuple[str, str], Row[Any]] = {}
    for row in db.execute(query.order_by(revisions.c.known_at, revisions.c.seq)):
        newest[row.kind, row.code] = row
    bodies = {kind: _bodies(newest.values(), kind) for kind in KINDS}
    if not bodies["plan"]:
        return None
    bare: Plan = bodies["plan"][0]
    return replace(
        bare,
        units=tuple(bodies["unit"]),
        rules=tuple(bodies["rule"]),
        targets=tuple(bodies["target"]),
    )


def _bodies(rows: Iterable[Row[Any]], kind: str) -> list[Any]:
    return [_piece(kind, row.body) for row in rows if row.kind == kind]
