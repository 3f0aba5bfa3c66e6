"""One knock of the scheduler: due slots, the nightly comparison, editions, deliveries.

The tables decide what is due; a knock may come twice, late, or from two machines at once.
A report that cannot be made is noted with its reason and does not keep others waiting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from monitor.core.plan import Plan
from monitor.core.report import Audience, Policy, Report, Scope, Slot, slots_due
from monitor.core.succession import on_day
from monitor.services.comparison import remember
from monitor.services.deliver import Tried, deliver
from monitor.services.issue import Sending, Settled, issue_slot
from monitor.services.knock import Duty, Event, asked, reason_of, tried
from monitor.services.tick_drafts import drafted, pending
from monitor.services.tick_reminders import reminded
from monitor.store import editions, slots, targets, verdicts
from monitor.store.engine import Database, reading, writing

SCHEDULER = "scheduler"
SKIPPED_AFTER = timedelta(days=1)
SUPERSEDED, SKIPPED = "superseded", "skipped"


def tick(database: Database, duty: Duty, *, now: datetime) -> list[Event]:
    """Do what is due at this instant, and say what was done."""
    with writing(database) as db:
        slots.beat(db, SCHEDULER, at=duty.post.clock(), host=duty.host, pid=duty.pid)
    with reading(database) as db:
        codes = targets.plan_codes(db, known_at=now)
        day = now.astimezone(duty.office.zone).date()
        found = [targets.plan_at(db, code, known_at=now) for code in codes]
        plans = [on_day(plan, day) for plan in found if plan]
    events: list[Event] = []
    for plan in plans:
        events += _compared(database, duty, plan, now)
        for report in duty.reports:
            if report.reminders:
                events += reminded(database, duty, plan, report, now)
                continue
            told = [
                event
                for audience in audiences_of(report, plan)
                for event in _reported(database, duty, (plan, report, audience), now)
            ]
            events += _gathered(told)
    return events + _delivered(database, duty, now)


def _gathered(events: Sequence[Event]) -> list[Event]:
    """What made no edition for unit after unit, in one line with how many there were."""
    found: dict[object, list[Event]] = {}
    for place, one in enumerate(events):
        alone = one.edition is not None or "/" not in one.audience
        key = place if alone else (one.did, one.period, one.reason)
        found.setdefault(key, []).append(one)
    return [
        many[0]
        if len(many) == 1
        else replace(many[0], audience=many[0].audience.partition("/")[0], count=len(many))
        for many in found.values()
    ]


def audiences_of(report: Report, plan: Plan) -> Iterator[Audience]:
    """Yield who has a schedule of its own: each audience, or each unit's readers."""
    for audience in report.audiences:
        if audience.scope is Scope.ALL:
            yield audience
            continue
        asked = {unit for one in plan.targets for unit in (*one.units, one.reported_by)} - {""}
        for unit in sorted(asked):
            yield audience.of_unit(unit)


def _compared(database: Database, duty: Duty, plan: Plan, now: datetime) -> list[Event]:
    """Once a business day: judge as of the day that is over, and keep what changed."""
    day = now.astimezone(duty.office.zone).date()
    with reading(database) as db:
        if verdicts.summarised(db, plan.code, day):
            return []
    try:
        card = duty.compare(plan.code, now)
    except SQLAlchemyError:
        raise
    except Exception as fault:  # noqa: BLE001  # one plan's fault must not keep others waiting
        return [Event(now, "failed", reason=f"{plan.code}: {reason_of(fault)}")]
    with writing(database) as db:
        if not verdicts.summarise(db, card, day=day, recorded_at=duty.post.clock()):
            return []
        changed = remember(db, card, now=duty.post.clock())
    return [Event(now, "compared", count=len(changed), reason=plan.code)]


def _reported(
    database: Database, duty: Duty, what: tuple[Plan, Report, Audience], now: datetime
) -> list[Event]:
    _, report, audience = what
    events = []
    for slot, latest in _open_slots(database, duty, what, now):
        late = now - slot.due_at > SKIPPED_AFTER
        if report.policy is Policy.LATEST and not latest:
            events += _set_aside(database, slot, SUPERSEDED, now)
        elif report.policy is Policy.SKIP and (late or not latest):
            events += _set_aside(database, slot, SKIPPED, now)
        elif report.signing:
            events += drafted(database, duty, slot, what, now)
        else:
            events += _issued(database, duty, slot, (report, audience), now)
    return events + pending(database, duty, what, now) if report.signing else events


def _open_slots(
    database: Database, duty: Duty, what: tuple[Plan, Report, Audience], now: datetime
) -> list[tuple[Slot, bool]]:
    """Slots due and not handled since the schedule began, each with whether it is the newest."""
    plan, report, audience = what
    due = slots_due(
        report,
        plan.code,
        plan.period,
        until=now,
        audience=audience.key,
        office=duty.office,
    )
    with writing(database) as db:
        begun = slots.started_at(db, plan.code, report.name, audience.key)
        if begun is None:
            begun = due[-1].due_at if due else now
            slots.start(db, plan.code, report.name, audience=audience.key, at=begun)
        handled = slots.states(db, plan.code, report.name, audience.key)
    waiting = [
        slot
        for slot in due
        if slot.due_at >= begun
        and (slot.period.key not in handled or handled[slot.period.key].state == slots.FAILED)
    ]
    return [(slot, slot is due[-1]) for slot in waiting]


def _set_aside(database: Database, slot: Slot, state: str, now: datetime) -> list[Event]:
    with writing(database) as db:
        if not slots.settle(db, slot, state, at=now, values={"reason": state}):
            return []
    return [Event(now, state, slot.report, slot.period.key, slot.audience, reason=state)]


def _issued(
    database: Database, duty: Duty, slot: Slot, who: tuple[Report, Audience], now: datetime
) -> list[Event]:
    asking = asked(database, slot, who, now)
    sending = Sending(duty.domain, now)

    def made() -> Settled | None:
        return issue_slot(database, slot, asking, make=duty.make, sending=sending)

    return tried(database, slot, made, now)


def _delivered(database: Database, duty: Duty, now: datetime) -> list[Event]:
    tried = deliver(database, duty.post, now=now)
    with reading(database) as db:
        found = {one.edition: editions.one(db, one.edition) for one in tried}
    return [_letter_event(one, found[one.edition], now) for one in tried]


def _letter_event(one: Tried, edition: Row[Any] | None, now: datetime) -> Event:
    reason = f"{one.delivery}: {one.text}"
    event = Event(now, one.state.value, edition=one.edition, count=1, reason=reason)
    if edition is None:
        return event
    return replace(event, report=edition.report, period=edition.period, audience=edition.audience)
