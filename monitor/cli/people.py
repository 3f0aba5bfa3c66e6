"""``users``: accounts from the shell, which is the administrator's door."""

from typing import Annotated

import typer

from monitor.cli.common import By, Home, actor, asking, changing, open_home, say
from monitor.cli.tables import print_table
from monitor.core.account import Action, Role, User
from monitor.core.problem import Misused, problem
from monitor.services import accounts as people
from monitor.services.sessions import issue_token
from monitor.store import accounts

users = typer.Typer(help=say("cli.help.users"), no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=say("cli.help.user"))]
RoleName = Annotated[list[str], typer.Option("--role", help=say("cli.help.role"))]
Mail = Annotated[str, typer.Option("--mail", help=say("cli.help.mail"))]
Unit = Annotated[str, typer.Option("--unit", help=say("cli.help.user_unit"))]
Display = Annotated[str, typer.Option("--display", help=say("cli.help.display"))]
Label = Annotated[str, typer.Option("--label", help=say("cli.help.label"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.add_typer(users, name="users")


@users.command(help=say("cli.help.users_add"))
def add(  # the contract's options
    name: Name,
    role: RoleName,
    mail: Mail = "",
    unit: Unit = "",
    display: Display = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Make an account and show its one-time password."""
    runtime = open_home(home)
    user = User(name, display, mail, frozenset(_role(one) for one in role), unit)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        people.require(person, Action.ADMINISTER)
        password = people.add_user(db, user, by=person, now=runtime.clock())
    typer.echo(say("cli.user_added", name=name, password=password))


@users.command(name="list", help=say("cli.help.users_list"))
def list_users(home: Home = None) -> None:
    """List everybody with an account."""
    with asking(open_home(home)) as db:
        found = accounts.all_users(db)
    heads = [say(f"cli.head.{one}") for one in ("user", "display", "role", "unit", "mail", "state")]
    rows = [
        (
            user.name,
            user.display,
            "、".join(say(f"cli.role.{role.value}") for role in sorted(user.roles)),
            user.unit,
            user.mail,
            say("cli.user_disabled" if user.disabled_at else "cli.user_active"),
        )
        for user in found
    ]
    print_table(heads, rows)


@users.command(help=say("cli.help.users_disable"))
def disable(name: Name, by: By = None, home: Home = None) -> None:
    """Close an account."""
    runtime = open_home(home)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        people.require(person, Action.ADMINISTER)
        people.disable(db, name, by=person, now=runtime.clock())
    typer.echo(say("cli.user_closed", name=name))


@users.command(help=say("cli.help.users_reset"))
def reset(name: Name, by: By = None, home: Home = None) -> None:
    """Give a new one-time password."""
    runtime = open_home(home)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        people.require(person, Action.ADMINISTER)
        password = people.reset(db, name, by=person, now=runtime.clock())
    typer.echo(say("cli.user_added", name=name, password=password))


@users.command(help=say("cli.help.users_token"))
def token(name: Name, label: Label = "", by: By = None, home: Home = None) -> None:
    """Make a bearer token for a person's programs and show it this once."""
    runtime = open_home(home)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        people.require(person, Action.ADMINISTER)
        key = issue_token(db, name, label=label, by=person, now=runtime.clock())
    typer.echo(say("cli.token_made", name=name, token=key))


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        known = "/".join(role.value for role in Role)
        raise Misused((problem("cli.role_unknown", role=text, roles=known),)) from None
