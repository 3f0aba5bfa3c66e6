"""What people decide or do about a plan beside its targets and figures: an append-only log.

Each act is of one kind (an adjustment, a matter, a closing), about one code within it, and
one step on its way; what the steps amount to is folded in the core. An act stands in the
plan's chain like every figure, so none can be taken back unseen.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from monitor.store import chain
from monitor.store.canonical import row_digest, text_of
from monitor.store.tables import acts


@dataclass(frozen=True, slots=True)
class Act:
    """One step: ``body`` is plain data as JSON knows it; ``seq`` is 0 until it is kept."""

    kind: str
    code: str
    step: str
    by: str
    known_at: datetime
    recorded_at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    seq: int = 0


def append(db: Connection, plan: str, fresh: Sequence[Act]) -> tuple[Act, ...]:
    """Append acts in one link of the plan's chain; returns them with their numbers."""
    if not fresh:
        return ()
    head = chain.lock(db, plan)
    numbered = tuple(replace(act, seq=seq) for seq, act in enumerate(fresh, head.row_seq + 1))
    rows = [_row(plan, act) for act in numbered]
    digests = [row_digest(row) for row in rows]
    sealed = [
        row | {"digest": digest, "link": head.seq + 1}
        for row, digest in zip(rows, digests, strict=True)
    ]
    db.execute(insert(acts), sealed)
    chain.seal(db, head, digests, at=max(act.recorded_at for act in fresh))
    return numbered


def log(
    db: Connection,
    plan: str,
    *,
    kind: str | None = None,
    code: str | None = None,
    known_at: datetime | None = None,
) -> list[Act]:
    """Return acts of a plan, oldest first: of one kind, about one code, known at an instant."""
    query = select(acts).where(acts.c.plan == plan)
    if kind is not None:
        query = query.where(acts.c.kind == kind)
    if code is not None:
        query = query.where(acts.c.code == code)
    if known_at is not None:
        query = query.where(acts.c.known_at <= known_at)
    return [
        Act(
            kind=row.kind,
            code=row.code,
            step=row.step,
            by=row.entered_by,
            known_at=row.known_at,
            recorded_at=row.recorded_at,
            body=json.loads(row.body),
            reason=row.reason,
            seq=row.seq,
        )
        for row in db.execute(query.order_by(acts.c.seq))
    ]


def _row(plan: str, act: Act) -> dict[str, Any]:
    return {
        "plan": plan,
        "seq": act.seq,
        "kind": act.kind,
        "code": act.code,
        "step": act.step,
        "body": text_of(dict(act.body)),
        "reason": act.reason,
        "entered_by": act.by,
        "known_at": act.known_at,
        "recorded_at": act.recorded_at,
    }
