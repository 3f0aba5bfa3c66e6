"""``status`` and ``report``: the comparison, on the terminal, for programs and as a document."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    AsOf,
    Format,
    Home,
    KnownAt,
    Output,
    PlanCode,
    UnitCode,
    asking,
    day_of,
    deliver_output,
    knowing,
    open_home,
    plan_of,
    say,
)
from monitor.cli.tables import print_table
from monitor.cli.wiring import OWING, opening, owed_in, paper_of
from monitor.cli.year_report import year_of
from monitor.core.problem import Misused, Refused, problem
from monitor.core.report import Report
from monitor.core.scorecard import Scorecard
from monitor.render.letters import preview
from monitor.render.plain import csv_text, json_text
from monitor.render.rows import Told, told, verdict_sentence
from monitor.runtime import Runtime
from monitor.services.comparison import compare
from monitor.store import chain, editions

Name = Annotated[str, typer.Argument(metavar="NAME", help=say("cli.help.report_name"))]
Edition = Annotated[str | None, typer.Option("--edition", help=say("cli.help.edition"))]
Face = Annotated[str, typer.Option("--format", help=say("cli.help.face"))]

COLUMNS = ("number", "name", "unit", "actual", "goal", "expected", "attainment", "lead", "label")
MORE = ("data_date", "flags")
RIGHT = frozenset({3, 4, 5, 6, 7})


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="status", help=say("cli.help.status"))(status)
    app.command(name="report", help=say("cli.help.report"))(report)


def status(  # the contract's options
    unit: UnitCode = None,
    form: Format = "table",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Compare targets with actuals."""
    if form not in {"table", "json", "csv"}:
        raise Misused((problem("cli.format", format=form, formats="table, json, csv"),))
    runtime = open_home(home)
    card, _ = scorecard(runtime, plan, (as_of, known_at), unit=unit)
    answer = told(card, runtime.words, runtime.settings.timezone)
    if form == "json":
        with asking(runtime) as db:
            matters = opening(runtime, db, card, unit=unit)
        typer.echo(json_text(answer | {"matters": matters}))
    elif form == "csv":
        typer.echo(csv_text(answer), nl=False)
    else:
        _table(answer)


def scorecard(
    runtime: Runtime,
    plan: str | None,
    when: tuple[str | None, str | None],
    *,
    unit: str | None = None,
) -> tuple[Scorecard, str]:
    """Compare as asked; returns the scorecard and the head of the plan's chain.

    Raises:
        Misused: for a unit the plan does not know.

    """
    day, known = day_of(when[0], runtime), knowing(when[1], runtime)
    with asking(runtime) as db:
        code = plan_of(db, plan, as_of=day)
        card = compare(
            db,
            code,
            as_of=day,
            known_at=known,
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
            unit=unit,
        )
        head = chain.head_known(db, code, known_at=known)
    if unit is not None and card.plan.unit(card.plan.unit_code(unit)) is None:
        raise Refused((problem("cli.unknown_unit", unit=unit),))
    return card, head


def _table(answer: Told) -> None:
    heads = [say(f"cli.head.{one}") for one in (*COLUMNS, *MORE)]
    rows = [
        [str(row["shown"].get(one, row.get(one, ""))) for one in (*COLUMNS, *MORE)]
        for row in answer["rows"]
    ]
    print_table(heads, rows, right=RIGHT)
    typer.echo(verdict_sentence(answer))


def report_named(runtime: Runtime, name: str) -> Report:
    """Return the report of a name.

    Raises:
        Refused: naming the reports there are.

    """
    found = next((one for one in runtime.reports if one.name == name), None)
    if found is None:
        known = "、".join(one.name for one in runtime.reports)
        raise Refused((problem("report.unknown", name=name, reports=known),))
    if found.reminders:
        raise Refused((problem("reminder.no_report", name=name),))
    return found


def report(  # the contract's options
    name: Name,
    face: Face = "html",
    output: Output = None,
    edition: Edition = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Preview a report to a file, or give back an issued edition's stored bytes."""
    runtime = open_home(home)
    if edition is not None:
        with asking(runtime) as db:
            deliver_output(editions.part(db, edition, face), output)
        return
    asked = report_named(runtime, name)
    card, head = scorecard(runtime, plan, (as_of, known_at))
    folder: Path = runtime.settings.reports_folder / name
    with asking(runtime) as db:
        matters = opening(runtime, db, card)
        year = year_of(runtime, db, card, asked, asked.audiences[0].key)
        owed = owed_in(runtime, db, card) if OWING in asked.quiet_without else None
    data = preview(
        folder,
        card,
        face,
        words=runtime.words,
        zone=runtime.settings.timezone,
        head=head,
        matters=matters,
        year=year,
        address=runtime.settings.base_url,
        owed=owed,
        paper=paper_of(runtime, asked, card.plan, card.as_of),
    )
    deliver_output(data, output)
