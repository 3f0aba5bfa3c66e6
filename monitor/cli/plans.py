"""``targets check|adopt|list`` and ``rules check|try``: what was promised, and by what it is judged."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import click
import typer

from monitor.cli.common import (
    By,
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
from monitor.core.problem import Misused, Refused, problem
from monitor.core.target import Plan
from monitor.files.targets_yaml import read_targets_file
from monitor.render.rows import targets_told
from monitor.runtime import Runtime
from monitor.services.comparison import compare, under_rule
from monitor.services.targets import Adopted, Authority, adopt, plan_in_force

targets = typer.Typer(help=say("cli.help.targets"), no_args_is_help=True)
rules = typer.Typer(help=say("cli.help.rules"), no_args_is_help=True)

File = Annotated[Path | None, typer.Argument(help=say("cli.help.targets_file"))]


def add_to(app: typer.Typer) -> None:
    """Hang these commands into the program."""
    app.add_typer(targets, name="targets")
    app.add_typer(rules, name="rules")


def read_plans(path: Path, *, warn: bool = False) -> tuple[Plan, ...]:
    """Read a targets file.

    Raises:
        Refused: naming every fault with its line.

    """
    read = read_targets_file(path)
    if warn:
        for warning in read.warnings:
            click.echo(say("cli.warning", text=_line(warning)), err=True)
    if read.problems:
        raise Refused(read.problems)
    return read.plans


@targets.command(help=say("cli.help.targets_check"))
def check(file: File = None, home: Home = None) -> None:
    """Validate a targets file without a database; all problems at once."""
    runtime = open_home(home)
    path = file or runtime.settings.targets_file
    plans = read_plans(path, warn=True)
    for plan in plans:
        click.echo(say("cli.targets_good", plan=plan.code, count=str(len(plan.targets))))
