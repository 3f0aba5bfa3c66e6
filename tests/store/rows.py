"""Rows of a plan's chain, put in and looked at as the store does it."""

from dataclasses import replace
from datetime import date

from sqlalchemy import JSON, insert, select

from monitor.store import chain, proof, targets
from monitor.store.canonical import row_digest
from monitor.store.tables import reviews
from monitor.store.targets import Change, Circumstances
from tests.builders import YEAR, an_instant

ADOPTED = an_instant(YEAR.start)


def a_value(column):
    """Something a column can hold, whatever it means."""
    if isinstance(column.type, JSON):
        return {}
    made = {bool: False, int: 1, bytes: b"x", str: "x", date: YEAR.start}
    return made.get(column.type.python_type, ADOPTED)


def a_row(table):
    """A row of any table, for what does not depend on what the row says."""
    return {column.name: a_value(column) for column in table.columns}


def circumstances(**changes):
    """An adoption on the first day of the year, effective from then on."""
    return replace(Circumstances(YEAR.start, ADOPTED, ADOPTED, "张三"), **changes)


def adopt(db, plan, **changes):
    """Append a whole plan as its first revisions."""
    parts = [Change(kind, code, body) for (kind, code), body in targets.pieces(plan).items()]
    targets.append(db, plan.code, parts, under=circumstances(**changes))


def revise(db, plan, *bodies, **changes):
    """Append one further revision of each of these targets."""
    parts = [Change("target", body.code, body) for body in bodies]
    targets.append(db, plan.code, parts, under=circumstances(**changes))


def decide(db, plan, observation, *, approved, known_at):
    """Append a decision on an observation, in a link of its own."""
    head = chain.lock(db, plan)
    row = {
        "plan": plan,
        "seq": head.row_seq + 1,
        "observation": observation,
        "approved": approved,
        "reason": "",
        "decided_by": "李四",
        "known_at": known_at,
        "recorded_at": known_at,
    }
    row |= {"digest": row_digest(row), "link": head.seq + 1}
    db.execute(insert(reviews).values(row))
    chain.seal(db, head, [row["digest"]], at=known_at)


def digests_of(db, plan, link):
    """Recompute the digests of one link's rows from what the tables hold now."""
    found = [
        row
        for table in proof.OF_A_PLAN
        for row in db.execute(
            select(table).where(table.c.plan == plan, table.c.link == link)
        ).mappings()
    ]
    return [row_digest(row) for row in sorted(found, key=lambda row: row["seq"])]


def breaches(db, plan):
    """The codes of everything that is wrong with a plan's chain."""
    return {fault.code for fault in proof.plan_breaches(db, plan)}
