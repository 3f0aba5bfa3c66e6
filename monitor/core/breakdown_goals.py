"""Reads the goal of a row and makes a draft count: measure, side, how it is reported.

A bare number takes its measure from beside it; of what is better low it may be a ceiling, and
``左右`` needs to be told by how much. Neither is guessed.
"""

import re
from dataclasses import replace
from decimal import Decimal

from monitor.core.breakdown import Draft, Habits
from monitor.core.goal import Direction, Goal, read_goal
from monitor.core.problem import Problem, problem
from monitor.core.target import Kind, ReportedAs

_SIGNS = {"≥": "不低于", ">=": "不低于", "≤": "不超过", "<=": "不超过", ">": "超过"}
_RATE = re.compile(r"增长|增速|增幅|涨幅|下降|降幅|降低")
_LOWER = re.compile(
    r"失业率|死亡率|发生率|负债率|不良率|违约率|涨幅|浓度|排放|能耗(?!.*(?:下降|降低))|事故(?!.*下降)|"
    r"污染天数|逃费|控制"
)
"""Of these less is better, so that a bare number may be a ceiling."""
_SAID = re.compile(r"以上|以下|以内|之内|左右|不|至少|控制在|达|超|突破|约|恰好|正好|-|~|至|到")


def cell_goal(goal: str, measure: str) -> Goal | Problem:
    """Read what stands in a goal cell, its measure from the cell or from beside it."""
    sign = next(
        (sign for sign in sorted(_SIGNS, key=len, reverse=True) if goal[:2].startswith(sign)), ""
    )
    plain = f"{_SIGNS[sign]}{goal.removeprefix(sign)}" if sign else goal
    read = read_goal(plain)
    bare = isinstance(read, Problem) and read.code == "goal.measure"
    if bare and measure and re.fullmatch(r"\D{0,4}[\d.,]+(?:[-~至到][\d.,]+)?\D{0,3}", plain):
        return read_goal(_with_measure(plain, measure))
    return read


def _with_measure(goal: str, measure: str) -> str:
    """Put a measure right behind the number: ``12以上`` in 万亩 is ``12万亩以上``."""
    return re.sub(r"([\d.,]+)(?!.*\d)", rf"\g<1>{measure}", goal, count=1)


def counted(frame: Draft, goal: Goal, habits: Habits) -> Draft:
    """Return a draft that counts something: how it is reported follows from its measure."""
    percent = goal.spoken.measure.name == "%"
    rate = percent and _RATE.search(f"{frame.name}{frame.source}") is not None
    reported = ReportedAs.RATE if rate else ReportedAs.LEVEL if percent else ReportedAs.CUMULATIVE
    between = goal.direction is Direction.BETWEEN
    pace = "flat" if percent else "due_only" if between else ""
    assumed = (*frame.assumed, "reported_as", *(("pace",) if pace else ()))
    if _LOWER.search(frame.name) and not _SAID.search(goal.stated):
        frame = doubting(frame, problem("breakdown.direction", text=goal.stated))
    draft = replace(
        frame,
        kind=Kind.QUANTITY,
        goal=goal.stated,
        reported_as=reported,
        pace=pace,
        assumed=assumed,
    )
    return _tolerant(draft, goal, habits) if goal.direction is Direction.ABOUT else draft


def _tolerant(draft: Draft, goal: Goal, habits: Habits) -> Draft:
    """``左右`` needs to be told by how much; nobody else can know."""
    if habits.about is None or goal.value is None:
        return doubting(draft, problem("breakdown.about", text=goal.stated))
    width = (abs(goal.value) * habits.about / 100).quantize(Decimal("0.000001")).normalize()
    said = f"{width:f}{goal.spoken.measure.name}"
    return replace(draft, tolerance=said, assumed=(*draft.assumed, "tolerance"))


def doubting(draft: Draft, *doubts: Problem) -> Draft:
    """Return the draft with further doubts."""
    return replace(draft, doubts=(*draft.doubts, *doubts))
