"""One thing that was done about a plan, as an auditor asks for it: what, who, when, why.

A happening carries what it was in one of a few plain values, two instants that are never
mixed up (since when it is known, when it was really written), and its place in the chain that
proves it. It refuses to word or to judge anything: it is a row of the books, read back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from monitor.core.observation import Observation
from monitor.core.plan import Plan, Unit
from monitor.core.rule import Rule
from monitor.core.target import Target

Piece: TypeAlias = Plan | Unit | Rule | Target


DOOR = "door"
"""Name under which an audit line keeps the door of who came neither by shell nor by page."""


class Book(StrEnum):
    """Which book a happening stands in; what a question can be narrowed to."""

    TARGETS = "targets"
    ENTRIES = "entries"
    REVIEWS = "reviews"
    VERDICTS = "verdicts"
    EDITIONS = "editions"
    ACTS = "acts"
    ACCOUNTS = "accounts"


class Via(StrEnum):
    """Through which door something came, where that was noted."""

    SHELL = "shell"
    PAGE = "page"
    PROGRAM = "program"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Revised:
    """A piece of the plan became different; ``after`` is none where it was withdrawn."""

    kind: str
    code: str
    number: int
    before: Piece | None
    after: Piece | None
    effective_from: date
    authority: str = ""
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A figure was entered; ``before`` is what it corrects, ``editions`` where it was printed."""

    observation: Observation
    before: Observation | None = None
    editions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A figure was approved or returned."""

    observation: Observation
    approved: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict became another one; status and level, and those before."""

    target: str
    as_of: date
    status: str
    level: str | None
    before: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """An edition was issued; ``row`` is what it says of one target, as issued.

    ``rests_on`` numbers the entries the printed figure came from.
    """

    edition: str
    report: str
    period: str
    audience: str
    number: int
    test: bool
    as_of: date
    known_at: datetime
    subject: str = ""
    target: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)
    rests_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Acted:
    """A step of something decided or done beside figures and targets."""

    kind: str
    code: str
    step: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the accounts' audit."""

    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)


What: TypeAlias = Revised | Entered | Reviewed | Judged | Printed | Acted | Noted

BOOKS: Mapping[type, Book] = {
    Revised: Book.TARGETS,
    Entered: Book.ENTRIES,
    Reviewed: Book.REVIEWS,
    Judged: Book.VERDICTS,
    Printed: Book.EDITIONS,
    Acted: Book.ACTS,
    Noted: Book.ACCOUNTS,
}


@dataclass(frozen=True, slots=True)
class Happening:
    """What was done, by whom and why; ``chain``, ``seq``, ``link`` are its place in the proof."""

    what: What
    by: str
    known_at: datetime
    recorded_at: datetime
    chain: str
    seq: int
    link: int
    digest: str
    reason: str = ""
    os_user: str = ""
    via: Via = Via.UNKNOWN

    @property
    def book(self) -> Book:
        """The book it stands in."""
        return BOOKS[type(self.what)]

    @property
    def told(self) -> tuple[datetime, str, int]:
        """Sort key of a story: since when it is known, then as it was written."""
        return (self.known_at, self.chain, self.seq)

    @property
    def written(self) -> tuple[datetime, str, int]:
        """Sort key of an audit: when it was really written, whatever it claims."""
        return (self.recorded_at, self.chain, self.seq)


def with_editions(happenings: Sequence[Happening]) -> tuple[Happening, ...]:
    """Tell every entry in which editions it stood, as the editions say they rest on it."""
    stood: dict[int, list[str]] = {}
    for one in happenings:
        if isinstance(one.what, Printed):
            for seq in one.what.rests_on:
                stood.setdefault(seq, []).append(one.what.edition)
    return tuple(
        replace(one, what=replace(one.what, editions=tuple(stood.get(one.seq, ()))))
        if isinstance(one.what, Entered)
        else one
        for one in happenings
    )


@dataclass(frozen=True, slots=True)
class History:
    """What was done about one target, oldest first, as known at an instant.

    ``plan`` holds every target and unit it ever had, so that all can be named.
    """

    plan: Plan
    target: Target
    known_at: datetime
    happenings: tuple[Happening, ...]
