"""Reads what a target promises in numbers: goal, direction, tolerance, baseline, range.

Numbers come out in the base unit of the goal's measure. ``待下达`` is a goal not issued yet;
its measure has to be named. A range may be a goal string or ``low`` and ``high``.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from monitor.core.goal import Direction, Goal, read_goal
from monitor.core.measure import Spoken, find_measure
from monitor.core.problem import Problem
from monitor.core.quantity import read_quantity
from monitor.files.fields import Fields
from monitor.files.yaml_nodes import Scalar

PENDING = "待下达"
DIRECTIONS = {one.value: one for one in Direction}


@dataclass(frozen=True, slots=True)
class Stated:
    """A target's numbers; ``goal`` is none when not issued, not counted or a range."""

    stated: str = ""
    goal: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    baseline: Decimal | None = None
    spoken: Spoken | None = None
    direction: Direction = Direction.AT_LEAST


def read_stated(fields: Fields) -> Stated:
    """Read the numbers of a counted target."""
    word = fields.scalar("goal")
    measure = _measure(fields)
    stated = _goal(fields, word, measure)
    stated = replace(stated, direction=fields.choice("direction", DIRECTIONS, stated.direction))
    if stated.spoken is None:
        return stated
    stated = replace(
        stated,
        low=amount(fields, "low", stated.spoken) if fields.node("low") else stated.low,
        high=amount(fields, "high", stated.spoken) if fields.node("high") else stated.high,
        baseline=amount(fields, "baseline", stated.spoken),
        tolerance=amount(fields, "tolerance", stated.spoken) or Decimal(0),
    )
    _check(fields, stated)
    return stated


def amount(fields: Fields, key: str, spoken: Spoken) -> Decimal | None:
    """Read a quantity of the goal's measure."""
    return fields.parsed(key, lambda text: read_quantity(text, into=spoken.measure, spoken=spoken))


def _measure(fields: Fields) -> Spoken | None:
    word = fields.scalar("measure")
    if word is None:
        return None
    spoken = find_measure(word.text.strip())
    if spoken is None:
        fields.faults.add("targets.measure", word, word=word.text)
    return spoken


def _goal(fields: Fields, word: Scalar | None, measure: Spoken | None) -> Stated:
    pending = word is not None and word.text.strip() == PENDING
    ends = fields.node("low") is not None and fields.node("high") is not None
    if pending or (word is None and ends and fields.node("goal") is None):
        if measure is None and fields.node("measure") is None:
            fields.faults.add("targets.measure_needed", fields.place("goal"))
        direction = Direction.BETWEEN if ends and not pending else Direction.AT_LEAST
        stated = PENDING if pending else f"{fields.text('low')}至{fields.text('high')}"
        return Stated(stated, spoken=measure, direction=direction)
    if word is None:
        if fields.node("goal") is None:
            fields.faults.add("targets.goal_needed", fields.own)
        return Stated(spoken=measure)
    goal = fields.sound(_read(word.text, measure), word)
    if goal is None:
        return Stated(word.text, spoken=measure)
    if measure and measure.measure != goal.spoken.measure:
        fields.faults.add(
            "targets.other_measure", fields.place("measure"), word=measure.word, goal=goal.stated
        )
    return Stated(
        goal.stated, goal.value, goal.low, goal.high, spoken=goal.spoken, direction=goal.direction
    )


def _read(text: str, measure: Spoken | None) -> Goal | Problem:
    """Read a goal string; a number without a unit is in the target's measure."""
    goal = read_goal(text)
    if isinstance(goal, Problem) and goal.code == "goal.measure" and measure:
        return read_goal(f"{text.strip()}{measure.word}")
    return goal


def _check(fields: Fields, stated: Stated) -> None:
    add, direction = fields.faults.add, stated.direction
    between = direction is Direction.BETWEEN
    if between and (stated.low is None or stated.high is None):
        add("targets.range_needed", fields.place("direction"))
    elif between and stated.low is not None and stated.high is not None:
        if stated.low >= stated.high:
            add("targets.range_empty", fields.place("low"))
    elif stated.low is not None or stated.high is not None:
        add("targets.range_unused", fields.place("low" if fields.node("low") else "goal"))
    if direction is Direction.ABOUT and not stated.tolerance > 0:
        add("targets.tolerance_needed", fields.node("direction") or fields.place("goal"))
    if direction is not Direction.ABOUT and fields.node("tolerance"):
        add("targets.tolerance_unused", fields.place("tolerance"))
