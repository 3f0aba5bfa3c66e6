"""The history of verdicts: a row whenever a class changes, and one summary a night."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.exc import IntegrityError

from monitor.core.assessment import Assessment
from monitor.core.scorecard import Scorecard
from monitor.store import chain
from monitor.store.canonical import row_digest
from monitor.store.tables import summaries, verdicts

Class = tuple[str, str | None]
"""Status and level: what has to differ for history to take note."""


def class_of(row: Assessment) -> Class:
    """Return the class a row stands in."""
    return (row.status.value, row.verdict.level)


def newest(db: Connection, plan: str) -> dict[str, Class]:
    """Return the class each target was last noted in."""
    query = select(verdicts).where(verdicts.c.plan == plan).order_by(verdicts.c.seq)
    return {row.target: (row.status, row.level) for row in db.execute(query)}


def append(
    db: Connection, card: Scorecard, changed: Sequence[Assessment], *, recorded_at: datetime
) -> None:
    """Note changed verdicts, in one link of the plan's chain."""
    if not changed:
        return
    head = chain.lock(db, card.plan.code)
    rows = []
    for seq, row in enumerate(changed, head.row_seq + 1):
        noted = _row(card, seq, row, recorded_at)
        rows.append(noted | {"digest": row_digest(noted), "link": head.seq + 1})
    db.execute(insert(verdicts), rows)
    chain.seal(db, head, [row["digest"] for row in rows], at=recorded_at)


def _row(card: Scorecard, seq: int, row: Assessment, recorded_at: datetime) -> dict[str, Any]:
    return {
        "plan": card.plan.code,
        "seq": seq,
        "target": row.target.code,
        "as_of": card.as_of,
        "known_at": card.known_at,
        "recorded_at": recorded_at,
        "status": row.status.value,
        "level": row.verdict.level,
        "lead": None if row.verdict.lead is None else str(row.verdict.lead),
        "flags": list(row.flags),
        "next_change_on": row.next_change_on,
    }


def history(db: Connection, plan: str, target: str) -> list[Row[Any]]:
    """Every noted verdict of one target, oldest first."""
    query = select(verdicts).where(verdicts.c.plan == plan, verdicts.c.target == target)
    return list(db.execute(query.order_by(verdicts.c.seq)))


def summarised(db: Connection, plan: str, day: date) -> bool:
    """Whether the tally of a night is kept."""
    known = (summaries.c.plan == plan) & (summaries.c.day == day)
    return db.execute(select(summaries.c.day).where(known)).first() is not None


def summarise(db: Connection, card: Scorecard, *, day: date, recorded_at: datetime) -> bool:
    """Keep the tally of a night; returns whether this night had none yet."""
    if summarised(db, card.plan.code, day):
        return False
    tally = [
        {"status": one.status.value, "level": one.level, "count": one.count} for one in card.classes
    ]
    row = {"plan": card.plan.code, "day": day, "recorded_at": recorded_at, "tally": tally}
    try:
        with db.begin_nested():
            db.execute(insert(summaries).values(row))
    except IntegrityError:
        return False  # another scheduler kept this night first
    return True


def stood(db: Connection, plan: str, by: datetime) -> dict[str, Class]:
    """Return the class each target was noted in by an instant; of a younger history, its first."""
    found: dict[str, Class] = {}
    query = select(verdicts).where(verdicts.c.plan == plan).order_by(verdicts.c.seq)
    for row in db.execute(query):
        if row.known_at <= by or row.target not in found:
            found[row.target] = (row.status, row.level)
    return found
