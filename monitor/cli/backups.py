"""``backup`` and ``restore``: everything in one file, and everything back from it.

A restore commits the database first, with nothing in it that would be mailed by itself,
and then moves the home's own files into place; interrupted between the two, the same
command with ``--replace`` finishes it.
"""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from monitor import __version__
from monitor.cli.common import By, Home, actor, open_home, say
from monitor.core.account import Action
from monitor.core.problem import MonitorError, Refused, Unavailable, problem
from monitor.core.report import Office, Report
from monitor.files.archive import Archive, open_archive, write_archive
from monitor.files.belongings import occupied, put_in_place
from monitor.runtime import Runtime, open_runtime
from monitor.services import backup as whole
from monitor.services.accounts import Actor, note, require
from monitor.store import dump, schema
from monitor.store.backup import copy_aside
from monitor.store.chain import Head
from monitor.store.engine import reading, writing

File = Annotated[Path, typer.Argument(metavar="FILE", help=say("backup.help.file"))]
Replace = Annotated[bool, typer.Option("--replace", help=say("backup.help.replace"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="backup", help=say("backup.help.backup"))(backup)
    app.command(name="restore", help=say("backup.help.restore"))(restore)


def backup(file: File, by: By = None, home: Home = None) -> None:
    """Write everything into one file, as it stands at one instant."""
    runtime = open_home(home)
    schema.require(runtime.engine)
    _ = runtime.reports, runtime.calendar  # with a fault in them it could not be restored
    with reading(runtime.engine) as db:
        person = _administrator(db, by, runtime)
        manifest = _written(file, db, runtime)
    with writing(runtime.engine) as db:
        note(db, person, "backup.take", file.name[:254], now=runtime.clock())
    rows = sum(table["rows"] for table in manifest["tables"].values())
    editions = manifest["tables"]["editions"]["rows"]
    size = f"{file.stat().st_size / 1e6:.2f} MB"
    typer.echo(say("backup.taken", file=str(file), rows=str(rows), editions=editions, size=size))


def _administrator(db: Connection, by: str | None, runtime: Runtime) -> Actor:
    person = actor(db, by, runtime)
    require(person, Action.ADMINISTER)
    return person


def _written(file: Path, db: Connection, runtime: Runtime) -> Mapping[str, Any]:
    about = {
        "program": __version__,
        "schema": schema.needed(),
        "taken_at": runtime.clock().isoformat(),
        "chains": [asdict(head) for head in whole.heads_of(db)],
    }
    try:
        return write_archive(file, whole.tables_of(db), home=runtime.settings.home, about=about)
    except OSError as fault:
        reason = fault.strerror or "?"
        raise Unavailable((problem("cli.write", file=str(file), reason=reason),)) from fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a restore keeps from leaving, and where what it replaced is kept."""

    after: whole.Aftermath
    kept: tuple[str, ...]


def restore(file: File, replacing: Replace = False, by: By = None, home: Home = None) -> None:
    """Put everything back from a backup; nothing is mailed by it."""
    runtime = open_runtime(os.environ, home=home)
    try:
        with open_archive(file) as archive:
            _require_fitting(archive)
            archive.prove()
            _refuse_occupied(runtime, replacing=replacing)
            outcome = _restored(runtime, archive, file, replacing=replacing, by=by)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise Unavailable((problem("backup.disk", file=str(file), reason=reason),)) from fault
    _tell(runtime, archive.manifest, outcome)


def _require_fitting(archive: Archive) -> None:
    """Refuse a backup of another version, or of other tables."""
    found, needed = str(archive.manifest.get("schema")), schema.needed()
    if found != needed:
        raise Refused((problem("backup.schema", found=found, needed=needed),))
    if set(archive.manifest["tables"]) != set(whole.table_names()):
        raise Refused((problem("backup.manifest"),))


def _refuse_occupied(runtime: Runtime, *, replacing: bool) -> None:
    name = None if replacing else occupied(runtime.settings.home)
    if name:
        raise Refused((problem("backup.home_not_empty", name=name),))


def _restored(
    runtime: Runtime, archive: Archive, file: Path, *, replacing: bool, by: str | None
) -> Outcome:
    """Stage the files, commit the database, move the files into place: in that order."""
    var = runtime.settings.var
    var.mkdir(parents=True, exist_ok=True)
    aside = var / f"before-restore-{runtime.clock():%Y%m%d%H%M%S%f}"
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=var) as folder:
        staged = Path(folder) / "home"
        staged.mkdir()
        archive.unpack(staged)
        schedule = _schedule(runtime, staged)
        schema.prepare(runtime.engine)
        copy = aside.with_suffix(".db")
        try:
            with writing(runtime.engine) as db:
                person = _administrator(db, by, runtime)
                if replacing and dump.holds_anything(db):
                    copy_aside(runtime.engine, copy)
                whole.make_room(db, replace=replacing)
                whole.put_back(db, archive.lines, _heads(archive))
                reports, office = schedule
                after = whole.hold_back(db, reports, office=office, now=runtime.clock())
                whole.note_restored(db, person, file.name, after, now=runtime.clock())
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        _put_in_place(staged, runtime, aside)
    kept = tuple(str(path) for path in (copy, aside) if path.exists())
    return Outcome(after, kept)


def _schedule(runtime: Runtime, staged: Path) -> tuple[tuple[Report, ...], Office]:
    """Return what may be mailed from now on: the reports put back, and those still in place.

    Between the database's commit and the files' move the latter would be what a knock reads.
    """
    then = replace(runtime, settings=replace(runtime.settings, home=staged))
    try:
        still = runtime.reports
    except MonitorError:
        still = ()  # with these no knock mails anything
    return (*then.reports, *still), Office(then.calendar, runtime.settings.timezone)


def _heads(archive: Archive) -> list[Head]:
    try:
        return [Head(**one) for one in archive.manifest["chains"]]
    except (KeyError, TypeError) as fault:
        raise Refused((problem("backup.manifest"),)) from fault


def _put_in_place(staged: Path, runtime: Runtime, aside: Path) -> None:
    try:
        put_in_place(staged, runtime.settings.home, aside=aside)
    except OSError as fault:
        reason = fault.strerror or "?"
        raise Unavailable((problem("backup.files_left", reason=reason),)) from fault


def _tell(runtime: Runtime, manifest: Mapping[str, Any], outcome: Outcome) -> None:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    typer.echo(say("backup.restored", rows=str(rows), at=str(manifest.get("taken_at"))))
    for path in outcome.kept:
        typer.echo(say("backup.kept_aside", path=path))
    typer.echo(say("backup.held", count=str(outcome.after.held)))
    typer.echo(say("backup.set_aside", count=str(len(outcome.after.slots))))
    for slot in outcome.after.slots:
        due = slot.due_at.astimezone(runtime.settings.timezone)
        told = {"report": slot.report, "period": slot.period.key, "audience": slot.audience}
        day = slot.as_of.isoformat()
        typer.echo(say("backup.slot", **told, due=f"{due:%Y-%m-%d %H:%M}", day=day))
