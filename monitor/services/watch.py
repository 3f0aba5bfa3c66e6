"""Watch the machine itself: whether a scheduler is alive and every due edition has left.

Asked by another process than the one that may have failed: a person's ``doctor``, a
page, a monitor of the office. It changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from monitor.core.delivery import State
from monitor.core.problem import Problem, problem
from monitor.core.report import Office, Report, slots_due
from monitor.services.tick import SCHEDULER
from monitor.store import deliveries, slots, targets

SILENT_AFTER = timedelta(minutes=5)
LATE_AFTER = timedelta(hours=1)
NOWHERE = ".invalid"


def concerns(
    db: Connection, reports: Sequence[Report], *, office: Office, now: datetime, local: bool
) -> list[Problem]:
    """Return what a person has to look after; ``local`` says that mail stays on the machine."""
    found = [*_silence(db, now), *_overdue(db, reports, office, now), *_stuck(db)]
    return found if local else [*found, *_nowhere(reports)]


def _silence(db: Connection, now: datetime) -> list[Problem]:
    last = slots.last_beat(db, SCHEDULER)
    if last is None:
        return [problem("watch.never")]
    if now - last > SILENT_AFTER:
        return [problem("watch.silent", since=f"{last:%Y-%m-%d %H:%M}Z")]
    return []


def _overdue(
    db: Connection, reports: Sequence[Report], office: Office, now: datetime
) -> list[Problem]:
    """Slots due for an hour or more of a begun schedule that nothing has settled."""
    late = []
    for code in targets.plan_codes(db):
        plan = targets.plan_at(db, code)
        for report in reports if plan else ():
            for audience in report.audiences:
                begun = slots.started_at(db, code, report.name, audience.key)
                if plan is None or begun is None:
                    continue
                handled = slots.states(db, code, report.name, audience.key)
                due = slots_due(
                    report,
                    code,
                    plan.period,
                    until=now - LATE_AFTER,
                    audience=audience.key,
                    office=office,
                )
                late += [
                    problem("watch.overdue", report=report.name, period=slot.period.key)
                    for slot in due
                    if slot.due_at >= begun and not _settled(handled.get(slot.period.key))
                ]
    return late


def _settled(row: object) -> bool:
    return row is not None and getattr(row, "state", "") != slots.FAILED


def _stuck(db: Connection) -> list[Problem]:
    waiting = (State.UNKNOWN.value, State.DEAD.value, State.HELD.value)
    rows = deliveries.listed(db)
    counts = {state: sum(row.state == state for row in rows) for state in waiting}
    return [problem(f"watch.{state}", count=str(count)) for state, count in counts.items() if count]


def _nowhere(reports: Sequence[Report]) -> list[Problem]:
    return [
        problem("watch.nowhere", report=report.name, address=address)
        for report in reports
        for audience in report.audiences
        for address in audience.to
        if address.endswith(NOWHERE)
    ]
