"""Watch the machine itself: whether a scheduler is alive and every due edition has left.

Asked by another process than the one that may have failed: a person's ``doctor``, a
page, a monitor of the office. It changes nothing.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from monitor.core.delivery import State, leads_nowhere
from monitor.core.plan import Plan
from monitor.core.problem import Problem, problem
from monitor.core.report import Office, Report, Slot, scheduled, slots_due
from monitor.services.drafts import drafts
from monitor.services.signing import alarm_at
from monitor.services.tick import SCHEDULER, audiences_of
from monitor.store import deliveries, slots, targets

SILENT_AFTER = timedelta(minutes=5)
LATE_AFTER = timedelta(hours=1)
PERSONS = {State.UNKNOWN, State.DEAD, State.HELD}
ON_ITS_WAY = {State.PENDING, State.SENDING, State.RETRY}


def concerns(
    db: Connection, reports: Sequence[Report], *, office: Office, now: datetime, local: bool
) -> list[Problem]:
    """Return what a person has to look after; ``local`` says that mail stays on the machine."""
    found = [*_silence(db, now), *_overdue(db, reports, office, now), *_stuck(db, now)]
    found += _unsigned(db, reports, office, now)
    return found if local else [*found, *_nowhere(reports)]


def _silence(db: Connection, now: datetime) -> list[Problem]:
    last = slots.last_beat(db, SCHEDULER)
    if last is None:
        return [problem("watch.never")]
    if abs(now - last) > SILENT_AFTER:
        return [problem("watch.silent", since=f"{last:%Y-%m-%d %H:%M}Z")]
    return []


def _overdue(
    db: Connection, reports: Sequence[Report], office: Office, now: datetime
) -> list[Problem]:
    """Slots due for an hour or more of a begun schedule that nothing has settled."""
    plans = [plan for code in targets.plan_codes(db) if (plan := targets.plan_at(db, code))]
    return [
        problem("watch.overdue", report=report.name, period=slot.period.key)
        for plan in plans
        for report in scheduled(reports)
        for audience in audiences_of(report, plan)
        for slot in _unsettled(db, plan, report, audience=audience.key, office=office, now=now)
    ]


def _unsettled(  # noqa: PLR0913  # all but three by keyword
    db: Connection, plan: Plan, report: Report, *, audience: str, office: Office, now: datetime
) -> list[Slot]:
    begun = slots.started_at(db, plan.code, report.name, audience)
    if begun is None:
        return []
    handled = slots.states(db, plan.code, report.name, audience)
    due = slots_due(
        report, plan.code, plan.period, until=now - LATE_AFTER, audience=audience, office=office
    )
    return [
        slot for slot in due if slot.due_at >= begun and not _settled(handled.get(slot.period.key))
    ]


def _settled(row: object) -> bool:
    return row is not None and getattr(row, "state", "") != slots.FAILED


def _unsigned(
    db: Connection, reports: Sequence[Report], office: Office, now: datetime
) -> list[Problem]:
    """Drafts that have waited for their signer longer than the report allows."""
    named = {report.name: report for report in reports if report.signing}
    return [
        problem("signing.unsigned", report=one.slot.report, period=one.slot.period.key)
        for one in drafts(db, reports)
        if one.slot.report in named and alarm_at(one.slot, named[one.slot.report], office) <= now
    ]


def _stuck(db: Connection, now: datetime) -> list[Problem]:
    """Letters a person has to decide about, and those still on their way after an hour."""
    rows = deliveries.listed(db)
    counts = Counter(row.state for row in rows if row.state in PERSONS)
    counts["waiting"] = sum(
        row.state in ON_ITS_WAY and now - row.created_at > LATE_AFTER for row in rows
    )
    return [
        problem(f"watch.{what}", count=str(count))
        for what, count in sorted(counts.items())
        if count
    ]


def _nowhere(reports: Sequence[Report]) -> list[Problem]:
    return [
        problem("watch.nowhere", report=report.name, address=address)
        for report in reports
        for audience in report.audiences
        for address in audience.to
        if leads_nowhere(address)
    ]
