"""``targets import``: the table an office already has becomes ``targets.yaml``.

Every row is shown with its reading. What is understood is written, what is doubtful is told
with its cell and stays out until the table says it plainly or a person accepts the reading.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import By, Door, Home, PlanCode, asking, open_home, say
from monitor.cli.plans import Document, Effective, Why, adopt_plans, targets, tell_adopted
from monitor.cli.tables import print_table
from monitor.core.breakdown import Draft, Grade
from monitor.core.problem import Misused, Place, Problem, Refused, Unavailable, problem
from monitor.core.target import Kind
from monitor.files.atomic import write_file
from monitor.files.breakdown_habits import (
    Layout,
    column_given,
    keep_layout,
    read_layout,
    share_given,
)
from monitor.files.breakdown_merge import Merged, is_sample, merge, read_plans, withdraw
from monitor.files.breakdown_reading import Into, Reading, read_table, targets_text
from monitor.files.workbook import file_bytes
from monitor.runtime import Runtime
from monitor.store import schema
from monitor.store.targets import plan_codes

ALL = "all"
SHOWN = 60
File = Annotated[Path, typer.Argument(metavar="FILE", help=say("breakdown_cli.help_file"))]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help=say("breakdown_cli.help_column"))
]
About = Annotated[str | None, typer.Option("--about", help=say("breakdown_cli.help_about"))]
DefaultUnit = Annotated[str, typer.Option("--unit", help=say("breakdown_cli.help_unit"))]
Accept = Annotated[str, typer.Option("--accept", help=say("breakdown_cli.help_accept"))]
Strict = Annotated[bool, typer.Option("--strict", help=say("breakdown_cli.help_strict"))]
Withdraw = Annotated[bool, typer.Option("--withdraw", help=say("breakdown_cli.help_withdraw"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("breakdown_cli.help_dry_run"))]
Adopting = Annotated[bool, typer.Option("--adopt", help=say("breakdown_cli.help_adopt"))]


def add_to(app: typer.Typer) -> None:
    """Hang the command into the program."""
    _ = app
    targets.command(name="import", help=say("breakdown_cli.help"))(import_table)


def import_table(  # the options of one way in
    file: File,
    column: Columns = None,
    about: About = None,
    unit: DefaultUnit = "",
    accept: Accept = "",
    strict: Strict = False,
    withdrawing: Withdraw = False,
    dry_run: DryRun = False,
    adopt: Adopting = False,
    reason: Why = "",
    authority: Document = "",
    effective: Effective = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Read a breakdown table into ``targets.yaml``."""
    runtime = open_home(home)
    layout = _layout(runtime, column or [], about)
    reading = _read(runtime, file, layout, plan=plan, unit=unit)
    _show(reading)
    taken = _taken(reading.drafts, accept)
    left = [draft for draft in reading.drafts if draft not in taken]
    _tell_left(left)
    if left and strict:
        raise Refused((problem("breakdown_cli.strict", count=str(len(left))),))
    if not taken:
        raise Refused((problem("breakdown_cli.nothing"),))
    merged = merge(reading.text, taken, reading.frame)
    if withdrawing and merged.kept:
        if left:
            raise Refused((problem("breakdown_cli.withdraw_doubtful", count=str(len(left))),))
        merged = withdraw(merged)
    if not dry_run:
        _write(runtime, merged, layout, kept=bool(column or about))
    _tell(reading, merged, len(left), code="would" if dry_run else "written")
    if adopt and not dry_run:
        plans = read_plans(merged.text)
        for one in adopt_plans(runtime, plans, reason, authority, effective=effective, by=by):
            tell_adopted(one)
    elif not dry_run:
        typer.echo(say("breakdown_cli.next"))


def _layout(runtime: Runtime, columns: Sequence[str], about: str | None) -> Layout:
    """What was kept of earlier imports, with what is said now over it."""
    kept = read_layout(runtime.settings.home)
    given = [column_given(one) for one in columns]
    share = kept.about if about is None else share_given(about)
    faults = [one for one in (*given, share) if isinstance(one, Problem)]
    if faults:
        raise Misused(tuple(faults))
    said = dict(one for one in given if not isinstance(one, Problem))
    return Layout(kept.columns | said, None if isinstance(share, Problem) else share)


def _read(runtime: Runtime, file: Path, layout: Layout, *, plan: str | None, unit: str) -> Reading:
    data = file_bytes(file, file.name)
    if isinstance(data, Problem):
        raise Refused((data.at(Place(file.name)),))
    text = targets_text(runtime.settings.targets_file)
    adopted = _adopted(runtime) if is_sample(text) else frozenset()
    into = Into(text, plan, runtime.today().year, unit, adopted)
    return read_table(data, file.name, into=into, layout=layout)


def _adopted(runtime: Runtime) -> frozenset[str]:
    """Codes of the plans adopted so far; a home without a database has none."""
    if not schema.state(runtime.engine).good:
        return frozenset()
    with asking(runtime) as db:
        return frozenset(plan_codes(db))


def _taken(drafts: Sequence[Draft], accept: str) -> list[Draft]:
    """What goes in: all that is understood, and the readings a person takes."""
    wished = {one.strip().upper() for one in accept.split(",") if one.strip()}
    everything = ALL.upper() in wished
    doubtful = [draft for draft in drafts if draft.grade is Grade.DOUBTFUL]
    known = {name for draft in doubtful for name in _names(draft.place)}
    unknown = wished - known - {ALL.upper()}
    if unknown:
        raise Misused((problem("breakdown_cli.accept_unknown", text="、".join(sorted(unknown))),))
    agreed = {id(one) for one in doubtful if everything or wished & _names(one.place)}
    return [one for one in drafts if one.grade is Grade.UNDERSTOOD or id(one) in agreed]


def _names(place: Place) -> set[str]:
    """What a person may call a row: its cell, or its number."""
    cell = (place.cell or "").upper()
    row = "".join(filter(str.isdigit, cell)) or str(place.line or "")
    return {name for name in (cell, row) if name}


def _write(runtime: Runtime, merged: Merged, layout: Layout, *, kept: bool) -> None:
    try:
        write_file(runtime.settings.targets_file, merged.text)
        if kept:
            keep_layout(runtime.settings.home, layout)
    except OSError as fault:
        reason = fault.strerror or "?"
        file = str(runtime.settings.targets_file)
        raise Unavailable((problem("cli.write", file=file, reason=reason),)) from fault


def _show(reading: Reading) -> None:
    table, heads = reading.table, ("place", "grade", "reading", "unit", "deadline")
    rows = [
        (
            draft.place.cell or str(draft.place.line or ""),
            say(f"breakdown_cli.grade_{draft.grade.value}"),
            f"{draft.name}：{_said(draft)}",
            draft.responsible,
            str(draft.deadline or ""),
        )
        for draft in reading.drafts
    ]
    count = str(len(rows))
    title = say("breakdown_cli.title", title=table.title or reading.frame.title, count=count)
    print_table([say(f"breakdown_cli.head_{one}") for one in heads], rows, title=title)
    known = "、".join(f"{head}={field}" for field, head in table.heads.items())
    typer.echo(say("breakdown_cli.columns", columns=known))
    if table.unused:
        typer.echo(say("breakdown_cli.unused", columns="、".join(table.unused)))
    if table.passed:
        typer.echo(say("breakdown_cli.passed", rows="；".join(table.passed)))


def _said(draft: Draft) -> str:
    """What a draft promises, in few words."""
    if draft.kind is Kind.PROJECT:
        return say("breakdown_cli.project", stage=draft.goal_stage)
    if draft.kind is Kind.ITEMS:
        return say("breakdown_cli.items", goal=draft.goal)
    if draft.measure:
        return say("breakdown_cli.pending", measure=draft.measure)
    return draft.goal or say("breakdown_cli.task")


def _tell_left(left: Sequence[Draft]) -> None:
    for draft in left:
        for doubt in draft.doubts:
            placed = doubt if doubt.place else doubt.at(draft.place)
            code = replace(placed, place=None)
            text = say("breakdown_cli.left", text=Door.words().problem(code))
            where = Door.words().problem(placed).removesuffix(Door.words().problem(code))
            typer.echo(f"{where}{text}", err=True)


def _tell(reading: Reading, merged: Merged, left: int, *, code: str) -> None:
    if reading.frame.instead:
        typer.echo(say("breakdown_cli.sample"))
    counts = {"added": len(merged.added), "revised": len(merged.revised), "same": len(merged.same)}
    told = {name: str(count) for name, count in counts.items()}
    line = say(
        f"breakdown_cli.{code}", file="targets.yaml", plan=merged.plan.code, left=str(left), **told
    )
    typer.echo(line)
    if merged.withdrawn:
        codes = "、".join(merged.withdrawn[:SHOWN])
        typer.echo(say("breakdown_cli.withdrawn", count=str(len(merged.withdrawn)), codes=codes))
    if merged.kept:
        codes = "、".join(merged.kept[:SHOWN])
        typer.echo(say("breakdown_cli.kept", count=str(len(merged.kept)), codes=codes))
