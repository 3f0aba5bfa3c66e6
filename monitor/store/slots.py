"""Slots: what has become of each period of each report, for each audience.

The unique key decides between schedulers: whoever writes the row has handled the slot.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from monitor.core.report import Slot
from monitor.store.tables import heartbeats, schedules, slots

FAILED = "failed"
"""A slot whose edition could not be made; it is tried again at the next knock."""

RESTORED = "restored"
"""A slot that was due when a backup was put back: it may have been mailed, so a person decides."""


DRAFT = "draft"
"""A slot whose edition was made and waits for a person to sign it; no knock settles it."""


ALARMED = "alarmed"
"""Why a draft is silent: its signer was reminded once."""


def started_at(db: Connection, plan: str, report: str, audience: str) -> datetime | None:
    """Return the due instant a schedule began with, if it has begun."""
    key = _schedule(plan, report, audience)
    found: datetime | None = db.execute(select(schedules.c.started_at).where(key)).scalar()
    return found


def start(db: Connection, plan: str, report: str, *, audience: str, at: datetime) -> None:
    """Let a schedule begin; the loser of a race keeps the winner's beginning."""
    row = {"plan": plan, "report": report, "audience": audience, "started_at": at}
    try:
        with db.begin_nested():
            db.execute(insert(schedules).values(row))
    except IntegrityError:
        return  # begun by another scheduler meanwhile


def states(db: Connection, plan: str, report: str, audience: str) -> dict[str, Row[Any]]:
    """Return the handled slots of one schedule, by period."""
    mine = (slots.c.plan == plan) & (slots.c.report == report) & (slots.c.audience == audience)
    return {row.period: row for row in db.execute(select(slots).where(mine))}


def of(db: Connection, slot: Slot) -> Row[Any] | None:
    """Return what has become of a slot."""
    return db.execute(select(slots).where(_key(slot))).first()


def settle(
    db: Connection, slot: Slot, state: str, *, at: datetime, values: Mapping[str, Any]
) -> bool:
    """Say what has become of a slot; returns false where somebody else has said it before.

    A failed slot may be settled again; nothing else may.
    """
    said = {"state": state, "handled_at": at, "reason": "", "edition": None, **values}
    again = update(slots).where(_key(slot), slots.c.state == FAILED)
    if db.execute(again.values(**said, attempts=slots.c.attempts + 1)).rowcount == 1:
        return True
    plan, report, period, audience = slot.key
    key = {"plan": plan, "report": report, "period": period, "audience": audience}
    try:
        with db.begin_nested():
            db.execute(insert(slots).values(**key, **said, due_at=slot.due_at, attempts=1))
    except IntegrityError:
        return False
    return True


def reopen(db: Connection, slot: Slot, *, drafts: bool = False) -> None:
    """Let a person fill a slot that a restore set aside, or one whose draft that person signs.

    No knock does so by itself.
    """
    states = (RESTORED, DRAFT) if drafts else (RESTORED,)
    aside = update(slots).where(_key(slot), slots.c.state.in_(states))
    db.execute(aside.values(state=FAILED))


def alarm(db: Connection, slot: Slot) -> bool:
    """Note that a draft's signer was reminded; false where that was done, or nothing waits."""
    silent = update(slots).where(_key(slot), slots.c.state == DRAFT, slots.c.reason == "")
    return db.execute(silent.values(reason=ALARMED)).rowcount == 1


def set_draft_aside(db: Connection, slot: Slot, *, at: datetime) -> None:
    """Take a draft back from its signer, so that no knock issues it; a person may."""
    waiting = update(slots).where(_key(slot), slots.c.state == DRAFT)
    db.execute(waiting.values(state=RESTORED, reason=RESTORED, handled_at=at))


def drafts(db: Connection, plan: str | None = None) -> list[Row[Any]]:
    """Return every slot that waits to be signed, the oldest first."""
    query = select(slots).where(slots.c.state == DRAFT)
    if plan is not None:
        query = query.where(slots.c.plan == plan)
    return list(db.execute(query.order_by(slots.c.due_at, slots.c.report, slots.c.audience)))


def replace_edition(db: Connection, slot: Slot, edition: str, *, at: datetime) -> None:
    """Let a slot name the edition that was issued again for it."""
    values = {"edition": edition, "handled_at": at, "state": "issued", "reason": ""}
    db.execute(update(slots).where(_key(slot)).values(values))


def beat(db: Connection, name: str, *, at: datetime, host: str, pid: int) -> None:
    """Note that a scheduler is alive."""
    values = {"at": at, "host": host, "pid": pid}
    if db.execute(update(heartbeats).where(heartbeats.c.name == name).values(values)).rowcount:
        return
    try:
        with db.begin_nested():
            db.execute(insert(heartbeats).values(name=name, **values))
    except IntegrityError:
        return  # another process beat first, which is as good


def last_beat(db: Connection, name: str) -> datetime | None:
    """Return when a scheduler was last known alive."""
    query = select(heartbeats.c.at).where(heartbeats.c.name == name)
    found: datetime | None = db.execute(query).scalar()
    return found


def _schedule(plan: str, report: str, audience: str) -> ColumnElement[bool]:
    return (
        (schedules.c.plan == plan)
        & (schedules.c.report == report)
        & (schedules.c.audience == audience)
    )


def _key(slot: Slot) -> ColumnElement[bool]:
    plan, report, period, audience = slot.key
    return (
        (slots.c.plan == plan)
        & (slots.c.report == report)
        & (slots.c.period == period)
        & (slots.c.audience == audience)
    )
