"""``history`` and ``audit``: what an auditor asks, on the terminal and as a sheet."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Annotated

import typer

from monitor.cli.common import (
    AsOf,
    Home,
    KnownAt,
    PlanCode,
    asking,
    day_of,
    deliver_output,
    instant_of,
    knowing,
    open_home,
    plan_of,
    say,
)
from monitor.cli.tables import print_table
from monitor.core.happening import Book
from monitor.core.period import Period, read_period
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.render.history import AUDIT, STORY, audit_told, history_told, sheet
from monitor.render.plain import json_text
from monitor.render.promises import Told
from monitor.runtime import Runtime
from monitor.services.audit_trail import Asked, audit_trail
from monitor.services.history import history as story_of

FORMATS = ("table", "csv", "json")
STORY_HEADS = ("seq", "at", "what", "period", "unit", "content", "source", "who", "why", "notes")
AUDIT_HEADS = ("recorded_at", "who", "what", "subject", "unit", "period", "content", "why", "notes")

Code = Annotated[str, typer.Argument(metavar="CODE", help=say("history.help.code"))]
Span = Annotated[str | None, typer.Option("--period", help=say("history.help.period"))]
Form = Annotated[str, typer.Option("--format", help=say("history.help.format"))]
Since = Annotated[str | None, typer.Option("--since", help=say("history.help.since"))]
Who = Annotated[str, typer.Option("--by", help=say("history.help.by"))]
OfUnit = Annotated[str, typer.Option("--unit", help=say("history.help.unit"))]
OfBook = Annotated[str | None, typer.Option("--book", help=say("history.help.book"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="history", help=say("history.help.history"))(history)
    app.command(name="audit", help=say("history.help.audit"))(audit)


def history(  # the contract's options
    code: Code,
    period: Span = None,
    form: Form = "table",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Tell everything that was done about a target."""
    _require_format(form)
    runtime, span = open_home(home), _period(period)
    with asking(runtime) as db:
        story = story_of(
            db,
            plan_of(db, plan, as_of=day_of(as_of, runtime)),
            code,
            known_at=knowing(known_at, runtime),
            zone=runtime.settings.timezone,
            period=span,
        )
    told = history_told(story, runtime.words, runtime.settings.timezone)
    if form != "table":
        _give(told, told["history"], form, STORY)
        return
    print_table(_heads(STORY_HEADS), [_cells(row, STORY_HEADS) for row in told["history"]])
    typer.echo(f"{story.target.name} {say('history.count', count=str(len(story.happenings)))}")


def audit(  # the contract's options
    since: Since = None,
    by: Who = "",
    unit: OfUnit = "",
    book: OfBook = None,
    form: Form = "table",
    home: Home = None,
) -> None:
    """Tell who did what, over every plan and account."""
    _require_format(form)
    runtime = open_home(home)
    asked = Asked(since_of(since, runtime), by, unit, _book(book))
    with asking(runtime) as db:
        trail = audit_trail(db, asked)
    rows = audit_told(trail.happenings, trail.plans, runtime.words, runtime.settings.timezone)
    if form != "table":
        _give({"audit": rows}, rows, form, AUDIT)
        return
    print_table(_heads(AUDIT_HEADS), [_cells(row, AUDIT_HEADS) for row in rows])
    typer.echo(say("history.count", count=str(len(rows))))


def since_of(text: str | None, runtime: Runtime) -> datetime | None:
    """Read an instant from which on to list; a bare day begins at its midnight.

    Raises:
        Misused: where it is neither.

    """
    if text is None or len(text) != len("2024-09-30"):
        return instant_of(text, runtime)
    midnight = datetime.combine(day_of(text, runtime), time())
    return midnight.replace(tzinfo=runtime.settings.timezone)


def _period(text: str | None) -> Period | None:
    read = None if text is None else read_period(text)
    if isinstance(read, Problem):
        raise Refused((read,))
    return read


def _book(text: str | None) -> Book | None:
    if text is None or (text in set(Book) and text != Book.VERDICTS):
        return None if text is None else Book(text)
    known = ", ".join(one for one in Book if one is not Book.VERDICTS)
    raise Misused((problem("cli.format", format=text, formats=known),))


def _require_format(form: str) -> None:
    if form not in FORMATS:
        raise Misused((problem("cli.format", format=form, formats=", ".join(FORMATS)),))


def _give(told: Told, rows: Sequence[Told], form: str, names: Sequence[str]) -> None:
    if form == "json":
        typer.echo(json_text(told))
    else:
        deliver_output(sheet(rows, names), None)


def _heads(names: tuple[str, ...]) -> list[str]:
    return [say(f"history.head.{name}") for name in names]


def _cells(row: Told, names: tuple[str, ...]) -> list[str]:
    return [str(row["shown"].get(name, row.get(name)) or "") for name in names]
