"""People of a small house, and what is asked of them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.core.account import Role, User
from monitor.core.plan import Unit
from monitor.services import accounts as people
from monitor.services.accounts import Actor
from monitor.services.handover import Occasion
from monitor.store import accounts
from tests.builders import PLAIN_WEEKS, a_plan, a_target, an_instant

TODAY = date(2024, 8, 6)
NOW = an_instant(TODAY)
ZONE = ZoneInfo("Asia/Shanghai")
OCCASION = Occasion(TODAY, NOW, PLAIN_WEEKS, ZONE)
POST = "分管交通副区长"
UNITS = (Unit("JTJ", "交通局", review="within"), Unit("SLJ", "水利局"))
PLAN = a_plan(a_target(leader=POST), units=UNITS)
SHELL = Actor("root", "root")

PEOPLE = (
    ("root", (Role.ADMIN,), ""),
    ("wang", (Role.SUPERVISOR,), ""),
    ("chen", (Role.LEADER,), ""),
    ("li", (Role.CLERK,), "JTJ"),
    ("qian", (Role.REVIEWER,), "JTJ"),
    ("zhao", (Role.CLERK,), "SLJ"),
    ("neu", (Role.CLERK,), ""),
)


def settle(db):
    """Everybody gets an account."""
    for name, roles, unit in PEOPLE:
        user = User(name, name.upper(), f"{name}@example.invalid", frozenset(roles), unit)
        people.add_user(db, user, by=SHELL, now=an_instant(date(2024, 1, 2)))


def user(db, name):
    """The account as it is stored."""
    row = accounts.row_of(db, name)
    assert row is not None
    return accounts.user_of(row)


def actor(db, name):
    """A person who acts from a page."""
    return Actor(name, "", user(db, name))


def deeds(db, since=NOW):
    """What the audit says was done at an instant, in order: who, what, to whom."""
    lines = [line for line in accounts.audit_lines(db) if line.at == since]
    return [(line.who, line.action, line.subject) for line in lines]


def detail(db, action):
    """What the newest line of a kind says in detail."""
    return [line.detail for line in accounts.audit_lines(db) if line.action == action][-1]


def codes(refused):
    """The codes of what was refused."""
    return [fault.code for fault in refused.value.problems]


def at(day) -> datetime:
    """Noon of a day of the year."""
    return an_instant(date.fromisoformat(f"2024-{day}"))
