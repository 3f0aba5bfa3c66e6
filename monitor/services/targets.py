"""Adopt what a file promises, and say what is in force.

Adopting makes the stored targets equal the file and keeps a revision of every change.
A goal that moves needs a reason. Nothing is deleted: what the file no longer holds is
withdrawn by a revision of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.plan import Plan, Unit
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.core.rule import Rule
from monitor.core.succession import on_day
from monitor.core.target import Target
from monitor.services.closed import require_changes, still_asked
from monitor.services.standings import rebuild
from monitor.store import chain
from monitor.store import targets as stored
from monitor.store.canonical import text_of, value_of


@dataclass(frozen=True, slots=True)
class Authority:
    """Why, by what document, from when and by whom a file is adopted."""

    by: str
    now: datetime
    zone: tzinfo
    reason: str = ""
    document: str = ""
    approver: str = ""
    effective: date | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adopting one plan changed, by code of target."""

    plan: str
    added: tuple[str, ...]
    revised: tuple[str, ...]
    withdrawn: tuple[str, ...]
    other: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything was written at all."""
        return bool(self.added or self.revised or self.withdrawn or self.other)


def adopt(db: Connection, plans: Sequence[Plan], *, authority: Authority) -> tuple[Adopted, ...]:
    """Make the stored plans equal these.

    Raises:
        Refused: where a goal moves without a reason, takes effect before its plan, or is loaded
            as known before what was adopted already; nothing was written.

    """
    if not plans:
        raise Refused((problem("adopt.nothing"),))
    for plan in plans:
        chain.lock(db, plan.code)
    faults = [fault for plan in plans for fault in _faults(db, plan, authority)]
    if faults:
        raise Refused(tuple(faults))
    return tuple(_adopt(db, plan, authority) for plan in plans)


def _adopt(db: Connection, plan: Plan, authority: Authority) -> Adopted:
    stored_now = stored.newest(db, plan.code)
    changes = still_asked(db, plan.code, _changes(plan, stored_now))
    if changes:
        require_changes(db, plan, changes, at=authority.known_at or authority.now)
        _refuse_behind(db, plan, authority)
        stored.append(db, plan.code, changes, under=_circumstances(plan, authority))
        rebuild(db, stored_plan(db, plan.code))
    return _told(plan, changes, stored_now)


def _changes(plan: Plan, before: dict[tuple[str, str], str | None]) -> list[stored.Change]:
    """What has to become different, and what the file no longer holds."""
    wanted = stored.pieces(plan)
    changes = [
        stored.Change(kind, code, body)
        for (kind, code), body in wanted.items()
        if not _says_the_same(before.get((kind, code)), body)
    ]
    gone = [key for key, body in before.items() if body is not None and key not in wanted]
    return changes + [stored.Change(kind, code, None) for kind, code in gone]


def unadopted(db: Connection, plan: Plan) -> tuple[stored.Change, ...]:
    """Return what the file says of a plan that nobody has adopted."""
    changes = still_asked(db, plan.code, _changes(plan, stored.newest(db, plan.code)))
    before = stored.plan_at(db, plan.code)
    known = stored.pieces(before) if before else {}
    return tuple(one for one in changes if known.get((one.kind, one.code)) != one.body)


def _says_the_same(before: str | None, body: Plan | Unit | Rule | Target) -> bool:
    """Whether a stored text holds this value; one of before a field was added still may."""
    if before is None:
        return False
    return before == text_of(body) or value_of(before, type(body)) == body


def _refuse_behind(db: Connection, plan: Plan, authority: Authority) -> None:
    """A change known before the newest one could never make the stored plan equal the file."""
    newest = stored.newest_known_at(db, plan.code)
    if newest is None or newest <= (authority.known_at or authority.now):
        return
    since = newest.astimezone(authority.zone).isoformat(timespec="seconds")
    raise Refused((problem("adopt.behind", plan=plan.code, since=since),))


def _told(
    plan: Plan,
    changes: Sequence[stored.Change],
    before: dict[tuple[str, str], str | None],
) -> Adopted:
    mine = [change for change in changes if change.kind == "target"]
    known = {code for (kind, code), body in before.items() if kind == "target" and body}
    return Adopted(
        plan=plan.code,
        added=tuple(c.code for c in mine if c.body is not None and c.code not in known),
        revised=tuple(c.code for c in mine if c.body is not None and c.code in known),
        withdrawn=tuple(c.code for c in mine if c.body is None),
        other=len(changes) - len(mine),
    )


def _circumstances(plan: Plan, authority: Authority) -> stored.Circumstances:
    known_at = authority.known_at or authority.now
    return stored.Circumstances(
        effective_from=authority.effective or _natural_day(plan, authority),
        known_at=known_at,
        recorded_at=authority.now,
        entered_by=authority.by,
        reason=authority.reason.strip(),
        authority=authority.document,
        approver=authority.approver,
    )


def _natural_day(plan: Plan, authority: Authority) -> date:
    """The day a change is known; one made outside the plan's own days holds from its first."""
    day = (authority.known_at or authority.now).astimezone(authority.zone).date()
    return day if plan.period.holds(day) else plan.period.start


def _faults(db: Connection, plan: Plan, authority: Authority) -> list[Problem]:
    faults = []
    if authority.effective and authority.effective < plan.period.start:
        faults.append(
            problem(
                "adopt.effective_early",
                effective=str(authority.effective),
                start=str(plan.period.start),
            )
        )
    moved = _moved(stored.plan_at(db, plan.code), plan)
    if moved and not authority.reason.strip():
        faults.append(problem("adopt.needs_reason", codes="、".join(moved)))
    return faults


def _moved(before: Plan | None, plan: Plan) -> list[str]:
    """Codes of targets whose goal was issued and becomes another one, or is taken away."""
    if before is None:
        return []
    now = {target.code: target for target in plan.targets}
    return [
        old.code
        for old in before.targets
        if _issued(old) and (old.code not in now or _goal(now[old.code]) != _goal(old))
    ]


def _issued(target: Target) -> bool:
    return any(end is not None for end in _goal(target))


def _goal(target: Target) -> tuple[object, ...]:
    return (target.goal, target.low, target.high)


def stored_plan(db: Connection, code: str) -> Plan:
    """Return the newest state of a plan, whatever the day.

    Raises:
        Refused: where no such plan was adopted.

    """
    plan = stored.plan_at(db, code)
    if plan is None:
        raise Refused((_unknown(db, code),))
    return plan


def plan_today(db: Connection, code: str, day: date) -> Plan:
    """Return the newest state of a plan with its units as they are on a day.

    Raises:
        Refused: where no such plan was adopted.

    """
    return on_day(stored_plan(db, code), day)


def plan_in_force(db: Connection, code: str, *, as_of: date, known_at: datetime) -> Plan:
    """Return a plan as it is in force on a day, with what was known at an instant.

    Units bear the names of that day, and targets of closed units are their successors'.

    Raises:
        Refused: where no such plan was adopted by then.

    """
    return on_day(plan_stated(db, code, as_of=as_of, known_at=known_at), as_of)


def plan_stated(db: Connection, code: str, *, as_of: date, known_at: datetime) -> Plan:
    """Return a plan in force with its units and targets as they were stated.

    Raises:
        Refused: where no such plan was adopted by then.

    """
    plan = stored.plan_at(db, code, as_of=as_of, known_at=known_at)
    if plan is None and code in stored.plan_codes(db):
        raise Refused((problem("entry.plan_not_yet", plan=code),))
    if plan is None:
        raise Refused((_unknown(db, code),))
    return plan


def plan_to_answer(db: Connection, code: str | None, *, as_of: date) -> str:
    """Return the plan a question is for: the one named, the only one, or the one open that day.

    Raises:
        Refused: where none is adopted, or none of that name.
        Misused: where several could be meant.

    """
    codes = stored.plan_codes(db)
    if not codes:
        raise Refused((problem("entry.no_plan"),))
    if code is not None:
        if code not in codes:
            raise Refused((_unknown(db, code),))
        return code
    if len(codes) == 1:
        return codes[0]
    is_open = [one for one in codes if _is_open(stored_plan(db, one), as_of)]
    if len(is_open) == 1:
        return is_open[0]
    raise Misused((problem("entry.which_plan", plans="、".join(codes)),))


def _is_open(plan: Plan, day: date) -> bool:
    first = plan.open_from or plan.period.start
    last = plan.open_until or plan.period.end
    return first <= day <= last


def _unknown(db: Connection, code: str) -> Problem:
    codes = stored.plan_codes(db)
    if not codes:
        return problem("entry.no_plan")
    return problem("entry.unknown_plan", plan=code, plans="、".join(codes))
