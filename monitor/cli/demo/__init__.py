"""The demonstration: a year's invented figures on the real plan, through the real services.

Nothing here writes to a table by itself. Planned dates and extra targets are written into
the home's targets.yaml, entries come from a table beside this file, each known since the
instant it names; every figure is marked 演示数据 wherever it shows.
"""

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from monitor.cli.common import open_home, say
from monitor.cli.wiring import duty_of
from monitor.core.account import Role, User
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.core.problem import Refused, problem
from monitor.core.target import Planned
from monitor.files.home import init_home
from monitor.files.targets_edit import add_planned, set_goal, write_file
from monitor.files.targets_yaml import read_targets
from monitor.render.rows import told, verdict_sentence
from monitor.runtime import Runtime
from monitor.services.accounts import Actor, add_user
from monitor.services.comparison import compare, remember
from monitor.services.observations import Sitting, record
from monitor.services.targets import Authority, adopt
from monitor.services.tick import tick
from monitor.store import accounts, editions, schema
from monitor.store.engine import reading, writing

HERE = Path(__file__).parent
MARK = ".demo"
PLAN, MONTHLY = "LZ2024", "monthly"
BEGUN = datetime.fromisoformat("2024-01-15T09:00:00+08:00")
ADJUSTED = datetime.fromisoformat("2024-07-10T09:00:00+08:00")
DUE = datetime.fromisoformat("2024-10-14T08:30:00+08:00")
AS_OF = date(2024, 9, 30)
BY = "演示"
PEOPLE = (
    ("jiaotong", "演示填报人(交通)", Role.CLERK, "TRANSPORT"),
    ("nongye", "演示填报人(农业农村)", Role.CLERK, "AGRI"),
    ("ducha", "演示督查员", Role.SUPERVISOR, ""),
    ("lingdao", "演示领导", Role.LEADER, ""),
    ("shenji", "演示审计员", Role.AUDITOR, ""),
)

Tell = Callable[[str], object]


def make_demo(home: Path, *, tell: Tell) -> Runtime:
    """Make the demonstration home anew and play it up to its September report.

    The runtime returned lives in October 2024, so that what it serves looks as it would then.

    Raises:
        Refused: where the folder holds something that is not a demonstration.

    """
    _clear(home)
    init_home(home)
    (home / MARK).touch()
    _write_targets(home)
    runtime = open_home(home)
    schema.prepare(runtime.engine)
    _adopt(runtime, BEGUN)
    count = _enter(runtime)
    _adjust(runtime, home)
    passwords = list(_people(runtime))
    tell(say("demo.entered", count=str(count)))
    tell(_compared(runtime))
    _issue(runtime, tell)
    _show(runtime, passwords, tell)
    return replace(runtime, clock=_clock_from(DUE, runtime.clock))


def _clock_from(begin: datetime, real: Callable[[], datetime]) -> Callable[[], datetime]:
    """A clock that starts at ``begin`` and runs as the real one does."""
    shift = begin.astimezone(UTC) - real()
    return lambda: real() + shift


def _clear(home: Path) -> None:
    """A demonstration is made from nothing; what is not one is left alone."""
    if not home.exists() or not any(home.iterdir()):
        return
    if not (home / MARK).exists():
        raise Refused((problem("demo.not_a_demo", home=str(home)),))
    shutil.rmtree(home)


def _write_targets(home: Path) -> None:
    path = home / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    for row in _rows("planned.csv"):
        step = Planned(row["stage"], date.fromisoformat(row["on"]), say("demo.source"))
        text = add_planned(text, PLAN, code=row["target"], step=step, item=row["item"] or None)
    extra = (HERE / "targets.yaml").read_text(encoding="utf-8")
    write_file(path, text.rstrip("\n") + "\n" + extra)


def _adopt(runtime: Runtime, known_at: datetime, reason: str = "", document: str = "") -> None:
    path = runtime.settings.targets_file
    read = read_targets(path.read_text(encoding="utf-8"), path.name)
    if read.problems:
        raise Refused(read.problems)
    under = Authority(
        by=BY,
        now=runtime.clock(),
        zone=runtime.settings.timezone,
        reason=reason,
        document=document,
        known_at=known_at,
    )
    with writing(runtime.engine) as db:
        adopt(db, read.plans, authority=under)


def _adjust(runtime: Runtime, home: Path) -> None:
    """In July one invented goal is raised, so that an adjustment can be seen."""
    path = home / "targets.yaml"
    text = set_goal(path.read_text(encoding="utf-8"), PLAN, code="DEMO-LAMPS", goal="260盏")
    write_file(path, text)
    _adopt(runtime, ADJUSTED, say("demo.reason"), say("demo.document"))


def _enter(runtime: Runtime) -> int:
    """Record every entry at the instant it was known; all entries of an instant at once."""
    count = 0
    key = ("known", "backfilled")
    for (known, backfilled), rows in groupby(
        _rows("entries.csv"), key=lambda row: tuple(row[one] for one in key)
    ):
        sitting = Sitting(
            BY,
            runtime.clock(),
            runtime.settings.timezone,
            datetime.fromisoformat(known),
            demo=True,
            backfilled=bool(backfilled),
        )
        with writing(runtime.engine) as db:
            placed = [Placed(_entry(row)) for row in rows]
            count += len(record(db, placed, plan=PLAN, sitting=sitting).written)
    return count


def _entry(row: dict[str, str]) -> Entry:
    period = read_period(row["period"])
    if not isinstance(period, Period):
        raise Refused((period,))
    return Entry(
        target=row["target"],
        period=period,
        value=row["value"] or None,
        stage=row["stage"] or None,
        no_change=bool(row["no_change"]),
        item=row["item"] or None,
        on=date.fromisoformat(row["on"]) if row["on"] else None,
        unit=row["unit"] or None,
        source=row["source"] or None,
        note=row["note"] or None,
        reason=row["reason"] or None,
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def _people(runtime: Runtime) -> Iterator[tuple[str, str, str]]:
    """Accounts of this run: an administrator for whoever runs the shell, and one of each role."""
    admin = (runtime.os_user, say("demo.administrator"), Role.ADMIN, "")
    with writing(runtime.engine) as db:
        if accounts.exist(db):
            return
        for name, display, role, unit in (admin, *PEOPLE):
            mail = f"{name}@demo.invalid"
            user = User(name, display, mail, frozenset({role}), unit)
            shell = Actor(BY, runtime.os_user)
            password = add_user(db, user, by=shell, now=runtime.clock())
            yield name, say(f"cli.role.{role.value}"), password


def _compared(runtime: Runtime) -> str:
    with writing(runtime.engine) as db:
        card = compare(
            db,
            PLAN,
            as_of=AS_OF,
            known_at=DUE,
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
        )
        remember(db, card, now=runtime.clock())
    return verdict_sentence(told(card, runtime.words, runtime.settings.timezone))


def _issue(runtime: Runtime, tell: Tell) -> None:
    """Knock as if it were the due instants of August's and September's report."""
    duty = duty_of(runtime)
    monthly = [report for report in duty.reports if report.name == MONTHLY]
    for event in tick(runtime.engine, replace(duty, reports=monthly), now=DUE):
        if event.did == "issued":
            subject = _subject(runtime, event.edition or "")
            tell(say("cli.issued", edition=event.edition or "", subject=subject))


def _subject(runtime: Runtime, edition: str) -> str:
    with reading(runtime.engine) as db:
        return editions.letter(db, edition).subject


def _show(runtime: Runtime, passwords: list[tuple[str, str, str]], tell: Tell) -> None:
    tell(say("demo.home", path=str(runtime.settings.home)))
    masked = {name: value for name, value, _ in runtime.settings.shown()}
    tell(say("demo.database", path=masked["MONITOR_DATABASE_URL"].removeprefix("sqlite:///")))
    for path in sorted(runtime.settings.outbox.glob("*.eml")):
        tell(say("demo.mail", path=str(path)))
    tell(say("demo.clock", day=f"{DUE:%Y-%m-%d %H:%M}"))
    tell(say("demo.accounts"))
    for name, role, password in passwords:
        tell(f"  {name:<14}{password}  {role}")
