"""Remind units of what they owe, and count how often that was done.

A telephone call and a text that was copied for forwarding are acts in the plan's chain; a
letter counts once it was sent. What was done before the oldest figure fell due is no reminder
of it. It refuses to send anything.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.account import Action
from monitor.core.delivery import State
from monitor.core.desk import Reminded
from monitor.core.problem import Refused, problem
from monitor.services.accounts import Actor, note, require
from monitor.services.targets import stored_plan
from monitor.store import acts, deliveries, editions
from monitor.store.acts import Act

KIND = "chase"
COPIED, PHONED, MAILED = "copied", "phoned", "mailed"
STEPS = (COPIED, PHONED)
"""What a person says was done; that a letter left is seen, not said."""

REPORT = "overdue"


def chase(  # noqa: PLR0913  # all but three by keyword
    db: Connection,
    plan: str,
    units: Sequence[str],
    *,
    step: str,
    by: Actor,
    now: datetime,
    words: str = "",
) -> int:
    """Note that units were reminded by telephone or by a text; returns how many.

    Raises:
        Refused: for a way or a unit that is none, or a person who may not.

    """
    require(by, Action.REVIEW)
    stated = stored_plan(db, plan)
    if step not in STEPS:
        raise Refused((problem("desk.unknown_step", step=step[:32]),))
    faults = [problem("web.unknown_unit", unit=one) for one in units if stated.unit(one) is None]
    if faults or not units:
        raise Refused(tuple(faults) or (problem("desk.nobody_owes"),))
    fresh = [Act(KIND, unit, step, by.name, now, now, reason=words) for unit in units]
    acts.append(db, stated.code, fresh)
    note(db, by, f"chase.{step}", stated.code, now=now, detail={"units": list(units)})
    return len(fresh)


def reminders(
    db: Connection, plan: str, since: Mapping[str, date], *, known_at: datetime, zone: tzinfo
) -> dict[str, Reminded]:
    """Return how often each unit was reminded after the day its oldest figure fell due."""
    found: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    told = [
        (act.code, act.step, act.known_at)
        for act in acts.log(db, plan, kind=KIND, known_at=known_at)
    ]
    for unit, step, at in [*told, *_letters(db, plan, known_at)]:
        if unit in since and at.astimezone(zone).date() > since[unit]:
            found[unit].append((step, at))
    return {unit: _counted(ways) for unit, ways in found.items()}


def _letters(db: Connection, plan: str, known_at: datetime) -> list[tuple[str, str, datetime]]:
    """One for each edition of the reminder that reached anybody of a unit."""
    units = {
        row.id: row.audience.rpartition("/")[2]
        for row in editions.listed(db, plan)
        if row.report == REPORT and not row.test
    }
    sent: dict[str, datetime] = {}
    for row in deliveries.listed(db):
        left = row.state == State.SENT.value and row.sent_at is not None
        if left and row.edition in units and row.sent_at <= known_at:
            sent[row.edition] = row.sent_at
    return [(units[edition], MAILED, at) for edition, at in sent.items()]


def _counted(ways: Sequence[tuple[str, datetime]]) -> Reminded:
    steps = [step for step, _ in ways]
    return Reminded(
        copied=steps.count(COPIED),
        phoned=steps.count(PHONED),
        mailed=steps.count(MAILED),
        last=max(at for _, at in ways),
    )
