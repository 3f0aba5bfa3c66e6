"""``issued``: take back what was really issued, and tell where its numbers part."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import By, Home, actor, changing, open_home, say
from monitor.core.problem import Problem, Refused
from monitor.files.docx_text import lines_of
from monitor.files.evidence import read_evidence
from monitor.services.issued import take_back

Edition = Annotated[str, typer.Argument(metavar="EDITION", help=say("issued.edition"))]
File = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=say("issued.file"))
]


def add_to(app: typer.Typer) -> None:
    """Hang this command into the program."""
    app.command(name="issued", help=say("issued.help"))(issued)


def issued(edition: Edition, file: File, by: By = None, home: Home = None) -> None:
    """Keep the issued file beside its edition; numbers that part are told on stderr."""
    runtime = open_home(home)
    read = read_evidence(file.name, file.read_bytes())
    if isinstance(read, Problem):
        raise Refused((read,))
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        now = runtime.clock()
        taken = take_back(db, edition, read, read=lines_of, by=person, now=now)
    typer.echo(say("issued.taken", name=taken.name))
    if taken.apart is None:
        typer.echo(say("issued.not_compared"))
    elif not taken.apart:
        typer.echo(say("issued.same"))
    else:
        typer.echo(say("issued.apart", count=str(len(taken.apart))), err=True)
        for one in taken.apart:
            typer.echo(f"  {one.issued}  [{'、'.join(one.numbers)}]", err=True)
