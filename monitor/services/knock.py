"""What a knock of the scheduler works with, what it tells, and how a slot is tried.

A report that cannot be made is noted with its reason and does not keep others waiting; it is tried
again at the next knock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from monitor.core.problem import MonitorError
from monitor.core.report import Audience, Office, Report, Slot
from monitor.core.scorecard import Scorecard
from monitor.services.deliver import Post
from monitor.services.issue import Asking, Make, Settled, asking_of
from monitor.services.reminding import Reminder, no_reminders
from monitor.store import slots, targets
from monitor.store.engine import Database, reading, writing

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a knock did; empty where it does not apply."""

    at: datetime
    did: str
    report: str = ""
    period: str = ""
    audience: str = ""
    edition: str | None = None
    count: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What a knock works with; ``compare``, ``make``, ``remind`` are the door's to provide."""

    reports: Sequence[Report]
    office: Office
    make: Make
    compare: Callable[[str, datetime], Scorecard]
    post: Post
    domain: str
    host: str
    pid: int
    remind: Callable[[str, Report, datetime], Sequence[Reminder]] = no_reminders


def tried(
    database: Database, slot: Slot, do: Callable[[], Settled | None], now: datetime
) -> list[Event]:
    """Do what settles a slot; what cannot be made is noted and tried again."""
    try:
        done = do()
    except SQLAlchemyError:
        raise
    except Exception as fault:  # noqa: BLE001  # one report's fault must not keep others waiting
        reason = reason_of(fault)
        with writing(database) as db:
            noted = slots.settle(db, slot, slots.FAILED, at=now, values={"reason": reason})
        if not noted:
            return []  # another scheduler could make it
        return [Event(now, "failed", slot.report, slot.period.key, slot.audience, reason=reason)]
    return [] if done is None else [event_of(done, slot, now)]


def event_of(done: Settled, slot: Slot, now: datetime) -> Event:
    """Tell what became of a slot."""
    place = (slot.report, slot.period.key, slot.audience)
    return Event(now, done.state, *place, done.edition, done.count, done.reason)


def asked(database: Database, slot: Slot, who: tuple[Report, Audience], now: datetime) -> Asking:
    """What the slot asks for; a plan adopted after it fell due is told as it is known now."""
    asking = asking_of(slot, *who)
    with reading(database) as db:
        known = slot.plan in targets.plan_codes(db, known_at=slot.due_at)
    return asking if known else replace(asking, known_at=now)


def reason_of(fault: Exception) -> str:
    """A fault as one short line for the record."""
    if isinstance(fault, MonitorError):
        return "; ".join(one.code for one in fault.problems)
    return f"{type(fault).__name__}: {' '.join(str(fault).split())}"[:LONGEST_REASON]
