"""The entry form: which lines a unit is asked for, and what was typed into them.

A line asks for one answer: a number as people write it, a stage with its day, or that
nothing changed. A bare number is in the unit shown beside the box, as whoever types it
reads it there. Empty lines say nothing, but a note without an answer is not dropped.
Reading refuses what is no day; whether an answer makes sense is judged where every door's
entries are judged.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData

from monitor.core.observation import Entry, Placed
from monitor.core.owed import owed_periods
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.problem import Place, Problem, problem
from monitor.core.quantity import read_quantity
from monitor.core.statement import Outlook, Statement, fault_of
from monitor.core.target import Kind, Target
from monitor.web.forms import text

FIELDS = ("value", "as", "stage", "item", "on", "source", "note", "reason", "not_before", "seen")
WORDS = ("progress", "trouble", "next_step", "forecast", "outlook")
"""What a unit may say of a target beside its figure, once for each period."""

GIVEN_BY = "given_by"
"""Who gave what somebody else types: asked for once, above all lines."""

BARE = frozenset("0123456789.,+- −")
"""What a number without a word is made of."""

ITEM_LINES = 3
"""Members of a list that can be told of at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer asked for: the target, the unit that owes it, and the owed period.

    ``mark`` is the month its period ends in, where that is not the sheet's own.
    """

    target: Target
    unit: str
    period: Period
    number: int = 0
    mark: str = ""

    @property
    def key(self) -> str:
        """Name of the line in the form."""
        return self._named(self.number)

    @property
    def head(self) -> str:
        """Name of the first of the lines that ask for one target together."""
        return self._named(0)

    def _named(self, number: int) -> str:
        return f"{self.target.code}/{self.unit}/{number}" + (f"@{self.mark}" if self.mark else "")

    @property
    def may_wait(self) -> bool:
        """Whether its unit gives another's number, which may have a day to be shown from."""
        return self.target.reported_by == self.unit

    @property
    def staged(self) -> bool:
        """Whether it asks for a stage instead of a number."""
        return self.target.kind is not Kind.QUANTITY


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form, what is wrong with it, and what it may have meant instead.

    ``meant`` has by line what to type instead, where a question offers that; ``said`` are the
    words beside the figures.
    """

    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    placed: tuple[Placed, ...] = ()
    faults: tuple[Problem, ...] = ()
    given_by: str = ""
    meant: Mapping[str, str] = field(default_factory=dict)
    said: tuple[Statement, ...] = ()


def lines_of(plan: Plan, unit: str, period: Period, heirs: Mapping[str, str]) -> list[Line]:
    """Return what a unit owes for the period that ends with this one.

    ``heirs`` names by unit the one that took over and now answers for its part.
    """
    found: list[Line] = []
    for target in plan.targets:
        mine = [one for one in reporters(target) if heirs.get(one, one) == unit]
        for one in owed_periods(target) if mine else ():
            count = min(len(target.items), ITEM_LINES) or 1
            lines = [Line(target, own, one, number) for own in mine for number in range(count)]
            found += lines if one.end == period.end else []
    return found


def reporters(target: Target) -> tuple[str, ...]:
    """The units whose clerks enter a target's figures."""
    if target.parts:
        return tuple(part.unit for part in target.parts)
    return (target.reported_by or target.responsible,)


def read_form(form: FormData, lines: Sequence[Line]) -> Typed:
    """Return the entries of the lines that say something, each with its line as its place."""
    fields = {line.key: _typed(form, line) for line in lines}
    given_by = text(form, GIVEN_BY)
    said = [line for line in lines if _says_something(fields[line.key])]
    placed, faults = [], []
    for line in said:
        read = _entry(line, fields[line.key], given_by)
        place = Place(cell=line.key)
        if isinstance(read, Problem):
            faults.append(read.at(place))
        else:
            placed.append(Placed(read, place))
    faults += [_lost(line) for line in lines if _is_lost(line, fields[line.key], said)]
    stated = [_stated(line, fields[line.key]) for line in lines if line.number == 0]
    faults += [one for one in stated if isinstance(one, Problem)]
    told = [one for one in stated if isinstance(one, Statement)]
    return Typed(fields, tuple(placed), tuple(faults), given_by, said=tuple(told))


def _stated(line: Line, typed: dict[str, str]) -> Statement | Problem | None:
    """The unit's words of a line, if there are any."""
    if not any(typed[name] for name in WORDS):
        return None
    place, outlook, forecast = Place(cell=line.key), typed["outlook"], typed["forecast"]
    spoken = line.target.spoken
    read = (
        read_quantity(_united(forecast, spoken.word), into=spoken.measure)
        if (forecast and spoken)
        else None
    )
    if isinstance(read, Problem):
        return read.at(place)
    said = Statement(
        target=line.target.code,
        unit=line.unit,
        period=line.period,
        progress=typed["progress"],
        trouble=typed["trouble"],
        next_step=typed["next_step"],
        forecast=read,
        outlook=Outlook(outlook) if outlook in set(Outlook) else None,
    )
    fault = fault_of(said)
    return fault.at(place) if fault else said


def named_in(form: FormData) -> list[str]:
    """The lines a form names, in its order, whether or not they say anything."""
    known = {*FIELDS, *WORDS}
    found = (name.partition("/")[2] for name in form if name.partition("/")[0] in known)
    return list(dict.fromkeys(key for key in found if key))


def _typed(form: FormData, line: Line) -> dict[str, str]:
    """What was typed into a line; what one target is told once stands at its first line."""
    shared = {"source", "note", "reason", "not_before"}
    found = {
        name: text(form, f"{name}/{line.head if name in shared else line.key}") for name in FIELDS
    }
    found |= {name: text(form, f"{name}/{line.key}") for name in WORDS}
    meant = text(form, f"meant/{line.key}")
    return (
        found
        | ({"value": meant} if meant else {})
        | {"no_change": text(form, f"no_change/{line.key}")}
    )


def _says_something(typed: dict[str, str]) -> bool:
    return any(typed[name] for name in ("value", "stage", "on", "item", "no_change"))


def _is_lost(line: Line, typed: dict[str, str], said: Sequence[Line]) -> bool:
    """Whether a note or a reason was typed beside no answer at all."""
    answered = any(one.head == line.head for one in said)
    return line.number == 0 and not answered and bool(typed["note"] or typed["reason"])


def _lost(line: Line) -> Problem:
    return problem("entry.one_answer", code=line.target.code).at(Place(cell=line.key))


def _value(line: Line, typed: dict[str, str]) -> str | None:
    """The number with its unit: the one chosen beside the box, unless one was typed."""
    said, spoken = typed["value"], line.target.spoken
    word = (typed["as"] or spoken.word) if spoken else ""
    return _united(said, word) or None


def _united(said: str, word: str) -> str:
    bare = all(char in BARE for char in unicodedata.normalize("NFKC", said))
    return f"{said}{word}" if said and bare else said


def _entry(line: Line, typed: dict[str, str], given_by: str) -> Entry | Problem:
    day, opens = _day(typed["on"]), _day(typed["not_before"])
    if isinstance(day, Problem):
        return day
    if isinstance(opens, Problem):
        return opens
    return Entry(
        target=line.target.code,
        period=line.period,
        value=_value(line, typed),
        stage=typed["stage"] or None,
        no_change=bool(typed["no_change"]),
        item=typed["item"] or None,
        on=day,
        unit=line.unit if line.target.parts else None,
        source=typed["source"] or None,
        note=typed["note"] or None,
        reason=typed["reason"] or None,
        not_before=opens if line.may_wait else None,
        given_by=given_by or None,
    )


def _day(said: str) -> date | Problem | None:
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        return problem("web.day", text=said)
