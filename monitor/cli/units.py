"""``units``: list, rename, merge, close and split the units of ``targets.yaml``.

Each command writes the file with its comments kept and says how to put it in force, or does
so itself with ``--adopt``. It changes no account: people move with ``users``.
"""

import json
from datetime import date
from typing import Annotated, Any

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
from monitor.cli.plans import adopt_plans, tell_adopted
from monitor.cli.tables import print_table
from monitor.core.plan import Plan, Unit
from monitor.core.problem import Misused, Unavailable, problem
from monitor.core.succession import on_day
from monitor.files import units_edit
from monitor.files.atomic import write_file
from monitor.files.breakdown_merge import read_plans
from monitor.files.breakdown_reading import targets_text
from monitor.files.units_edit import ONE_DAY, Order, read_pairs
from monitor.runtime import Runtime
from monitor.services.targets import plan_stated

units = typer.Typer(help=say("units.help.units"), no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CODE", help=say("units.help.code"))]
Codes = Annotated[list[str], typer.Argument(metavar="CODE...", help=say("units.help.code"))]
Into = Annotated[str, typer.Option("--into", help=say("units.help.into"))]
IntoMany = Annotated[str, typer.Option("--into", help=say("units.help.into_many"))]
Name = Annotated[str, typer.Option("--name", help=say("units.help.name"))]
Names = Annotated[list[str] | None, typer.Option("--name", help=say("units.help.names"))]
Since = Annotated[str, typer.Option("--since", help=say("units.help.since"))]
Until = Annotated[str, typer.Option("--until", help=say("units.help.until"))]
Document = Annotated[str, typer.Option("--document", help=say("units.help.document"))]
Give = Annotated[list[str] | None, typer.Option("--give", help=say("units.help.give"))]
Adopting = Annotated[bool, typer.Option("--adopt", help=say("units.help.adopt"))]
Why = Annotated[str, typer.Option("--reason", help=say("units.help.reason"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.add_typer(units, name="units")


@units.command(name="list", help=say("units.help.list"))
def list_units(
    as_table: Format = "table",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """List the units as they are on a day."""
    runtime = open_home(home)
    day = day_of(as_of, runtime)
    with asking(runtime) as db:
        code = plan_of(db, plan, as_of=day)
        stated = plan_stated(db, code, as_of=day, known_at=knowing(known_at, runtime))
    rows = _told(on_day(stated, day))
    if as_table == "json":
        said = {"as_of": str(day), "plan": code, "units": rows}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
    elif as_table == "table":
        heads = ("code", "name", "since", "until", "heir", "document", "targets")
        lines = [[_cell(row[head]) for head in heads] for row in rows]
        print_table([say(f"units.head.{one}") for one in heads], lines)
    else:
        raise Misused((problem("cli.format", format=as_table, formats="table, json"),))


def _told(plan: Plan) -> list[dict[str, Any]]:
    return [_row(plan, unit) for unit in plan.units]


def _row(plan: Plan, unit: Unit) -> dict[str, Any]:
    mine = sum(unit.code in {target.responsible, *target.units} for target in plan.targets)
    return {
        "code": unit.code,
        "name": unit.name,
        "since": str(unit.since) if unit.since else None,
        "until": str(unit.until) if unit.until else None,
        "heir": "、".join((unit.successor,) if unit.successor else unit.successors) or None,
        "document": unit.document or None,
        "targets": mine,
    }


def _cell(value: object) -> str:
    return "" if value is None else str(value)


@units.command(help=say("units.help.rename"))
def rename(  # the options of one way in
    code: Code,
    name: Name,
    since: Since,
    document: Document = "",
    adopt: Adopting = False,
    reason: Why = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Give a unit another name from a day on."""
    runtime, order = _begin(home, since, document, adopt=adopt, reason=reason)
    text = units_edit.rename(_text(runtime), code, name=name, order=order)
    did = say("units.did.rename", code=code, day=str(order.since), name=name)
    _finish(runtime, text, order, did, adopt=adopt, reason=reason, by=by)


@units.command(help=say("units.help.merge"))
def merge(  # the options of one way in
    codes: Codes,
    into: Into,
    since: Since,
    name: Name = "",
    document: Document = "",
    adopt: Adopting = False,
    reason: Why = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Make one unit of several."""
    runtime, order = _begin(home, since, document, adopt=adopt, reason=reason)
    text = units_edit.merge(_text(runtime), codes, into=into, name=name, order=order)
    did = say("units.did.merge", codes="、".join(codes), day=str(order.since), into=into)
    _finish(runtime, text, order, did, adopt=adopt, reason=reason, by=by)


@units.command(help=say("units.help.close"))
def close(  # the options of one way in
    code: Code,
    until: Until,
    into: Into,
    name: Name = "",
    document: Document = "",
    adopt: Adopting = False,
    reason: Why = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Close a unit which another takes over."""
    first = str(_day(until) + ONE_DAY)
    runtime, order = _begin(home, first, document, adopt=adopt, reason=reason)
    text = units_edit.merge(_text(runtime), [code], into=into, name=name, order=order)
    did = say("units.did.close", code=code, day=str(order.until), into=into)
    _finish(runtime, text, order, did, adopt=adopt, reason=reason, by=by)


@units.command(help=say("units.help.split"))
def split(  # the options of one way in
    code: Code,
    into: IntoMany,
    since: Since,
    name: Names = None,
    give: Give = None,
    document: Document = "",
    adopt: Adopting = False,
    reason: Why = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Make several units of one."""
    runtime, order = _begin(home, since, document, adopt=adopt, reason=reason)
    heirs = [one.strip() for one in into.replace("，", ",").split(",") if one.strip()]
    if len(set(heirs)) < 2:  # noqa: PLR2004  # a split makes at least two
        raise Misused((problem("units.two_at_least"),))
    text = units_edit.split(
        _text(runtime),
        code,
        into=heirs,
        order=order,
        names=read_pairs(name or ()),
        give=read_pairs(give or ()),
    )
    did = say("units.did.split", code=code, day=str(order.since), into="、".join(heirs))
    _finish(runtime, text, order, did, adopt=adopt, reason=reason, by=by)


def _begin(
    home: Home, since: str, document: str, *, adopt: bool, reason: str
) -> tuple[Runtime, Order]:
    runtime = open_home(home)
    if adopt and not reason.strip():
        raise Misused((problem("units.needs_reason"),))
    return runtime, Order(_day(since), document.strip())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Misused((problem("units.day", text=text),)) from None


def _text(runtime: Runtime) -> str:
    return targets_text(runtime.settings.targets_file)


def _finish(  # all but four by keyword
    runtime: Runtime,
    text: str,
    order: Order,
    did: str,
    *,
    adopt: bool,
    reason: str,
    by: str | None,
) -> None:
    """Write the file; with ``--adopt`` put it in force, and take it back where that is refused."""
    before = _text(runtime)
    _write(runtime, text)
    if not adopt:
        typer.echo(say("units.written", file="targets.yaml", what=did))
        typer.echo(say("units.adopt_next", day=str(order.since)))
        return
    plans = read_plans(text)
    early = any(order.since < plan.period.start for plan in plans)
    try:
        done = adopt_plans(
            runtime,
            plans,
            reason,
            order.document,
            effective=None if early else str(order.since),
            by=by,
        )
    except BaseException:
        _write(runtime, before)
        raise
    typer.echo(say("units.written", file="targets.yaml", what=did))
    for one in done:
        tell_adopted(one)


def _write(runtime: Runtime, text: str) -> None:
    file = runtime.settings.targets_file
    try:
        write_file(file, text)
    except OSError as fault:
        said = {"file": str(file), "reason": fault.strerror or "?"}
        raise Unavailable((problem("cli.write", **said),)) from fault
