"""Judge one target by where it stands, as of one day: the first class that holds.

Arithmetic and nothing else. The caller has fetched the standings and says by which day
to judge and on which day's knowledge. How far behind is how bad is the target's rule,
which is data; the words and colours of a class live with the faces. Nothing is sticky:
what falls back loses its class.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from monitor.core.lead import lead, met
from monitor.core.owed import Asked, closing_overdue
from monitor.core.rule import Band, MemoryKind, Rule, Status, Yardstick
from monitor.core.standing import Standing
from monitor.core.target import Kind, Target

TASK_DONE, TASK_ON_PLAN, TASK_LATE, TASK_IDLE = "已完成", "按计划", "滞后", "未启动"
TASK_WORDS = (TASK_IDLE, TASK_LATE, TASK_ON_PLAN, TASK_DONE)
"""The ladder of a task: what a unit may propose and the supervisor confirms."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A class and what earned it; ``lead`` is none where nothing is measured."""

    status: Status
    band: Band | None = None
    lead: Fraction | None = None
    flags: tuple[str, ...] = ()

    @property
    def level(self) -> str | None:
        """Level of the rule, where the class has levels."""
        return self.band.level if self.band else None


def judge(target: Target, rule: Rule, rows: Sequence[Standing], *, asked: Asked) -> Verdict:
    """Return the first class that holds for the newest of ``rows`` (oldest first).

    Every row's entry speaks of a day on or before ``asked.as_of``; no row means that
    nothing was reported, which is not zero.
    """
    return (
        _pending(target)
        or _achieved(target, rule, rows, asked)
        or _missed(target, rule, rows, asked)
        or _waiting(target, rows, asked)
        or _started(target, rule, rows)
        or _classed(target, rule, rows, asked)
    )


def _pending(target: Target) -> Verdict | None:
    counted = target.kind in {Kind.QUANTITY, Kind.ITEMS}
    if counted and target.goal is None and target.low is None:
        return Verdict(Status.GOAL_PENDING)
    return None


def fulfilled(target: Target, row: Standing) -> bool:
    """Whether one standing fulfils the promise, whatever the day."""
    if target.kind is Kind.PROJECT:
        return bool(row.stage) and target.reaches_goal(row.stage)
    if target.kind is Kind.TASK:
        return row.stage == TASK_DONE
    return met(target, row.value)


def accrues(target: Target) -> bool:
    """Whether a goal once reached is reached: at-least targets that add up, and stages."""
    if target.kind in {Kind.PROJECT, Kind.TASK}:
        return True
    return target.accumulates and target.direction.value in {"at_least", "about"}


def _achieved(target: Target, rule: Rule, rows: Sequence[Standing], asked: Asked) -> Verdict | None:
    if not rows or not fulfilled(target, rows[-1]):
        return None
    final = rows[-1].data_date >= target.deadline
    if not accrues(target) and not final:
        return None
    flags = ["early"] if accrues(target) and asked.as_of < target.deadline else []
    if _only_late(target, rows):
        flags.append("late")
    return Verdict(Status.ACHIEVED, None, _lead(target, rule, rows), tuple(flags))


def _only_late(target: Target, rows: Sequence[Standing]) -> bool:
    """Whether only a figure of a day after the deadline fulfils the promise."""
    if target.kind is Kind.PROJECT:
        return all(
            one.on > target.deadline for one in rows[-1].reached if target.reaches_goal(one.stage)
        )
    if rows[-1].data_date <= target.deadline:
        return False
    in_time = [row for row in rows if row.data_date <= target.deadline]
    if not accrues(target):
        in_time = [row for row in in_time if row.data_date == target.deadline]
    return not any(fulfilled(target, row) for row in in_time)


def _missed(target: Target, rule: Rule, rows: Sequence[Standing], asked: Asked) -> Verdict | None:
    now = rows[-1] if rows else None
    if now and _burst(target, now):
        return Verdict(Status.MISSED, None, _lead(target, rule, rows))
    if asked.as_of < target.deadline:
        return None
    if now and now.data_date >= target.deadline:
        return Verdict(Status.MISSED, None, _lead(target, rule, rows))
    if closing_overdue(target, asked):
        return Verdict(Status.MISSED, None, _lead(target, rule, rows), ("overdue",))
    return None


def _burst(target: Target, now: Standing) -> bool:
    """A ceiling on what adds up, once broken, stays broken."""
    at_most = target.direction.value == "at_most"
    return at_most and target.accumulates and now.value is not None and not met(target, now.value)


def _waiting(target: Target, rows: Sequence[Standing], asked: Asked) -> Verdict | None:
    if not target.share(asked.as_of):
        return Verdict(Status.NOT_DUE)
    return None if rows else Verdict(Status.NO_DATA)


def _started(target: Target, rule: Rule, rows: Sequence[Standing]) -> Verdict | None:
    """The newest report is still the baseline although progress is due, where the rule asks."""
    now = rows[-1]
    if not rule.not_started or not target.share(now.data_date):
        return None
    if target.kind is Kind.TASK:
        idle = now.stage in {"", TASK_IDLE}
    elif target.kind is Kind.QUANTITY:
        idle = now.value == target.start
    else:
        idle = not now.reached
    return Verdict(Status.NOT_STARTED, None, _lead(target, rule, rows)) if idle else None


def _classed(target: Target, rule: Rule, rows: Sequence[Standing], asked: Asked) -> Verdict:
    flags = ("awaiting_final",) if asked.as_of >= target.deadline else ()
    if target.kind is Kind.TASK:
        band = _task_band(rule, rows[-1].stage)
        return Verdict(band.status, band, None, flags)
    distance = _lead(target, rule, rows)
    band = rule.worst if distance is None else rule.band(distance)
    return Verdict(*_remembered(target, rule, rows, band), distance, flags)


def _remembered(
    target: Target, rule: Rule, rows: Sequence[Standing], band: Band
) -> tuple[Status, Band]:
    """Apply what the rule remembers of the standings before the newest."""
    for memory in rule.memory:
        needed = memory.periods if memory.kind is MemoryKind.STREAK else 2
        past = _bands(target, rule, rows[-needed - 1 :])[-needed:]
        if len(past) < needed:
            continue
        if memory.kind is MemoryKind.STREAK and all(b.status is Status.BEHIND for b in past):
            return _taken(rule, memory.level)
        recovered = band.status is not Status.BEHIND and past[-2].level == memory.level_before
        if memory.kind is MemoryKind.MADE_GOOD and recovered:
            return _taken(rule, memory.level)
    return band.status, band


def _taken(rule: Rule, level: str) -> tuple[Status, Band]:
    band = rule.level(level)
    return band.status, band


def _bands(target: Target, rule: Rule, rows: Sequence[Standing]) -> list[Band]:
    before = [None, *rows]
    leads = [
        lead(target, now, earlier, yardstick=rule.yardstick)
        for earlier, now in pairwise(before)
        if now is not None
    ]
    return [rule.worst if one is None else rule.band(one) for one in leads]


def _task_band(rule: Rule, stage: str) -> Band:
    status = Status.ON_TRACK if stage == TASK_ON_PLAN else Status.BEHIND
    return next((band for band in rule.bands if band.status is status), rule.worst)


def _lead(target: Target, rule: Rule, rows: Sequence[Standing]) -> Fraction | None:
    if not rows or target.kind is Kind.TASK:
        return None
    yardstick = Yardstick.DAYS if target.kind is Kind.PROJECT else rule.yardstick
    return lead(target, rows[-1], rows[-2] if len(rows) > 1 else None, yardstick=yardstick)


def as_if_idle(row: Standing | None, target: Target, day: date) -> Standing:
    """The newest standing as if its unit had said, for the period ending ``day``: nothing done."""
    if row is not None:
        return replace(row, data_date=day, speaks_of=day, answered_to=day)
    return Standing(
        target=target.code,
        unit=target.responsible,
        period=target.way,
        data_date=day,
        speaks_of=day,
        answered_to=day,
        source="",
        value=target.start if target.kind in {Kind.QUANTITY, Kind.ITEMS} else None,
    )
