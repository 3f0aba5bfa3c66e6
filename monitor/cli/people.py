"""``users``: accounts from the shell, which is the administrator's door."""

import json
from typing import Annotated

import typer

from monitor.cli.common import By, Door, Format, Home, actor, asking, changing, open_home, say
from monitor.cli.handover import handover
from monitor.cli.roster import export, import_people
from monitor.cli.tables import print_table
from monitor.core.account import Action, Role, User
from monitor.core.problem import Misused, problem
from monitor.core.roster import Wish
from monitor.render.people import changed_told, roles_told
from monitor.services import accounts as people
from monitor.services.roster import change_person
from monitor.services.sessions import issue_token
from monitor.store import accounts

users = typer.Typer(help=say("cli.help.users"), no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=say("cli.help.user"))]
RoleName = Annotated[list[str], typer.Option("--role", help=say("cli.help.role"))]
Mail = Annotated[str, typer.Option("--mail", help=say("cli.help.mail"))]
Unit = Annotated[str, typer.Option("--unit", help=say("cli.help.user_unit"))]
Display = Annotated[str, typer.Option("--display", help=say("cli.help.display"))]
Phone = Annotated[str, typer.Option("--phone", help=say("people.help.phone"))]
Second = Annotated[bool, typer.Option("--stand-in", help=say("people.help.stand_in"))]
NewMail = Annotated[str | None, typer.Option("--mail", help=say("cli.help.mail"))]
NewUnit = Annotated[str | None, typer.Option("--unit", help=say("cli.help.user_unit"))]
NewName = Annotated[str | None, typer.Option("--display", help=say("cli.help.display"))]
NewPhone = Annotated[str | None, typer.Option("--phone", help=say("people.help.phone"))]
NewRoles = Annotated[list[str] | None, typer.Option("--role", help=say("people.help.roles"))]
Contact = Annotated[
    bool | None, typer.Option("--stand-in/--main", help=say("people.help.stand_in_or_main"))
]
Label = Annotated[str, typer.Option("--label", help=say("cli.help.label"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    users.command(name="handover", help=say("people.help.handover"))(handover)
    users.command(name="export", help=say("people.help.export"))(export)
    users.command(name="import", help=say("people.help.import"))(import_people)
    app.add_typer(users, name="users")


@users.command(help=say("cli.help.users_add"))
def add(  # the contract's options
    name: Name,
    role: RoleName,
    mail: Mail = "",
    unit: Unit = "",
    display: Display = "",
    phone: Phone = "",
    second: Second = False,
    by: By = None,
    home: Home = None,
) -> None:
    """Make an account and show its one-time password."""
    runtime = open_home(home)
    roles = frozenset(_role(one) for one in role)
    user = User(name, display, mail, roles, unit, phone=phone, stand_in=second)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        people.require(person, Action.ADMINISTER)
        password = people.add_user(db, user, by=person, now=runtime.clock())
    typer.echo(say("cli.user_added", name=name, password=password))


@users.command(name="set", help=say("people.help.set"))
def set_person(
    name: Name,
    role: NewRoles = None,
    mail: NewMail = None,
    phone: NewPhone = None,
    unit: NewUnit = None,
    display: NewName = None,
    second: Contact = None,
    by: By = None,
    home: Home = None,
) -> None:
    """Change what is known of a person."""
    runtime = open_home(home)
    wish = Wish(
        name,
        display=display,
        roles=frozenset(_role(one) for one in role) if role else None,
        unit=unit,
        mail=mail,
        phone=phone,
        stand_in=second,
    )
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        people.require(person, Action.ADMINISTER)
        today, now = runtime.today(), runtime.clock()
        done = change_person(db, wish, by=person, today=today, now=now)
    if done.fields:
        typer.echo(changed_told(done, Door.words()))
    else:
        typer.echo(say("people.nothing_changed", name=name))


@users.command(name="list", help=say("cli.help.users_list"))
def list_users(form: Format = "table", home: Home = None) -> None:
    """List everybody with an account."""
    if form not in {"table", "json"}:
        raise Misused((problem("cli.format", format=form, formats="table, json"),))
    with asking(open_home(home)) as db:
        found = accounts.all_users(db)
    if form == "json":
        told = {"users": [_told(one) for one in found]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    heads = [say(f"cli.head.{one}") for one in ("user", "display", "role", "unit", "mail")]
    heads += [say(f"people.column.{one}") for one in ("phone", "stand_in")]
    rows = [
        (
            user.name,
            user.display,
            roles_told(user.roles, Door.words()),
            user.unit,
            user.mail,
            user.phone,
            say("people.second") if user.stand_in else "",
            say("cli.user_disabled" if user.disabled_at else "cli.user_active"),
        )
        for user in found
    ]
    print_table([*heads, say("cli.head.state")], rows)


def _told(user: User) -> dict[str, object]:
    """An account as programs read it; nothing of it opens a door."""
    return {
        "name": user.name,
        "display": user.display,
        "roles": sorted(user.roles),
        "unit": user.unit or None,
        "mail": user.mail or None,
        "phone": user.phone or None,
        "stand_in": user.stand_in,
        "disabled_at": user.disabled_at.isoformat() if user.disabled_at else None,
    }


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
