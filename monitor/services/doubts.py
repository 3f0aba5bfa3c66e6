"""Ask about figures before they are written: slips, mix-ups, and what the plan's checks say.

It measures by what the unit told before, what still waits for a reviewer included, and by last
year's figures of the same target. An entry that gives its reason is not asked about again. It
writes nothing and refuses nothing: whether a question is put is the door's to decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import Connection

from monitor.core.cross_check import broken
from monitor.core.doubt import Doubt, Past, doubt_of
from monitor.core.entry import accept
from monitor.core.observation import Entry, Observation, Placed
from monitor.core.period import MONTHS_OF_YEAR, Period
from monitor.core.plan import Plan
from monitor.core.problem import Problem
from monitor.core.split import as_target, together
from monitor.core.standing import Standing
from monitor.core.target import Target
from monitor.services.observations import Sitting, at_its_day
from monitor.services.standings import from_log
from monitor.services.targets import stored_plan
from monitor.store import observations, targets

Rows: TypeAlias = Mapping[str, Mapping[str, Sequence[Standing]]]


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure as it would be written; ``target`` is of a split one the unit's own part."""

    target: Target
    unit: str
    value: Decimal
    observation: Observation

    @property
    def period(self) -> Period:
        return self.observation.period


def doubts_of(
    db: Connection, plan: Plan, placed: Sequence[Placed], *, sitting: Sitting
) -> dict[int, tuple[Doubt, ...]]:
    """Return the questions about entries, by their place in ``placed``.

    What is no entry at all has no question: it is refused where entries are judged.
    """
    read = {number: _told(one.entry, plan, sitting) for number, one in enumerate(placed)}
    told = {number: one for number, one in read.items() if one}
    asked = {number: one for number, one in told.items() if not one.observation.reason}
    if not asked:
        return {}
    log = _log(db, plan, {one.target.code for one in asked.values()})
    before, after = from_log(plan, log), _as_if(plan, log, [*told.values()])
    found = {}
    for number, one in asked.items():
        past = Past(_until(before, one), _last_year(db, plan, one))
        doubt = doubt_of(one.target, one.value, one.period, past)
        doubts = [doubt] if doubt else _broken(plan, one, after)
        if doubts:
            found[number] = tuple(doubts)
    return found


def _told(entry: Entry, plan: Plan, sitting: Sitting) -> _Told | None:
    stated = plan.target(entry.target)
    if stated is None:
        return None
    here, target = at_its_day(entry, stated, plan, sitting)
    one = accept(here, target, plan, known=sitting.known)
    if isinstance(one, Problem) or one.value is None:
        return None
    part = next((part for part in target.parts if part.unit == one.unit), None)
    mine = as_target(target, part) if part else target
    return _Told(mine, part.unit if part else "", one.value, one)


def _log(db: Connection, plan: Plan, codes: set[str]) -> list[Observation]:
    """What was told of the targets and of those they are checked against, waiting or not."""
    beside = {code for one in plan.checks if codes & set(one.codes) for code in one.codes}
    log = observations.log(db, plan, targets=codes | beside)
    return [replace(one, approved=True) for one in log if not one.returned]


def _as_if(plan: Plan, log: Sequence[Observation], told: Sequence[_Told]) -> Rows:
    """Where everything would stand if the figures were written."""
    return from_log(plan, [*log, *(one.observation for one in told)])


def _until(rows: Rows, one: _Told) -> tuple[Standing, ...]:
    mine = rows.get(one.target.code, {}).get(one.unit, ())
    return tuple(row for row in mine if row.period.end < one.period.end and row.value is not None)


def _last_year(db: Connection, plan: Plan, one: _Told) -> frozenset[Decimal]:
    """Last year's figures of the same target for the same month, and for the whole year."""
    found: set[Decimal] = set()
    for code in targets.plan_codes(db):
        earlier = stored_plan(db, code)
        before = earlier.target(one.target.code)
        if before and earlier.year == plan.year - 1 and before.measure == one.target.measure:
            log = observations.log(db, earlier, targets={before.code})
            found |= {said.value for said in log if said.value and _of_then(said, one.period)}
    return frozenset(found)


def _of_then(said: Observation, period: Period) -> bool:
    return said.period.end.month in {period.end.month, MONTHS_OF_YEAR}


def _broken(plan: Plan, one: _Told, rows: Rows) -> list[Doubt]:
    """The plan's own checks that would not hold with this figure, of the figures of its period."""
    figures = {}
    for target in plan.targets:
        value = _value(target, rows.get(target.code, {}), one.period)
        if value is not None:
            figures[target.code] = value
    return broken(plan.checks, figures, one.target.code, said=one.value)


def _value(
    target: Target, rows: Mapping[str, Sequence[Standing]], period: Period
) -> Decimal | None:
    """What a target stands at when a period ends, if it was told just then."""
    parts = [rows.get(part.unit, ()) for part in target.parts]
    whole = together(parts) if target.parts else rows.get("", ())
    return next((row.value for row in whole if row.period.end == period.end), None)
