"""Keep what units say about targets beside their figures: acts in the plan's chain.

The newest statement of a target, unit and period counts; nothing is ever taken back unseen.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from monitor.core.account import Action
from monitor.core.period import Period, read_period
from monitor.core.problem import Refused, problem
from monitor.core.statement import Outlook, Statement, fault_of
from monitor.core.succession import heirs_on
from monitor.services.accounts import Actor, note, require
from monitor.services.targets import stored_plan
from monitor.store import acts
from monitor.store.acts import Act

KIND, SAID = "statement", "said"


def state(db: Connection, plan: str, said: Sequence[Statement], *, by: Actor, now: datetime) -> int:
    """Append what is new among statements; returns how many were.

    Raises:
        Refused: for a target that is none or not the unit's, a person who may not speak for the
            unit, or words that are too long or none.

    """
    stated = stored_plan(db, plan)
    known = statements(db, plan)
    heirs = heirs_on(stated, now.date())
    fresh = []
    for one in said:
        target = stated.target(one.target)
        named = (*target.units, target.reported_by) if target else ()
        if heirs.get(one.unit, one.unit) not in {heirs.get(unit, unit) for unit in named}:
            raise Refused((problem("signing.not_its_target", unit=one.unit, code=one.target[:64]),))
        own = by.may(Action.ENTER, one.unit)
        require(by, Action.ENTER, one.unit if own else heirs.get(one.unit, one.unit))
        fault = fault_of(one)
        if fault:
            raise Refused((fault,))
        before = known.get((one.target, one.unit, one.period.key))
        if before is None or not one.says_the_same(before):
            fresh.append(_act(one, by, now))
    if fresh:
        acts.append(db, plan, fresh)
        note(db, by, "statement.say", plan, now=now, detail={"count": len(fresh)})
    return len(fresh)


def statements(
    db: Connection, plan: str, *, known_at: datetime | None = None
) -> dict[tuple[str, str, str], Statement]:
    """Return the newest statement of each target, unit and period, by their keys."""
    found = {}
    for act in acts.log(db, plan, kind=KIND, known_at=known_at):
        one = _statement(act)
        found[one.target, one.unit, one.period.key] = one
    return found


def _act(one: Statement, by: Actor, now: datetime) -> Act:
    body = {
        "unit": one.unit,
        "period": one.period.key,
        "progress": one.progress,
        "trouble": one.trouble,
        "next_step": one.next_step,
        "forecast": None if one.forecast is None else f"{one.forecast:f}",
        "outlook": one.outlook.value if one.outlook else None,
    }
    return Act(KIND, one.target, SAID, by.name, now, now, body)


def _statement(act: Act) -> Statement:
    body = act.body
    period = read_period(body["period"])
    assert isinstance(period, Period)  # noqa: S101  # kept by ``state``
    return Statement(
        target=act.code,
        unit=body["unit"],
        period=period,
        progress=body["progress"],
        trouble=body["trouble"],
        next_step=body["next_step"],
        forecast=None if body["forecast"] is None else Decimal(body["forecast"]),
        outlook=Outlook(body["outlook"]) if body["outlook"] else None,
        by=act.by,
    )
