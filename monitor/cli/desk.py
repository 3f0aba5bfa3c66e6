"""``desk``: the supervisor's desk in the shell, the same as on its page."""

from typing import Annotated

import typer

from monitor.cli.common import (
    AsOf,
    By,
    Format,
    Home,
    KnownAt,
    PlanCode,
    asking,
    day_of,
    knowing,
    open_home,
    plan_of,
    say,
)
from monitor.cli.tables import print_table
from monitor.cli.wiring import office_of
from monitor.core.problem import Misused, problem
from monitor.render.desk import desk_told, rows_told
from monitor.render.plain import json_text
from monitor.render.promises import Told
from monitor.services.desk import SINCE, Asking, desk_of

FORMS = ("table", "json", "text")
HEADS = ("unit", "contact", "owed", "due", "late", "reminded")
WAITS = {
    "reviews": ("number", "name", "unit", "period", "said", "who"),
    "adjustments": ("number", "name", "unit", "wish", "who"),
    "matters": ("label", "unit", "words", "state"),
}
Since = Annotated[str, typer.Option("--since", help=say("desk.help.since"))]


def add_to(app: typer.Typer) -> None:
    """Hang this command into the program."""
    app.command(name="desk", help=say("desk.help.desk"))(desk)


def desk(
    form: Format = "table",
    since: Since = "week",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Print the desk of a plan; ``text`` prints the reminders alone, ready to be forwarded."""
    if form not in FORMS:
        raise Misused((problem("cli.format", format=form, formats=", ".join(FORMS)),))
    if since not in SINCE:
        raise Misused((problem("desk.unknown_since", since=since, known=", ".join(SINCE)),))
    runtime = open_home(home)
    day, known = day_of(as_of, runtime), knowing(known_at, runtime)
    with asking(runtime) as db:
        asked = Asking(day, known, office_of(runtime), runtime.reports, since, by or "")
        found = desk_of(db, plan_of(db, plan, as_of=day), asked)
    settings = runtime.settings
    told = desk_told(found, runtime.words, zone=settings.timezone, base_url=settings.base_url)
    if form == "json":
        typer.echo(json_text(told))
    elif form == "text":
        typer.echo(told["text"])
    else:
        _print(told)


def _print(told: Told) -> None:
    typer.echo(told["verdict"])
    if told["owing"]:
        heads = [say(f"desk.head.{one}") for one in HEADS]
        print_table(heads, rows_told(told), title=say("desk.owing.title"))
    for room, names in WAITS.items():
        rows = [[_cell(one, name) for name in names] for one in told["waits"][room]]
        _table(f"desk.waits.{room}", [say(f"desk.column.{name}") for name in names], rows)
    _plain(told["odd"], "odd", ("label", "name", "unit", "period", "told"))
    _plain(told["turned"], "turned", ("name", "unit", "was", "now"))
    _plain(told["next"], "next", ("on", "what"))


def _cell(one: Told, name: str) -> str:
    """What a person reads, where it is told beside what a program reads."""
    return str(one.get("shown", {}).get(name, one[name]))


def _plain(found: list[Told], room: str, names: tuple[str, ...]) -> None:
    rows = [[str(one[name]) for name in names] for one in found]
    _table(f"desk.{room}.title", [say(f"desk.column.{name}") for name in names], rows)


def _table(title: str, heads: list[str], rows: list[list[str]]) -> None:
    if rows:
        print_table(heads, rows, title=say(title))
