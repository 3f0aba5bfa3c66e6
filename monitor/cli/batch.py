"""``import`` of several files, or of zips of them: all are read, then all written or none.

The shell knows no half: where one file is at fault nothing is written, and every fault of every
file is told. The page lets a person take the good files alone.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typer

from monitor.cli.common import (
    Door,
    actor,
    asking,
    changing,
    instant_of,
    plan_of,
    rehearsing_in,
    say,
)
from monitor.core.problem import Place, Problem, Refused
from monitor.core.returned import Returned
from monitor.files.returned import Named, is_archive, unpacked
from monitor.files.workbook import ZIP, file_bytes, read_handed
from monitor.runtime import Runtime
from monitor.services.observations import Sitting
from monitor.services.returned import Hand, take
from monitor.store import targets

READERS = 4
LARGEST_ZIP = 100 * 1024 * 1024


def is_batch(files: Sequence[Path]) -> bool:
    """Whether these are several files, or one that holds several."""
    return len(files) != 1 or _is_zip(files[0])


def _is_zip(file: Path) -> bool:
    try:
        if not file.is_file() or file.stat().st_size > LARGEST_ZIP:
            return False
        data = file.read_bytes()
    except OSError:
        return False
    return data.startswith(ZIP) and is_archive(data)


def import_batch(
    runtime: Runtime,
    files: Sequence[Path],
    who: tuple[str | None, str | None, str | None],
    *,
    dry_run: bool,
) -> None:
    """Take all files in, or tell every fault of them.

    Raises:
        Refused: naming each fault; nothing was written.

    """
    read = _read(files)
    plan, by, known_at = who
    code = _plan(runtime, plan, read)
    with (rehearsing_in if dry_run else changing)(runtime) as db:
        instant = instant_of(known_at, runtime)
        sitting_of = actor(db, by, runtime)
        sitting = Sitting(sitting_of.name, runtime.clock(), runtime.settings.timezone, instant)
        taken = take(db, code, read, Hand(sitting_of, sitting))
        faults = tuple(fault for one in taken for fault in one.faults)
        if faults:
            raise Refused(faults)
    _tell(taken, dry_run=dry_run)


def _read(files: Sequence[Path]) -> list[Returned]:
    found = [(file, _bytes(file)) for file in files]
    missing = tuple(data.at(Place(file.name)) for file, data in found if isinstance(data, Problem))
    named = [(file.name, data) for file, data in found if isinstance(data, bytes)]
    inside, faults = unpacked(named)
    if missing or faults:
        raise Refused((*missing, *faults))
    with ThreadPoolExecutor(READERS) as readers:
        return [*readers.map(_one, inside)]


def _bytes(file: Path) -> bytes | Problem:
    """A zip may be larger than a single sheet."""
    if _is_zip(file):
        return file.read_bytes()
    return file_bytes(file, file.name)


def _one(file: Named) -> Returned:
    name, data = file
    handed = read_handed(data, name)
    return Returned(name, handed.entries, handed.problems, handed.mark)


def _plan(runtime: Runtime, plan: str | None, files: Sequence[Returned]) -> str:
    """The plan named, else the one all sheets of ours were made for, else as everywhere."""
    made = {file.mark.plan for file in files if file.mark}
    with asking(runtime) as db:
        own = made.pop() if len(made) == 1 and made <= set(targets.plan_codes(db)) else None
        return plan_of(db, plan or own, as_of=runtime.today())


def _tell(files: Sequence[Returned], *, dry_run: bool) -> None:
    line = "desk.files.would_line" if dry_run else "desk.files.done_line"
    for one in files:
        for hint in Door.words().problems(one.hints):
            typer.echo(say("cli.warning", text=f"{one.name}: {hint}"), err=True)
        if one.untouched:
            typer.echo(say("workbook.untouched", file=one.name))
        else:
            counts = {"written": str(one.written), "unchanged": str(one.unchanged)}
            typer.echo(say(line, file=one.name, **counts))
    counts = {
        "written": str(sum(one.written for one in files)),
        "unchanged": str(sum(one.unchanged for one in files)),
    }
    typer.echo(say("cli.would_import" if dry_run else "cli.imported", **counts))
