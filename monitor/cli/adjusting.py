"""``adjust``: a unit asks for another goal or deadline, the supervisor decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    By,
    Format,
    Home,
    KnownAt,
    PlanCode,
    UnitCode,
    asking,
    deliver_output,
    open_home,
    plan_of,
    say,
)
from monitor.cli.matter_turn import Turn, a_turn, photo_of, read_day
from monitor.cli.tables import print_table
from monitor.core.adjustment import Adjustment, Deed, Wish
from monitor.core.deadline import read_deadline
from monitor.core.evidence import Evidence
from monitor.core.plan import Plan
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.files.adjusting import TargetsFile
from monitor.render.adjustments import adjustment_told, change_said
from monitor.render.plain import json_text
from monitor.services import adjusting, adjustments
from monitor.services.adjusting import Grounds
from monitor.services.targets import stored_plan
from monitor.store import evidence

adjust = typer.Typer(help=say("adjust.help.group"), no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CODE", help=say("adjust.help.code"))]
Number = Annotated[int, typer.Argument(metavar="N", min=1, help=say("adjust.help.number"))]
Goal = Annotated[str, typer.Option("--goal", help=say("adjust.help.goal"))]
Deadline = Annotated[str | None, typer.Option("--deadline", help=say("adjust.help.deadline"))]
Reason = Annotated[str, typer.Option("--reason", help=say("adjust.help.reason"))]
Document = Annotated[str, typer.Option("--authority", help=say("adjust.help.authority"))]
File = Annotated[Path | None, typer.Option("--file", help=say("adjust.help.evidence"))]
Approver = Annotated[str, typer.Option("--approver", help=say("adjust.help.approver"))]
Effective = Annotated[str | None, typer.Option("--effective", help=say("adjust.help.effective"))]
Output = Annotated[Path, typer.Option("-o", "--output", help=say("adjust.help.output"))]
HEADS = ("number", "target", "unit", "change", "reason", "authority", "state")


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.add_typer(adjust, name="adjust")


@contextmanager
def _with_file(
    home: Path | None, plan: str | None, by: str | None, known_at: str | None
) -> Iterator[tuple[Turn, TargetsFile]]:
    """A transaction and the plan's file: what is written to one stands in both, or in neither."""
    book = TargetsFile(open_home(home).settings.targets_file)
    with book.both_or_neither(), a_turn(home, plan, by, known_at) as turn:
        yield turn, book


@adjust.command(name="apply", help=say("adjust.help.apply"))
def apply_for(
    code: Code,
    goal: Goal = "",
    deadline: Deadline = None,
    reason: Reason = "",
    authority: Document = "",
    file: File = None,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Ask for another goal or deadline."""
    proof = photo_of(file)
    with _with_file(home, plan, by, known_at) as (turn, book):
        wish = _wish(turn.plan, code, goal, deadline, said=(reason, authority))
        done = adjustments.ask(turn.db, turn.code, wish, turn.hand, book=book, file=proof)
        _tell(turn, done)


@adjust.command(name="issue", help=say("adjust.help.issue"))
def issue_goal(
    code: Code,
    goal: Goal = "",
    deadline: Deadline = None,
    reason: Reason = "",
    authority: Document = "",
    approver: Approver = "",
    effective: Effective = None,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Put into the plan what a superior has issued."""
    grounds = Grounds(reason, authority, approver, _effective(effective))
    with _with_file(home, plan, by, known_at) as (turn, book):
        why = reason or say("adjust.state.issued")
        wish = _wish(turn.plan, code, goal, deadline, said=(why, authority))
        done = adjusting.issue(turn.db, turn.code, wish, turn.hand, grounds=grounds, book=book)
        _tell(turn, done)


@adjust.command(help=say("adjust.help.accept"))
def accept(
    number: Number,
    approver: Approver = "",
    authority: Document = "",
    effective: Effective = None,
    reason: Reason = "",
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Accept an adjustment: the file and the stored plan change together."""
    grounds = Grounds(reason, authority, approver, _effective(effective))
    with _with_file(home, plan, by, known_at) as (turn, book):
        one = adjusting.accept(turn.db, turn.code, number, turn.hand, grounds=grounds, book=book)
        _tell(turn, one)


@adjust.command(help=say("adjust.help.refuse"))
def refuse(
    number: Number,
    reason: Reason = "",
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Refuse an adjustment."""
    with a_turn(home, plan, by, known_at) as turn:
        _tell(turn, adjusting.refuse(turn.db, turn.code, number, turn.hand, reason=reason))


@adjust.command(help=say("adjust.help.withdraw"))
def withdraw(
    number: Number,
    reason: Reason = "",
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Take an application back."""
    with a_turn(home, plan, by, known_at) as turn:
        _tell(turn, adjustments.withdraw(turn.db, turn.code, number, turn.hand, reason=reason))


@adjust.command(name="list", help=say("adjust.help.list"))
def list_adjustments(
    unit: UnitCode = None, form: Format = "table", plan: PlanCode = None, home: Home = None
) -> None:
    """List the adjustments of a plan."""
    if form not in {"table", "json"}:
        raise Misused((problem("cli.format", format=form, formats="table, json"),))
    runtime = open_home(home)
    with asking(runtime) as db:
        stated = stored_plan(db, plan_of(db, plan, as_of=runtime.today()))
        found = adjustments.adjustments_at(db, stated.code)
    code = None if unit is None else stated.unit_code(unit)
    zone = runtime.settings.timezone
    told = [
        adjustment_told(one, stated, runtime.words, zone)
        for one in found
        if code in {None, one.wish.unit}
    ]
    if form == "json":
        typer.echo(json_text({"plan": stated.code, "adjustments": told}))
        return
    if not told:
        typer.echo(say("adjust.none"))
        return
    rows = [[str(one["shown"].get(name, one.get(name, ""))) for name in HEADS] for one in told]
    print_table([say(f"adjust.head.{name}") for name in HEADS], rows, title=say("adjust.title"))


@adjust.command(name="file", help=say("adjust.help.file"))
def evidence_file(number: Number, output: Output, plan: PlanCode = None, home: Home = None) -> None:
    """Write the file an application brought."""
    runtime = open_home(home)
    with asking(runtime) as db:
        code = plan_of(db, plan, as_of=runtime.today())
        one = adjustments.adjustment_at(db, code, number)
        kept: Evidence | None = evidence.kept(db, one.wish.file) if one.wish.file else None
    if kept is None:
        raise Refused((problem("adjust.no_file", number=str(number)),))
    deliver_output(kept.data, output)


def _wish(plan: Plan, code: str, goal: str, deadline: str | None, *, said: tuple[str, str]) -> Wish:
    day: date | Problem | None = read_deadline(deadline, plan.year) if deadline else None
    if isinstance(day, Problem):
        raise Refused((day,))
    return Wish(code, "", goal.strip(), day, *said)


def _effective(text: str | None) -> date | None:
    return read_day(text) if text else None


def _tell(turn: Turn, one: Adjustment) -> None:
    told = {"number": str(one.number)}
    if one.state in {Deed.ASKED, Deed.ACCEPTED, Deed.ISSUED}:
        told |= {"code": one.wish.target, "change": change_said(one, turn.runtime.words)}
    if one.state is Deed.ACCEPTED:
        day = one.ruling.effective if one.ruling else None
        told["effective"] = day.isoformat() if day else say("adjust.at_once")
    typer.echo(say(f"adjust.{one.state.value}_done", **told))
