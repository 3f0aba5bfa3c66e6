"""``reminders``: what leaves today, and making a unit's links void."""

from typing import Annotated

import typer

from monitor.cli.common import By, Home, PlanCode, actor, changing, open_home, plan_of, say
from monitor.cli.reminding import reminders_of
from monitor.cli.tables import print_table
from monitor.services.fill_links import revoke
from monitor.services.targets import stored_plan
from monitor.store.engine import reading

Revoke = Annotated[str | None, typer.Option("--revoke", help=say("reminder.help.revoke"))]


def add_to(app: typer.Typer) -> None:
    """Hang this command into the program."""
    app.command(name="reminders", help=say("reminder.help.command"))(reminders)


def reminders(
    revoked: Revoke = None, by: By = None, plan: PlanCode = None, home: Home = None
) -> None:
    """List the reminders of today, or make the links of a unit void."""
    runtime = open_home(home)
    with reading(runtime.engine) as db:
        code = plan_of(db, plan, as_of=runtime.today())
        stated = stored_plan(db, code)
    if revoked is not None:
        unit = stated.unit_code(revoked)
        with changing(runtime) as db:
            revoke(db, code, unit, by=actor(db, by, runtime), now=runtime.clock())
        typer.echo(say("reminder.revoked", unit=revoked))
        return
    now = runtime.clock()
    found = [
        one
        for report in runtime.reports
        for one in reminders_of(runtime, runtime.engine, code, report, now)
    ]
    if not found:
        typer.echo(say("reminder.none"))
        return
    heads = [say(f"reminder.head.{name}") for name in ("unit", "step", "to", "subject")]
    rows = [
        [
            one.unit,
            say(f"reminder.step.{one.step.value}"),
            "、".join(address for _, address in one.addresses),
            one.letter.subject,
        ]
        for one in found
    ]
    print_table(heads, rows)
