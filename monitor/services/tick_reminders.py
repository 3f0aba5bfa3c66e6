"""What a knock does about reminders: once a day, from the report's hour on."""

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from monitor.core.plan import Plan
from monitor.core.report import Report
from monitor.services.knock import Duty, Event, reason_of
from monitor.services.reminding import is_done, queue, slot_of_day
from monitor.store.engine import Database, reading, writing


def reminded(
    database: Database, duty: Duty, plan: Plan, report: Report, now: datetime
) -> list[Event]:
    """Queue the day's reminders of a plan; what cannot be made is told and tried again."""
    day = now.astimezone(duty.office.zone).date()
    slot = slot_of_day(plan.code, report, day, duty.office)
    with reading(database) as db:
        done = slot.due_at > now or is_done(db, slot)
    if done:
        return []
    try:
        found = duty.remind(plan.code, report, now)
    except SQLAlchemyError:
        raise
    except Exception as fault:  # noqa: BLE001  # one plan's fault must not keep others waiting
        reason = reason_of(fault)
        return [Event(now, "failed", report.name, slot.period.key, slot.audience, reason=reason)]
    with writing(database) as db:
        queued = queue(db, slot, found, domain=duty.domain, now=now) or []
    return [
        Event(
            now,
            "reminded",
            report.name,
            slot.period.key,
            f"{one.step.value}/{one.unit}",
            edition,
            len(one.addresses),
        )
        for edition, one in queued
    ]
