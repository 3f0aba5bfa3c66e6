"""``record`` and ``import``: manual entry from the shell and from people's files."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.batch import import_batch, is_batch
from monitor.cli.common import (
    By,
    Home,
    KnownAt,
    PlanCode,
    UnitCode,
    actor,
    changing,
    instant_of,
    open_home,
    plan_of,
    rehearsing_in,
    say,
)
from monitor.cli.usage import WithNumbers
from monitor.cli.workbook import made_for
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.files.workbook import read_handed
from monitor.runtime import Runtime
from monitor.services import accounts
from monitor.services.observations import Recorded, Sitting, record

Code = Annotated[str, typer.Argument(metavar="CODE", help=say("cli.help.code"))]
Value = Annotated[str | None, typer.Argument(metavar="VALUE", help=say("cli.help.value"))]
Spanned = Annotated[str, typer.Option("--period", help=say("cli.help.period"))]
On = Annotated[str | None, typer.Option("--on", help=say("cli.help.on"))]
ItemName = Annotated[str | None, typer.Option("--item", help=say("cli.help.item"))]
StageName = Annotated[str | None, typer.Option("--stage", help=say("cli.help.stage"))]
NoChange = Annotated[bool, typer.Option("--no-change", help=say("cli.help.no_change"))]
SourceName = Annotated[str | None, typer.Option("--source", help=say("cli.help.source"))]
Note = Annotated[str | None, typer.Option("--note", help=say("cli.help.note"))]
Reason = Annotated[str | None, typer.Option("--reason", help=say("cli.help.reason"))]
NotBefore = Annotated[str | None, typer.Option("--not-before", help=say("units.help.not_before"))]
GivenBy = Annotated[str | None, typer.Option("--given-by", help=say("desk.help.given_by"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("cli.help.dry_run"))]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help=say("desk.help.files"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="record", help=say("cli.help.record"), cls=WithNumbers)(record_one)
    app.command(name="import", help=say("cli.help.import"))(import_file)


def record_one(  # one option per field of an observation
    code: Code,
    value: Value = None,
    period: Spanned = "",
    on: On = None,
    unit: UnitCode = None,
    item: ItemName = None,
    stage: StageName = None,
    no_change: NoChange = False,
    source: SourceName = None,
    note: Note = None,
    reason: Reason = None,
    given_by: GivenBy = None,
    not_before: NotBefore = None,
    by: By = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Record one observation."""
    given = (value is not None) + (stage is not None) + no_change
    if given != 1:
        raise Misused((problem("entry.one_answer", code=code),))
    entry = Entry(
        target=code,
        period=_period(period),
        value=value,
        stage=stage,
        no_change=no_change,
        item=item,
        on=_day(on),
        unit=unit,
        source=source,
        note=note,
        reason=reason,
        given_by=given_by,
        not_before=_day(not_before),
    )
    runtime = open_home(home)
    done = _record(runtime, [Placed(entry)], (plan, by, known_at), dry_run=False)
    typer.echo(say("cli.recorded" if done.written else "cli.unchanged", code=code))


def import_file(  # the contract's options
    files: Files,
    dry_run: DryRun = False,
    by: By = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Import workbooks or csv files of observations, all or nothing."""
    runtime = open_home(home)
    if is_batch(files):
        import_batch(runtime, files, (plan, by, known_at), dry_run=dry_run)
        return
    handed = read_handed(files[0])
    who = (made_for(runtime, handed.mark, plan), by, known_at)
    if handed.problems:
        raise Refused(_in_order([*handed.problems, *_faults(runtime, handed.entries, who)]))
    if handed.untouched:
        typer.echo(say("workbook.untouched", file=handed.name))
        return
    done = _record(runtime, handed.entries, who, dry_run=dry_run)
    counts = {"written": str(len(done.written)), "unchanged": str(done.unchanged)}
    typer.echo(say("cli.would_import" if dry_run else "cli.imported", **counts))


def _faults(
    runtime: Runtime, placed: Sequence[Placed], who: tuple[str | None, str | None, str | None]
) -> tuple[Problem, ...]:
    """What is wrong with the rows that could be read, so that all faults are told at once."""
    try:
        _record(runtime, placed, who, dry_run=True)
    except Refused as refused:
        return tuple(fault for fault in refused.problems if fault.place is not None)
    return ()


def _in_order(faults: Sequence[Problem]) -> tuple[Problem, ...]:
    """From the top of the file down; the cells of a sheet by their row."""

    def line(fault: Problem) -> int:
        place = fault.place
        if place is None:
            return 0
        return place.line or int("".join(filter(str.isdigit, place.cell or "")) or 0)

    return tuple(sorted(faults, key=line))


def _record(
    runtime: Runtime,
    placed: Sequence[Placed],
    who: tuple[str | None, str | None, str | None],
    *,
    dry_run: bool,
) -> Recorded:
    plan, by, known_at = who
    with (rehearsing_in if dry_run else changing)(runtime) as db:
        instant = instant_of(known_at, runtime)
        person = actor(db, by, runtime)
        code = plan_of(db, plan, as_of=runtime.day_of(instant or runtime.clock()))
        said = [one.entry for one in placed]
        day = runtime.day_of(instant or runtime.clock())
        accounts.require_entry(db, person, code, said, backdated=instant is not None, day=day)
        unit = person.user.unit if person.user else ""
        sitting = Sitting(
            person.name, runtime.clock(), runtime.settings.timezone, instant, unit=unit
        )
        done = record(db, placed, plan=code, sitting=sitting)
        if done.written:
            accounts.note(
                db,
                person,
                "observations.record",
                code,
                now=sitting.now,
                detail={"count": len(done.written)},
            )
        return done


def _period(text: str) -> Period:
    if not text:
        raise Misused((problem("cli.period_missing"),))
    read = read_period(text)
    if isinstance(read, Problem):
        raise Refused((read,))
    return read


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused((problem("cli.day", text=text),)) from None
