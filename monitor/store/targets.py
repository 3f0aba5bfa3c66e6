"""What was promised: dated revisions of a plan, its units, rules and targets.

One table holds them all as canonical texts. In force on a day is the newest revision
known at an instant whose effective day is not later; the first is effective from the
plan's first day. A withdrawn thing is a revision without a body.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, func, insert, select

from monitor.core.assessment import Promise
from monitor.core.plan import Plan, Unit
from monitor.core.rule import Rule
from monitor.core.target import Target
from monitor.store import chain
from monitor.store.canonical import row_digest, text_of, value_of
from monitor.store.tables import revisions

T = TypeVar("T")

KEPT_DECODED = 8192
"""Revisions kept decoded: those of some dozens of plans."""

KINDS = {"plan": Plan, "unit": Unit, "rule": Rule, "target": Target}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing of a plan that becomes different; no body means withdrawn."""

    kind: str
    code: str
    body: Plan | Unit | Rule | Target | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What every revision of one adoption carries."""

    effective_from: date
    known_at: datetime
    recorded_at: datetime
    entered_by: str
    reason: str = ""
    authority: str = ""
    approver: str = ""


def pieces(plan: Plan) -> dict[tuple[str, str], Any]:
    """Take a plan apart into what is revised by itself, by kind and code."""
    bare = replace(plan, targets=(), units=(), rules=())
    found: dict[tuple[str, str], Any] = {("plan", plan.code): bare}
    found |= {("unit", _dated(unit)): unit for unit in plan.units}
    found |= {("rule", rule.name): rule for rule in plan.rules}
    return found | {("target", target.code): target for target in plan.targets}


def _dated(unit: Unit) -> str:
    """A unit that was renamed stands in the plan once for each of its dated names."""
    return unit.code if unit.since is None else f"{unit.code}@{unit.since}"


def append(db: Connection, plan: str, changes: Sequence[Change], *, under: Circumstances) -> None:
    """Append one revision for each change, in one link of the plan's chain."""
    if not changes:
        return
    head = chain.lock(db, plan)
    numbers = _numbers(db, plan)
    rows = []
    for seq, change in enumerate(changes, head.row_seq + 1):
        key = (change.kind, change.code)
        numbers[key] = numbers.get(key, 0) + 1
        rows.append(_row(plan, seq, change, numbers[key], under) | {"link": head.seq + 1})
    db.execute(insert(revisions), rows)
    chain.seal(db, head, [row["digest"] for row in rows], at=under.recorded_at)


def _row(plan: str, seq: int, change: Change, number: int, under: Circumstances) -> dict[str, Any]:
    row = {
        "plan": plan,
        "seq": seq,
        "kind": change.kind,
        "code": change.code,
        "number": number,
        "effective_from": under.effective_from,
        "known_at": under.known_at,
        "recorded_at": under.recorded_at,
        "reason": under.reason,
        "authority": under.authority,
        "approver": under.approver,
        "entered_by": under.entered_by,
        "body": None if change.body is None else text_of(change.body),
    }
    return row | {"digest": row_digest(row)}


def _numbers(db: Connection, plan: str) -> dict[tuple[str, str], int]:
    query = select(revisions.c.kind, revisions.c.code, revisions.c.number).where(
        revisions.c.plan == plan
    )
    found: dict[tuple[str, str], int] = {}
    for kind, code, number in db.execute(query):
        found[(kind, code)] = max(number, found.get((kind, code), 0))
    return found


def newest(db: Connection, plan: str) -> dict[tuple[str, str], str | None]:
    """Return the newest body of everything the plan ever held, in force or not."""
    return {key: rows[-1].body for key, rows in _by_piece(db, plan, None).items()}


@lru_cache(maxsize=KEPT_DECODED)
def _decoded(body: str, kind: type[T]) -> T:
    """A revision never changes, so what its text says is read once while it is asked for often."""
    return value_of(body, kind)


def plan_codes(db: Connection, *, known_at: datetime | None = None) -> tuple[str, ...]:
    """Codes of the plans adopted by an instant, in order."""
    query = select(revisions.c.plan).where(revisions.c.kind == "plan").distinct()
    if known_at is not None:
        query = query.where(revisions.c.known_at <= known_at)
    return tuple(sorted(db.execute(query).scalars()))


def plan_at(
    db: Connection, code: str, *, as_of: date | None = None, known_at: datetime | None = None
) -> Plan | None:
    """Return a plan with what is in force on a day, as known at an instant.

    Without a day the newest revisions count, without an instant all that is known.
    """
    force = _in_force(db, code, as_of, known_at)
    bodies = {kind: [rows[-1] for (k, _), rows in force.items() if k == kind] for kind in KINDS}
    if not bodies["plan"]:
        return None
    bare: Plan = _decoded(bodies["plan"][0].body, Plan)
    return replace(
        bare,
        units=tuple(_decoded(row.body, Unit) for row in bodies["unit"]),
        rules=tuple(_decoded(row.body, Rule) for row in bodies["rule"]),
        targets=_ordered(_decoded(row.body, Target) for row in bodies["target"]),
    )


def newest_known_at(db: Connection, plan: str) -> datetime | None:
    """Return the latest instant a revision of a plan is known since; none before the first."""
    query = select(func.max(revisions.c.known_at)).where(revisions.c.plan == plan)
    return db.execute(query).scalar()


def newest_in_force(db: Connection, plan: str, *, as_of: date, known_at: datetime) -> bool:
    """Whether the newest revisions are those in force on a day, as known at an instant."""
    revised = (revisions.c.number > 1) & (revisions.c.effective_from > as_of)
    query = select(revisions.c.seq).where(
        revisions.c.plan == plan, (revisions.c.known_at > known_at) | revised
    )
    return db.execute(query.limit(1)).first() is None


def promises_at(
    db: Connection, plan: str, *, as_of: date, known_at: datetime
) -> tuple[Promise, ...]:
    """Return the targets in force, each with the goal it replaced if it was adjusted."""
    force = _in_force(db, plan, as_of, known_at)
    found = {}
    for (kind, code), rows in force.items():
        if kind == "target":
            versions = [_decoded(row.body, Target) for row in rows if row.body is not None]
            found[code] = _promise(versions)
    targets = _ordered(promise.target for promise in found.values())
    return tuple(found[target.code] for target in targets)


def _promise(versions: Sequence[Target]) -> Promise:
    """Adjusted if a goal once in force, and not merely awaited, was another one."""
    now = versions[-1]
    before = [old for old in versions[:-1] if _goal(old) != _goal(now) and not _awaited(old)]
    return Promise(now, bool(before), before[-1].stated if before else None)


def _awaited(target: Target) -> bool:
    """Whether no goal was stated yet; a goal of zero is one."""
    return all(part is None for part in _goal(target))


def _goal(target: Target) -> tuple[Any, ...]:
    return (target.goal, target.low, target.high)


def _ordered(targets: Iterable[Target]) -> tuple[Target, ...]:
    """In the order of their numbers in the plan: 2 before 10."""

    def place(target: Target) -> tuple[int, str, str]:
        digits = target.number if target.number.isascii() and target.number.isdigit() else ""
        return (int(digits) if digits else 10**9, target.number, target.code)

    return tuple(sorted(targets, key=place))


def _in_force(
    db: Connection, plan: str, as_of: date | None, known_at: datetime | None
) -> dict[tuple[str, str], list[Row[Any]]]:
    """By piece the revisions in force one after another until the day; withdrawn ones drop out."""
    force = {}
    for key, rows in _by_piece(db, plan, known_at).items():
        kept = [
            row for row in rows if as_of is None or row.number == 1 or row.effective_from <= as_of
        ]
        if kept and kept[-1].body is not None:
            force[key] = kept
    return force


def _by_piece(
    db: Connection, plan: str, known_at: datetime | None
) -> dict[tuple[str, str], list[Row[Any]]]:
    query = select(revisions).where(revisions.c.plan == plan)
    if known_at is not None:
        query = query.where(revisions.c.known_at <= known_at)
    found: dict[tuple[str, str], list[Row[Any]]] = {}
    for row in db.execute(query.order_by(revisions.c.known_at, revisions.c.seq)):
        found.setdefault((row.kind, row.code), []).append(row)
    return found


def history(db: Connection, plan: str, code: str) -> list[Row[Any]]:
    """Every revision of one target, oldest first."""
    query = select(revisions).where(
        revisions.c.plan == plan, revisions.c.kind == "target", revisions.c.code == code
    )
    return list(db.execute(query.order_by(revisions.c.seq)))
