"""``drafts`` and ``sign``: what waits to be signed, what is objected to, and the signature."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from monitor.cli.answers import report_named
from monitor.cli.common import (
    By,
    Format,
    Home,
    PlanCode,
    actor,
    asking,
    changing,
    open_home,
    say,
)
from monitor.cli.issuing import deliver_once
from monitor.cli.tables import print_table
from monitor.cli.wiring import domain_of, maker
from monitor.core.account import Action
from monitor.core.problem import Misused, Refused, problem
from monitor.core.report import Signed
from monitor.runtime import Runtime
from monitor.services import drafts as waiting
from monitor.services.accounts import require
from monitor.services.drafts import Draft
from monitor.services.issue import Sending
from monitor.services.signing import sign as put_name
from monitor.services.targets import stored_plan
from monitor.services.tick import audiences_of
from monitor.store import editions
from monitor.store.engine import reading

LONGEST_NUMBER = 64

Name = Annotated[str, typer.Argument(metavar="NAME", help=say("cli.help.report_name"))]
Period = Annotated[str | None, typer.Option("--period", help=say("signing.help.period"))]
Number = Annotated[str, typer.Option("--number", help=say("signing.help.number"))]
Day = Annotated[str | None, typer.Option("--date", help=say("signing.help.date"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="drafts", help=say("signing.help.drafts"))(drafts)
    app.command(name="sign", help=say("signing.help.sign"))(sign)


def drafts(form: Format = "table", plan: PlanCode = None, home: Home = None) -> None:
    """List what waits to be signed, with what is objected to."""
    if form not in {"table", "json"}:
        raise Misused((problem("cli.format", format=form, formats="table, json"),))
    runtime = open_home(home)
    with asking(runtime) as db:
        found = waiting.drafts(db, runtime.reports, plan)
    if form == "json":
        typer.echo(json.dumps({"drafts": [_told(one) for one in found]}, ensure_ascii=False))
        return
    if not found:
        typer.echo(say("signing.none"))
        return
    heads = [say(f"signing.head.{name}") for name in ("report", "period", "proof", "open")]
    rows = [
        [one.slot.report, one.slot.period.key, one.proof, str(len(_open(one)))] for one in found
    ]
    print_table(heads, rows)
    for one in found:
        for said in _open(one):
            typer.echo(f"  {one.slot.period.key} {said.unit} {said.target}: {said.text}")


def _open(one: Draft) -> list[waiting.Objection]:
    return [said for said in one.objections if said.open]


def _told(one: Draft) -> dict[str, Any]:
    return {
        "plan": one.slot.plan,
        "report": one.slot.report,
        "period": one.slot.period.key,
        "audience": one.slot.audience,
        "due_at": one.slot.due_at.isoformat(),
        "proof": one.proof,
        "objections": [
            {
                "number": said.number,
                "unit": said.unit,
                "target": said.target,
                "text": said.text,
                "by": said.by,
                "answer": said.answer or None,
            }
            for said in one.objections
        ],
    }


def sign(
    name: Name,
    period: Period = None,
    number: Number = "",
    on: Day = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Sign a draft: it is issued as it was frozen, and delivery is tried once."""
    runtime = open_home(home)
    report = report_named(runtime, name)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        require(person, Action.ISSUE)
        found = [
            one
            for one in waiting.drafts(db, runtime.reports, plan)
            if one.slot.report == name and period in {None, one.slot.period.key}
        ]
    if not found:
        raise Refused((problem("signing.no_draft", report=name, period=period or "-"),))
    newest = max(one.slot.period.end for one in found)
    for one in found:
        for said in _open(one):
            typer.echo(say("signing.objected", unit=said.unit, text=said.text), err=True)
    signed = Signed(person.name, _day(on, runtime), number[:LONGEST_NUMBER])
    for one in (draft for draft in found if draft.slot.period.end == newest):
        with reading(runtime.engine) as db:
            stated = stored_plan(db, one.slot.plan)
        audience = next(who for who in audiences_of(report, stated) if who.key == one.slot.audience)
        done = put_name(
            runtime.engine,
            one.slot,
            signed,
            report=report,
            audience=audience,
            make=maker(runtime),
            by=person,
            sending=Sending(domain_of(runtime), runtime.clock()),
        )
        with reading(runtime.engine) as db:
            subject = editions.letter(db, str(done.edition)).subject
        typer.echo(say("cli.issued", edition=str(done.edition), subject=subject))
    deliver_once(runtime)


def _day(said: str | None, runtime: Runtime) -> date:
    if said is None:
        return runtime.today()
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Misused((problem("web.day", text=said),)) from None
