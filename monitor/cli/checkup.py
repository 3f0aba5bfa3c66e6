"""``doctor`` and ``demo``: is this machine fit, and what does the program look like at work."""

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import Home, open_home, say
from monitor.cli.demo import make_demo
from monitor.cli.serving import HERE, PORT, Host, Port, serve_both
from monitor.cli.tables import print_table
from monitor.cli.wiring import office_of
from monitor.core.problem import MonitorError, Problem, problem
from monitor.runtime import Runtime
from monitor.services.watch import concerns
from monitor.store import schema
from monitor.store.engine import (
    environment_faults,
    pragmas,
    reading,
    sqlite_version,
    wal_is_safe,
)

Once = Annotated[bool, typer.Option("--once", help=say("cli.help.once"))]
DemoHome = Annotated[Path, typer.Option("--home", help=say("cli.help.home"))]

LEAST_FREE = 0.05
NOVEMBER_IS_OVER = 12
DEMO_HOME = Path("var/demo")


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="doctor", help=say("cli.help.doctor"))(doctor)
    app.command(name="demo", help=say("cli.help.demo"))(demo)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: what was looked at, how it stands, and the sentence for a person."""

    check: str
    state: str
    text: str


def doctor(home: Home = None) -> None:
    """Look at everything the program needs; exit 1 if anything is red."""
    runtime = open_home(home)
    found = list(_findings(runtime))
    rows = [
        (say(f"doctor.{one.check}"), say(f"doctor.state.{one.state}"), one.text) for one in found
    ]
    print_table([say(f"cli.head.{one}") for one in ("check", "state", "found")], rows)
    if any(one.state == "red" for one in found):
        raise typer.Exit(1)
    typer.echo(say("cli.doctor_good"))


def _findings(runtime: Runtime) -> Iterator[Found]:
    yield from _database(runtime)
    yield _disk(runtime)
    yield _mail(runtime)
    yield _clock(runtime)
    yield _calendar(runtime)


def _database(runtime: Runtime) -> Iterator[Found]:
    try:
        with environment_faults():
            found = schema.state(runtime.engine)
            schema.require(runtime.engine)
            yield Found("schema", "green", found.needed)
            yield _library(runtime)
            yield from _watched(runtime)
    except MonitorError as fault:
        for line in runtime.words.problems(fault.problems):
            yield Found("database", "red", line)


def _library(runtime: Runtime) -> Found:
    if not runtime.settings.on_sqlite:
        return Found("database", "green", "PostgreSQL")
    version = ".".join(map(str, sqlite_version()))
    mode = pragmas(runtime.engine)["journal_mode"]
    state = "green" if wal_is_safe() else "yellow"
    return Found("database", state, f"SQLite {version}, {mode}")


def _watched(runtime: Runtime) -> Iterator[Found]:
    with reading(runtime.engine) as db:
        faults = concerns(
            db,
            runtime.reports,
            office=office_of(runtime),
            now=runtime.clock(),
            local=runtime.transport.local,
        )
    for fault in faults:
        yield Found("schedule", "red", runtime.words.problem(fault))
    if not faults:
        yield Found("schedule", "green", say("doctor.schedule_good"))


def _disk(runtime: Runtime) -> Found:
    usage = shutil.disk_usage(runtime.settings.home)
    share = usage.free / usage.total
    text = say("doctor.free", percent=f"{share:.0%}", gigabytes=f"{usage.free / 1e9:.1f}")
    return Found("disk", "red" if share < LEAST_FREE else "green", text)


def _mail(runtime: Runtime) -> Found:
    try:
        fault: Problem | None = runtime.transport.check()
    except MonitorError as raised:
        fault = raised.problems[0]
    if fault:
        return Found("mail", "red", runtime.words.problem(fault))
    return Found("mail", "green", runtime.settings.shown()[2][1])


def _clock(runtime: Runtime) -> Found:
    """Files of this home that were written in the future betray a clock that was set back."""
    now = runtime.clock()
    newest = max((path.stat().st_mtime for path in runtime.settings.home.glob("*")), default=0.0)
    ahead = newest - now.timestamp()
    text = now.astimezone(runtime.settings.timezone).isoformat(timespec="seconds")
    if ahead > 60:  # noqa: PLR2004  # a minute: file systems round
        return Found("clock", "red", runtime.words.problem(problem("doctor.clock_back", now=text)))
    return Found("clock", "green", f"{text} ({socket.gethostname()})")


def _calendar(runtime: Runtime) -> Found:
    today = runtime.today()
    wanted = {today.year} | ({today.year + 1} if today.month >= NOVEMBER_IS_OVER else set())
    missing = sorted(wanted - runtime.calendar.known_years)
    if missing:
        return Found("calendar", "yellow", say("doctor.calendar_missing", year=str(missing[0])))
    years = sorted(runtime.calendar.known_years)
    return Found("calendar", "green", f"{years[0]}–{years[-1]}")  # a range


def demo(
    once: Once = False, home: DemoHome = DEMO_HOME, host: Host = HERE, port: Port = PORT
) -> None:
    """Make a demo home with invented figures, issue its report, and serve it."""
    runtime = make_demo(home.absolute(), tell=typer.echo)
    if not once:
        serve_both(runtime, host=host, port=port)
