"""Queue the day's reminders: at most once a day for each plan, however often a scheduler knocks.

A day that passed while nothing ran is not made up for: a reminder late is no reminder. The day's
mark, the letters and their deliveries are one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import Connection

from monitor.core.letter import Letter
from monitor.core.period import Period
from monitor.core.reminder import Step
from monitor.core.report import Office, Report, Slot
from monitor.store import chain, deliveries, editions, slots

REMINDED = "reminded"
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One letter to a person of a unit, or to those it is told to after them."""

    unit: str
    step: Step
    letter: Letter
    addresses: Sequence[tuple[str, str]]
    data: bytes = b"{}"
    name: str = ""


def no_reminders(plan: str, report: Report, now: datetime) -> Sequence[Reminder]:
    """Nobody is reminded of anything."""
    _ = plan, report, now
    return ()


def slot_of_day(plan: str, report: Report, day: date, office: Office) -> Slot:
    """Return the day's mark: due at the report's hour."""
    local = datetime.combine(day, report.at, tzinfo=office.zone)
    return Slot(plan, report.name, Period(day, day), EVERYBODY, local.astimezone(UTC))


def is_done(db: Connection, slot: Slot) -> bool:
    """Whether the day's reminders were queued."""
    return slots.of(db, slot) is not None


def queue(
    db: Connection, slot: Slot, found: Sequence[Reminder], *, domain: str, now: datetime
) -> list[tuple[str, Reminder]] | None:
    """Mark the day and queue its letters, each with its edition; none where that was done."""
    heard = [one for one in found if one.addresses]
    reason = "" if heard else "nothing_to_say"
    if not slots.settle(db, slot, REMINDED, at=now, values={"reason": reason}):
        return None
    return [(_keep(db, slot, one, domain=domain, now=now), one) for one in heard]


def _keep(db: Connection, slot: Slot, one: Reminder, *, domain: str, now: datetime) -> str:
    key = sha256(f"{slot.plan}|{one.unit}|{one.name}".encode()).hexdigest()[:6]
    edition = f"{slot.report}-{slot.period.key}-{one.step.value}-{key}"
    kept = editions.Issue(
        id=edition,
        plan=slot.plan,
        report=slot.report,
        period=slot.period.key,
        audience=f"{one.step.value}/{one.unit}",
        number=1,
        as_of=slot.period.end,
        known_at=now,
        head=chain.head(db, slot.plan).digest,
    )
    editions.keep(db, kept, one.letter, data=one.data, at=now)
    deliveries.add(
        db,
        [
            {
                "id": f"{edition}-{place}",
                "edition": edition,
                "plan": slot.plan,
                "address": address,
                "name": name,
                "message_id": f"<{edition}-{place}@{domain}>",
                "headers": {"X-Monitor-Edition": edition},
                "created_at": now,
            }
            for place, (name, address) in enumerate(one.addresses, 1)
        ],
    )
    return edition
