"""``tick``, ``run``, ``web``, ``serve``: the schedule, the pages, and both in one process."""

import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Annotated

import typer

from monitor.cli.common import Home, instant_of, open_home, say
from monitor.cli.wiring import duty_of
from monitor.core.problem import Misused, MonitorError, problem
from monitor.mail import Outbox
from monitor.runtime import Runtime
from monitor.scheduler import SECONDS, run_until_stopped, start
from monitor.services.knock import Event
from monitor.services.tick import tick
from monitor.store import schema
from monitor.store.engine import environment_faults, rehearsing

Now = Annotated[str | None, typer.Option("--now", help=say("cli.help.now"))]
Rehearse = Annotated[bool, typer.Option("--rehearse", help=say("cli.help.rehearse"))]
Host = Annotated[str, typer.Option("--host", help=say("cli.help.host"))]
Port = Annotated[int, typer.Option("--port", help=say("cli.help.port"))]

NEAR = timedelta(minutes=5)
HERE = "127.0.0.1"
PORT = 8000


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="tick", help=say("cli.help.tick"))(knock)
    app.command(name="run", help=say("cli.help.run"))(run)
    app.command(name="web", help=say("cli.help.web"))(web)
    app.command(name="serve", help=say("cli.help.serve"))(serve)


def knock(now: Now = None, rehearse: Rehearse = False, home: Home = None) -> None:
    """Knock once: what is due is done, told as JSON lines."""
    runtime = open_home(home)
    instant = instant_of(now, runtime) or runtime.clock()
    far = abs(instant - runtime.clock()) > NEAR
    if far and not rehearse and not runtime.transport.local:
        raise Misused((problem("cli.now_far"),))
    schema.prepare(runtime.engine)
    for event in rehearsal(runtime, instant) if rehearse else _knock(runtime, instant):
        typer.echo(line_of(event))


def _knock(runtime: Runtime, now: datetime) -> list[Event]:
    return tick(runtime.engine, duty_of(runtime), now=now)


def rehearsal(runtime: Runtime, now: datetime) -> list[Event]:
    """Knock in a transaction that is rolled back; letters go to the outbox's rehearsal folder."""
    with rehearsing(runtime.engine) as trial:
        duty = duty_of(runtime, trial)
        box = Outbox(runtime.settings.outbox / "rehearsal")
        box.clear()
        duty = replace(duty, post=replace(duty.post, transport=box))
        return tick(trial, duty, now=now)


def line_of(event: Event) -> str:
    """One event as a line of JSON."""
    plain = asdict(event) | {"at": event.at.isoformat()}
    return json.dumps(plain, ensure_ascii=False)


def run(home: Home = None) -> None:
    """Run scheduler and delivery until stopped."""
    runtime = open_home(home)
    schema.prepare(runtime.engine)
    typer.echo(say("cli.running", seconds=str(SECONDS)))
    run_until_stopped(lambda: safe_knock(runtime))


def safe_knock(runtime: Runtime) -> None:
    """Knock; a fault is told on stderr and the next knock tries again."""
    try:
        with environment_faults():
            events = _knock(runtime, runtime.clock())
    except MonitorError as fault:
        for line in runtime.words.problems(fault.problems):
            typer.echo(line, err=True)
        return
    for event in events:
        typer.echo(line_of(event))


def web(host: Host = HERE, port: Port = PORT, home: Home = None) -> None:
    """Serve the pages."""
    runtime = open_home(home)
    schema.prepare(runtime.engine)
    serve_pages(runtime, host=host, port=port)


def serve(host: Host = HERE, port: Port = PORT, home: Home = None) -> None:
    """Serve the pages and run the schedule in one process."""
    runtime = open_home(home)
    schema.prepare(runtime.engine)
    serve_both(runtime, host=host, port=port)


def serve_both(runtime: Runtime, *, host: str, port: int) -> None:
    """Pages in front, knocks in the background, until stopped."""
    scheduler = start(lambda: safe_knock(runtime))
    try:
        serve_pages(runtime, host=host, port=port)
    finally:
        scheduler.shutdown(wait=True)


def serve_pages(runtime: Runtime, *, host: str, port: int) -> None:
    """Serve the pages until stopped."""
    # The pages' framework takes a second to load, which a clerk's `monitor record` need not wait.
    from monitor.web.serve import listen, serve

    with listen(host, port) as listener:
        typer.echo(say("cli.serving", url=f"http://{host}:{port}/"))
        serve(runtime, listener)
