"""Gather the supervisor's desk of one plan: one answer, read in one transaction.

Everything on it is what other services answer for: the comparison, the log, the matters, the
adjustments, the history of verdicts. It writes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from monitor.core import desk
from monitor.core.account import Action, Role, User
from monitor.core.agenda import Case
from monitor.core.coming import AHEAD, Next, Sort, coming, in_order
from monitor.core.desk import Debtor, Desk, Reminded
from monitor.core.oddity import oddities
from monitor.core.owed import Asked
from monitor.core.plan import Plan
from monitor.core.report import Office, Report, scheduled, slots_due
from monitor.services.adjustments import adjustments_at
from monitor.services.chasing import reminders
from monitor.services.comparison import compare
from monitor.services.matters import matters_at
from monitor.services.standings import from_log
from monitor.services.tick import audiences_of
from monitor.store import accounts, editions, observations, slots, verdicts

SINCE = ("day", "edition", "week")
"""Since when a target may have turned red."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked: the day, the instant, since when, and what the office goes by."""

    as_of: date
    known_at: datetime
    office: Office
    reports: Sequence[Report] = ()
    since: str = "week"
    me: str = ""

    @property
    def asked(self) -> Asked:
        """The moment as what is owed needs it."""
        day = self.known_at.astimezone(self.office.zone).date()
        return Asked(self.as_of, day, self.office.calendar)


def sees_desk(person: User) -> bool:
    """Whether the desk is open to a person: who supervises, audits or leads."""
    leads = Role.LEADER in person.roles and person.may(Action.READ)
    return leads or person.may(Action.AUDIT)


def desk_of(db: Connection, code: str, asking: Asking) -> Desk:
    """Return the desk of a plan.

    Raises:
        Refused: where no such plan was adopted by then.

    """
    office, known_at = asking.office, asking.known_at
    card = compare(
        db,
        code,
        as_of=asking.as_of,
        known_at=known_at,
        calendar=office.calendar,
        zone=office.zone,
    )
    log = observations.log(db, card.plan, known_at=known_at)
    day = asking.asked.known_day
    matters = matters_at(db, code, known_at=known_at, zone=office.zone, today=day)
    case = Case(card, asking.asked, tuple(log), matters=tuple(matters))
    since = _since(db, code, asking)
    everybody = accounts.all_users(db)
    return Desk(
        card=card,
        debtors=_debtors(db, case, everybody, asking),
        reviews=tuple(one for one in log if not one.approved and not one.returned),
        wishes=tuple(one for one in adjustments_at(db, code) if one.open and one.at <= known_at),
        matters=desk.pressing(matters),
        oddities=oddities(card.plan, from_log(card.plan, log), log, as_of=asking.as_of),
        turned=desk.turned(card, verdicts.stood(db, code, since)) if since else (),
        since=since,
        coming=in_order([*coming(case), *_reports(db, card.plan, asking)]),
        office=desk.office_of(everybody, asking.me),
    )


def _debtors(
    db: Connection, case: Case, everybody: Sequence[User], asking: Asking
) -> tuple[Debtor, ...]:
    found = desk.debtors(case)
    due = {one.unit: one.due for one in found}
    plan, zone = case.card.plan.code, asking.office.zone
    times = reminders(db, plan, due, known_at=asking.known_at, zone=zone)
    return tuple(
        replace(
            one,
            contacts=desk.contacts(one.unit, everybody),
            reminded=times.get(one.unit, Reminded()),
        )
        for one in found
    )


def _since(db: Connection, code: str, asking: Asking) -> datetime | None:
    """The instant before which a class counts as how it was; none where nothing was issued."""
    if asking.since != "edition":
        return asking.known_at - timedelta(days=1 if asking.since == "day" else 7)
    issued = [row.issued_at for row in editions.listed(db, code) if not row.test]
    return max((at for at in issued if at <= asking.known_at), default=None)


def _reports(db: Connection, plan: Plan, asking: Asking) -> Iterator[Next]:
    """Each report once for a day, however many audiences it has."""
    told: set[tuple[str, date]] = set()
    for report in scheduled(asking.reports):
        for audience in audiences_of(report, plan):
            handled = slots.states(db, plan.code, report.name, audience.key)
            due = slots_due(
                report,
                plan.code,
                plan.period,
                until=asking.known_at + AHEAD,
                audience=audience.key,
                office=asking.office,
            )
            for slot in due:
                day = slot.due_at.astimezone(asking.office.zone).date()
                coming_up = slot.due_at > asking.known_at and slot.period.key not in handled
                if coming_up and (report.name, day) not in told:
                    told.add((report.name, day))
                    yield Next(day, Sort.REPORT, detail=f"{report.title} {slot.period.key}")
