"""Recompute what the chains covered: every row's digest, from what stands there now."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, select

from monitor.core.problem import Problem, problem
from monitor.store import chain
from monitor.store.canonical import row_digest
from monitor.store.editions import content_digest
from monitor.store.tables import (
    acts,
    audit,
    edition_parts,
    editions,
    evidence,
    links,
    observations,
    reviews,
    revisions,
    verdicts,
)

OF_A_PLAN = (revisions, observations, reviews, verdicts, editions, acts)
"""Tables whose rows are numbered together in the chain of their plan."""


def plan_breaches(db: Connection, plan: str) -> tuple[Problem, ...]:
    """Every link of a plan's chain that its rows no longer match, and every missing number."""
    rows = [row for table in OF_A_PLAN for row in _rows(db, table, plan)]
    rows.sort(key=lambda row: row["seq"])
    return chain.breaches(db, plan, _of_link(rows)) + _gaps(plan, rows) + _strays(db, plan, rows)


def audit_breaches(db: Connection) -> tuple[Problem, ...]:
    """Every link of the accounts' chain that its lines no longer match."""
    query = select(audit).order_by(audit.c.seq)
    rows = [dict(row) for row in db.execute(query).mappings()]
    return chain.breaches(db, chain.ACCOUNTS, _of_link(rows)) + _strays(db, chain.ACCOUNTS, rows)


def edition_breaches(db: Connection) -> tuple[Problem, ...]:
    """Every kept part of an edition whose bytes are not what they were, or is gone, or new."""
    found: dict[str, dict[str, str]] = {}
    faults = []
    for row in db.execute(select(edition_parts).order_by(edition_parts.c.edition)):
        digest = found.setdefault(row.edition, {})[row.name] = sha256(row.bytes).hexdigest()
        if digest != row.sha256:
            faults.append(problem("store.part_changed", edition=row.edition, name=row.name))
    changed = {dict(fault.args)["edition"] for fault in faults}
    for row in db.execute(select(editions.c.id, editions.c.content).order_by(editions.c.id)):
        parts = found.get(row.id, {})
        if row.id not in changed and content_digest(parts) != row.content:
            names = ", ".join(sorted(parts))
            faults.append(problem("store.part_changed", edition=row.id, name=names))
    return tuple(faults)


def evidence_breaches(db: Connection) -> tuple[Problem, ...]:
    """Every kept file whose bytes are not those of its digest."""
    options = {"stream_results": True, "yield_per": 10}
    query = select(evidence.c.sha256, evidence.c.name, evidence.c.bytes).order_by("sha256")
    return tuple(
        problem("store.evidence_changed", digest=row.sha256, name=row.name)
        for row in db.execute(query, execution_options=options)
        if sha256(row.bytes).hexdigest() != row.sha256
    )


def chains(db: Connection) -> tuple[str, ...]:
    """Names of every chain that has a link."""
    return tuple(sorted(db.execute(select(links.c.chain).distinct()).scalars()))


def edition_count(db: Connection) -> int:
    """How many editions are kept."""
    return len(db.execute(select(editions.c.id)).all())


def _rows(db: Connection, table: Table, plan: str) -> Iterable[dict[str, Any]]:
    for row in db.execute(select(table).where(table.c.plan == plan)).mappings():
        yield dict(row)


def _of_link(rows: Iterable[dict[str, Any]]) -> Callable[[int], Sequence[str]]:
    """Return what gives the digests of one link's rows, recomputed from what stands there."""
    digests: dict[int, list[str]] = {}
    for row in rows:
        digests.setdefault(row["link"], []).append(row_digest(row))
    return lambda link: digests.get(link, [])


def _strays(db: Connection, name: str, rows: Iterable[dict[str, Any]]) -> tuple[Problem, ...]:
    """Rows that name a link which was never sealed: they were added past this program."""
    sealed = range(1, chain.head(db, name).seq + 1)
    stray = sorted({row["link"] for row in rows} - set(sealed))
    return tuple(problem("store.chain_broken", chain=name, seq=str(link)) for link in stray)


def _gaps(plan: str, rows: list[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(
        problem("store.row_missing", chain=plan, seq=str(wanted))
        for wanted, row in enumerate(rows, 1)
        if row["seq"] != wanted
    )[:1]
