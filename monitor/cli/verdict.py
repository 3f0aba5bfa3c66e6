"""``verdict``: the state of a plan on one page, to print or to forward."""

from typing import Annotated

import typer

from monitor.cli.answers import scorecard
from monitor.cli.common import (
    AsOf,
    Home,
    KnownAt,
    Output,
    PlanCode,
    UnitCode,
    deliver_output,
    open_home,
    say,
)
from monitor.core.problem import Misused, problem
from monitor.render.rows import told
from monitor.render.verdict_page import verdict_pdf, verdict_png

FORMATS = {"pdf": verdict_pdf, "png": verdict_png}
Form = Annotated[str, typer.Option("--format", help=say("verdict.help_format"))]


def add_to(app: typer.Typer) -> None:
    """Hang the command into the program."""
    app.command(name="verdict", help=say("verdict.help"))(verdict)


def verdict(  # the options every answer takes
    form: Form = "pdf",
    output: Output = None,
    unit: UnitCode = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Write the verdict as one page."""
    if form not in FORMATS:
        raise Misused((problem("cli.format", format=form, formats=", ".join(FORMATS)),))
    runtime = open_home(home)
    card, head = scorecard(runtime, plan, (as_of, known_at), unit=unit)
    status = told(card, runtime.words, runtime.settings.timezone)
    fonts = runtime.settings.home / "fonts"
    deliver_output(FORMATS[form](status, runtime.words, head=head, fonts=fonts), output)
