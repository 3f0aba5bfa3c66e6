"""What one unit is asked for in one period, and what a sheet of it was made from.

A sheet lists what the unit owes for the period, without what is achieved or accepted. It
carries a mark, so that a sheet that comes back late can be told what changed since. It
refuses to judge an answer: that is done where every door's entries are judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from monitor.core.observation import Observation
from monitor.core.owed import owed_periods
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.problem import Problem, problem
from monitor.core.split import as_target
from monitor.core.standing import Reached
from monitor.core.target import Kind, Target

Share: TypeAlias = tuple[str, str]
"""Code of a target and the unit whose part it is, empty where the target is not split."""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer asked for: the target (of a split one the unit's part) and the owed period.

    A list has a line for each member still open, and one for the whole of it, whose ``item``
    is empty and which only takes that nothing changed. ``newest`` is the unit's last answer,
    ``reached`` the stage where a project or a member stands.
    """

    target: Target
    unit: str
    period: Period
    share: Share
    item: str = ""
    newest: Observation | None = None
    reached: Reached | None = None

    @property
    def takes_value(self) -> bool:
        """Whether it asks for a number."""
        return self.target.kind is Kind.QUANTITY

    @property
    def takes_stage(self) -> bool:
        """Whether it asks for a stage and its day."""
        return not self.takes_value and (self.target.kind is not Kind.ITEMS or bool(self.item))

    @property
    def takes_no_change(self) -> bool:
        """Whether it takes that nothing changed: of a list, the whole says so."""
        return not self.item


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """What a unit is asked for in a period, with the chain's head it was made at."""

    plan: Plan
    unit: str
    period: Period
    lines: tuple[Line, ...]
    head: str = ""

    @property
    def mark(self) -> "SheetMark":
        """What the sheet is known by when it comes back."""
        goals = {line.share: goal_of(line.target) for line in self.lines}
        return SheetMark(self.plan.code, self.unit, self.period.key, self.head, goals)


@dataclass(frozen=True, slots=True)
class SheetMark:
    """From what a sheet was made: plan, unit, period, chain head, and the goal of each target."""

    plan: str
    unit: str
    period: str
    head: str
    goals: Mapping[Share, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a plan: what needs no answer any more, and what was answered.

    ``reached`` has the stages of each target's members, ``heirs`` by unit the one that took
    over and now answers for it.
    """

    done: frozenset[Share] = frozenset()
    reached: Mapping[str, Sequence[Reached]] = field(default_factory=dict)
    log: Mapping[Share, Sequence[Observation]] = field(default_factory=dict)
    heirs: Mapping[str, str] = field(default_factory=dict)


def reporters(target: Target) -> tuple[str, ...]:
    """The units that enter a target's figures."""
    if target.parts:
        return tuple(part.unit for part in target.parts)
    return (target.reported_by or target.responsible,)


def lines_asked(plan: Plan, unit: str, period: Period, known: Known) -> tuple[Line, ...]:
    """Return what a unit still owes for the periods that end with this one, as the plan orders."""
    return tuple(
        line
        for target in plan.targets
        for mine in reporters(target)
        if known.heirs.get(mine, mine) == unit and share(target, mine) not in known.done
        for owed in owed_periods(target)
        if owed.end == period.end
        for line in _lines(target, mine, owed, known)
    )


def share(target: Target, unit: str) -> Share:
    """What a unit answers for: of a split target its part, of any other the whole."""
    return (target.code, unit if target.parts else "")


def _own(target: Target, unit: str) -> Target:
    """The unit's part of a split target speaks of its own share."""
    part = next((one for one in target.parts if one.unit == unit), None)
    return replace(as_target(target, part), stated="") if part else target


def _lines(whole: Target, unit: str, period: Period, known: Known) -> Iterator[Line]:
    target, answers_for = _own(whole, unit), share(whole, unit)
    mine = [one for one in known.log.get(answers_for, ()) if not one.returned]
    newest = max(mine, key=lambda one: (one.period.end, *one.age), default=None)
    passed = known.reached.get(target.code, ())
    stands = _furthest(target, "", passed) if target.kind is Kind.PROJECT else None
    yield Line(target, unit, period, answers_for, newest=newest, reached=stands)
    for item in target.items:
        reached = _furthest(target, item.name, passed)
        if reached is None or not target.reaches_goal(reached.stage):
            yield Line(target, unit, period, answers_for, item.name, reached=reached)


def _furthest(target: Target, item: str, reached: Sequence[Reached]) -> Reached | None:
    mine = [one for one in reached if one.item == item and one.stage in target.ladder]
    return max(mine, key=lambda one: target.rank(one.stage), default=None)


def goal_of(target: Target) -> str:
    """The goal in one text, so that two can be told apart: as stated, else its exact numbers."""
    ends = (target.goal, target.low, target.high)
    numbers = [f"{end:f}{target.measure or ''}" for end in ends if end is not None]
    said = [target.stated] if target.stated else numbers
    return " ".join([*said, target.goal_stage] if target.goal_stage else said)


def changed_since(mark: SheetMark, plan: Plan) -> tuple[Problem, ...]:
    """Tell what a sheet says that the plan no longer does: targets withdrawn, goals moved."""
    if mark.plan != plan.code:
        return (problem("workbook.other_plan", made=mark.plan, plan=plan.code),)
    found = []
    for (code, unit), before in mark.goals.items():
        target = plan.target(code)
        if target is None:
            found.append(problem("workbook.withdrawn", code=code))
            continue
        now = goal_of(_own(target, unit))
        if now != before:
            found.append(problem("workbook.goal_changed", code=code, before=before, now=now))
    return tuple(found)
