"""DOOR: the command line. Translate, call one service, translate the answer back.

``main`` is the one place where a fault becomes an exit code: 1 the input or the state,
2 wrong usage, 3 the environment, 130 interrupted.
"""

import os
import re
import sys
from io import TextIOWrapper

import typer

from monitor.cli import (
    adjusting,
    answers,
    backups,
    breakdown,
    checkup,
    desk,
    dossier,
    entries,
    exporting,
    history,
    homes,
    issued,
    issuing,
    matters,
    people,
    plans,
    posts,
    reminders,
    reviews,
    serving,
    signing,
    statements,
    units,
    verdict,
    watching,
    workbook,
    years,
)
from monitor.cli.common import Door, say
from monitor.cli.usage import UsageError, told
from monitor.core.problem import MonitorError, Unavailable
from monitor.store.engine import environment_faults

SURROGATE = re.compile("[\udc80-\udcff]")
INTERRUPTED = 130
WRONG_USAGE = 2

app = typer.Typer(
    name="monitor",
    help=say("cli.help.app"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (
    homes,
    plans,
    units,
    breakdown,
    exporting,
    entries,
    workbook,
    answers,
    issued,
    issuing,
    serving,
    signing,
    statements,
    verdict,
    watching,
    people,
    posts,
    reminders,
    reviews,
    desk,
    checkup,
    backups,
    matters,
    history,
    dossier,
    adjusting,
    years,
):
    room.add_to(app)


def main() -> None:
    """Run one command and leave with the exit code the contract names."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            _speak_chinese(stream)
    sys.exit(run([_as_typed(word) for word in sys.argv[1:]]))


def _speak_chinese(stream: TextIOWrapper) -> None:
    """Where the locale knows no Chinese its bytes are UTF-8; a sign it lacks stops nothing."""
    try:
        "亩".encode(stream.encoding)
    except UnicodeEncodeError:
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors="replace")


def _as_typed(word: str) -> str:
    """A word of the call as it was typed, whatever the locale took its bytes for."""
    return os.fsencode(word).decode("utf-8", "replace") if SURROGATE.search(word) else word


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code, every fault on its own line on stderr."""
    try:
        with environment_faults():
            code = app(arguments, standalone_mode=False)
            sys.stdout.flush()
    except MonitorError as fault:
        for line in Door.words().problems(fault.problems):
            typer.echo(line, err=True)
        return fault.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except UsageError as fault:
        _show(fault)
        return WRONG_USAGE
    except OSError as fault:
        return _broken(fault)
    return code if isinstance(code, int) else 0


def _broken(fault: OSError) -> int:
    """The machine refused something nobody foresaw, such as writing to a full disk."""
    typer.echo(say("cli.machine", reason=fault.strerror or type(fault).__name__), err=True)
    if sys.__stdout__ is not None and sys.stdout is sys.__stdout__:
        # What is still held back would be refused again at the very end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Unavailable.exit_code


def _show(fault: typer.BadParameter) -> None:
    """Help where nothing was asked for, else the one sentence."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        fault.show()
    else:
        typer.echo(told(fault), err=True)
