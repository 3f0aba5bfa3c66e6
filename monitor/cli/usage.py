"""Wrong calls in one sentence, and negative numbers where the parser would see an option.

It refuses to word what the parser's library words only in English and gives no parts of:
such a text is passed on inside a sentence of ours.
"""

import re
from typing import cast

import typer
from typer._click.core import Context
from typer.core import TyperCommand

from monitor.cli.common import say

UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__bases__[0])
"""What the parser raises for a wrong call; its library names only the children."""

NEGATIVE = re.compile(r"-\.?[0-9].*", re.ASCII)
ONLY_IN_ENGLISH = (
    (re.compile(r"No such command '(.*?)'"), "cli.usage.command"),
    (re.compile(r"Got unexpected extra argument\(?s?\)? \((.*)\)"), "cli.usage.extra"),
)


class WithNumbers(TyperCommand):
    """A command whose last positional word may be a negative number."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the words, a negative number as a value and not as an option."""
        return super().parse_args(ctx, negative_last(args))


def negative_last(words: list[str]) -> list[str]:
    """Move the first bare negative number behind a ``--``, where words are never options."""
    if "--" in words:
        return words
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if NEGATIVE.fullmatch(word) and not before.startswith("-"):
            return [*words[:place], *words[place + 1 :], "--", word]
    return words


def told(fault: typer.BadParameter) -> str:
    """Say what is wrong with a call and where its usage is explained."""
    return say("cli.usage.told", fault=_fault(fault), command=_command(fault))


def _command(fault: typer.BadParameter) -> str:
    """The command as it is typed, whatever the program was started as."""
    names: list[str] = []
    here = fault.ctx
    while here is not None and here.parent is not None:
        names.insert(0, here.info_name or "")
        here = here.parent
    return " ".join(["monitor", *names])


def _fault(fault: typer.BadParameter) -> str:
    option = getattr(fault, "option_name", None)
    if option and hasattr(fault, "possibilities"):
        near = "、".join(fault.possibilities or ())
        return say("cli.usage.option", option=option, hint=f" ({near}?)" if near else "")
    if option:
        return say("cli.usage.value", option=option)
    if type(fault).__name__ == "MissingParameter" and fault.param is not None:
        return say("cli.usage.missing", name=fault.param.metavar or fault.param.opts[0])
    text = " ".join(fault.format_message().split())
    for pattern, code in ONLY_IN_ENGLISH:
        if found := pattern.match(text):
            return say(code, name=found[1])
    return say("cli.usage.other", text=text)
