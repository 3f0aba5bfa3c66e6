"""Who looks at an entry before it counts, and what in it deserves a look.

A unit has no review, one within the unit, or one by the lead unit: of a split target whoever
answers for the whole, else the unit it belongs to. What is unremarkable may be approved many at
once; what is remarked is never ticked by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from monitor.core.observation import Observation
from monitor.core.oddity import slipped_by
from monitor.core.plan import Plan
from monitor.core.target import ReportedAs, Target

LEAD = "lead"
MOST_GROWTH = 3
"""A figure more than so many times the last one deserves a look."""


class Remark(StrEnum):
    """Why an entry deserves a look."""

    OWN = "own"
    RIVALS = "rivals"
    SLIP = "slip"
    FALLS = "falls"
    JUMP = "jump"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits, beside what counted before and what else was entered for its cell."""

    entry: Observation
    target: Target
    before: Observation | None = None
    rivals: tuple[Observation, ...] = ()
    remarks: tuple[Remark, ...] = ()


def reviewing_unit(plan: Plan, entry: Observation) -> str:
    """Return the unit whose reviewers look at an entry."""
    unit, target = plan.unit(entry.unit), plan.target(entry.target)
    if unit is None or unit.review != LEAD:
        return entry.unit
    if target is not None and target.parts and target.responsible != entry.unit:
        return target.responsible
    return unit.parent or entry.unit


def waiting_of(plan: Plan, log: Sequence[Observation], *, reader: str) -> tuple[Waiting, ...]:
    """Return what waits in a log, in its order, with what a reader should look at."""
    found = []
    for one in sorted(log, key=lambda one: one.seq):
        target = plan.target(one.target)
        if not one.approved and not one.returned and target is not None:
            found.append(_waiting(one, target, log, reader))
    return tuple(found)


def _waiting(one: Observation, target: Target, log: Sequence[Observation], reader: str) -> Waiting:
    mine = [
        old for old in log if (old.target, old.unit, old.item) == (one.target, one.unit, one.item)
    ]
    counted = [old for old in mine if old.approved and old.seq != one.seq]
    before = max(counted, key=lambda old: (old.period.end, *old.age), default=None)
    same = [old for old in mine if old.period == one.period and old.seq != one.seq]
    rivals = tuple(old for old in same if not old.approved and not old.returned)
    remarks = tuple(_remarks(one, target, before, rivals, reader))
    return Waiting(one, target, before, rivals, remarks)


def _remarks(
    one: Observation,
    target: Target,
    before: Observation | None,
    rivals: Sequence[Observation],
    reader: str,
) -> list[Remark]:
    found = [Remark.OWN] if one.entered_by == reader else []
    found += [Remark.RIVALS] if rivals else []
    found += [Remark.REASON] if one.reason else []
    old = before.value if before else None
    if one.value is not None and old is not None:
        found += _of_numbers(target, one.value, old)
    return found


def _of_numbers(target: Target, now: Decimal, old: Decimal) -> list[Remark]:
    if slipped_by(old, now) > MOST_GROWTH:
        return [Remark.SLIP]
    if target.reported_as is ReportedAs.CUMULATIVE and now < old:
        return [Remark.FALLS]
    return [Remark.JUMP] if old > 0 and now > MOST_GROWTH * old else []
