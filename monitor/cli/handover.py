"""``users handover``: a person's work in another's hands, shown first and then done."""

from typing import Annotated

import typer

from monitor.cli.common import By, Door, Home, actor, asking, changing, open_home, say
from monitor.core.handover import Terms
from monitor.render.people import handover_told
from monitor.runtime import Runtime
from monitor.services.accounts import unit_names
from monitor.services.handover import Occasion, foresee, hand_over

Giver = Annotated[str, typer.Argument(metavar="FROM", help=say("people.help.giver"))]
Taker = Annotated[str, typer.Argument(metavar="TO", help=say("people.help.taker"))]
Reason = Annotated[str, typer.Option("--reason", help=say("people.help.reason"))]
Move = Annotated[bool, typer.Option("--move", help=say("people.help.move"))]
WithAdmin = Annotated[bool, typer.Option("--with-admin", help=say("people.help.with_admin"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("cli.help.dry_run"))]


def handover(  # the contract's options
    giver: Giver,
    taker: Taker,
    reason: Reason = "",
    move: Move = False,
    with_admin: WithAdmin = False,
    dry_run: DryRun = False,
    by: By = None,
    home: Home = None,
) -> None:
    """Hand one person's work over to another and close the account."""
    runtime = open_home(home)
    terms = Terms(reason.strip(), move, with_admin)
    with (asking if dry_run else changing)(runtime) as db:
        person = actor(db, by, runtime)
        do = foresee if dry_run else hand_over
        done = do(db, giver, taker, terms=terms, by=person, on=occasion_of(runtime))
        units = unit_names(db)
    names = {"giver": done.giver.name, "taker": done.taker.name}
    typer.echo(say("people.would_hand_over" if dry_run else "people.handed_over", **names))
    for label, text in handover_told(done, Door.words(), units):
        typer.echo(f"  {label}{say('people.colon')}{text}")


def occasion_of(runtime: Runtime) -> Occasion:
    """When it is for this home, and the reports that may write to an address."""
    return Occasion(
        runtime.today(),
        runtime.clock(),
        runtime.calendar,
        runtime.settings.timezone,
        runtime.reports,
    )
