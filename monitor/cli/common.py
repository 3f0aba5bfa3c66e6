"""What every command shares: its options, its runtime, and how days and plans are read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from monitor.core.problem import Misused, Unavailable, problem
from monitor.render.phrases import Words
from monitor.runtime import Runtime, open_runtime
from monitor.services import accounts
from monitor.services.targets import plan_to_answer
from monitor.store import schema
from monitor.store.engine import reading, rehearsing, writing

LANGUAGES = ("zh", "en")


@lru_cache(maxsize=2)
def _words(language: str) -> Words:
    return Words(language)


class Door:
    """Words before any runtime is open: help texts, and faults of the settings themselves."""

    @staticmethod
    def words() -> Words:
        """Return the words of the language the environment names, Chinese by default."""
        language = os.environ.get("MONITOR_LANGUAGE", "zh")
        return _words(language if language in LANGUAGES else "zh")


def say(code: str, /, **args: str) -> str:
    """Word a text of the command line."""
    return Door.words().say(code, **args)


Home = Annotated[Path | None, typer.Option("--home", help=say("cli.help.home"))]
PlanCode = Annotated[str | None, typer.Option("--plan", help=say("cli.help.plan"))]
AsOf = Annotated[str | None, typer.Option("--as-of", help=say("cli.help.as_of"))]
KnownAt = Annotated[str | None, typer.Option("--known-at", help=say("cli.help.known_at"))]
UnitCode = Annotated[str | None, typer.Option("--unit", help=say("cli.help.unit"))]
By = Annotated[str | None, typer.Option("--by", help=say("cli.help.by"))]
Format = Annotated[str, typer.Option("--format", help=say("cli.help.format"))]
Output = Annotated[Path | None, typer.Option("-o", "--output", help=say("cli.help.output"))]


def open_home(home: Path | None) -> Runtime:
    """Open the runtime of a home.

    Raises:
        Unavailable: where the home is no folder or a setting is at fault.

    """
    runtime = open_runtime(os.environ, home=home)
    if not runtime.settings.home.is_dir():
        raise Unavailable((problem("home.missing", home=str(runtime.settings.home)),))
    return runtime


@contextmanager
def asking(runtime: Runtime) -> Iterator[Connection]:
    """A transaction that only reads, on a schema of this version."""
    schema.require(runtime.engine)
    with reading(runtime.engine) as db:
        yield db


@contextmanager
def changing(runtime: Runtime) -> Iterator[Connection]:
    """A transaction that writes: all or nothing; makes the schema on an empty database."""
    schema.prepare(runtime.engine)
    with writing(runtime.engine) as db:
        yield db


@contextmanager
def rehearsing_in(runtime: Runtime) -> Iterator[Connection]:
    """A transaction that may write and leaves nothing behind."""
    schema.prepare(runtime.engine)
    with rehearsing(runtime.engine) as trial:
        yield trial.db


def day_of(text: str | None, runtime: Runtime) -> date:
    """Read ``--as-of``; today where it is not given."""
    if text is None:
        return runtime.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused((problem("cli.day", text=text),)) from None


def instant_of(text: str | None, runtime: Runtime) -> datetime | None:
    """Read an instant; without offset in the office's time zone, a bare day at its close."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
        if len(text) == len("2024-09-30"):
            read = datetime.combine(read.date(), time(23, 59, 59))
        zoned = read if read.tzinfo else read.replace(tzinfo=runtime.settings.timezone)
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Misused((problem("cli.instant", text=text),)) from None


def knowing(text: str | None, runtime: Runtime) -> datetime:
    """Read ``--known-at``; now where it is not given."""
    return instant_of(text, runtime) or runtime.clock()


def plan_of(db: Connection, code: str | None, *, as_of: date) -> str:
    """Choose the plan a command speaks of: named, the only one, or the one open that day."""
    return plan_to_answer(db, code, as_of=as_of)


def actor(db: Connection, by: str | None, runtime: Runtime) -> accounts.Actor:
    """Return who acts: the named user once accounts exist, the OS user before."""
    return accounts.shell_actor(db, by, os_user=runtime.os_user)


def deliver_output(data: bytes, output: Path | None) -> None:
    """Write an answer to a file or, without one, to the terminal."""
    if output is None or str(output) == "-":
        typer.echo(data, nl=False)
        return
    try:
        output.write_bytes(data)
    except OSError as fault:
        reason = fault.strerror or "?"
        raise Unavailable((problem("cli.write", file=str(output), reason=reason),)) from fault
