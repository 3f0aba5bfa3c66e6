"""``matters add answer check extend settle withdraw``: what people do about a matter."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import By, Home, KnownAt, PlanCode, say
from monitor.cli.matter_turn import Turn, a_turn, number_of, photo_of, read_day
from monitor.core.demand import Given, Kind
from monitor.core.matter import Matter
from monitor.core.matter_rules import read_clocks
from monitor.core.problem import Misused, Problem, problem
from monitor.render.matters import label, matter_told
from monitor.services import matter_steps as steps
from monitor.services.matter_checks import Finding
from monitor.services.matter_checks import check as record_check
from monitor.services.matters import give

KINDS = {
    "批示": Kind.INSTRUCTION,
    "督办单": Kind.ORDER,
    "整改": Kind.RECTIFICATION,
    "核查": Kind.CHECK,
} | {kind.value: kind for kind in Kind}
"""How a kind may be named: as the office says it, or as the JSON does."""

FINDINGS = {"属实": True, "true": True, "不属实": False, "untrue": False}

Number = Annotated[str, typer.Argument(metavar="N", help=say("matters.help.which"))]
KindName = Annotated[str, typer.Option("--kind", help=say("matters.help.kind"))]
Words = Annotated[str, typer.Option("--words", help=say("matters.help.words"))]
Unit = Annotated[str, typer.Option("--unit", help=say("matters.help.unit"))]
With = Annotated[list[str] | None, typer.Option("--with", help=say("matters.help.with"))]
Target = Annotated[str, typer.Option("--target", help=say("matters.help.target"))]
From = Annotated[str, typer.Option("--from-whom", help=say("matters.help.from_whom"))]
On = Annotated[str | None, typer.Option("--on", help=say("matters.help.on"))]
Major = Annotated[bool, typer.Option("--major", help=say("matters.help.major"))]
Clocks = Annotated[str, typer.Option("--clocks", help=say("matters.help.clocks"))]
Text = Annotated[str, typer.Option("--text", help=say("matters.help.text"))]
Study = Annotated[bool, typer.Option("--study", help=say("matters.help.study"))]
Found = Annotated[str, typer.Option("--found", help=say("matters.help.found"))]
Entry = Annotated[int | None, typer.Option("--observation", help=say("matters.help.observation"))]
Photo = Annotated[Path | None, typer.Option("--photo", help=say("matters.help.photo"))]
Reason = Annotated[str, typer.Option("--reason", help=say("matters.help.reason"))]
Until = Annotated[str | None, typer.Option("--until", help=say("matters.help.until"))]
Grant = Annotated[bool, typer.Option("--grant", help=say("matters.help.grant"))]
Refuse = Annotated[bool, typer.Option("--refuse", help=say("matters.help.refuse"))]
Confirm = Annotated[bool, typer.Option("--confirm", help=say("matters.help.confirm"))]
Back = Annotated[bool, typer.Option("--return", help=say("matters.help.back"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the group."""
    for command in (add, answer, check, extend, settle, withdraw):
        name = command.__name__
        app.command(name=name, help=say(f"matters.help.{name}"))(command)


def add(
    kind: KindName,
    words: Words,
    unit: Unit = "",
    with_units: With = None,
    target: Target = "",
    from_whom: From = "",
    on: On = None,
    major: Major = False,
    clocks: Clocks = "",
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Record a matter under the plan's next number."""
    found = KINDS.get(kind)
    if found is None:
        raise Misused((problem("matters.kind_word", text=kind, kinds=" / ".join(KINDS)),))
    read = read_clocks(clocks)
    if isinstance(read, Problem):
        raise Misused((read,))
    with a_turn(home, plan, by, known_at) as turn:
        day = read_day(on) if on else turn.hand.today
        given = Given(
            found, words, unit, day, from_whom, target, tuple(with_units or ()), major, read
        )
        matter = give(turn.db, turn.code, given, turn.hand)
        told = matter_told(matter, turn.voice(), turn.runtime.settings.timezone)
    due = told["shown"]["due"]
    typer.echo(
        say(
            "matters.given",
            label=told["label"],
            unit=told["unit"],
            due=due,
            clock=told["due_clock"] or "",
        )
    )


def answer(
    which: Number,
    text: Text,
    study: Study = False,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Answer for the responsible unit."""
    number = number_of(which)
    with a_turn(home, plan, by, known_at) as turn:
        matter = steps.answer(turn.db, turn.code, number, text, turn.hand, study=study)
    _tell(turn, matter)


def check(
    which: Number,
    found: Found,
    reason: Reason,
    observation: Entry = None,
    photo: Photo = None,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Record an on-site check; an untrue entry is returned, never edited."""
    number = number_of(which)
    if found not in FINDINGS:
        raise Misused((problem("matters.found_word", text=found),))
    finding = Finding(FINDINGS[found], reason, observation, photo_of(photo))
    with a_turn(home, plan, by, known_at) as turn:
        matter = record_check(turn.db, turn.code, number, finding, turn.hand)
    _tell(turn, matter)


def extend(
    which: Number,
    until: Until = None,
    reason: Reason = "",
    grant: Grant = False,
    refuse: Refuse = False,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Ask for more time, put the end off, or decide what was asked for."""
    number = number_of(which)
    if [until is not None, grant, refuse].count(True) != 1:
        raise Misused((problem("matters.one_way", options="--until / --grant / --refuse"),))
    with a_turn(home, plan, by, known_at) as turn:
        if until is None:
            matter = steps.decide_extension(
                turn.db, turn.code, number, turn.hand, grant=grant, reason=reason
            )
        else:
            day = read_day(until)
            matter = steps.extend(turn.db, turn.code, number, day, turn.hand, reason=reason)
    _tell(turn, matter)


def settle(
    which: Number,
    reason: Reason = "",
    confirm: Confirm = False,
    back: Back = False,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Ask for the closing; confirm it as the second person; or send the matter back."""
    number = number_of(which)
    if confirm and back:
        raise Misused((problem("matters.one_way", options="--confirm / --return"),))
    way = steps.settle if confirm else steps.refuse_to_settle if back else steps.ask_to_settle
    with a_turn(home, plan, by, known_at) as turn:
        matter = way(turn.db, turn.code, number, turn.hand, reason=reason)
    _tell(turn, matter)


def withdraw(
    which: Number,
    reason: Reason,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Withdraw a matter."""
    number = number_of(which)
    with a_turn(home, plan, by, known_at) as turn:
        matter = steps.withdraw(turn.db, turn.code, number, turn.hand, reason=reason)
    _tell(turn, matter)


def _tell(turn: Turn, matter: Matter) -> None:
    said = f"matters.done_{matter.steps[-1].deed.value}"
    typer.echo(say(said, label=label(matter.number, turn.plan, turn.runtime.words)))
