"""A small home, made through the real files and services, and people who use its pages.

Nothing is a mock: a real SQLite file, a real plan, a clock that stands on a day in October.
"""

import re
import secrets
import warnings
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

from monitor.core.account import Role, User
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.files.targets_yaml import read_targets
from monitor.runtime import Runtime, open_runtime
from monitor.services.accounts import Actor, add_user
from monitor.services.observations import Sitting, record
from monitor.services.sessions import LONGEST, change_password, digest, issue_token
from monitor.services.targets import Authority, adopt
from monitor.store import accounts, schema
from monitor.store.engine import writing
from monitor.web.app import create_app
from monitor.web.current import SESSION

with warnings.catch_warnings():
    # The client warns that its own library has a successor; what it does is unchanged.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

BASE = "http://127.0.0.1:8000"
NOW = datetime(2024, 10, 8, 1, 0, tzinfo=UTC)
"""Nine in the morning in the office, the first working day of October 2024."""

PASSWORD = "Sommer-2024"
PEOPLE = (
    ("li", Role.CLERK, "AGRI"),
    ("zhao", Role.CLERK, "WATER"),
    ("wang", Role.SUPERVISOR, ""),
    ("chen", Role.LEADER, ""),
    ("root", Role.ADMIN, ""),
    ("shen", Role.AUDITOR, ""),
)
FRESH = "neu"
"""Somebody who has not changed the first password yet."""

PLAN = """\
version: 1
units:
  - {code: AGRI, name: 农业农村局}
  - {code: WATER, name: 水利局}
ladders:
  project: [签约, 开工, 竣工]
  village: [方案, 开工, 验收]
rules:
  - name: default
    title: 通用规则
    yardstick: points
    bands:
      - {status: ahead, when: ">= 5"}
      - {status: on_track, when: ">= 0, < 5"}
      - {status: behind, level: 蓝, when: "> -10, < 0", colour: blue, consequence: 提醒}
      - {status: behind, level: 黄, when: ">= -30, <= -10", colour: yellow}
      - {status: behind, level: 红, when: "< -30", colour: red}
  - name: 节点
    title: 节点规则
    yardstick: days
    bands:
      - {status: on_track, when: ">= 0"}
      - {status: behind, level: 红, when: "< 0", colour: red}
plans:
  - code: P2024
    title: 某区2024年目标任务
    place: 某区
    year: 2024
    source: 演示数据
    sources: [{name: 预计数, provisional: true}, {name: 部门调度数}, {name: 统计部门核定数}]
    defaults:
      due: 5个工作日
      figures: 部门调度数
      items: {cadence: quarterly, rule: 节点}
      project: {cadence: quarterly, rule: 节点}
    targets:
      - code: GRAIN
        number: "1"
        chapter: 农业
        name: 粮食生产面积
        goal: 12万亩以上
        reported_as: cumulative
        responsible: AGRI
        deadline: 2024-12-31
        source: 确保粮食生产面积12万亩以上
      - code: VILLAGES
        number: "2"
        chapter: 农业
        name: 精品示范村
        kind: items
        goal: 3个
        responsible: AGRI
        deadline: 2024-12-31
        ladder: village
        goal_stage: 验收
        items: [{name: 南垂}, {name: 果园}, {name: 张祖}]
        source: 建设3个精品示范村
      - code: CANAL
        number: "3"
        chapter: 水利
        name: 灌渠改造
        goal: 30公里
        reported_as: cumulative
        responsible: WATER
        deadline: 2024-12-31
        source: 改造灌渠30公里
"""


def make_home(folder: Path) -> None:
    """Make a home with one plan, its people and one figure of August."""
    folder.mkdir()
    (folder / "targets.yaml").write_text(PLAN, encoding="utf-8")
    runtime = runtime_of(folder)
    schema.prepare(runtime.engine)
    with writing(runtime.engine) as db:
        read = read_targets(PLAN, "targets.yaml")
        assert read.problems == ()
        zone = runtime.settings.timezone
        adopt(db, read.plans, authority=Authority(by="root", now=NOW, zone=zone))
        for name, role, unit in PEOPLE:
            _add(db, name, role, unit)
        record_one(db, runtime, "GRAIN", "2024-08", "8万亩", by="li")
    (folder / "first.txt").write_text(_add_fresh(runtime), encoding="utf-8")
    runtime.engine.dispose()


def record_one(db: Any, runtime: Runtime, code: str, period: str, value: str, *, by: str) -> None:
    """Enter one figure as a service would."""
    span = read_period(period)
    assert isinstance(span, Period)
    sitting = Sitting(by, NOW, runtime.settings.timezone)
    record(db, [Placed(Entry(code, span, value=value))], plan="P2024", sitting=sitting)


def _add(db: Any, name: str, role: Role, unit: str) -> None:
    user = User(name, name.upper(), f"{name}@example.invalid", frozenset({role}), unit)
    first = add_user(db, user, by=Actor("root", "root"), now=NOW)
    change_password(db, user, first, PASSWORD, now=NOW)
    accounts.close_sessions(db, name)


def _add_fresh(runtime: Runtime) -> str:
    user = User(FRESH, "新人", "", frozenset({Role.CLERK}), "AGRI")
    with writing(runtime.engine) as db:
        return add_user(db, user, by=Actor("root", "root"), now=NOW)


def runtime_of(folder: Path, clock: Any = None, **settings: str) -> Runtime:
    """Open a home at nine in the morning."""
    return open_runtime(settings, home=folder, clock=clock or (lambda: NOW))


class Clock:
    """A clock that a test turns on."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The instant it is."""
        return self.now


class House:
    """One home with its application and its clock."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.clock = Clock()
        self.folder = folder
        self.runtime = runtime_of(folder, self.clock, **settings)
        self.app = create_app(self.runtime)

    def visitor(self, base: str = BASE) -> "Browser":
        """A browser in which nobody is signed in."""
        return Browser(self.app, base)

    def signed_in(self, name: str) -> "Browser":
        """A browser with a session of a person; the way to one is shown where signing in is."""
        browser, key, now = self.visitor(), secrets.token_urlsafe(32), self.clock.now
        row = {"token": digest(key), "name": name, "created_at": now, "seen_at": now}
        with writing(self.runtime.engine) as db:
            accounts.open_session(db, row | {"expires_at": now + LONGEST})
        browser.cookies.set(SESSION, key)
        return browser

    def token(self, name: str) -> str:
        """A bearer token of a person."""
        with writing(self.runtime.engine) as db:
            return issue_token(db, name, label="test", by=Actor("root"), now=self.clock.now)

    def count(self, table: Any) -> int:
        """How many rows a table holds."""
        with self.runtime.engine.connect() as db:
            return len(db.execute(table.select()).all())


class Browser(TestClient):
    """A browser without scripts: it keeps cookies and sends the forms it was shown."""

    def __init__(self, app: Any, base: str) -> None:
        super().__init__(app, base_url=base, raise_server_exceptions=False, follow_redirects=False)

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> Any:
        """Fill in the form of the sign-in page."""
        return self.submit("/sign-in", {"name": name, "password": password, **more}, page="/")

    def submit(self, to: str, fields: dict[str, str], *, page: str | None = None) -> Any:
        """Post a form with the hidden fields its page carries."""
        hidden = hidden_fields(self.get(page or to).text, to)
        return self.post(to, data=hidden | fields)


def hidden_fields(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to an address."""
    form = re.search(rf'<form method="post" action="{action}".*?</form>', html, re.DOTALL)
    assert form, f"no form goes to {action}"
    found = re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', form[0])
    return {name: unescape(value) for name, value in found}


def day(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)
