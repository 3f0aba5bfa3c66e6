"""``state``: what a unit says of a target beside its figure, at the administrator's door."""

from decimal import Decimal
from typing import Annotated

import typer

from monitor.cli.common import (
    By,
    Home,
    PlanCode,
    UnitCode,
    actor,
    changing,
    open_home,
    plan_of,
    say,
)
from monitor.core.observation import Entry
from monitor.core.period import read_period
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.core.quantity import read_quantity
from monitor.core.statement import Outlook, Statement
from monitor.core.target import Target
from monitor.services.observations import Sitting, at_its_day, unknown_target
from monitor.services.statements import state as keep
from monitor.services.targets import stored_plan

Code = Annotated[str, typer.Argument(metavar="CODE", help=say("cli.help.code"))]
At = Annotated[str, typer.Option("--period", help=say("cli.help.period"))]
Progress = Annotated[str, typer.Option("--progress", help=say("statement.help.progress"))]
Trouble = Annotated[str, typer.Option("--trouble", help=say("statement.help.trouble"))]
Next = Annotated[str, typer.Option("--next", help=say("statement.help.next"))]
Forecast = Annotated[str, typer.Option("--forecast", help=say("statement.help.forecast"))]
Will = Annotated[str, typer.Option("--outlook", help=say("statement.help.outlook"))]


def add_to(app: typer.Typer) -> None:
    """Hang this command into the program."""
    app.command(name="state", help=say("statement.help.command"))(state)


def state(
    code: Code,
    period: At,
    progress: Progress = "",
    trouble: Trouble = "",
    next_step: Next = "",
    forecast: Forecast = "",
    outlook: Will = "",
    unit: UnitCode = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Note a unit's own words about a target and period."""
    if outlook not in {"", *Outlook}:
        raise Misused((problem("cli.format", format=outlook, formats="can, hard, cannot"),))
    runtime = open_home(home)
    span = read_period(period)
    if isinstance(span, Problem):
        raise Refused((span,))
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        named = plan_of(db, plan, as_of=span.end)
        stated = stored_plan(db, named)
        target = stated.target(code)
        if target is None:
            raise Refused((unknown_target(stated, code),))
        sitting = Sitting(person.name, runtime.clock(), runtime.settings.timezone)
        here, now = at_its_day(Entry(code, span, unit=unit), target, stated, sitting)
        said = Statement(
            target=code,
            unit=here.unit or now.reported_by or now.responsible,
            period=span,
            progress=progress,
            trouble=trouble,
            next_step=next_step,
            forecast=_forecast(forecast, target) if forecast else None,
            outlook=Outlook(outlook) if outlook else None,
        )
        fresh = keep(db, named, (said,), by=person, now=sitting.now)
    typer.echo(say("statement.stated" if fresh else "statement.same"))


def _forecast(text: str, target: Target) -> Decimal:
    if target.spoken is None:
        stages = "、".join(target.ladder)
        raise Refused((problem("entry.wants_stage", code=target.code, stages=stages),))
    read = read_quantity(text, into=target.spoken.measure, spoken=target.spoken)
    if isinstance(read, Problem):
        raise Refused((read,))
    return read
