"""``users export`` and ``users import``: people out to a workbook and in from one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    By,
    Door,
    Home,
    actor,
    asking,
    changing,
    deliver_output,
    open_home,
    rehearsing_in,
    say,
)
from monitor.cli.tables import counted, print_table
from monitor.core.account import Action
from monitor.core.problem import Problem, Refused
from monitor.core.roster import Wish, in_order
from monitor.files.people_xlsx import read_people
from monitor.render.people import changed_told, role_words
from monitor.render.people_xlsx import people_bytes
from monitor.runtime import Runtime
from monitor.services.accounts import note, require, unit_names
from monitor.services.people import directory
from monitor.services.roster import TakenIn, fresh_keys, newcomers, no_keys, take_in

Book = Annotated[Path, typer.Option("-o", "--output", help=say("cli.help.output"))]
File = Annotated[Path, typer.Argument(metavar="FILE", help=say("people.help.file"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("cli.help.dry_run"))]


def export(output: Book, by: By = None, home: Home = None) -> None:
    """Write everybody with an account into a workbook that comes back through the import."""
    runtime = open_home(home)
    with asking(runtime) as db:
        require(actor(db, by, runtime), Action.ADMINISTER)
        everybody, units = directory(db), unit_names(db)
    today, now = runtime.today(), runtime.clock()
    data = people_bytes(everybody, runtime.words, units=units, day=today, now=now)
    deliver_output(data, output)
    typer.echo(say("people.exported", count=str(len(everybody.users)), file=str(output)))


def import_people(file: File, dry_run: DryRun = False, by: By = None, home: Home = None) -> None:
    """Make accounts as a workbook says, all or nothing."""
    runtime = open_home(home)
    wishes, problems = read_people(file, role_words())
    if problems:
        raise Refused(in_order([*problems, *_more_faults(runtime, wishes, by)]))
    done = _rehearsed(runtime, wishes, by) if dry_run else _done(runtime, wishes, by, file.name)
    _tell(done, {wish.who: wish.display or wish.name for wish in wishes}, dry_run=dry_run)


def _done(runtime: Runtime, wishes: Sequence[Wish], by: str | None, name: str) -> TakenIn:
    with asking(runtime) as db:
        require(actor(db, by, runtime), Action.ADMINISTER)
        names = newcomers(db, wishes)
    keys = fresh_keys(counted(names, say("people.making_keys")))
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        require(person, Action.ADMINISTER)
        now, today = runtime.clock(), runtime.today()
        done = take_in(db, wishes, by=person, today=today, now=now, keys=keys)
        detail: dict[str, object] = {"added": list(done.added), "changed": len(done.changed)}
        note(db, person, "users.import", name, now=now, detail=detail)
    return done


def _rehearsed(runtime: Runtime, wishes: Sequence[Wish], by: str | None) -> TakenIn:
    """What would be done."""
    with rehearsing_in(runtime) as db:
        person = actor(db, by, runtime)
        require(person, Action.ADMINISTER)
        now, today = runtime.clock(), runtime.today()
        return take_in(db, wishes, by=person, today=today, now=now, keys=no_keys(wishes))


def _more_faults(runtime: Runtime, wishes: Sequence[Wish], by: str | None) -> tuple[Problem, ...]:
    """What is wrong with the rows that could be read, so that all faults are told at once."""
    try:
        _rehearsed(runtime, wishes, by)
    except Refused as refused:
        return tuple(fault for fault in refused.problems if fault.place is not None)
    return ()


def _tell(done: TakenIn, shown: dict[str, str], *, dry_run: bool) -> None:
    counts = {
        "added": str(len(done.added)),
        "changed": str(len(done.changed)),
        "unchanged": str(done.unchanged),
    }
    typer.echo(say("people.would_import" if dry_run else "people.imported", **counts))
    for one in done.changed:
        typer.echo(f"  {changed_told(one, Door.words())}")
    if done.absent:
        names = {"count": str(len(done.absent)), "names": "、".join(done.absent)}
        typer.echo(say("people.absent", **names))
    if dry_run:
        for name in done.added:
            typer.echo(f"  {say('people.would_add', name=name)}")
    elif done.keys:
        heads = [say(f"cli.head.{one}") for one in ("user", "display")]
        rows = [(name, shown[name], password) for name, password in done.keys.items()]
        print_table([*heads, say("people.password")], rows)
        typer.echo(say("people.shown_once"))
