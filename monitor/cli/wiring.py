"""Where comparing, rendering and resolving addresses come together for an edition.

Services know no renderer and the renderer no store; a door introduces them here, with
what the runtime holds.
"""

import json
import os
import socket
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from monitor.cli.reminding import reminders_of
from monitor.cli.year_report import year_of
from monitor.core.desk import debtors
from monitor.core.period import Cadence
from monitor.core.plan import Plan
from monitor.core.report import Office, Report, Signed
from monitor.core.scorecard import Scorecard
from monitor.core.succession import forebears, heir
from monitor.render.digest import debts_told, says_nothing
from monitor.render.letters import Paper, render_letter
from monitor.render.matters import block
from monitor.render.plain import json_text
from monitor.render.rows import told
from monitor.render.voice import Voice
from monitor.runtime import Runtime
from monitor.services import contacts
from monitor.services.comparison import compare
from monitor.services.deliver import Post
from monitor.services.issue import TEST, Asking, Made, Make
from monitor.services.knock import Duty
from monitor.services.matters import matters_at
from monitor.services.people import case_of
from monitor.services.signing import UNSIGNED
from monitor.store import chain, editions
from monitor.store.engine import Database, reading

ONE_DAY = timedelta(days=1)
OWING = "owing"
"""The group of a report that asks units for what they owe."""


def duty_of(runtime: Runtime, database: Database | None = None) -> Duty:
    """Gather what a knock works with; ``database`` stands in for the runtime's in a rehearsal."""
    base = runtime.engine if database is None else database
    return Duty(
        reports=runtime.reports,
        office=office_of(runtime),
        make=maker(runtime, base),
        compare=lambda plan, now: compared_by_night(runtime, base, plan, now),
        post=post_of(runtime),
        domain=domain_of(runtime),
        host=socket.gethostname(),
        pid=os.getpid(),
        remind=lambda plan, report, now: reminders_of(runtime, base, plan, report, now),
    )


def office_of(runtime: Runtime) -> Office:
    """The calendar and time zone of this home."""
    return Office(runtime.calendar, runtime.settings.timezone)


def post_of(runtime: Runtime) -> Post:
    """What deliveries of this home are made with."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    caps = {report.name: report.max_per_hour for report in runtime.reports}
    return Post(
        runtime.transport,
        runtime.settings.mail_from,
        owner,
        runtime.clock,
        caps=caps,
    )


def domain_of(runtime: Runtime) -> str:
    """What stands behind the @ of a Message-ID: the sender's domain."""
    return runtime.settings.mail_from.rpartition("@")[2] or "localhost"


def maker(runtime: Runtime, database: Database | None = None) -> Make:
    """What makes a letter when asked for one."""
    base = runtime.engine if database is None else database
    return lambda asking: make(runtime, base, asking)


def make(runtime: Runtime, database: Database, asking: Asking) -> Made:
    """Compare as asked, render the letter and resolve who gets it."""
    unit = asking.audience.unit or None
    with reading(database) as db:
        card = _card(runtime, db, asking, unit)
        head = chain.head(db, asking.plan).digest
        day = runtime.day_of(asking.known_at)
        formerly = forebears(card.plan, unit, day) if unit else ()
        people = contacts.addresses(db, asking.audience.to, unit=unit, formerly=formerly)
        before = _before(db, asking)
        matters = opening(runtime, db, card, unit=unit, before=before)
        year = year_of(runtime, db, card, asking.report, asking.audience.key)
        asks = OWING in asking.report.quiet_without
        owed = owed_in(runtime, db, _card(runtime, db, asking, None), unit) if asks else None
    letter = render_letter(
        runtime.settings.reports_folder / asking.report.name,
        card,
        words=runtime.words,
        zone=runtime.settings.timezone,
        head=head,
        previous=before,
        matters=matters,
        year=year,
        mark=_mark(runtime, asking),
        faces=asking.report.faces,
        address=runtime.settings.base_url,
        owed=owed,
        paper=paper_of(runtime, asking.report, card.plan, asking.as_of, asking.signed),
        note=_said_beside(runtime, asking),
    )
    said = told(card, runtime.words, runtime.settings.timezone)
    said |= {"matters": matters, "year": year}
    data = json_text(said).encode()
    quiet = not asking.test and says_nothing(said, asking.report.quiet_without, owed)
    return Made(letter, data, head, asking.known_at, people, card.flaws(), quiet)


def paper_of(
    runtime: Runtime, report: Report, plan: Plan, as_of: date, signed: Signed | None = None
) -> Paper:
    """What the documents of a report say beside the figures."""
    fonts = runtime.settings.home / "fonts"
    return Paper(_title(runtime, report, plan, as_of), report.imprint, signed, fonts)


def _title(runtime: Runtime, report: Report, plan: Plan, as_of: date) -> str:
    """A quarter's report is named after its quarter; others name the month they tell of."""
    if report.every is not Cadence.QUARTER:
        return ""
    words = runtime.words
    quarter = words.say(f"bulletin.quarter.q{(as_of.month + 2) // 3}")
    place = Voice(words, plan, as_of).place()
    return words.say("bulletin.title", place=place, year=as_of.year, quarter=quarter)


def _said_beside(runtime: Runtime, asking: Asking) -> str:
    """What the readers of a proof are asked for, and what its signer is reminded of."""
    report, office = asking.report, office_of(runtime)
    if not asking.stage or report.signing is None:
        return ""
    due = runtime.day_of(asking.known_at)
    if asking.stage == UNSIGNED:
        return runtime.words.say("bulletin.unsigned_note", due=due.isoformat())
    day = office.calendar.nth_working_day_after(due, report.signing.answer_days)
    return runtime.words.say("bulletin.answer", day=day.isoformat())


def owed_in(
    runtime: Runtime, db: Connection, card: Scorecard, unit: str | None = None
) -> list[dict[str, Any]]:
    """What units are late with, or the one unit, by the scorecard of the whole plan.

    The same as the desk says: what waits for a reviewer or for its day is not asked for again.
    """
    zone = runtime.settings.timezone
    case = case_of(db, card, calendar=runtime.calendar, zone=zone)
    mine = heir(card.plan, card.plan.unit_code(unit), card.as_of) if unit else None
    late = [one for one in debtors(case) if mine is None or one.unit == mine]
    return debts_told(late, Voice(runtime.words, card.plan, card.as_of))


def opening(
    runtime: Runtime,
    db: Connection,
    card: Scorecard,
    *,
    unit: str | None = None,
    before: dict[str, Any] | None = None,
) -> dict[str, Any] | None:
    """What an edition opens with of the supervisor's matters, and since the edition before."""
    zone, known = runtime.settings.timezone, card.known_at
    narrow = None if unit is None else card.plan.unit_code(unit)
    found = matters_at(db, card.plan.code, known_at=known, zone=zone, unit=narrow)
    since = datetime.fromisoformat(before["known_at"]) if before else None
    return block(found, card.plan, runtime.words, since=since, today=runtime.day_of(known))


def _card(runtime: Runtime, db: Connection, asking: Asking, unit: str | None) -> Scorecard:
    return compare(
        db,
        asking.plan,
        as_of=asking.as_of,
        known_at=asking.known_at,
        calendar=runtime.calendar,
        zone=runtime.settings.timezone,
        unit=unit,
    )


def _before(db: Connection, asking: Asking) -> dict[str, Any] | None:
    """What the edition of the period before said, as data."""
    row = editions.before(
        db, asking.plan, asking.report.name, audience=asking.audience.key, as_of=asking.as_of
    )
    if row is None:
        return None
    found: dict[str, Any] = json.loads(editions.part(db, row.id, editions.DATA))
    return found


def _mark(runtime: Runtime, asking: Asking) -> str:
    if asking.stage:
        return runtime.words.say(f"bulletin.{asking.stage}")
    if asking.test:
        return TEST
    if asking.number > 1:
        return runtime.words.say("cli.number", number=str(asking.number))
    return ""


def compared_by_night(runtime: Runtime, database: Database, plan: str, now: datetime) -> Scorecard:
    """Compare as of the last day that is over."""
    with reading(database) as db:
        return compare(
            db,
            plan,
            as_of=runtime.day_of(now) - ONE_DAY,
            known_at=now,
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
        )
