"""``workbook``: the sheets units fill in, and what has changed when one comes back."""

import re
import zipfile
from collections import Counter
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli.common import (
    Home,
    KnownAt,
    PlanCode,
    asking,
    deliver_output,
    knowing,
    open_home,
    plan_of,
    say,
)
from monitor.core.entry_sheet import EntrySheet, SheetMark
from monitor.core.period import Period, read_period
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.render.workbook_xlsx import workbook_xlsx
from monitor.runtime import Runtime
from monitor.services.entry_sheets import changed_since_made, entry_sheets
from monitor.store import targets

Spanned = Annotated[str, typer.Option("--period", help=say("workbook.period"))]
Unit = Annotated[str | None, typer.Option("--unit", help=say("workbook.unit"))]
File = Annotated[Path, typer.Option("-o", "--output", help=say("workbook.output"))]
STILL = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive: the same sheets give the same bytes."""

NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def add_to(app: typer.Typer) -> None:
    """Hang this command into the program."""
    app.command(name="workbook", help=say("workbook.help"))(workbook)


def workbook(
    period: Spanned,
    output: File,
    unit: Unit = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Make the entry sheet of a unit, or of every unit that owes anything."""
    span = read_period(period)
    if isinstance(span, Problem):
        raise Refused((span,))
    if unit is None and output.suffix.lower() != ".zip" and not output.is_dir():
        raise Misused((problem("workbook.needs_archive"),))
    runtime = open_home(home)
    made_at = knowing(known_at, runtime).astimezone(runtime.settings.timezone)
    sheets = _sheets(runtime, plan, span, unit, made_at)
    files = named(runtime, sheets, made_at)
    if output.is_dir():
        _into(output, files)
    elif output.suffix.lower() == ".zip":
        deliver_output(zipped(files), output)
    else:
        deliver_output(next(iter(files.values())), output)
    if str(output) != "-":
        typer.echo(say("workbook.made", count=str(len(files)), file=str(output)))


def _into(folder: Path, files: dict[str, bytes]) -> None:
    """Put files into a folder, once all of them could be written."""
    with TemporaryDirectory(dir=folder, prefix=".") as beside:
        for name, data in files.items():
            deliver_output(data, Path(beside) / name)
        for name in files:
            (Path(beside) / name).replace(folder / name)


def _sheets(
    runtime: Runtime, plan: str | None, span: Period, unit: str | None, made_at: datetime
) -> tuple[EntrySheet, ...]:
    with asking(runtime) as db:
        return entry_sheets(
            db,
            plan_of(db, plan, as_of=span.end),
            span,
            known_at=made_at,
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
            unit=unit,
        )


def named(runtime: Runtime, sheets: tuple[EntrySheet, ...], made_at: datetime) -> dict[str, bytes]:
    """Each sheet as a file under the name of its unit; two of one name carry their code too."""
    names = {
        one.unit: found.name if (found := one.plan.unit(one.unit)) else one.unit for one in sheets
    }
    shared = {name for name, times in Counter(names.values()).items() if times > 1}
    files = {}
    for one in sheets:
        name = names[one.unit]
        unit = f"{name} {one.unit}" if name in shared else name
        file = runtime.words.say("workbook.file", unit=unit, period=one.period.key)
        data = workbook_xlsx(one, runtime.words, made_at=made_at, version=__version__)
        files[NO_NAME.sub("_", file)] = data
    return files


def zipped(files: dict[str, bytes]) -> bytes:
    """One archive of files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, STILL), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def made_for(runtime: Runtime, mark: SheetMark | None, plan: str | None) -> str | None:
    """The plan a sheet that came back is read for: as named, else the one it was made for.

    What the plan no longer says as the sheet does is told on the way.
    """
    if mark is None:
        return plan
    with asking(runtime) as db:
        own = mark.plan if mark.plan in targets.plan_codes(db) else None
        code = plan_of(db, plan or own, as_of=runtime.today())
        for one in changed_since_made(db, mark, code, day=runtime.today()):
            typer.echo(say("cli.warning", text=runtime.words.problem(one)), err=True)
    return code
