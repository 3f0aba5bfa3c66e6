"""A draft as a person corrected it: what they typed counts, and has to be readable.

Doubts about the table are settled by whoever looked at them; what was typed is doubted anew.
"""

from dataclasses import dataclass, replace

from monitor.core.breakdown import Draft, Habits
from monitor.core.breakdown_goals import cell_goal, counted, doubting
from monitor.core.breakdown_rows import PENDING, STAGES
from monitor.core.breakdown_units import read_units
from monitor.core.deadline import read_deadline
from monitor.core.problem import Problem, problem
from monitor.core.target import Kind

UNSETTLED = frozenset({"breakdown.about"})
"""Doubts no look can settle: something has to be said."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of one row as it came back; ``goal`` may be a stage or empty."""

    name: str
    goal: str
    responsible: str
    cooperating: str = ""
    leader: str = ""
    deadline: str = ""


def mended(draft: Draft, typed: Typed, habits: Habits) -> Draft:
    """Return the draft with what was typed; its doubts are those a look cannot settle."""
    fresh = _promising(replace(draft, name=typed.name or draft.name), typed.goal, habits)
    units = read_units(typed.responsible, typed.cooperating)
    deadline = read_deadline(typed.deadline, habits.year) if typed.deadline else None
    assumed = tuple(one for one in fresh.assumed if one != "deadline")
    fresh = replace(
        fresh,
        responsible=units.lead,
        cooperating=units.named,
        leader=typed.leader,
        deadline=None if isinstance(deadline, Problem) else deadline,
        assumed=assumed if typed.deadline else (*assumed, "deadline"),
    )
    doubts = [problem(f"breakdown.{units.doubt}", text=typed.responsible)] if units.doubt else []
    doubts += [deadline] if isinstance(deadline, Problem) else []
    return doubting(fresh, *doubts)


def promise(draft: Draft) -> str:
    """What a draft promises as one field of a form: its goal, its stage, or nothing."""
    return draft.goal_stage if draft.kind is Kind.PROJECT else draft.goal


def _promising(draft: Draft, goal: str, habits: Habits) -> Draft:
    if goal == promise(draft):
        left = tuple(one for one in draft.doubts if one.code in UNSETTLED)
        dark = draft.kind is Kind.QUANTITY and draft.reported_as is None
        left = (*left, problem("breakdown.no_measure", text=goal)) if dark else left
        return replace(draft, doubts=left)
    bare = replace(draft, doubts=(), goal="", goal_stage="", items=(), measure="", pace="")
    bare = replace(bare, tolerance="", reported_as=None, kind=Kind.TASK)
    if not goal or goal in STAGES:
        kind = Kind.PROJECT if goal else Kind.TASK
        return replace(bare, kind=kind, goal_stage=goal)
    if goal == PENDING:
        return doubting(bare, problem("breakdown.no_measure", text=goal))
    read = cell_goal(goal, "")
    return doubting(bare, read) if isinstance(read, Problem) else counted(bare, read, habits)
