"""Who is reminded of what today, rendered and addressed: for the scheduler, and to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from monitor.core.account import Role, User
from monitor.core.agenda import Owing, owing
from monitor.core.owed import due_day
from monitor.core.reminder import ESCALATED, Step, due_today
from monitor.core.report import Report
from monitor.core.succession import forebears
from monitor.render.reminders import reminder_letter
from monitor.render.voice import Voice
from monitor.runtime import Runtime
from monitor.services.comparison import compare
from monitor.services.fill_links import FillLink, token_of
from monitor.services.people import case_of, directory
from monitor.services.reminding import Reminder
from monitor.store import accounts
from monitor.store.engine import Database, reading


def reminders_of(
    runtime: Runtime, database: Database, plan: str, report: Report, now: datetime
) -> tuple[Reminder, ...]:
    """Return the reminders of a plan that leave on the day of an instant."""
    rule, day, calendar = report.reminders, runtime.day_of(now), runtime.calendar
    if rule is None:
        return ()
    zone = runtime.settings.timezone
    with reading(database) as db:
        card = compare(db, plan, as_of=day, known_at=now, calendar=calendar, zone=zone)
        case = case_of(db, card, calendar=calendar, zone=zone)
        newest = [
            replace(one, due=due_day(one.target, one.periods[-1], calendar)) for one in owing(case)
        ]
        voice = Voice(runtime.words, card.plan, day)
        found = due_today(newest, rule, day, calendar)
        return tuple(
            letter
            for (unit, step), owed in found.items()
            for letter in _letters(runtime, db, voice, (unit, step, owed), now)
        )


def _letters(
    runtime: Runtime,
    db: Connection,
    voice: Voice,
    what: tuple[str, Step, Sequence[Owing]],
    now: datetime,
) -> Iterator[Reminder]:
    unit, step, owed = what
    if step in ESCALATED:
        letter = reminder_letter(voice, unit, step, owed)
        for user in _above(db, voice, unit, step, owed):
            yield Reminder(unit, step, letter, ((user.display, user.mail),), name=user.name)
        return
    settings = runtime.settings
    for user in _clerks(db, voice, unit):
        link = FillLink(voice.plan.code, unit, user.name, now)
        token = token_of(link, key=settings.signing_key())
        until = voice.day(runtime.day_of(link.expires_at))
        address = f"{settings.base_url}/fill/{token}"
        letter = reminder_letter(voice, unit, step, owed, link=address, until=until)
        yield Reminder(unit, step, letter, ((user.display, user.mail),), name=user.name)


def _clerks(db: Connection, voice: Voice, unit: str) -> list[User]:
    """The unit's clerks and its second contact, also those of units it took over."""
    units = {unit, *forebears(voice.plan, unit, voice.as_of)}
    return [
        user
        for user in accounts.all_users(db)
        if user.unit in units
        and (Role.CLERK in user.roles or user.stand_in)
        and user.mail
        and user.disabled_at is None
    ]


def _above(
    db: Connection, voice: Voice, unit: str, step: Step, owed: Sequence[Owing]
) -> list[User]:
    """Whom it is told to after the clerks: the unit's reviewers, then the targets' leaders."""
    if step is Step.HEAD:
        found = [
            user
            for user in accounts.all_users(db)
            if user.unit == unit and Role.REVIEWER in user.roles
        ]
    else:
        people = directory(db)
        named = {one.target.leader for one in owed if one.target.leader}
        found = [user for text in sorted(named) for user in people.leaders(text, voice.as_of)]
    once = {user.name: user for user in found}
    return [user for user in once.values() if user.mail and user.disabled_at is None]
