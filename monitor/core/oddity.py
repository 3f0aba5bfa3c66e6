"""What looks wrong in the figures of a plan: for a person to ask about, never to mend.

Two sources that differ, a figure whose correction looks like a slip of the unit or the decimal
point, a run of figures with a hole, a cumulative figure that falls. Everything rests on what the
fold already knows and on the log; it refuses to change a verdict.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from monitor.core.observation import Observation
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.standing import Difference, Standing
from monitor.core.target import Kind, ReportedAs, Target

FACTORS = (10000, 1000, 100, 10, 2)
"""What a slip multiplies a figure by: 万, 吨 and 公斤, %, a decimal place, entered twice."""

NEARLY = Decimal("0.05")


class Why(StrEnum):
    """Why something looks wrong."""

    DIFFERENCE = "difference"
    SLIP = "slip"
    FELL = "fell"
    GAP = "gap"
    FALLS = "falls"


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing to ask about; ``before`` and ``now`` are the figures that do not agree."""

    why: Why
    target: Target
    unit: str
    period: Period
    before: Decimal | None = None
    now: Decimal | None = None
    factor: int = 0
    reason: str = ""
    difference: Difference | None = None


def oddities(
    plan: Plan,
    rows: Mapping[str, Mapping[str, Sequence[Standing]]],
    log: Sequence[Observation],
    *,
    as_of: date,
) -> tuple[Oddity, ...]:
    """Return everything that looks wrong by a day, in the order of ``Why`` and of the plan."""
    found: list[Oddity] = []
    for target in plan.targets:
        for unit, standings in rows.get(target.code, {}).items():
            if unit or not target.parts:
                told = [one for one in standings if one.speaks_of <= as_of]
                found += _of_rows(target, unit or target.responsible, told)
        mine = [one for one in log if one.target == target.code and one.data_date <= as_of]
        found += _corrections(target, mine)
    sorts = list(Why)
    return tuple(sorted(found, key=lambda one: sorts.index(one.why)))


def _of_rows(target: Target, unit: str, rows: Sequence[Standing]) -> Iterator[Oddity]:
    for row in rows:
        if row.difference:
            yield Oddity(Why.DIFFERENCE, target, unit, row.period, difference=row.difference)
    if rows and rows[-1].gap:
        yield Oddity(Why.GAP, target, unit, rows[-1].period)
    if target.reported_as is ReportedAs.CUMULATIVE:
        yield from _falls(target, unit, rows)


def _falls(target: Target, unit: str, rows: Sequence[Standing]) -> Iterator[Oddity]:
    """The newest fall of what can only grow, as long as it has not been made up for."""
    told = [(row.period, row.value) for row in rows if row.value is not None]
    for (_, before), (period, now) in reversed([*pairwise(told)]):
        if now < before:
            if told[-1][1] < before:
                yield Oddity(Why.FALLS, target, unit, period, before, now)
            return


def _corrections(target: Target, log: Sequence[Observation]) -> Iterator[Oddity]:
    """Figures that were replaced, with a reason, by one that looks like a slip or fell."""
    if target.kind is not Kind.QUANTITY:
        return
    newest: dict[tuple[object, ...], Observation] = {}
    found: dict[tuple[object, ...], Oddity] = {}
    for one in sorted(log, key=lambda one: one.age):
        cell = (one.unit, one.item, one.period, one.source)
        before = newest.get(cell)
        if one.value is None or one.returned:
            continue
        newest[cell] = one
        found.pop(cell, None)
        if before is not None and before.value is not None and one.reason:
            odd = _correction(target, one, before.value)
            if odd is not None:
                found[cell] = odd
    yield from found.values()


def _correction(target: Target, one: Observation, before: Decimal) -> Oddity | None:
    if one.value is None or one.value == before:
        return None
    factor = slipped_by(before, one.value)
    fell = target.accumulates and one.value < before
    if not factor and not fell:
        return None
    why = Why.SLIP if factor else Why.FELL
    return Oddity(why, target, one.unit, one.period, before, one.value, factor, one.reason)


def slipped_by(before: Decimal, now: Decimal) -> int:
    """The factor that one figure is of the other, if it is one that slips have, else 0."""
    small, large = sorted((abs(before), abs(now)))
    if not small:
        return 0
    times = large / small
    return next((one for one in FACTORS if abs(times - one) <= NEARLY * one), 0)
