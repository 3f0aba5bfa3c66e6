"""Close a plan, open it again, and grant single cells of a closed one.

The supervisor decides, with a reason; every deed is an act in the plan's chain and a line in
the audit. A plan is not closed while its days run, nor while a last figure is awaited, unless
that is said to be known. What a closed plan refuses stands in ``closed``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from monitor.core.account import Action
from monitor.core.closing import GRANT_DAYS, Awaited, Deed, Grant, awaited
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.core.scorecard import Scorecard
from monitor.core.succession import on_day
from monitor.core.target import Target
from monitor.core.workdays import WorkCalendar
from monitor.services.accounts import note, require
from monitor.services.closed import CLOSING, GRANT, GRANTED, REVOKED, closing_of, grants_of
from monitor.services.comparison import compare
from monitor.services.matters import Hand, require_supervisor
from monitor.services.reviews import waiting
from monitor.services.targets import stored_plan
from monitor.store import acts, chain
from monitor.store.acts import Act

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Opening:
    """What a grant is to open: one target, one unit (its own if none is named), one period."""

    target: str
    period: Period
    unit: str = ""
    until: date | None = None


def last_day(plan: Plan) -> date:
    """The day the whole plan is judged by: its last, or the last deadline if that is later."""
    return max([plan.period.end, *(target.deadline for target in plan.targets)])


def final_card(db: Connection, plan: str, hand: Hand, calendar: WorkCalendar) -> Scorecard:
    """Compare a plan as of its last day, with what is known."""
    day = last_day(stored_plan(db, plan))
    return compare(db, plan, as_of=day, known_at=hand.at, calendar=calendar, zone=hand.zone)


def still_awaited(
    db: Connection, plan: str, hand: Hand, calendar: WorkCalendar
) -> tuple[Awaited, ...]:
    """Return the targets whose final figure is not in, in the order of the plan."""
    unseen = frozenset(one.target for one in waiting(db, plan))
    rows = final_card(db, plan, hand, calendar).rows
    judged = (awaited(row, waiting=unseen) for row in rows)
    return tuple(one for one in judged if one)


def close(  # noqa: PLR0913  # all but four by keyword
    db: Connection,
    plan: str,
    hand: Hand,
    calendar: WorkCalendar,
    *,
    reason: str,
    anyway: bool = False,
) -> tuple[Awaited, ...]:
    """Close a plan; returns what was still awaited, which ``anyway`` puts up with.

    Raises:
        Refused: without the right or a reason, where the plan is closed already, its days are
            not over, or a final figure is awaited.

    """
    require_supervisor(hand)
    _require_reason(reason)
    chain.lock(db, plan)
    stated = stored_plan(db, plan)
    _require_over(db, stated, hand)
    missing = still_awaited(db, plan, hand, calendar)
    if missing and not anyway:
        raise Refused(tuple(lack_fault(one) for one in missing))
    body = {"day": hand.today.isoformat(), "missing": [one.code for one in missing]}
    _keep(db, plan, _act(hand, CLOSING, plan, step=Deed.CLOSED.value, body=body, reason=reason))
    note(db, hand.by, "plan.close", plan, now=hand.now, detail={"missing": str(len(missing))})
    return missing


def lack_fault(one: Awaited) -> Problem:
    """Say what is awaited of one target."""
    day = one.data_date.isoformat() if one.data_date else "—"
    told = {"code": one.code, "name": one.name, "day": day}
    return problem(f"closing.lack_{one.lack.value}", **told)


def _require_over(db: Connection, plan: Plan, hand: Hand) -> None:
    closed = closing_of(db, plan.code).closed
    if closed:
        day = closed.on.isoformat()
        raise Refused((problem("closing.already", plan=plan.code, by=closed.by, day=day),))
    if hand.today <= plan.period.end:
        end = plan.period.end.isoformat()
        raise Refused((problem("closing.early", plan=plan.code, day=end),))


def reopen(db: Connection, plan: str, hand: Hand, *, reason: str) -> None:
    """Open a closed plan again.

    Raises:
        Refused: without the right or a reason, or where it is not closed.

    """
    require_supervisor(hand)
    _require_reason(reason)
    chain.lock(db, plan)
    if closing_of(db, plan).closed is None:
        raise Refused((problem("closing.not_closed", plan=plan),))
    body = {"day": hand.today.isoformat()}
    _keep(db, plan, _act(hand, CLOSING, plan, step=Deed.REOPENED.value, body=body, reason=reason))
    note(db, hand.by, "plan.reopen", plan, now=hand.now)


def grant(db: Connection, plan: str, opening: Opening, hand: Hand, *, reason: str) -> Grant:
    """Open one cell for some days.

    Raises:
        Refused: without the right or a reason, for a target, unit, period or last day that
            is none.

    """
    require_supervisor(hand)
    _require_reason(reason)
    chain.lock(db, plan)
    stated = stored_plan(db, plan)
    unit, until = _checked(stated, opening, hand)
    number = 1 + max((one.number for one in grants_of(db, plan)), default=0)
    body = {
        "number": number,
        "unit": unit,
        "period": opening.period.key,
        "until": until.isoformat(),
        "ends": _close_of(until, hand).isoformat(),
    }
    _keep(db, plan, _act(hand, GRANT, opening.target, step=GRANTED, body=body, reason=reason))
    detail: dict[str, object] = {"unit": unit, "period": opening.period.key, "until": str(until)}
    note(db, hand.by, "grant.give", f"{plan}/{opening.target}", now=hand.now, detail=detail)
    return grants_of(db, plan)[-1]


def _checked(plan: Plan, opening: Opening, hand: Hand) -> tuple[str, date]:
    target = on_day(plan, hand.today).target(opening.target)
    if target is None:
        raise Refused((problem("closing.no_target", code=opening.target),))
    unit = plan.unit_code(opening.unit) if opening.unit else _own_unit(target)
    stated = plan.target(opening.target) or target
    both = [one for own in (target, stated) for one in (*own.units, own.responsible)]
    named = [one for one in dict.fromkeys([*both, target.reported_by]) if one]
    if unit not in named:
        units_told = "、".join(named)
        raise Refused((problem("closing.no_unit", code=target.code, unit=unit, units=units_told),))
    period, whole = opening.period, plan.period
    if period.start < whole.start or period.start > last_day(plan):
        raise Refused((problem("closing.no_period", period=period.key, plan=whole.key),))
    until = opening.until or hand.today + timedelta(days=GRANT_DAYS)
    if until < hand.today:
        raise Refused((problem("closing.past", day=until.isoformat()),))
    return unit, until


def _own_unit(target: Target) -> str:
    """Whose figure it is where no unit is named; of a split target none goes without saying."""
    return "" if target.parts else target.reported_by or target.responsible


def _close_of(day: date, hand: Hand) -> datetime:
    return datetime.combine(day, time.max, tzinfo=hand.zone)


def revoke(db: Connection, plan: str, number: int, hand: Hand, *, reason: str = "") -> Grant:
    """Take a grant back.

    Raises:
        Refused: without the right, or where there is none of that number in force.

    """
    require_supervisor(hand)
    chain.lock(db, plan)
    found = next((one for one in grants_of(db, plan) if one.number == number), None)
    if found is None or found.revoked_at is not None:
        raise Refused((problem("closing.no_grant", number=str(number)),))
    body = {"number": number}
    act = _act(hand, GRANT, found.cell.target, step=REVOKED, body=body, reason=reason)
    _keep(db, plan, act)
    note(db, hand.by, "grant.revoke", f"{plan}/{number}", now=hand.now)
    return found


def _act(  # noqa: PLR0913  # all but three by keyword
    hand: Hand, kind: str, code: str, *, step: str, body: Mapping[str, Any], reason: str
) -> Act:
    if hand.backdated:
        require(hand.by, Action.BACKDATE)
    return Act(kind, code, step, hand.by.name, hand.at, hand.now, body, reason.strip())


def _keep(db: Connection, plan: str, *done: Act) -> Sequence[Act]:
    return acts.append(db, plan, done)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused((problem("closing.reason_missing"),))
    if len(reason) > LONGEST_TEXT:
        raise Refused((problem("adjust.long", most=str(LONGEST_TEXT)),))
