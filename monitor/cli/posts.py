"""``posts``: who holds which leader's post, from which day."""

import json
from datetime import timedelta
from typing import Annotated

import typer

from monitor.cli.common import (
    AsOf,
    By,
    Format,
    Home,
    actor,
    asking,
    changing,
    day_of,
    open_home,
    say,
)
from monitor.cli.tables import print_table
from monitor.core.account import Action
from monitor.core.problem import Misused, problem
from monitor.services import posts as services
from monitor.services.accounts import require
from monitor.services.people import directory, unknown_leaders

posts = typer.Typer(help=say("people.help.posts"), no_args_is_help=True)

Post = Annotated[str, typer.Argument(metavar="POST", help=say("people.help.post"))]
Name = Annotated[str, typer.Argument(metavar="NAME", help=say("cli.help.user"))]
Since = Annotated[str | None, typer.Option("--since", help=say("people.help.since"))]
On = Annotated[str | None, typer.Option("--on", help=say("people.help.on"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.add_typer(posts, name="posts")


@posts.command(name="set", help=say("people.help.posts_set"))
def give(post: Post, name: Name, since: Since = None, by: By = None, home: Home = None) -> None:
    """Let a person hold a post from a day on."""
    runtime = open_home(home)
    day = day_of(since, runtime)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        require(person, Action.STAFF)
        before = services.give(db, post, name, since=day, by=person, now=runtime.clock())
    typer.echo(say("people.post_given", post=post, name=name, day=str(day)))
    if before is not None:
        last = day - timedelta(days=1)
        typer.echo(say("people.post_before", name=before.name, day=str(last)))


@posts.command(name="end", help=say("people.help.posts_end"))
def end(post: Post, on: On = None, by: By = None, home: Home = None) -> None:
    """End a post after a day."""
    runtime = open_home(home)
    day = day_of(on, runtime)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        require(person, Action.STAFF)
        held = services.end(db, post, last=day, by=person, now=runtime.clock())
    typer.echo(say("people.post_ended", post=held.post, name=held.name, day=str(day)))


@posts.command(name="list", help=say("people.help.posts_list"))
def list_posts(as_of: AsOf = None, form: Format = "table", home: Home = None) -> None:
    """List every post with its holders, and leaders of the plan whom nobody is meant by."""
    if form not in {"table", "json"}:
        raise Misused((problem("cli.format", format=form, formats="table, json"),))
    runtime = open_home(home)
    day = day_of(as_of, runtime)
    with asking(runtime) as db:
        everybody, unknown = directory(db), unknown_leaders(db, as_of=day)
    rows = [
        {
            "post": one.post,
            "name": one.name,
            "display": user.display if (user := everybody.user(one.name)) else one.name,
            "since": one.since.isoformat(),
            "until": one.until.isoformat() if one.until else None,
            "holds": one.holds(day),
        }
        for one in everybody.holdings
    ]
    if form == "json":
        told = {"as_of": day.isoformat(), "posts": rows, "unknown_leaders": unknown}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    columns = ("post", "display", "name", "since", "until")
    heads = [say(f"people.post_head.{one}") for one in columns]
    print_table(heads, [[str(row[one] or "") for one in columns] for row in rows])
    for text, count in unknown.items():
        typer.echo(say("people.unknown_leader", leader=text, count=str(count)))
