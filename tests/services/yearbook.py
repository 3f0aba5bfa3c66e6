"""A plan in its file and in the database, and the people who change it: what a year ends with."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.account import Role, User
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.files.adjusting import TargetsFile
from monitor.files.targets_yaml import read_targets
from monitor.services.accounts import Actor, add_user
from monitor.services.matters import Hand
from monitor.services.observations import Sitting, record
from monitor.services.targets import Authority, adopt
from monitor.store.engine import writing

ZONE = ZoneInfo("Asia/Shanghai")
JANUARY = datetime(2024, 1, 15, 1, tzinfo=UTC)
SUMMER = datetime(2024, 7, 10, 1, tzinfo=UTC)
AFTER = datetime(2025, 2, 10, 1, tzinfo=UTC)
CODE = "P2024"
PLAN = """\
version: 1
# 单位
units:
  - {code: AGRI, name: 农业农村局, review: within}
  - {code: WATER, name: 水利局}
ladders:
  project: [签约, 开工, 竣工]
rules:
  - name: default
    bands:
      - {status: on_track, when: ">= 0"}
      - {status: behind, level: 红, when: "< 0", colour: red}
  - name: 节点
    yardstick: days
    bands:
      - {status: on_track, when: ">= 0"}
      - {status: behind, level: 红, when: "< 0", colour: red}
plans:
  - code: P2024
    title: 某区2024年目标任务
    year: 2024
    source: 演示数据
    open: 2024-01-01..2025-03-31
    sources: [{name: 预计数, provisional: true}, {name: 部门调度数}]
    targets:
      # 粮食
      - code: GRAIN
        number: "1"
        name: 粮食生产面积
        goal: 12万亩以上   # 上级下达
        responsible: AGRI
      - code: CANAL
        number: "2"
        name: 灌渠改造
        goal: 30公里
        responsible: WATER
        source: 改造灌渠30公里
      - code: INCOME
        number: "3"
        name: 农民收入增速
        goal: 待下达
        measure: "%"
        reported_as: rate
        responsible: WATER
      - code: DAM
        number: "4"
        name: 水库加固
        kind: project
        goal_stage: 竣工
        planned: {开工: 2024-04-01, 竣工: 2024-11-30}
        responsible: WATER
"""
PEOPLE = {
    "wang": (Role.SUPERVISOR, ""),
    "sun": (Role.SUPERVISOR, ""),
    "li": (Role.CLERK, "AGRI"),
    "he": (Role.REVIEWER, "AGRI"),
    "zhao": (Role.CLERK, "WATER"),
    "chen": (Role.LEADER, ""),
    "root": (Role.ADMIN, ""),
}


def person(name: str) -> User:
    role, unit = PEOPLE[name]
    return User(name, name, "", frozenset({role}), unit)


def hand(name: str, now: datetime = SUMMER, **more: Any) -> Hand:
    """What a person does at an instant."""
    return Hand(Actor(name, "", person(name)), now, ZONE, **more)


@dataclass(frozen=True, slots=True)
class Office:
    """The plan's file and its database."""

    engine: Any
    file: Path

    def __call__(self, deed: Any, *words: Any, **more: Any) -> Any:
        """Do something about the plan in a transaction of its own, the file with it."""
        with self.book().both_or_neither() as book, writing(self.engine) as db:
            named = {"book": book} if more.pop("with_file", False) else {}
            return deed(db, CODE, *words, **named, **more)

    def book(self) -> TargetsFile:
        return TargetsFile(self.file)

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def adopt(self, now: datetime = JANUARY, reason: str = "") -> Any:
        read = read_targets(self.text, "targets.yaml")
        assert read.problems == ()
        under = Authority(by="wang", now=now, zone=ZONE, reason=reason)
        with writing(self.engine) as db:
            return adopt(db, read.plans, authority=under)

    def enter(self, code: str, period: str, now: datetime = AFTER, **said: Any) -> Any:
        """Enter one figure or stage as the unit would."""
        span = read_period(period)
        assert isinstance(span, Period)
        sitting = Sitting("zhao", now, ZONE)
        with writing(self.engine) as db:
            return record(db, [Placed(Entry(code, span, **said))], plan=CODE, sitting=sitting)


def an_office(engine: Any, folder: Path) -> Office:
    """A plan adopted in January, and its people."""
    file = folder / "targets.yaml"
    file.write_text(PLAN, encoding="utf-8")
    office = Office(engine, file)
    office.adopt()
    with writing(engine) as db:
        for name in PEOPLE:
            add_user(db, person(name), by=Actor("root", "root"), now=JANUARY)
    return office
