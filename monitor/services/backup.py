"""Take everything out of a database as it stood at one instant, and put it back.

What is put back is proved before it counts, and mails nothing by itself: since the backup
a letter may have left that it knows nothing of, so each one waits for a person. It knows
no archive; lines come and go as iterators.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from monitor.core.plan import Plan
from monitor.core.problem import Refused, problem
from monitor.core.report import Audience, Office, Report, Slot, scheduled, slots_due
from monitor.services.accounts import Actor, note
from monitor.services.drafts import drafts
from monitor.services.reminding import slot_of_day
from monitor.services.tick import audiences_of
from monitor.services.verification import verify
from monitor.store import deliveries, dump, slots, targets
from monitor.store.chain import Head
from monitor.store.tables import heads

Tables = Callable[[str], Iterable[bytes]]
"""The lines of a table, by its name."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a restore keeps from leaving: how many letters are held, which slots set aside."""

    held: int
    slots: tuple[Slot, ...]


def tables_of(db: Connection) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield every table with its lines; consistent when ``db`` reads one snapshot."""
    for table in dump.KEPT:
        yield table.name, dump.lines(db, table)


def table_names() -> tuple[str, ...]:
    """Return which tables a backup holds."""
    return tuple(table.name for table in dump.KEPT)


def heads_of(db: Connection) -> tuple[Head, ...]:
    """Return where every chain stands."""
    rows = db.execute(select(heads).order_by(heads.c.chain))
    return tuple(Head(row.chain, row.seq, row.row_seq, row.digest) for row in rows)


def make_room(db: Connection, *, replace: bool) -> None:
    """Keep others out and empty the database, which holds nothing unless it may be replaced.

    Raises:
        Refused: where it holds something that may not be replaced, or cannot be emptied.

    """
    try:
        dump.lock(db)
        if dump.holds_anything(db) and not replace:
            raise Refused((problem("backup.database_not_empty"),))
        dump.clear(db)
    except DBAPIError as fault:
        said = str(fault.orig).splitlines()[0]
        raise Refused((problem("backup.cannot_empty", said=said),)) from fault


def put_back(db: Connection, tables: Tables, expected: Sequence[Head]) -> None:
    """Fill an emptied database, and prove it.

    Raises:
        Refused: naming a table whose lines are not rows of it, or every breach found.

    """
    for table in dump.KEPT:
        try:
            dump.load(db, table, tables(table.name))
        except (dump.NotARow, IntegrityError, DataError) as fault:
            raise Refused((problem("backup.not_rows", table=table.name),)) from fault
    _prove(db, expected)


def _prove(db: Connection, expected: Sequence[Head]) -> None:
    if heads_of(db) != tuple(expected):
        raise Refused((problem("backup.other_heads"),))
    trial = db.begin_nested()
    breaches = verify(db)
    trial.rollback()
    if breaches:
        raise Refused(breaches)


def hold_back(
    db: Connection, reports: Sequence[Report], *, office: Office, now: datetime
) -> Aftermath:
    """Hold every open letter and set every slot due until now aside, for a person to decide."""
    held = deliveries.hold_open(db, answer=slots.RESTORED)
    plans = [plan for code in targets.plan_codes(db) if (plan := targets.plan_at(db, code))]
    found = [
        slot
        for plan in plans
        for report in scheduled(reports)
        for audience in audiences_of(report, plan)
        for slot in _open(db, plan, report, audience=audience, office=office, now=now)
    ]
    for draft in drafts(db, reports):  # a signed one may have left, a reminder to sign as well
        slots.alarm(db, draft.slot)
        if draft.named:
            slots.set_draft_aside(db, draft.slot, at=now)
    today = now.astimezone(office.zone).date()
    for plan in plans:
        for report in reports:
            if report.reminders:  # today's may have left before the restore: they do not again
                _set_aside(db, slot_of_day(plan.code, report, today, office), now)
    return Aftermath(held, tuple(slot for slot in found if _set_aside(db, slot, now)))


def _open(  # noqa: PLR0913  # all but three by keyword
    db: Connection, plan: Plan, report: Report, *, audience: Audience, office: Office, now: datetime
) -> list[Slot]:
    """Return the slots a knock would fill: not handled, since the schedule began.

    A schedule that had not begun would begin with its newest slot.
    """
    due = slots_due(report, plan.code, plan.period, until=now, audience=audience.key, office=office)
    begun = slots.started_at(db, plan.code, report.name, audience.key)
    handled = slots.states(db, plan.code, report.name, audience.key)
    since = due[-1:] if begun is None else [slot for slot in due if slot.due_at >= begun]
    return [slot for slot in since if _unsettled(slot, handled)]


def _unsettled(slot: Slot, handled: Mapping[str, object]) -> bool:
    row = handled.get(slot.period.key)
    return row is None or getattr(row, "state", "") == slots.FAILED


def _set_aside(db: Connection, slot: Slot, now: datetime) -> bool:
    values = {"reason": slots.RESTORED}
    return slots.settle(db, slot, slots.RESTORED, at=now, values=values)


def note_restored(
    db: Connection, actor: Actor, name: str, after: Aftermath, *, now: datetime
) -> None:
    """Leave a line in the audit of what was put back."""
    subject = name[:254]
    detail: dict[str, object] = {"held": after.held, "slots": len(after.slots)}
    note(db, actor, "backup.restore", subject, now=now, detail=detail)
