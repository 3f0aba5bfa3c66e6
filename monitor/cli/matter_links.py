"""``matters link``: a signed link through which a leader gives one instruction."""

from typing import Annotated

import typer

from monitor.cli.common import By, Home, PlanCode, asking, open_home, plan_of, say
from monitor.cli.matter_turn import a_turn
from monitor.cli.tables import print_table
from monitor.core.problem import Misused, problem
from monitor.runtime import Runtime
from monitor.services.instructions import (
    USUAL_HOURS,
    Link,
    Wish,
    links_of,
    make_link,
    revoke_link,
)

Leader = Annotated[str | None, typer.Option("--for", help=say("matters.help.for"))]
Hours = Annotated[int, typer.Option("--hours", help=say("matters.help.hours"))]
Uses = Annotated[int, typer.Option("--uses", help=say("matters.help.uses"))]
Revoke = Annotated[str | None, typer.Option("--revoke", help=say("matters.help.revoke"))]
HEADS = ("id", "leader", "until", "used", "state")


def add_to(app: typer.Typer) -> None:
    """Hang this command into the group."""
    app.command(name="link", help=say("matters.help.link"))(link)


def link(
    leader: Leader = None,
    hours: Hours = USUAL_HOURS,
    uses: Uses = 1,
    revoke: Revoke = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Make a link, revoke one, or list them."""
    if leader is not None and revoke is not None:
        raise Misused((problem("matters.one_way", options="--for / --revoke"),))
    if revoke is not None:
        with a_turn(home, plan, by) as turn:
            revoke_link(turn.db, turn.code, revoke, turn.hand)
        typer.echo(say("matters.link_gone", id=revoke))
    elif leader is not None:
        _make(Wish(leader, hours, uses), plan, by, home)
    else:
        _list(open_home(home), plan)


def _make(wish: Wish, plan: PlanCode, by: By, home: Home) -> None:
    with a_turn(home, plan, by) as turn:
        key = turn.runtime.settings.signing_key()
        made, token = make_link(turn.db, turn.code, wish, turn.hand, key=key)
    address = f"{turn.runtime.settings.base_url}/instruct/{token}"
    until = _instant(turn.runtime, made)
    typer.echo(
        say(
            "matters.link_made",
            leader=made.leader,
            uses=str(made.uses),
            until=until,
            address=address,
            id=made.id,
        )
    )


def _list(runtime: Runtime, plan: str | None) -> None:
    with asking(runtime) as db:
        found = links_of(db, plan_of(db, plan, as_of=runtime.today()))
    print_table([say(f"matters.head.{one}") for one in HEADS], [_row(runtime, x) for x in found])


def _row(runtime: Runtime, one: Link) -> list[str]:
    fault = one.fault(runtime.clock())
    state = runtime.words.problem(fault) if fault else say("matters.link_state_open")
    used = f"{len(one.matters)}/{one.uses}"
    return [one.id, one.leader, _instant(runtime, one), used, state]


def _instant(runtime: Runtime, one: Link) -> str:
    return one.expires_at.astimezone(runtime.settings.timezone).strftime("%Y-%m-%d %H:%M")
