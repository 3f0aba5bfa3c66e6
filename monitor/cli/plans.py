"""``targets`` and ``rules``: what was promised, and by what it is judged."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    AsOf,
    By,
    Door,
    Format,
    Home,
    KnownAt,
    PlanCode,
    actor,
    asking,
    changing,
    day_of,
    instant_of,
    knowing,
    open_home,
    plan_of,
    say,
)
from monitor.cli.tables import print_table
from monitor.core.account import Action
from monitor.core.plan import Plan
from monitor.core.problem import Misused, Refused, Unavailable, problem
from monitor.files.targets_yaml import Read, read_targets
from monitor.render.rows import targets_told
from monitor.runtime import Runtime
from monitor.services.accounts import note, require
from monitor.services.comparison import compare, under_rule
from monitor.services.people import leader_names
from monitor.services.targets import Adopted, Authority, adopt, plan_in_force

targets = typer.Typer(help=say("cli.help.targets"), no_args_is_help=True)
rules = typer.Typer(help=say("cli.help.rules"), no_args_is_help=True)

File = Annotated[Path | None, typer.Argument(metavar="FILE", help=say("cli.help.targets_file"))]
Why = Annotated[str, typer.Option("--reason", help=say("cli.help.adopt_reason"))]
Document = Annotated[str, typer.Option("--authority", help=say("cli.help.authority"))]
Effective = Annotated[str | None, typer.Option("--effective", help=say("cli.help.effective"))]
RuleName = Annotated[str, typer.Argument(metavar="NAME", help=say("cli.help.rule_name"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.add_typer(targets, name="targets")
    app.add_typer(rules, name="rules")


def read_file(path: Path) -> Read:
    """Read a targets file.

    Raises:
        Refused: naming every fault with its line, or that there is no such file.

    """
    try:
        text = path.read_bytes().decode("utf-8", errors="surrogateescape")
    except FileNotFoundError:
        raise Refused((problem("home.no_targets", file=str(path)),)) from None
    except OSError as fault:
        raise Unavailable(
            (problem("home.unreadable", file=str(path), reason=fault.strerror or "?"),)
        ) from fault
    read = read_targets(text, path.name)
    for warning in read.warnings:
        typer.echo(say("cli.warning", text=Door.words().problem(warning)), err=True)
    if read.problems:
        raise Refused(read.problems)
    return read


@targets.command(help=say("cli.help.targets_check"))
def check(file: File = None, home: Home = None) -> None:
    """Validate a targets file without a database; all problems at once."""
    path = file or open_home(home).settings.targets_file
    for plan in read_file(path).plans:
        typer.echo(say("cli.targets_good", plan=plan.code, count=str(len(plan.targets))))


@targets.command(name="adopt", help=say("cli.help.targets_adopt"))
def adopt_file(  # the contract's options
    reason: Why = "",
    authority: Document = "",
    effective: Effective = None,
    by: By = None,
    known_at: KnownAt = None,
    home: Home = None,
) -> None:
    """Make the stored targets equal the file."""
    runtime = open_home(home)
    plans = read_file(runtime.settings.targets_file).plans
    for one in adopt_plans(
        runtime, plans, reason, authority, effective=effective, by=by, known_at=known_at
    ):
        tell_adopted(one)


def adopt_plans(
    runtime: Runtime,
    plans: Sequence[Plan],
    reason: str,
    document: str,
    *,
    effective: str | None = None,
    by: str | None = None,
    known_at: str | None = None,
) -> tuple[Adopted, ...]:
    """Adopt plans in one transaction, as the person named, and note it."""
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        require(person, Action.ADOPT)
        instant = instant_of(known_at, runtime)
        if instant is not None:
            require(person, Action.BACKDATE)
        under = Authority(
            by=person.name,
            now=runtime.clock(),
            zone=runtime.settings.timezone,
            reason=reason,
            document=document,
            effective=_effective(effective, runtime),
            known_at=instant,
        )
        done = adopt(db, plans, authority=under)
        if any(one.changed for one in done):
            note(db, person, "targets.adopt", ",".join(one.plan for one in done), now=under.now)
    return done


def _effective(text: str | None, runtime: Runtime) -> date | None:
    return None if text is None else day_of(text, runtime)


def tell_adopted(done: Adopted) -> None:
    """Say what adopting one plan changed."""
    if not done.changed:
        typer.echo(say("cli.adopted_nothing", plan=done.plan))
        return
    counts = {
        "added": str(len(done.added)),
        "revised": str(len(done.revised)),
        "withdrawn": str(len(done.withdrawn)),
    }
    typer.echo(say("cli.adopted", plan=done.plan, **counts))
    for code in ("revised", "withdrawn"):
        for target in getattr(done, code):
            typer.echo(say(f"cli.adopted_{code}", code=target))


@targets.command(name="list", help=say("cli.help.targets_list"))
def list_targets(
    as_table: Format = "table",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """List the targets in force."""
    runtime = open_home(home)
    day = day_of(as_of, runtime)
    with asking(runtime) as db:
        code = plan_of(db, plan, as_of=day)
        stated = plan_in_force(db, code, as_of=day, known_at=knowing(known_at, runtime))
        leaders = leader_names(db, stated, as_of=day)
    told = targets_told(stated, runtime.words, leaders)
    if as_table == "json":
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif as_table == "table":
        _table(stated)
    else:
        raise Misused((problem("cli.format", format=as_table, formats="table, json"),))


def _table(stated: Plan) -> None:
    heads = [say(f"cli.head.{one}") for one in ("number", "code", "name", "stated", "unit", "due")]
    rows = [
        (
            target.number,
            target.code,
            target.name,
            target.stated or target.goal_stage,
            unit.name if (unit := stated.unit(target.responsible)) else target.responsible,
            str(target.deadline),
        )
        for target in stated.targets
    ]
    print_table(heads, rows, title=f"{stated.place} {stated.title}")
    typer.echo(say("cli.targets_count", count=str(len(rows))))


@rules.command(name="check", help=say("cli.help.rules_check"))
def check_rules(file: File = None, home: Home = None) -> None:
    """Prove that every possible lead earns exactly one class of each rule."""
    path = file or open_home(home).settings.targets_file
    proven = {rule.name: rule for plan in read_file(path).plans for rule in plan.rules}
    for rule in proven.values():
        typer.echo(say("cli.rule_good", name=rule.name, count=str(len(rule.bands))))


@rules.command(name="try", help=say("cli.help.rules_try"))
def try_rule(
    name: RuleName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    plan: PlanCode = None,
    home: Home = None,
) -> None:
    """Show who would change class if the plan's quantities were judged by another rule."""
    runtime = open_home(home)
    day = day_of(as_of, runtime)
    with asking(runtime) as db:
        card = compare(
            db,
            plan_of(db, plan, as_of=day),
            as_of=day,
            known_at=knowing(known_at, runtime),
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
        )
    if name not in {rule.name for rule in card.plan.rules}:
        known = "、".join(rule.name for rule in card.plan.rules)
        raise Refused((problem("rule.unknown", name=name, rules=known),))
    moved = under_rule(card, name)
    heads = [say(f"cli.head.{one}") for one in ("code", "name", "now", "then")]
    print_table(heads, [(one.code, one.name, one.now, one.then) for one in moved])
    typer.echo(say("cli.rule_moved", count=str(len(moved)), rule=name))
