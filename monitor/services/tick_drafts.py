"""What a knock does about reports that a person signs: drafts them, and issues what is signed."""

from datetime import datetime

from monitor.core.plan import Plan
from monitor.core.report import Audience, Report, Slot
from monitor.services.drafts import Draft, drafts
from monitor.services.issue import Sending, Settled
from monitor.services.knock import Duty, Event, asked, event_of, tried
from monitor.services.signing import alarm_at, draft, remind_signer, sign
from monitor.store.engine import Database, reading


def drafted(
    database: Database, duty: Duty, slot: Slot, what: tuple[Plan, Report, Audience], now: datetime
) -> list[Event]:
    """Draft what a person has to sign, with the proofs for the units."""
    plan, report, audience = what
    asking = asked(database, slot, (report, audience), now)
    units = sorted({unit for one in plan.targets for unit in (*one.units, one.reported_by)} - {""})
    sending = Sending(duty.domain, now)

    def made() -> Settled | None:
        return draft(database, slot, asking=asking, units=units, make=duty.make, sending=sending)

    return tried(database, slot, made, now)


def pending(
    database: Database, duty: Duty, what: tuple[Plan, Report, Audience], now: datetime
) -> list[Event]:
    """Issue the drafts somebody put a name to; remind once of those that wait too long."""
    plan, report, audience = what
    with reading(database) as db:
        found = [
            one for one in drafts(db, [report], plan.code) if one.slot.audience == audience.key
        ]
    done = ((one, _moved(database, duty, one, (report, audience), now)) for one in found)
    return [event_of(settled, one.slot, now) for one, settled in done if settled]


def _moved(
    database: Database, duty: Duty, one: Draft, who: tuple[Report, Audience], now: datetime
) -> Settled | None:
    report, audience = who
    make, sending = duty.make, Sending(duty.domain, now)
    if one.named:
        return sign(
            database,
            one.slot,
            one.named,
            report=report,
            audience=audience,
            make=make,
            by=None,
            sending=sending,
        )
    if one.reminded or one.drafted_at >= now or alarm_at(one.slot, report, duty.office) > now:
        return None
    asking = asked(database, one.slot, who, now)
    return remind_signer(database, one.slot, asking=asking, make=make, sending=sending)
