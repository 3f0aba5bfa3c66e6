"""A supervisor's matter (督办事项): what was demanded, the clocks it runs on, where it stands.

A matter is given once, answered by its unit, and closed (销号) by a second person; all of that
is folded here from what was done, in the order it was done. Days are calendar days counted from
the day it was given. It refuses to keep any state of its own: the same deeds and the same day
always give the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.core.demand import CLOCKS_13710, Clock, Given, Kind, Stop

__all__ = [
    "CLOCKS_13710",
    "CLOSED",
    "Clock",
    "Deed",
    "Given",
    "Kind",
    "Matter",
    "State",
    "Step",
    "Stop",
    "Ticking",
    "fold",
    "pass_on",
]


class State(StrEnum):
    """Where a matter stands; exactly one of these at any instant."""

    OPEN = "open"
    ANSWERED = "answered"
    OVERDUE = "overdue"
    ASKED = "asked"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    """What can be done about a matter."""

    GIVEN = "given"
    ANSWERED = "answered"
    CHECKED = "checked"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    EXTENSION_REFUSED = "extension_refused"
    SETTLE_ASKED = "settle_asked"
    SETTLE_REFUSED = "settle_refused"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


CLOSED = frozenset({State.SETTLED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: on which day, by whom; ``unit`` is whose answer it is."""

    deed: Deed
    on: date
    at: datetime
    by: str
    text: str = ""
    unit: str = ""
    study: bool = False
    until: date | None = None
    found: bool | None = None
    observation: int | None = None
    photo: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Ticking:
    """One clock of a matter on a day: due when, stopped when, and by how many days too late."""

    clock: Clock
    due: date
    stopped_on: date | None
    late_days: int

    @property
    def overdue(self) -> bool:
        """Whether it still runs past its day."""
        return self.stopped_on is None and self.late_days > 0


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as it stands on a day; ``given_to`` names the unit it has passed on from, if any."""

    number: int
    given: Given
    recorded_by: str
    recorded_at: datetime
    state: State
    clocks: tuple[Ticking, ...]
    steps: tuple[Step, ...] = ()
    asked_by: str = ""
    extension: Step | None = None
    closed_on: date | None = None
    closed_at: datetime | None = None
    given_to: str = ""

    @property
    def closed(self) -> bool:
        """Whether nothing more can be done about it."""
        return self.state in CLOSED

    @property
    def late(self) -> Ticking | None:
        """The clock that is overdue for longest, if any is."""
        return next((one for one in self.clocks if one.overdue), None)

    @property
    def next_due(self) -> Ticking | None:
        """The clock that runs and is due first."""
        return next((one for one in self.clocks if one.stopped_on is None), None)

    @property
    def answers(self) -> tuple[Step, ...]:
        """What units answered, oldest first."""
        return tuple(step for step in self.steps if step.deed is Deed.ANSWERED)


def fold(number: int, given: Given, first: Step, steps: Sequence[Step], *, today: date) -> Matter:
    """Return how a matter stands on a day, from what was done about it until then."""
    end = next((s for s in steps if s.deed in {Deed.SETTLED, Deed.WITHDRAWN}), None)
    ask = _pending(steps, Deed.SETTLE_ASKED, _VOIDS_ASK)
    accepted = end is not None and end.deed is Deed.SETTLED
    ended = None if end is None else (ask.on if accepted and ask else end.on)
    stopped = ended or (ask.on if ask else None)
    clocks = _clocks(given, steps, stopped, today)
    state = _state(end, ask, clocks, steps)
    return Matter(
        number=number,
        given=given,
        recorded_by=first.by,
        recorded_at=first.at,
        state=state,
        clocks=clocks,
        steps=tuple(steps),
        asked_by=ask.by if ask else "",
        extension=None if end else _pending(steps, Deed.EXTENSION_ASKED, _VOIDS_EXTENSION),
        closed_on=end.on if end else None,
        closed_at=end.at if end else None,
    )


def pass_on(matter: Matter, heirs: Mapping[str, str], first: Step, *, today: date) -> Matter:
    """Return an open matter with the units that answer for it now; a closed one stays as it was.

    What a unit answered before it became another counts as its heir's answer.
    """
    given = matter.given
    if matter.closed or not heirs.keys() & set(given.units):
        return matter
    unit = heirs.get(given.unit, given.unit)
    others = dict.fromkeys(heirs.get(one, one) for one in given.cooperating)
    others.pop(unit, None)
    taken = replace(given, unit=unit, cooperating=tuple(others))
    steps = [replace(one, unit=heirs.get(one.unit, one.unit)) for one in matter.steps]
    told = fold(matter.number, taken, first, steps, today=today)
    return replace(told, given_to=given.unit if unit != given.unit else "")


_VOIDS_ASK = frozenset({Deed.SETTLE_REFUSED})
_VOIDS_EXTENSION = frozenset({Deed.EXTENDED, Deed.EXTENSION_REFUSED})


def _pending(steps: Iterable[Step], asks: Deed, voids: frozenset[Deed]) -> Step | None:
    """The newest asking that nothing has answered; a check that found it untrue voids the end."""
    found = None
    for step in steps:
        untrue = step.deed is Deed.CHECKED and step.found is False and asks is Deed.SETTLE_ASKED
        if step.deed is asks:
            found = step
        elif step.deed in voids or untrue:
            found = None
    return found


def _clocks(
    given: Given, steps: Sequence[Step], stopped: date | None, today: date
) -> tuple[Ticking, ...]:
    own = [step for step in steps if _answers(step, given.unit)]
    until = [step.until for step in steps if step.deed is Deed.EXTENDED and step.until]
    found, since = [], given.on
    for clock in given.running:
        due = given.on + timedelta(days=clock.days)
        on = stopped
        if clock.stop is Stop.SETTLE:
            due = until[-1] if until else due
        else:
            on = _answered_on(clock, own, since, stopped)
        if clock.stop is Stop.REPORT:
            since = due + timedelta(days=1)
        found.append(_ticking(clock, due, on, today))
    return tuple(sorted(found, key=lambda one: one.due))


def _answers(step: Step, unit: str) -> bool:
    """An answer of the responsible unit; who asks for the end has answered as well."""
    said = step.deed is Deed.ANSWERED and step.unit in {"", unit}
    return said or step.deed is Deed.SETTLE_ASKED


def _answered_on(
    clock: Clock, own: Sequence[Step], since: date, stopped: date | None
) -> date | None:
    """The first answer that stops a clock; a report answers for its own stretch of days."""
    for step in own:
        enough = clock.stop is Stop.STUDY or (not step.study and step.on >= since)
        if enough:
            return step.on
    return stopped


def _ticking(clock: Clock, due: date, on: date | None, today: date) -> Ticking:
    return Ticking(clock, due, on, max(0, ((on or today) - due).days))


def _state(
    end: Step | None, ask: Step | None, clocks: Sequence[Ticking], steps: Sequence[Step]
) -> State:
    if end is not None:
        return State.SETTLED if end.deed is Deed.SETTLED else State.WITHDRAWN
    if ask is not None:
        return State.ASKED
    if any(one.overdue for one in clocks):
        return State.OVERDUE
    return State.ANSWERED if any(s.deed is Deed.ANSWERED for s in steps) else State.OPEN
