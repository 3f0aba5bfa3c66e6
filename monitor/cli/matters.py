"""``matters``: read the supervisor's matters, and print one as a 督办单."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from monitor.cli import matter_deeds, matter_links
from monitor.cli.common import (
    AsOf,
    Format,
    Home,
    KnownAt,
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
from monitor.cli.matter_deeds import Number
from monitor.cli.matter_turn import number_of
from monitor.cli.tables import print_table
from monitor.core.matter import Matter
from monitor.core.plan import Plan
from monitor.core.problem import Misused, Refused, problem
from monitor.render.matters import matter_told, matters_told
from monitor.render.order_docx import order_docx
from monitor.render.plain import json_text
from monitor.render.promises import Told
from monitor.render.voice import Voice
from monitor.runtime import Runtime
from monitor.services.matters import matters_at
from monitor.services.targets import stored_plan
from monitor.store import observations

matters = typer.Typer(help=say("matters.help.group"), no_args_is_help=True)

Open = Annotated[bool, typer.Option("--open", help=say("matters.help.open"))]
Docx = Annotated[Path, typer.Option("-o", "--output", help=say("cli.help.output"))]
HEADS = ("number", "kind", "unit", "state", "due", "late", "words")
FORMS = ("table", "json")


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.add_typer(matters, name="matters")
    matter_deeds.add_to(matters)
    matter_links.add_to(matters)


@matters.command(name="list", help=say("matters.help.list"))
def list_matters(
    unit: UnitCode = None,
    only_open: Open = False,
    form: Format = "table",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """List the matters of a plan with their state on a day."""
    _require_form(form)
    runtime = open_home(home)
    with asking(runtime) as db:
        stated, found, today = _read(runtime, db, plan, (as_of, known_at))
    mine = [one for one in found if unit is None or _unit(stated, unit) in one.given.units]
    kept = [one for one in mine if not (only_open and one.closed)]
    told = matters_told(kept, stated, runtime.words, zone=runtime.settings.timezone, today=today)
    if form == "json":
        typer.echo(json_text(told))
        return
    print_table([say(f"matters.head.{one}") for one in HEADS], [_row(m) for m in told["matters"]])
    typer.echo(say("matters.tally", **{name: str(n) for name, n in told["counts"].items()}))


@matters.command(help=say("matters.help.show"))
def show(
    which: Number,
    form: Format = "table",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Show everything about one matter."""
    _require_form(form)
    _, told = _one(open_home(home), which, plan, (as_of, known_at))
    if form == "json":
        typer.echo(json_text(told))
        return
    shown = told["shown"]
    typer.echo(" ".join((told["label"], shown["kind"], shown["shape"], shown["state"])))
    typer.echo(" ".join(part for part in (told["from_whom"], shown["on"], told["unit"]) if part))
    typer.echo(told["words"])
    for one in told["clocks"]:
        typer.echo(f"  {one['shown']['due']} {one['name']} {one['shown']['state']}")
    for one in told["steps"]:
        parts = (one["at"][:16], one["by"], one["unit"], one["shown"]["deed"], one["text"])
        typer.echo("  ".join(part for part in parts if part))


@matters.command(help=say("matters.help.letter"))
def letter(
    which: Number,
    output: Docx,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Write the 督办单 of a matter."""
    runtime = open_home(home)
    stated, told = _one(runtime, which, plan, (as_of, known_at))
    with asking(runtime) as db:
        demo = observations.any_demo(db, stated.code)
    place = Voice(runtime.words, stated, runtime.today()).place()
    data = order_docx(told, runtime.words, place=place, title=stated.title, demo=demo)
    deliver_output(data, output)
    typer.echo(say("matters.letter_made", label=told["label"], file=str(output)), err=True)


def _require_form(form: str) -> None:
    if form not in FORMS:
        raise Misused((problem("cli.format", format=form, formats=", ".join(FORMS)),))


def _read(
    runtime: Runtime, db: Connection, plan: str | None, when: tuple[str | None, str | None]
) -> tuple[Plan, list[Matter], date]:
    """The plan and its matters as known at an instant; of a day alone, at that day's close."""
    as_of, known_at = when
    known = knowing(known_at or as_of, runtime)
    today = day_of(as_of, runtime) if as_of else runtime.day_of(known)
    stated = stored_plan(db, plan_of(db, plan, as_of=today))
    zone = runtime.settings.timezone
    return stated, matters_at(db, stated.code, known_at=known, zone=zone, today=today), today


def _one(
    runtime: Runtime, which: str, plan: str | None, when: tuple[str | None, str | None]
) -> tuple[Plan, Told]:
    number = number_of(which)
    with asking(runtime) as db:
        stated, found, today = _read(runtime, db, plan, when)
    matter = next((one for one in found if one.number == number), None)
    if matter is None:
        raise Refused((problem("matters.unknown", number=str(number)),))
    voice = Voice(runtime.words, stated, today)
    return stated, matter_told(matter, voice, runtime.settings.timezone)


def _unit(plan: Plan, unit: str) -> str:
    code = plan.unit_code(unit)
    if plan.unit(code) is None:
        raise Refused((problem("cli.unknown_unit", unit=unit),))
    return code


def _row(one: Told) -> list[str]:
    shown = one["shown"]
    state = f"{shown['shape']} {shown['state']}"
    ends = [shown["due"], shown["late"], shown["words"]]
    return [one["label"], shown["kind"], one["unit"], state, *ends]
