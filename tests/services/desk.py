"""A plan of two units, the people of a 督查室 and of the units, and what they do."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.account import Role, User
from monitor.core.demand import Given, Kind
from monitor.core.plan import Unit
from monitor.services.accounts import Actor, add_user
from monitor.services.matters import Hand
from monitor.store.engine import writing
from tests.builders import a_plan, a_target
from tests.store.rows import adopt

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2024, 9, 2, 1, tzinfo=UTC)
"""Nine in the morning of Monday, 2 September 2024."""

PLAN = a_plan(
    a_target(cooperating=("SLJ",)),
    units=(Unit("JTJ", "交通局"), Unit("SLJ", "水利局"), Unit("CZJ", "财政局")),
)
PEOPLE = {
    "wang": (Role.SUPERVISOR, ""),
    "sun": (Role.SUPERVISOR, ""),
    "li": (Role.CLERK, "JTJ"),
    "zhao": (Role.CLERK, "SLJ"),
    "qian": (Role.CLERK, "CZJ"),
    "chen": (Role.LEADER, ""),
    "shen": (Role.AUDITOR, ""),
    "root": (Role.ADMIN, ""),
}


def person(name: str) -> User:
    role, unit = PEOPLE[name]
    return User(name, f"{name}的姓名", "", frozenset({role}), unit)


def hand(name: str, day: int = 0, **more: Any) -> Hand:
    """What a person does so many days after the morning, from a page."""
    os_user = more.pop("os_user", "")
    now = MORNING + timedelta(days=day)
    return Hand(Actor(name, os_user, person(name)), now, ZONE, **more)


def a_given(**changes: Any) -> Given:
    """The leader's words of that morning about the road."""
    words, day = "请核实进度。\n三日内报我。", date(2024, 9, 2)
    return replace(Given(Kind.INSTRUCTION, words, "", day, "区长", "ROAD"), **changes)


def settled_office(engine: Any) -> None:
    """Adopt the plan and make the accounts."""
    with writing(engine) as db:
        adopt(db, PLAN)
        for name in PEOPLE:
            add_user(db, person(name), by=Actor("root", "root"), now=MORNING)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is done to matters of the plan, each in a transaction of its own."""

    engine: Any

    def __call__(self, deed: Any, *words: Any, **more: Any) -> Any:
        """Do something about the plan and return what came of it."""
        with writing(self.engine) as db:
            return deed(db, PLAN.code, *words, **more)
