"""What every command about a matter begins with: a turn to write, its number, days and files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from monitor.cli.common import actor, changing, instant_of, open_home, plan_of
from monitor.core.evidence import Evidence
from monitor.core.plan import Plan
from monitor.core.problem import Misused, Problem, Refused, Unavailable, problem
from monitor.files.evidence import read_evidence
from monitor.render.voice import Voice
from monitor.runtime import Runtime
from monitor.services.matters import Hand
from monitor.services.targets import stored_plan

NUMBER = re.compile(r"(?:.*〕)?(\d{1,9})号?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Turn:
    """One transaction of a person about a plan."""

    runtime: Runtime
    db: Connection
    plan: Plan
    hand: Hand

    @property
    def code(self) -> str:
        """The plan's code."""
        return self.plan.code

    def voice(self) -> Voice:
        """The plan's words on this day."""
        return Voice(self.runtime.words, self.plan, self.hand.today)


@contextmanager
def a_turn(
    home: Path | None, plan: str | None, by: str | None, known_at: str | None = None
) -> Iterator[Turn]:
    """Open a transaction that writes, with who acts and when: all or nothing."""
    runtime = open_home(home)
    now, known = runtime.clock(), instant_of(known_at, runtime)
    if known is not None and known > now:
        day = runtime.day_of(known).isoformat()
        raise Refused((problem("matters.future", day=day),))
    with changing(runtime) as db:
        person = actor(db, by, runtime)
        stated = stored_plan(db, plan_of(db, plan, as_of=runtime.today()))
        yield Turn(runtime, db, stated, Hand(person, now, runtime.settings.timezone, known))


def number_of(text: str) -> int:
    """Read a matter's number: bare, or as papers carry it.

    Raises:
        Misused: where it is none.

    """
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        raise Misused((problem("matters.not_number", text=text),))
    return int(found[1])


def read_day(text: str) -> date:
    """Read a day.

    Raises:
        Misused: where it is none.

    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused((problem("matters.day", text=text),)) from None


def photo_of(path: Path | None) -> Evidence | None:
    """Read a file handed in as proof.

    Raises:
        Unavailable: where it cannot be read.
        Refused: where it is nothing that is taken.

    """
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or "?"
        raise Unavailable((problem("matters.file", file=str(path), reason=reason),)) from fault
    read = read_evidence(path.name, data)
    if isinstance(read, Problem):
        raise Refused((read,))
    return read
