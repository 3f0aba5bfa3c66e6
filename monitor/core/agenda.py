"""What lies before one person: figures owed, entries and matters to answer or decide, led targets.

It reads what the comparison judged and who people are, and decides nothing anew: what is
late here is what the verdicts call silent. What was handed in and waits for a reviewer is
not owed a second time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.core.account import Action, Role, User
from monitor.core.assessment import NOT_OWED, Assessment
from monitor.core.embargo import is_open
from monitor.core.matter import Matter, State
from monitor.core.observation import Observation
from monitor.core.owed import Asked, answered, due_day, owed_periods
from monitor.core.period import Period
from monitor.core.post import Directory
from monitor.core.review import reviewing_unit
from monitor.core.scorecard import Scorecard
from monitor.core.succession import heir, heirs_on
from monitor.core.target import Target


@dataclass(frozen=True, slots=True)
class Case:
    """One plan's answer, its log and matters, and why entries were sent back, by their numbers."""

    card: Scorecard
    asked: Asked
    log: tuple[Observation, ...] = ()
    reasons: Mapping[int, str] = field(default_factory=dict)
    matters: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class Owing:
    """Periods a unit still has to answer for one target; ``due`` is the oldest one's day."""

    plan: str
    target: Target
    unit: str
    periods: tuple[Period, ...]
    due: date
    late: bool


@dataclass(frozen=True, slots=True)
class Led:
    """A target whose leader is this person, and the words by which the plan says so."""

    plan: str
    row: Assessment
    named: str


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry of a plan beside the target it answers; ``reason`` is why it was sent back.

    ``reviewer`` is the unit whose reviewers look at it.
    """

    plan: str
    target: Target
    entry: Observation
    reason: str = ""
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """A matter of a plan that a unit has to answer, or a supervisor to decide about."""

    plan: str
    matter: Matter


@dataclass(frozen=True, slots=True)
class Items:
    """Everything that lies before one person, each kind in the order it presses."""

    led: tuple[Led, ...] = ()
    owed: tuple[Owing, ...] = ()
    returned: tuple[Entered, ...] = ()
    waiting: tuple[Entered, ...] = ()
    to_review: tuple[Entered, ...] = ()
    matters: tuple[Concern, ...] = ()

    @property
    def owed_periods(self) -> int:
        """How many figures are owed."""
        return sum(len(one.periods) for one in self.owed)


def items_of(person: User, cases: Sequence[Case], directory: Directory) -> Items:
    """Return what lies before a person in these plans."""
    owed = [one for case in cases for one in _owed(person, case)]
    entered = [one for case in cases for one in _entries(case)]
    waits = [one for one in entered if not one.entry.returned]
    back = [one for one in entered if one.entry.returned]
    return Items(
        led=tuple(one for case in cases for one in _led(person, case, directory)),
        owed=tuple(sorted(owed, key=lambda one: (not one.late, one.due))),
        returned=tuple(one for one in back if _own(person, one)),
        waiting=tuple(one for one in waits if _own(person, one)),
        to_review=tuple(one for one in waits if _reviews(person, one)),
        matters=tuple(sorted(_concerns(person, cases), key=_pressing)),
    )


def _led(person: User, case: Case, directory: Directory) -> Iterator[Led]:
    day = case.card.as_of
    for row in case.card.rows:
        if person.name in {one.name for one in directory.leaders(row.target.leader, day)}:
            yield Led(case.card.plan.code, row, row.target.leader)


def _enters(person: User) -> bool:
    """Whether a unit's figures are this person's to give: of no unit, nobody's are."""
    mine = bool(person.unit) and (person.stand_in or Role.CLERK in person.roles)
    return mine and person.disabled_at is None


def _own(person: User, one: Entered) -> bool:
    return _enters(person) and person.unit in {one.entry.unit, one.target.reported_by}


def _reviews(person: User, one: Entered) -> bool:
    return one.entry.entered_by != person.name and person.may(Action.REVIEW, one.reviewer)


def _concerns(person: User, cases: Sequence[Case]) -> Iterator[Concern]:
    for case in cases:
        for matter in case.matters:
            if not matter.closed and (_answers(person, matter) or _decides(person, matter)):
                yield Concern(case.card.plan.code, matter)


def _answers(person: User, matter: Matter) -> bool:
    mine = bool(person.unit) and person.unit in matter.given.units
    return mine and person.disabled_at is None and matter.state is not State.ASKED


def _decides(person: User, matter: Matter) -> bool:
    """Whether the unit waits for this person: for the closing, which is a second one's to give."""
    asked = matter.state is State.ASKED and matter.asked_by != person.name
    return person.may(Action.REVIEW) and (asked or matter.extension is not None)


def _pressing(one: Concern) -> tuple[bool, date]:
    """What is overdue first, then what is due first."""
    due = one.matter.next_due
    return (one.matter.late is None, due.due if due else date.max)


def _owed(person: User, case: Case) -> Iterator[Owing]:
    if _enters(person):
        mine = heir(case.card.plan, person.unit, case.card.as_of)
        yield from (one for one in owing(case) if one.unit == mine)


def owing(case: Case) -> Iterator[Owing]:
    """Yield what every unit still has to answer in a plan: late, or not yet due."""
    for row in case.card.rows:
        for one in row.parts or (row,):
            unit = one.unit if row.parts else row.target.reported_by or row.unit
            if row.status not in NOT_OWED:
                yield from _open(one, unit, case)


def _open(row: Assessment, unit: str, case: Case) -> Iterator[Owing]:
    """The ended periods nothing answers and no entry waits for, or waits to be shown."""
    target, asked = row.target, case.asked
    seen = [answered(target, one).end for one in _of_unit(row, unit, case) if not one.returned]
    since = max((end for end in (row.answered_to, *seen) if end), default=None)
    found = tuple(
        period
        for period in owed_periods(target)
        if period.end <= asked.as_of and (since is None or period.end > since)
    )
    if found:
        due = due_day(target, found[0], asked.calendar)
        late = due < asked.known_day
        yield Owing(case.card.plan.code, target, unit, found, due, late)


def _of_unit(row: Assessment, unit: str, case: Case) -> list[Observation]:
    """What does not count yet of the unit that answers, or that gives the number."""
    heirs, day = heirs_on(case.card.plan, case.card.as_of), case.asked.known_day
    code = row.target.code
    pending = [
        one for one in case.log if one.target == code and not (one.approved and is_open(one, day))
    ]
    return [one for one in pending if heirs.get(one.unit, one.unit) in {row.unit, unit}]


def _entries(case: Case) -> Iterator[Entered]:
    """What waits for a reviewer, and what was sent back and not entered anew."""
    newest: dict[tuple[object, ...], Observation] = {}
    for one in sorted(case.log, key=lambda one: one.seq):
        newest[one.target, one.unit, one.item, one.period, one.source, one.stage] = one
    for one in newest.values():
        target = case.card.plan.target(one.target)
        if target is not None and not one.approved:
            reason = case.reasons.get(one.seq, "")
            reviewer = reviewing_unit(case.card.plan, one)
            yield Entered(case.card.plan.code, target, one, reason, reviewer)
