"""``close``, ``reopen``, ``grant`` and ``targets next-year``: the seams between two years."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    By,
    Door,
    Format,
    Home,
    KnownAt,
    PlanCode,
    asking,
    open_home,
    plan_of,
    say,
)
from monitor.cli.matter_turn import a_turn, read_day
from monitor.cli.plans import targets
from monitor.cli.tables import print_table
from monitor.cli.year_draft import draft_next
from monitor.core.closing import Awaited, Grant
from monitor.core.period import Period, read_period
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.render.plain import json_text
from monitor.render.years import grant_told
from monitor.services import closing
from monitor.services.closed import grants_of
from monitor.services.closing import Opening, lack_fault
from monitor.services.targets import stored_plan

Reason = Annotated[str, typer.Option("--reason", help=say("closing.help.reason"))]
Anyway = Annotated[bool, typer.Option("--anyway", help=say("closing.help.anyway"))]
What = Annotated[list[str], typer.Argument(metavar="CODE", help=say("closing.help.what"))]
Unit = Annotated[str, typer.Option("--unit", help=say("closing.help.unit"))]
Span = Annotated[str, typer.Option("--period", help=say("closing.help.period"))]
Until = Annotated[str | None, typer.Option("--until", help=say("closing.help.until"))]
NewCode = Annotated[str | None, typer.Option("--code", help=say("next_year.help_code"))]
To = Annotated[Path | None, typer.Option("-o", "--output", help=say("next_year.help_output"))]
LIST, REVOKE = "list", "revoke"
HEADS = ("number", "code", "unit", "period", "until", "by", "reason", "state")


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="close", help=say("closing.help.close"))(close)
    app.command(name="reopen", help=say("closing.help.reopen"))(reopen)
    app.command(name="grant", help=say("closing.help.grant"))(grant)
    targets.command(name="next-year", help=say("next_year.help"))(next_year)


def close(
    reason: Reason = "",
    anyway: Anyway = False,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Close a plan once its final figures are in."""
    with a_turn(home, plan, by, known_at) as turn:
        calendar = turn.runtime.calendar
        missing = _close(turn.db, turn.code, turn.hand, calendar, reason=reason, anyway=anyway)
        code = turn.code
    if not missing:
        typer.echo(say("closing.done", plan=code))
        return
    typer.echo(say("closing.done_anyway", plan=code, count=str(len(missing))))
    for one in missing:
        typer.echo(f"  {Door.words().problem(lack_fault(one))}")


def _close(*about: object, **said: object) -> tuple[Awaited, ...]:
    """Close; where figures are awaited, say behind them how to close all the same."""
    try:
        return closing.close(*about, **said)  # type: ignore[arg-type]
    except Refused as refused:
        lacks = [one for one in refused.problems if one.code.startswith("closing.lack_")]
        if not lacks:
            raise
        tail = problem("closing.missing_tail", count=str(len(lacks)))
        raise Refused((*refused.problems, tail)) from None


def reopen(
    reason: Reason = "",
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Open a closed plan again."""
    with a_turn(home, plan, by, known_at) as turn:
        closing.reopen(turn.db, turn.code, turn.hand, reason=reason)
        code = turn.code
    typer.echo(say("closing.reopened", plan=code))


def grant(
    what: What,
    unit: Unit = "",
    period: Span = "",
    reason: Reason = "",
    until: Until = None,
    form: Format = "table",
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Grant one cell of a closed plan, list the grants, or revoke one."""
    who = (home, plan, by, known_at)
    match what:
        case ["list"]:
            _list(form, plan, home)
        case ["revoke", number] if number.isascii() and number.isdigit():
            _revoke(int(number), reason, who)
        case [code] if code != REVOKE:
            _give(code, (unit, period, until), reason, who)
        case _:
            raise Misused((problem("closing.usage"),))


Who = tuple[Path | None, str | None, str | None, str | None]


def _give(code: str, cell: tuple[str, str, str | None], reason: str, who: Who) -> None:
    unit, span, until = cell
    period: Period | Problem = read_period(span)
    if isinstance(period, Problem):
        raise Misused((period,))
    opening = Opening(code, period, unit, read_day(until) if until else None)
    home, plan, by, known_at = who
    with a_turn(home, plan, by, known_at) as turn:
        one = closing.grant(turn.db, turn.code, opening, turn.hand, reason=reason)
    typer.echo(
        say(
            "closing.granted",
            number=str(one.number),
            code=code,
            unit=one.cell.unit,
            period=one.cell.period.key,
            until=one.until.isoformat(),
        )
    )


def _revoke(number: int, reason: str, who: Who) -> None:
    home, plan, by, known_at = who
    with a_turn(home, plan, by, known_at) as turn:
        closing.revoke(turn.db, turn.code, number, turn.hand, reason=reason)
    typer.echo(say("closing.revoked", number=str(number)))


def _list(form: str, plan: str | None, home: Path | None) -> None:
    if form not in {"table", "json"}:
        raise Misused((problem("cli.format", format=form, formats="table, json"),))
    runtime = open_home(home)
    with asking(runtime) as db:
        stated = stored_plan(db, plan_of(db, plan, as_of=runtime.today()))
        found: tuple[Grant, ...] = grants_of(db, stated.code)
    zone, now = runtime.settings.timezone, runtime.clock()
    told = [grant_told(one, stated, runtime.words, zone, now=now) for one in found]
    if form == "json":
        typer.echo(json_text({"plan": stated.code, "grants": told}))
    elif not told:
        typer.echo(say("closing.no_grants"))
    else:
        rows = [[str(one["shown"].get(name, one.get(name, ""))) for name in HEADS] for one in told]
        print_table([say(f"closing.head.{name}") for name in HEADS], rows)


def next_year(
    code: NewCode = None, output: To = None, plan: PlanCode = None, home: Home = None
) -> None:
    """Draft the next plan; targets.yaml is not touched."""
    draft_next(open_home(home), plan, code, output)
