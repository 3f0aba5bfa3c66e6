"""``init``, ``migrate``, ``settings``, ``verify``: a home, its database, and their soundness."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import Home, changing, open_home, rehearsing_in, say
from monitor.cli.tables import print_table
from monitor.core.account import Role, User, name_fault, plain_name
from monitor.core.problem import Refused, Unavailable, problem
from monitor.files.home import init_home
from monitor.runtime import Runtime
from monitor.services.accounts import Actor, add_user
from monitor.services.verification import verify
from monitor.store import accounts, schema
from monitor.store.backup import copy_before_migration

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=say("cli.help.dir"))]
FIRST_ADMINISTRATOR = "admin"


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="init", help=say("cli.help.init"))(init)
    app.command(name="migrate", help=say("cli.help.migrate"))(migrate)
    app.command(name="settings", help=say("cli.help.settings"))(settings)
    app.command(name="verify", help=say("cli.help.verify"))(verify_home)


def init(folder: Folder) -> None:
    """Make a new home with its files, its database and its first administrator."""
    try:
        made = init_home(folder)
    except OSError as fault:
        reason = fault.strerror or "?"
        raise Unavailable(
            (problem("home.cannot_make", home=str(folder), reason=reason),)
        ) from fault
    runtime = open_home(folder)
    for path in made:
        typer.echo(say("cli.made", path=str(path)))
    first_administrator(runtime)
    typer.echo(say("cli.init_next", home=str(folder)))


def first_administrator(runtime: Runtime) -> None:
    """Make the first account, for whoever runs the shell, and show its one-time password."""
    with changing(runtime) as db:
        if accounts.exist(db):
            typer.echo(say("cli.accounts_exist"))
            return
        name = plain_name(runtime.os_user)
        name = FIRST_ADMINISTRATOR if name_fault(name) else name
        user = User(name, name, "", frozenset({Role.ADMIN, Role.SUPERVISOR}))
        shell = Actor(name, runtime.os_user)
        password = add_user(db, user, by=shell, now=runtime.clock())
    typer.echo(say("cli.first_admin", name=name, password=password))


def migrate(home: Home = None) -> None:
    """Bring the schema to this version, after a backup."""
    runtime = open_home(home)
    before = schema.state(runtime.engine)
    if before.good:
        typer.echo(say("cli.schema_current", version=before.needed))
        return
    if before.current is not None and not before.known:
        schema.require(runtime.engine)
    kept = None if before.empty else _backed_up(runtime)
    if kept:
        typer.echo(say("cli.backed_up", file=str(kept)))
    schema.upgrade(runtime.engine)
    typer.echo(say("cli.schema_made", version=before.needed))


def _backed_up(runtime: Runtime) -> Path | None:
    return copy_before_migration(runtime.engine, runtime.settings.var, at=runtime.clock())


def settings(home: Home = None) -> None:
    """Print every setting with where it comes from; secrets are masked."""
    heads = [say(f"cli.head.{one}") for one in ("setting", "value", "source")]
    print_table(heads, open_home(home).settings.shown())


def verify_home(home: Home = None) -> None:
    """Prove the declared invariants and the hash chains; name each breach."""
    runtime = open_home(home)
    with rehearsing_in(runtime) as db:
        breaches = verify(db)
    if breaches:
        raise Refused(breaches)
    typer.echo(say("cli.verified"))
