"""``watch``: whether every due edition has left, asked from outside, and told to administrators."""

import secrets
from html import escape

import typer

from monitor.cli.common import Home, changing, open_home, say
from monitor.cli.wiring import domain_of, office_of
from monitor.core.account import User
from monitor.core.delivery import Envelope, State
from monitor.core.letter import Letter
from monitor.core.problem import Problem
from monitor.runtime import Runtime
from monitor.services.accounts import Actor
from monitor.services.alarm import note_told, to_be_told
from monitor.services.watch import concerns
from monitor.store.engine import reading

SOMETHING_RED = 1


def add_to(app: typer.Typer) -> None:
    """Hang this command into the program."""
    app.command(name="watch", help=say("alarm.help"))(watch)


def watch(home: Home = None) -> None:
    """Look once, mail the administrators what is wrong, and leave with 1 where anything is."""
    runtime = open_home(home)
    now = runtime.clock()
    with reading(runtime.engine) as db:
        faults = concerns(
            db,
            runtime.reports,
            office=office_of(runtime),
            now=now,
            local=runtime.transport.local,
        )
        people = to_be_told(db, faults, now=now)
    if not faults:
        typer.echo(say("alarm.good"))
        return
    for line in runtime.words.problems(faults):
        typer.echo(line, err=True)
    told = [user for user in people if _sent(runtime, user, faults)]
    if told:
        with changing(runtime) as db:
            note_told(db, faults, by=Actor(runtime.os_user, runtime.os_user), now=now)
        typer.echo(say("alarm.told", people="、".join(user.mail for user in told)), err=True)
    raise typer.Exit(SOMETHING_RED)


def _sent(runtime: Runtime, user: User, faults: list[Problem]) -> bool:
    """Mail one administrator directly; whether a server took it."""
    lines = runtime.words.problems(faults)
    text = "\n".join([say("alarm.lead"), "", *(f"- {line}" for line in lines), ""])
    html = "".join(f"<p>{escape(line)}</p>" for line in (say("alarm.lead"), *lines))
    letter = Letter(say("alarm.subject", count=str(len(lines))), text, html)
    name = f"watch-{secrets.token_hex(8)}"
    envelope = Envelope(
        to=user.mail,
        name=user.display,
        sender=runtime.settings.mail_from,
        message_id=f"<{name}@{domain_of(runtime)}>",
        date=runtime.clock(),
        headers={"X-Monitor-Edition": name},
    )
    return runtime.transport.send(letter, envelope).state is State.SENT
