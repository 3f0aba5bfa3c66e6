"""``targets export``: the office's own table given back from the stored plan in force."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.answers import scorecard
from monitor.cli.common import AsOf, Home, KnownAt, PlanCode, deliver_output, open_home, say
from monitor.cli.plans import targets
from monitor.render.plan_xlsx import plan_xlsx

File = Annotated[Path, typer.Option("-o", "--output", help=say("exporting.output"))]


def add_to(_: typer.Typer) -> None:
    """Hang this command beside the others about targets."""
    targets.command(name="export", help=say("exporting.help"))(export)


def export(
    output: File,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Write the plan in force as a workbook."""
    runtime = open_home(home)
    card, head = scorecard(runtime, plan, (as_of, known_at))
    data = plan_xlsx(card, runtime.words, zone=runtime.settings.timezone, head=head)
    deliver_output(data, output)
