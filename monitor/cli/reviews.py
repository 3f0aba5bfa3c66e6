"""``review``: what waits for approval, and deciding it."""

from datetime import date
from typing import Annotated

import typer

from monitor.cli.common import (
    By,
    Home,
    PlanCode,
    UnitCode,
    actor,
    asking,
    changing,
    open_home,
    plan_of,
    say,
)
from monitor.cli.tables import print_table
from monitor.core.embargo import is_open
from monitor.core.observation import Observation
from monitor.core.problem import Misused, problem
from monitor.runtime import Runtime
from monitor.services.accounts import note
from monitor.services.reviews import decide, waiting

Approve = Annotated[list[str] | None, typer.Option("--approve", help=say("cli.help.approve"))]
Return = Annotated[list[str] | None, typer.Option("--return", help=say("cli.help.return"))]
Reason = Annotated[str, typer.Option("--reason", help=say("cli.help.review_reason"))]


def add_to(app: typer.Typer) -> None:
    """Hang this command into the program."""
    app.command(name="review", help=say("cli.help.review"))(review)


def review(  # the contract's options
    approve: Approve = None,
    back: Return = None,
    reason: Reason = "",
    unit: UnitCode = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """List what waits, or approve or return it."""
    runtime = open_home(home)
    if approve and back:
        raise Misused((problem("review.one_way"),))
    if approve or back:
        _decide(runtime, (plan, by, reason), _numbers(approve or back or []), approve=bool(approve))
        return
    with asking(runtime) as db:
        found = waiting(db, plan_of(db, plan, as_of=runtime.today()), unit=unit)
        today = runtime.today()
    heads = [say(f"cli.head.{one}") for one in ("id", "code", "unit", "period", "value", "user")]
    print_table(heads, [_row(one, today) for one in found])
    typer.echo(say("cli.waiting", count=str(len(found))))


def _row(one: Observation, today: date) -> list[str]:
    """A line; a figure that may not be shown yet is not."""
    said = one.stage or ("=" if one.no_change else f"{one.value:f}")
    if not is_open(one, today):
        said = say("units.withheld", day=str(one.not_before))
    return [str(one.seq), one.target, one.unit, one.period.key, said, one.entered_by]


def _decide(
    runtime: Runtime, who: tuple[str | None, str | None, str], numbers: list[int], *, approve: bool
) -> None:
    plan, by, reason = who
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        code = plan_of(db, plan, as_of=runtime.today())
        now = runtime.clock()
        decide(db, code, numbers, approve=approve, by=person, now=now, reason=reason)
        note(db, person, "observations.review", code, now=now, detail={"count": len(numbers)})
    typer.echo(say("cli.approved" if approve else "cli.returned", count=str(len(numbers))))


def _numbers(given: list[str]) -> list[int]:
    """Numbers one by one or with commas between them."""
    words = [word for one in given for word in one.replace("，", ",").split(",") if word.strip()]
    if not words or not all(word.strip().isascii() and word.strip().isdigit() for word in words):
        raise Misused((problem("review.number", text=" ".join(given)),))
    return [int(word) for word in words]
