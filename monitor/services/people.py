"""What lies before a person, whom a plan means by its leaders, and whether a link still opens.

``items_of`` is pure: pages and letters give it the cases gathered here. A signed link is
bound to a user name; it opens nothing once that account was closed or handed over, also
where the account was opened again since.
"""

from collections import Counter
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import Connection

from monitor.core.account import User
from monitor.core.agenda import Case, items_of
from monitor.core.owed import Asked
from monitor.core.plan import Plan
from monitor.core.post import Directory
from monitor.core.scorecard import Scorecard
from monitor.core.workdays import WorkCalendar
from monitor.services.comparison import compare
from monitor.services.matters import matters_at
from monitor.services.targets import stored_plan
from monitor.store import accounts, observations, returns, targets
from monitor.store import posts as stored

__all__ = ["cases", "directory", "items_of", "leader_names", "person_of_link", "unknown_leaders"]

LINGERS = timedelta(days=92)
"""So long after its end a plan's last figures are still asked for."""

ENDS_LINKS = ("users.disable", "users.handover")


def directory(db: Connection) -> Directory:
    """Return everybody and every post as they stand."""
    return Directory(accounts.all_users(db), stored.all_of(db))


def cases(
    db: Connection, *, as_of: date, known_at: datetime, calendar: WorkCalendar, zone: tzinfo
) -> tuple[Case, ...]:
    """Gather every plan that is still asked about on a day, with what was known then."""
    asked = Asked(as_of, known_at.astimezone(zone).date(), calendar)
    codes = targets.plan_codes(db, known_at=known_at)
    plans = [plan for code in codes if _asked_about(plan := stored_plan(db, code), as_of)]
    cards = [
        compare(db, plan.code, as_of=as_of, known_at=known_at, calendar=calendar, zone=zone)
        for plan in plans
    ]
    return tuple(_case(db, card, asked, known_at, zone) for card in cards)


def case_of(db: Connection, card: Scorecard, *, calendar: WorkCalendar, zone: tzinfo) -> Case:
    """Gather what is asked about the plan of a whole scorecard, with what it knew."""
    asked = Asked(card.as_of, card.known_at.astimezone(zone).date(), calendar)
    return _case(db, card, asked, card.known_at, zone)


def _case(db: Connection, card: Scorecard, asked: Asked, known_at: datetime, zone: tzinfo) -> Case:
    """What can wait or be sent back: entries of reviewed units, and of units that give a number.

    The latter may have given one that is not to be shown yet.
    """
    reviewed = {unit.code for unit in card.plan.units if unit.review != "none"}
    codes = {
        one.code for one in card.plan.targets if one.reported_by or reviewed.intersection(one.units)
    }
    log = observations.log(db, card.plan, targets=codes, known_at=known_at) if codes else []
    back = {one.seq for one in log if one.returned}
    reasons = returns.reasons(db, card.plan.code, back)
    matters = matters_at(db, card.plan.code, known_at=known_at, zone=zone, today=card.as_of)
    return Case(card, asked, tuple(log), reasons, tuple(matters))


def leader_names(db: Connection, plan: Plan, *, as_of: date) -> dict[str, str]:
    """Return the name of who holds each post that the plan names as a leader on a day."""
    everybody = directory(db)
    texts = {target.leader for target in plan.targets if target.leader}
    found = {
        text: "、".join(user.display for user in everybody.leaders(text, as_of)) for text in texts
    }
    return {text: name for text, name in found.items() if name and name != text}


def unknown_leaders(db: Connection, *, as_of: date) -> dict[str, int]:
    """Return each leader of a plan asked about whom nobody is meant by, with how many targets."""
    everybody = directory(db)
    plans = [stored_plan(db, code) for code in targets.plan_codes(db)]
    named = Counter(
        target.leader
        for plan in plans
        if _asked_about(plan, as_of)
        for target in plan.targets
        if target.leader
    )
    return {text: count for text, count in named.items() if not everybody.leaders(text, as_of)}


def person_of_link(db: Connection, name: str, *, made_at: datetime) -> User | None:
    """Return whose link this is if it still opens anything, else nobody."""
    row = accounts.row_of(db, name)
    if row is None or row.disabled_at is not None:
        return None
    ended = accounts.newest_deed(db, row.name, ENDS_LINKS)
    return accounts.user_of(row) if ended is None or ended < made_at else None


def _asked_about(plan: Plan, day: date) -> bool:
    first = plan.open_from or plan.period.start
    return first <= day <= (plan.open_until or plan.period.end + LINGERS)
