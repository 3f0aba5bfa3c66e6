"""What was entered: an append-only log, numbered without gaps per plan.

Values stand as scaled integers. Whether an observation counts (``approved``) follows
from its unit's way of review and the decisions on it, never from a changed row.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from monitor.core.measure import SCALE, Measure
from monitor.core.observation import Observation
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.core.quantity import from_scaled, to_scaled
from monitor.store import chain
from monitor.store.canonical import row_digest
from monitor.store.tables import observations, reviews

NEVER = datetime.min.replace(tzinfo=UTC)


def lock(db: Connection, plan: str) -> None:
    """Wait for one's turn to write to a plan, so that what is read next stays true."""
    chain.lock(db, plan)


def append(
    db: Connection, plan: Plan, fresh: Sequence[Observation], *, recorded_at: datetime
) -> tuple[Observation, ...]:
    """Append observations in one link of the plan's chain; returns them with their numbers.

    Raises:
        Refused: where a value does not fit its measure.

    """
    if not fresh:
        return ()
    head = chain.lock(db, plan.code)
    numbered = [replace(one, seq=seq) for seq, one in enumerate(fresh, head.row_seq + 1)]
    rows = [_row(plan, one, recorded_at) | {"link": head.seq + 1} for one in numbered]
    for row in rows:
        row["digest"] = row_digest(row)
    db.execute(insert(observations), rows)
    chain.seal(db, head, [row["digest"] for row in rows], at=recorded_at)
    return tuple(numbered)


def _row(plan: Plan, one: Observation, recorded_at: datetime) -> dict[str, Any]:
    measure = _measure(plan, one.target)
    return {
        "plan": plan.code,
        "seq": one.seq,
        "target": one.target,
        "unit": one.unit,
        "item": one.item,
        "period_start": one.period.start,
        "period_end": one.period.end,
        "source": one.source,
        "stage": one.stage or "",
        "revision": one.revision,
        "data_date": one.data_date,
        "value": _scaled(one, measure),
        "scale": measure.scale if measure else SCALE,
        "no_change": one.no_change,
        "reached_on": one.on,
        "note": one.note,
        "reason": one.reason,
        "entered_by": one.entered_by,
        "known_at": one.known_at,
        "recorded_at": recorded_at,
        "demo": one.demo,
        "backfilled": one.backfilled,
        "given_by": one.given_by or None,
        "not_before": one.not_before,
    }


def _measure(plan: Plan, code: str) -> Measure | None:
    target = plan.target(code)
    return target.spoken.measure if target and target.spoken else None


def _scaled(one: Observation, measure: Measure | None) -> int | None:
    if one.value is None:
        return None
    if measure is None:
        raise Refused((problem("entry.unknown_target", code=one.target, hint=""),))
    scaled = to_scaled(one.value, measure)
    if isinstance(scaled, Problem):
        raise Refused((scaled,))
    return scaled


def log(
    db: Connection,
    plan: Plan,
    *,
    targets: Collection[str] | None = None,
    known_at: datetime | None = None,
) -> list[Observation]:
    """Return what was entered, oldest first, as it was known at an instant."""
    query = select(observations).where(observations.c.plan == plan.code)
    if targets is not None:
        query = query.where(observations.c.target.in_(sorted(targets)))
    if known_at is not None:
        query = query.where(observations.c.known_at <= known_at)
    decisions = _decisions(db, plan.code, known_at)
    reviewed = {unit.code for unit in plan.units if unit.review != "none"}
    return [
        _observation(row, decided=decisions.get(row.seq), waits=row.unit in reviewed)
        for row in db.execute(query.order_by(observations.c.seq))
    ]


def _decisions(db: Connection, plan: str, known_at: datetime | None) -> Mapping[int, bool]:
    """The newest decision on each observation that was reviewed."""
    query = select(reviews.c.observation, reviews.c.approved).where(reviews.c.plan == plan)
    if known_at is not None:
        query = query.where(reviews.c.known_at <= known_at)
    rows = db.execute(query.order_by(reviews.c.seq))
    return {row.observation: row.approved for row in rows}


def _observation(row: Row[Any], *, decided: bool | None, waits: bool) -> Observation:
    return Observation(
        target=row.target,
        unit=row.unit,
        period=Period(row.period_start, row.period_end),
        data_date=row.data_date,
        source=row.source,
        known_at=row.known_at,
        seq=row.seq,
        revision=row.revision,
        item=row.item,
        value=None if row.value is None else from_scaled(row.value, row.scale),
        stage=row.stage or None,
        no_change=row.no_change,
        on=row.reached_on,
        note=row.note,
        reason=row.reason,
        entered_by=row.entered_by,
        approved=not waits if decided is None else decided,
        returned=decided is False,
        demo=row.demo,
        backfilled=row.backfilled,
        given_by=row.given_by or "",
        not_before=row.not_before,
    )


def of_row(row: Row[Any]) -> Observation:
    """Return what a row holds, whatever was decided on it."""
    return _observation(row, decided=None, waits=False)


def any_demo(db: Connection, plan: str) -> bool:
    """Whether any figure of a plan is invented to show the program."""
    query = select(observations.c.seq).where(observations.c.plan == plan, observations.c.demo)
    return db.execute(query.limit(1)).first() is not None


def newest_known_at(db: Connection, plan: str) -> datetime:
    """Return the latest instant anything entered or decided in a plan is known since."""
    instants = [
        db.execute(select(func.max(table.c.known_at)).where(table.c.plan == plan)).scalar()
        for table in (observations, reviews)
    ]
    return max((instant for instant in instants if instant is not None), default=NEVER)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer said of one observation."""

    observation: int
    approved: bool
    reason: str
    decided_by: str


def decide(db: Connection, plan: str, decisions: Sequence[Decision], *, at: datetime) -> None:
    """Append decisions in one link of the plan's chain; they count from now on."""
    head = chain.lock(db, plan)
    rows: list[dict[str, Any]] = []
    for seq, one in enumerate(decisions, head.row_seq + 1):
        row: dict[str, Any] = {
            "plan": plan,
            "seq": seq,
            "observation": one.observation,
            "approved": one.approved,
            "reason": one.reason,
            "decided_by": one.decided_by,
            "known_at": at,
            "recorded_at": at,
        }
        rows.append(row | {"digest": row_digest(row), "link": head.seq + 1})
    db.execute(insert(reviews), rows)
    chain.seal(db, head, [row["digest"] for row in rows], at=at)
