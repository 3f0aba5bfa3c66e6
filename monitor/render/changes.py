"""Say what a revision made different: field by field, both values as people say them.

A goal is one thing however many fields hold it. It refuses to hide a field it has no word
for: such a field goes by its own name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from monitor.core.happening import Piece
from monitor.core.pace import Pace
from monitor.core.period import Period
from monitor.core.target import Item, Part, Planned, Target
from monitor.core.workdays import DueRule
from monitor.render.formats import UNKNOWN
from monitor.render.voice import Voice

GOAL = ("goal", "low", "high", "stated", "direction", "tolerance", "spoken")
UNITS = {"responsible", "cooperating", "reported_by", "parent", "successor", "successors"}


@dataclass(frozen=True, slots=True)
class Change:
    """A field, and what it said before and says now."""

    field: str
    old: str
    new: str


def changes(before: Piece, after: Piece, voice: Voice) -> list[Change]:
    """Return every difference of two revisions of one piece, the goal first."""
    return list(_changes(before, after, voice))


def _changes(before: Piece, after: Piece, voice: Voice) -> Iterator[Change]:
    names = [one.name for one in fields(after)]
    if isinstance(before, Target) and isinstance(after, Target):
        names = [name for name in names if name not in GOAL]
        if any(getattr(before, name) != getattr(after, name) for name in GOAL):
            yield Change("goal", voice.goal(before), voice.goal(after))
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            told = (_shown(name, one, piece, voice) for one, piece in ((old, before), (new, after)))
            yield Change(name, *told)


def field_word(name: str, voice: Voice) -> str:
    """The word for a field, its own name where there is none."""
    code = f"history.field.{name}"
    return voice.say(code) if voice.words.knows(code) else name


def _shown(name: str, value: object, piece: Piece, voice: Voice) -> str:
    if isinstance(value, tuple | frozenset):
        parts = [_shown(name, one, piece, voice) for one in value]
        parts = sorted(parts) if isinstance(value, frozenset) else parts
        return voice.say("status.comma").join(parts) or UNKNOWN
    if isinstance(piece, Target):
        return _of_target(name, value, piece, voice)
    return _plain(name, value, voice)


def _of_target(name: str, value: object, target: Target, voice: Voice) -> str:
    if isinstance(value, Decimal):
        return voice.quantity(target, value)
    if isinstance(value, Pace):
        kind, _, profile = value.name(target.way).partition(":")
        return voice.say(f"status.pace.{kind}", name=profile)
    if isinstance(value, Part):
        return f"{voice.unit(value.unit)} {voice.quantity(target, value.goal)}"
    if isinstance(value, Planned):
        return f"{value.stage} {value.on}"
    if isinstance(value, Item):
        return " ".join([value.name, *(f"{one.stage} {one.on}" for one in value.planned)])
    return _plain(name, value, voice)


def _plain(name: str, value: object, voice: Voice) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, Period):
        return value.key
    if isinstance(value, str):
        return voice.unit(value) if name in UNITS else str(value)
    if isinstance(value, date | Decimal | int | DueRule):
        return str(value)
    return voice.say("history.other_text")
