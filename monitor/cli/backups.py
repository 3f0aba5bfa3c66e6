"""``backup`` and ``restore``: everything in one file, and everything back from it.

A restore commits the database first, with nothing in it that would be mailed by itself,
and then moves the home's own files into place; interrupted between the two, the same
command with ``--replace`` finishes it.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from monitor import __version__
from monitor.cli.common import By, Home, actor, open_home, say
from monitor.core.account import Action
from monitor.core.problem import Problem, Refused, Unavailable, problem
from monitor.core.report import Office, Report, Slot
from monitor.files.archive import Archive, open_archive, write_archive
from monitor.files.belongings import occupied, put_in_place
from monitor.files.calendar import read_calendar
from monitor.files.reports_dir import read_reports
from monitor.runtime import Runtime, open_runtime
from monitor.services import backup as whole
from monitor.services.accounts import Actor, note, require
from monitor.store import schema
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


def restore(file: File, replace: Replace = False, by: By = None, home: Home = None) -> None:
    """Put everything back from a backup; nothing is mailed by it."""
    runtime = open_runtime_of(home)
    try:
        with open_archive(file) as archive:
            _require_fitting(archive)
            archive.prove()
            _refuse_occupied(runtime, replace=replace)
            after = _restored(runtime, archive, file, replace=replace, by=by)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise Unavailable((problem("backup.disk", file=str(file), reason=reason),)) from fault
    _tell(runtime, archive.manifest, after)


def open_runtime_of(home: Path | None) -> Runtime:
    """Open the runtime of a home that need not be there yet."""
    import os

    return open_runtime(os.environ, home=home)


def _require_fitting(archive: Archive) -> None:
    """Refuse a backup of another version, or of other tables."""
    found, needed = str(archive.manifest.get("schema")), schema.needed()
    if found != needed:
        raise Refused((problem("backup.schema", found=found, needed=needed),))
    if set(archive.manifest["tables"]) != set(whole.table_names()):
        raise Refused((problem("backup.manifest"),))


def _refuse_occupied(runtime: Runtime, *, replace: bool) -> None:
    name = None if replace else occupied(runtime.settings.home)
    if name:
        raise Refused((problem("backup.home_not_empty", name=name),))


def _restored(
    runtime: Runtime, archive: Archive, file: Path, *, replace: bool, by: str | None
) -> whole.Aftermath:
    now = runtime.clock()
    var = runtime.settings.var
    var.mkdir(parents=True, exist_ok=True)
    aside = var / f"before-restore-{now:%Y%m%d%H%M%S%f}"
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=var) as folder:
        staged = Path(folder) / "home"
        staged.mkdir()
        archive.unpack(staged)
        reports, office = _schedule(runtime, staged)
        schema.prepare(runtime.engine)
        with writing(runtime.engine) as db, _kept_aside(runtime, db, aside) as kept:
            person = _administrator(db, by, runtime)
            whole.make_room(db, replace=replace)
            whole.put_back(db, archive.lines, _heads(archive))
            after = whole.hold_back(db, reports, office=office, now=now)
            whole.note_restored(db, person, file.name, after, now=now)
            kept.settled = True
        put_in_place(staged, runtime.settings.home, aside=aside)
    return after
