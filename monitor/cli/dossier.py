"""``dossier``: one target's whole history as a file that can be verified, and verifying it."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from monitor import __version__
from monitor.cli.common import (
    AsOf,
    Home,
    KnownAt,
    PlanCode,
    asking,
    day_of,
    deliver_output,
    knowing,
    open_home,
    plan_of,
    say,
)
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.files.dossier import Claim, read_dossier
from monitor.render.dossier import contents, digests, packed
from monitor.render.phrases import LANGUAGES, Words
from monitor.runtime import Runtime
from monitor.services.dossier import dossier as gathered
from monitor.services.dossier import unproven

Code = Annotated[str | None, typer.Argument(metavar="CODE", help=say("history.help.code"))]
ZipFile = Annotated[Path | None, typer.Option("-o", "--output", help=say("history.help.output"))]
Check = Annotated[Path | None, typer.Option("--check", help=say("history.help.check"))]


def add_to(app: typer.Typer) -> None:
    """Hang this command into the program."""
    app.command(name="dossier", help=say("history.help.dossier"))(dossier)


def dossier(  # the contract's options
    code: Code = None,
    output: ZipFile = None,
    check: Check = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Pack a target's dossier, or verify one."""
    if (code is None) is (check is None) or (check is None and output is None):
        raise Misused((problem("history.dossier.needs"),))
    runtime = open_home(home)
    if check is not None or code is None or output is None:
        _check(runtime, check or Path())
        return
    zone = runtime.settings.timezone
    with asking(runtime) as db:
        named = plan_of(db, plan, as_of=day_of(as_of, runtime))
        found = gathered(db, named, code, known_at=knowing(known_at, runtime), zone=zone)
    deliver_output(packed(found, runtime.words, zone, version=__version__), output)
    if str(output) != "-":
        members = str(len(contents(found, runtime.words, zone)))
        head = {"link": str(found.head.seq), "head": found.head.digest}
        typer.echo(say("history.dossier.written", file=str(output), members=members, **head))


def _check(runtime: Runtime, path: Path) -> None:
    """Hold a dossier against its manifest and against the chain of this home."""
    claim = read_dossier(path)
    with asking(runtime) as db:
        faults = _unproven(db, claim, path.name) or _apart(runtime, db, claim, path.name)
    if faults:
        raise Refused(tuple(faults))
    counts = {"members": str(len(claim.members)), "rows": str(len(claim.rows))}
    typer.echo(say("history.dossier.proven", file=path.name, **counts))


def _unproven(db: Connection, claim: Claim, file: str) -> list[Problem]:
    """Rows the chain holds otherwise; where it never had the head, that says it all."""
    wrong = unproven(db, claim.plan, claim.rows, claim.head)
    if 0 in wrong:
        return [problem("history.dossier.head", file=file, chain=claim.plan, head=claim.head)]
    return [
        problem(
            "history.dossier.unproven",
            file=file,
            chain=claim.plan,
            seq=str(seq),
            link=str(claim.rows[seq][0]),
        )
        for seq in wrong
    ]


def _apart(runtime: Runtime, db: Connection, claim: Claim, file: str) -> list[Problem]:
    """Members that come out different when the dossier is made again of the same rows."""
    if claim.version != __version__ or claim.language not in LANGUAGES:
        typer.echo(say("history.dossier.other_version", file=file, version=claim.version))
        return []
    zone = runtime.settings.timezone
    again = gathered(db, claim.plan, claim.target, known_at=claim.known_at, zone=zone)
    later = {row.seq for row in again.rows} - set(claim.rows)
    if later:
        typer.echo(say("history.dossier.later", file=file, count=str(len(later))))
        return []
    made = digests(contents(again, Words(claim.language), zone))
    names = sorted(name for name in made.keys() | claim.members.keys())
    return [
        problem("history.dossier.changed", file=file, name=name)
        for name in names
        if made.get(name) != claim.members.get(name)
    ]
