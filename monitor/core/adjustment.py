"""An adjustment (调整): a unit's wish for another goal or deadline, and what became of it.

It is asked for, and then accepted, refused or withdrawn; a goal a superior issues is accepted
without having been asked for. What stands in the plan is changed by adopting it; here is only
who asked what and where the asking stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from monitor.core.goal import Direction
from monitor.core.problem import Problem, problem
from monitor.core.target import Kind, Target

LONGEST_TEXT = 2000


class Deed(StrEnum):
    """What is done about an adjustment."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a target: another goal, another deadline, or both."""

    target: str
    unit: str
    goal: str = ""
    deadline: date | None = None
    reason: str = ""
    authority: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """How it was decided: by whom on what authority, effective from a day, or why not."""

    deed: Deed
    by: str
    at: datetime
    reason: str = ""
    authority: str = ""
    approver: str = ""
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One adjustment: who asked for what when, what stood there then, and the ruling."""

    number: int
    wish: Wish
    by: str
    at: datetime
    goal_before: str = ""
    deadline_before: date | None = None
    ruling: Ruling | None = None

    @property
    def state(self) -> Deed:
        """Where it stands: what was done last."""
        return self.ruling.deed if self.ruling else Deed.ASKED

    @property
    def open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.ruling is None


def fold(asked: Iterable[Adjustment], rulings: Iterable[tuple[int, Ruling]]) -> list[Adjustment]:
    """Return the adjustments by number, each with the first ruling on it."""
    found = {one.number: one for one in asked}
    for number, ruling in rulings:
        one = found.get(number)
        if one is not None and one.open:
            found[number] = replace(one, ruling=ruling)
    return [found[number] for number in sorted(found)]


def wish_faults(wish: Wish, target: Target) -> tuple[Problem, ...]:
    """Say what is wrong with a wish before anybody decides about it."""
    faults = []
    if not wish.goal and wish.deadline is None:
        faults.append(problem("adjust.nothing", code=target.code))
    if not wish.reason.strip():
        faults.append(problem("adjust.reason_missing"))
    if len(wish.reason) > LONGEST_TEXT:
        faults.append(problem("adjust.long", most=str(LONGEST_TEXT)))
    if wish.goal and target.kind is Kind.TASK:
        faults.append(problem("adjust.task_goal", code=target.code))
    return tuple(faults)


def change_fault(before: Target, after: Target) -> Problem | None:
    """Say why a changed target is not what was meant: nothing moved, or the direction turned."""
    if _promise(before) == _promise(after):
        return problem("adjust.same", code=before.code)
    pending = before.goal is None and before.low is None
    turned = Direction.BETWEEN not in {before.direction, after.direction}
    if before.kind is Kind.QUANTITY and not pending and turned:
        return _turned(before, after)
    return None


def _turned(before: Target, after: Target) -> Problem | None:
    """A goal typed without its words may not turn a ceiling into a floor."""
    if before.direction is after.direction:
        return None
    return problem("adjust.turned", code=before.code, old=before.stated, new=after.stated)


def _promise(target: Target) -> tuple[object, ...]:
    goal = (target.goal, target.low, target.high, target.goal_stage)
    return (*goal, target.deadline, target.direction)
