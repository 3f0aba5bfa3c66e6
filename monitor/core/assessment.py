"""One row of a scorecard: the promise, the fact, the verdict and what must be told with it.

``assess`` takes a target in force and its standings and returns everything a face
prints, as values: no words, no rounding. A split target is assessed as a whole on the
earliest data date of its parts, with the parts beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from monitor.core.judgement import Verdict, accrues, as_if_idle, fulfilled, judge
from monitor.core.outlook import attainment, needed_per_month, next_change, what_is_left
from monitor.core.owed import Asked, silent
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.rule import Rule, Status
from monitor.core.split import as_target, together
from monitor.core.standing import Difference, Disputed, Reached, Standing
from monitor.core.statement import Statement
from monitor.core.target import Kind, Target

FLAGS = (
    "early",
    "late",
    "fell_back",
    "provisional",
    "awaiting_final",
    "overdue",
    "stale",
    "gap",
    "adjusted",
    "restated",
    "backfilled",
    "demo",
)
"""Every flag, in the order faces print them."""

NOT_OWED = frozenset({Status.ACHIEVED, Status.GOAL_PENDING})
"""Where no figure is owed: what is done, and what nobody has asked for yet. Before a goal is
issued every figure is welcome and none is late; once it is, the periods since are owed."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A target as it is in force, with the goal it replaced if it was adjusted."""

    target: Target
    adjusted: bool = False
    goal_before: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known and judged of one target as of one day.

    Numbers are in the target's base unit; ``expected`` and ``pace`` are taken at the data
    date (as-of where nothing was reported); up to ``answered_to`` nothing is owed;
    ``next_change_on`` is the next day that can change the verdict without an entry; ``statement``
    what the unit said of it last.
    """

    target: Target
    rule: Rule
    unit: str
    verdict: Verdict
    flags: tuple[str, ...]
    pace: Fraction
    expected: Fraction | None = None
    actual: Decimal | None = None
    stage: str = ""
    reached: tuple[Reached, ...] = ()
    data_date: date | None = None
    data_source: str | None = None
    answered_to: date | None = None
    attainment: Fraction | None = None
    idle: Verdict | None = None
    silent: tuple[Period, ...] = ()
    remaining: Decimal | None = None
    needed_per_month: Fraction | None = None
    difference: Difference | None = None
    differences: tuple[Disputed, ...] = ()
    goal_before: str | None = None
    next_change_on: date | None = None
    statement: Statement | None = None
    parts: tuple["Assessment", ...] = ()

    @property
    def status(self) -> Status:
        """The class the target stands in."""
        return self.verdict.status


def assess(
    promise: Promise, plan: Plan, rows: Mapping[str, Sequence[Standing]], *, asked: Asked
) -> Assessment:
    """Assess a promise; ``rows`` maps each unit (empty: the whole target) to its standings."""
    target = promise.target
    if not target.parts:
        return _assess_one(promise, plan, rows.get("", ()), asked=asked)
    parts = tuple(
        _assess_one(Promise(as_target(target, part)), plan, rows.get(part.unit, ()), asked=asked)
        for part in target.parts
    )
    whole = together([_until(rows.get(part.unit, ()), asked) for part in target.parts])
    apart = tuple(one for part in parts for one in part.differences)
    row = _assess_one(promise, plan, whole, asked=asked)
    return replace(row, parts=parts, differences=apart)


def _assess_one(
    promise: Promise, plan: Plan, rows: Sequence[Standing], *, asked: Asked
) -> Assessment:
    target, rule = promise.target, plan.rule(promise.target.rule)
    rows = _until(rows, asked)
    now = rows[-1] if rows else None
    verdict = judge(target, rule, rows, asked=asked)
    quiet = () if verdict.status in NOT_OWED else _silent(target, now, asked)
    idle = _idle(target, rule, rows, quiet, asked)
    if idle and rule.idle_after and len(quiet) >= rule.idle_after:
        verdict = idle
    day = now.data_date if now else asked.as_of
    row = Assessment(
        target=target,
        rule=rule,
        unit=target.responsible,
        verdict=verdict,
        flags=_flags(promise, plan, rows, verdict, quiet),
        pace=target.share(day),
        expected=None if target.kind in {Kind.PROJECT, Kind.TASK} else target.expected(day),
        idle=idle,
        silent=quiet,
        goal_before=promise.goal_before,
        next_change_on=next_change(target, now, asked),
    )
    return row if now is None else _with_fact(row, target, rows)


def _with_fact(row: Assessment, target: Target, rows: Sequence[Standing]) -> Assessment:
    """The row with what was done, which nobody has yet said where no standing is."""
    now = rows[-1]
    done = now.value if target.kind in {Kind.QUANTITY, Kind.ITEMS} else None
    remaining = what_is_left(target, done)
    return replace(
        row,
        actual=done,
        stage=now.stage,
        reached=now.reached,
        data_date=now.data_date,
        data_source=now.source,
        answered_to=now.answered_to,
        attainment=attainment(target, done),
        remaining=remaining,
        needed_per_month=needed_per_month(target, now.data_date, remaining),
        difference=now.difference,
        differences=tuple(
            Disputed(one.period, one.difference) for one in rows if one.difference is not None
        ),
    )


def _until(rows: Sequence[Standing], asked: Asked) -> Sequence[Standing]:
    """Only what speaks of a day on or before as-of counts."""
    return [row for row in rows if row.speaks_of <= asked.as_of]


def _silent(target: Target, now: Standing | None, asked: Asked) -> tuple[Period, ...]:
    return silent(target, now.answered_to if now else None, asked)


def _idle(
    target: Target, rule: Rule, rows: Sequence[Standing], quiet: Sequence[Period], asked: Asked
) -> Verdict | None:
    """The same judgement as if nothing had been done up to the newest silent period."""
    if not quiet or (target.goal is None and target.low is None and target.kind is Kind.QUANTITY):
        return None
    now = rows[-1] if rows else None
    still = as_if_idle(now, target, min(quiet[-1].end, asked.as_of))
    return judge(target, rule, [*rows, still], asked=asked)


def _flags(
    promise: Promise,
    plan: Plan,
    rows: Sequence[Standing],
    verdict: Verdict,
    quiet: Sequence[Period],
) -> tuple[str, ...]:
    told = set(verdict.flags)
    now = rows[-1] if rows else None
    if quiet:
        told.add("stale")
    if now is None and quiet:
        told.add("overdue")
    if promise.adjusted:
        told.add("adjusted")
    if now:
        told |= _told(plan, now, verdict)
        if verdict.status is not Status.ACHIEVED and _fell_back(promise.target, rows):
            told.add("fell_back")
    return tuple(flag for flag in FLAGS if flag in told)


def _told(plan: Plan, now: Standing, verdict: Verdict) -> set[str]:
    told = {name for name in ("gap", "restated", "backfilled", "demo") if getattr(now, name)}
    provisional = {source.name for source in plan.sources if source.provisional}
    if verdict.status is Status.ACHIEVED and now.source in provisional:
        told.add("provisional")
    return told


def _fell_back(target: Target, rows: Sequence[Standing]) -> bool:
    """Whether the promise was once fulfilled by an entry that no longer carries."""
    if not accrues(target):
        return any(row.data_date >= target.deadline and fulfilled(target, row) for row in rows[:-1])
    if target.kind in {Kind.PROJECT, Kind.TASK}:
        return any(fulfilled(target, row) for row in rows[:-1])
    return fulfilled(target, replace(rows[-1], value=rows[-1].high))
