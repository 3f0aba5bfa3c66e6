"""``issue`` and ``deliveries``: an edition by hand, and what became of each address."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from monitor.cli.answers import report_named
from monitor.cli.common import (
    AsOf,
    By,
    Format,
    Home,
    KnownAt,
    PlanCode,
    actor,
    asking,
    changing,
    day_of,
    knowing,
    open_home,
    plan_of,
    say,
)
from monitor.cli.tables import print_table
from monitor.cli.wiring import domain_of, maker, office_of, post_of
from monitor.core.account import Action, mail_fault
from monitor.core.delivery import State
from monitor.core.period import Period
from monitor.core.problem import Misused, Problem, Refused, problem
from monitor.core.report import Signed, Slot, period_of, slot_of
from monitor.runtime import Runtime
from monitor.services import deliver as post
from monitor.services.accounts import Actor, note, require
from monitor.services.issue import (
    NOTHING_TO_SAY,
    Asking,
    Sending,
    Settled,
    issue_again,
    issue_slot,
    issue_test,
)
from monitor.services.signing import sign
from monitor.services.targets import stored_plan
from monitor.services.tick import audiences_of
from monitor.store import editions, slots
from monitor.store.engine import reading

Name = Annotated[str, typer.Argument(metavar="NAME", help=say("cli.help.report_name"))]
To = Annotated[str | None, typer.Option("--to", help=say("cli.help.to"))]
Again = Annotated[str | None, typer.Option("--again", help=say("cli.help.again"))]
Release = Annotated[str | None, typer.Option("--release", help=say("cli.help.release"))]
Sent = Annotated[str | None, typer.Option("--already-sent", help=say("cli.help.already_sent"))]
Resend = Annotated[str | None, typer.Option("--resend", help=say("cli.help.resend"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.command(name="issue", help=say("cli.help.issue"))(issue)
    app.command(name="deliveries", help=say("cli.help.deliveries"))(deliveries)


def issue(  # the contract's options
    name: Name,
    to: To = None,
    again: Again = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    by: By = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Fill the slot of the period that holds as-of and try delivery once."""
    _refuse_empty(to, again)
    runtime = open_home(home)
    report = report_named(runtime, name)
    day = day_of(as_of, runtime)
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        require(person, Action.ISSUE)
        code = plan_of(db, plan, as_of=day)
        stated = stored_plan(db, code)
    known = knowing(known_at, runtime)
    period = period_of(report, stated.period, day)
    audiences = list(audiences_of(report, stated))
    outcomes = []
    for audience in audiences[:1] if to else audiences:
        signed = Signed(person.name, runtime.today()) if report.signing and not to else None
        asked = Asking(code, report, audience, period.key, day, known, signed=signed)
        done = _issue(runtime, asked, period, person=person, to=to, again=again)
        outcomes.append(done)
        _tell(runtime, done, audience.key, alone=len(audiences) == 1, test=to is not None)
    _require_some(outcomes)
    with changing(runtime) as db:
        note(db, person, "report.issue", f"{code}/{name}", now=runtime.clock())
    deliver_once(runtime)


def _refuse_empty(to: str | None, again: str | None) -> None:
    """A further number wants its reason, a test letter an address, before anything is done."""
    if again is not None and not again.strip():
        raise Misused((problem("issue.reason_missing"),))
    fault = None if to is None else mail_fault(to)
    if fault or to == "":
        raise Misused((fault or problem("accounts.mail", mail=""),))


def _issue(
    runtime: Runtime,
    asked: Asking,
    period: Period,
    *,
    person: Actor,
    to: str | None,
    again: str | None,
) -> Settled:
    audience = asked.audience.key
    office = office_of(runtime)
    slot = slot_of(asked.report, asked.plan, period, audience=audience, office=office)
    sending = Sending(domain_of(runtime), runtime.clock(), by_hand=True)
    make = maker(runtime)
    if to is not None:
        return issue_test(runtime.engine, asked, to=to, make=make, sending=sending)
    with reading(runtime.engine) as db:
        filled = slots.of(db, slot)
        number = editions.newest_number(db, slot) + 1
    if filled is not None and filled.state == slots.DRAFT:
        return _signed(runtime, slot, asked, person)
    if filled is None or filled.state in (slots.FAILED, slots.RESTORED):
        done = issue_slot(runtime.engine, slot, asked, make=make, sending=sending)
        if done is not None:
            return done
    elif again is not None:
        asked = replace(asked, number=number)
        return issue_again(runtime.engine, slot, asked, make=make, sending=sending, reason=again)
    raise Refused((_filled(runtime, slot),))


def _signed(runtime: Runtime, slot: Slot, asked: Asking, person: Actor) -> Settled:
    """Whoever issues a draft signs it: it leaves as it was frozen."""
    return sign(
        runtime.engine,
        slot,
        asked.signed or Signed(person.name, runtime.today()),
        report=asked.report,
        audience=asked.audience,
        make=maker(runtime),
        by=person,
        sending=Sending(domain_of(runtime), runtime.clock()),
    )


def _filled(runtime: Runtime, slot: Slot) -> Problem:
    with reading(runtime.engine) as db:
        row = slots.of(db, slot)
    if row is None or row.edition is None:
        reason = row.reason if row else ""
        return problem("issue.set_aside", period=slot.period.key, reason=reason)
    return problem("issue.filled", period=slot.period.key, edition=row.edition)


def _tell(runtime: Runtime, done: Settled, audience: str, *, alone: bool, test: bool) -> None:
    """Say what became of one audience; of many units, those nobody reads for are told as well."""
    if done.edition is not None:
        with reading(runtime.engine) as db:
            subject = editions.letter(db, done.edition).subject
        code = "cli.test_sent" if test else "cli.issued"
        typer.echo(say(code, edition=done.edition, subject=subject))
    elif done.reason == NOTHING_TO_SAY:
        typer.echo(say("cli.quiet", audience=audience))
    elif not alone:
        typer.echo(say("cli.not_issued_to", audience=audience, reason=done.reason), err=True)


def _require_some(outcomes: Sequence[Settled]) -> None:
    """Refuse where nothing came of it at all."""
    good = any(done.edition or done.reason == NOTHING_TO_SAY for done in outcomes)
    if not good:
        reason = outcomes[0].reason if outcomes else "no_recipients"
        raise Refused((problem("issue.not_issued", reason=reason),))


def deliver_once(runtime: Runtime) -> None:
    """Try what is due for delivery once, and tell what came of it."""
    tried = post.deliver(runtime.engine, post_of(runtime), now=runtime.clock())
    if not tried:
        typer.echo(say("cli.nothing_to_deliver"))
        return
    sent = sum(one.state is State.SENT for one in tried)
    typer.echo(say("cli.delivered", count=str(len(tried)), sent=str(sent)))
    for one in tried:
        if one.state is not State.SENT:
            typer.echo(f"  {one.delivery} {one.state.value}: {one.text}")


def deliveries(  # the contract's options
    form: Format = "table",
    release: Release = None,
    already_sent: Sent = None,
    resend: Resend = None,
    by: By = None,
    home: Home = None,
) -> None:
    """List what became of each address, or decide about one."""
    if form not in {"table", "json"}:
        raise Misused((problem("cli.format", format=form, formats="table, json"),))
    given = [one for one in (release, already_sent, resend) if one]
    if len(given) > 1:
        raise Misused((problem("cli.one_decision"),))
    runtime = open_home(home)
    decided = next(iter(given), None)
    if decided is not None:
        with changing(runtime) as db:
            person = actor(db, by, runtime)
            require(person, Action.ISSUE)
            now = runtime.clock()
            if release:
                post.release(db, release, now=now)
            elif already_sent:
                post.already_sent(db, already_sent, now=now)
            else:
                post.resend(db, decided, now=now)
            how = "release" if release else "already_sent" if already_sent else "resend"
            note(db, person, "delivery.decide", decided, now=now, detail={"decision": how})
    with asking(runtime) as db:
        told = post.told(db)
    if form == "json":
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    heads = ("id", "address", "state", "attempts", "answer")
    rows = [[str(row[name]) for name in heads] for row in told["deliveries"]]
    print_table([say(f"cli.head.{name}") for name in heads], rows)
