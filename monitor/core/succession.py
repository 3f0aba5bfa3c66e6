"""Units that were renamed, merged, split or closed: who answers on a day for what another did.

What was entered keeps the unit it was entered under. From the day after a unit's last one
its open targets are its successor's: figures of both are one run, and the parts of two units
that became one add up. It refuses to choose where a unit was split: the target has to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from monitor.core.plan import Plan, Unit
from monitor.core.split import together
from monitor.core.standing import Standing
from monitor.core.target import Part, Target

Rows = Mapping[str, Sequence[Standing]]


def on_day(plan: Plan, day: date) -> Plan:
    """Return a plan as its units were on a day: each by its name then, targets with the heirs."""
    heirs = heirs_on(plan, day)
    units = _one_each(plan.units, day)
    if not heirs and len(units) == len(plan.units):
        return plan
    targets = tuple(passed_on(target, heirs) for target in plan.targets) if heirs else plan.targets
    return replace(plan, units=units, targets=targets)


def heirs_on(plan: Plan, day: date) -> Mapping[str, str]:
    """By the code of each unit closed by a day the code of the unit that took over."""
    last = _closed_into(plan, day) if any(unit.successor for unit in plan.units) else {}
    found = {}
    for code in last:
        seen, here = {code}, code
        while here in last and last[here][0] not in seen:
            here = last[here][0]
            seen.add(here)
        found[code] = here
    return found


def heir(plan: Plan, code: str, day: date) -> str:
    """The unit that answers on a day for what this one did: mostly itself."""
    return heirs_on(plan, day).get(code, code)


def forebears(plan: Plan, code: str, day: date) -> tuple[str, ...]:
    """The units that became this one by a day, without itself."""
    return tuple(old for old, new in heirs_on(plan, day).items() if new == code)


def orphans(plan: Plan, day: date) -> tuple[tuple[Target, Unit], ...]:
    """Targets open after a unit's end that still name it although nobody took over."""
    left = {
        unit.code: unit
        for unit in _one_each(plan.units, day)
        if unit.until and unit.until < day and not unit.successor
    }
    return tuple(
        (target, left[code])
        for target in plan.targets
        for code in dict.fromkeys((*target.units, target.reported_by))
        if code in left and target.deadline > (left[code].until or day)
    )


def passed_on(target: Target, heirs: Mapping[str, str]) -> Target:
    """Return a target with the units that took over; parts that became one unit's add up."""
    if not heirs:
        return target
    named = {target.responsible, target.reported_by, *target.cooperating, *target.units}
    if not named & heirs.keys():
        return target
    responsible = heirs.get(target.responsible, target.responsible)
    others = dict.fromkeys(heirs.get(code, code) for code in target.cooperating)
    parts: dict[str, Part] = {}
    for part in target.parts:
        code = heirs.get(part.unit, part.unit)
        goal = part.goal + parts[code].goal if code in parts else part.goal
        parts[code] = Part(code, goal)
    return replace(
        target,
        responsible=responsible,
        reported_by=heirs.get(target.reported_by, target.reported_by),
        cooperating=tuple(code for code in others if code != responsible),
        parts=tuple(parts.values()),
    )


def _one_each(units: Sequence[Unit], day: date) -> tuple[Unit, ...]:
    """One row for each code, in the order of the first: the name of the day, else the nearest."""
    rows: dict[str, list[Unit]] = {}
    for unit in units:
        rows.setdefault(unit.code, []).append(unit)
    return tuple(mine[0] if len(mine) == 1 else _nearest(mine, day) for mine in rows.values())


def _nearest(rows: Sequence[Unit], day: date) -> Unit:
    ordered = sorted(rows, key=lambda row: row.since or date.min)
    begun = [row for row in ordered if row.since is None or row.since <= day]
    return begun[-1] if begun else ordered[0]


def _closed_into(plan: Plan, day: date) -> dict[str, tuple[str, date]]:
    """By code of a unit closed by a day: its successor and its last day."""
    found: dict[str, tuple[str, date]] = {}
    for unit in _one_each(plan.units, day):
        if unit.successor and unit.until and unit.until < day:
            found[unit.code] = (unit.successor, unit.until)
    return found


def takeovers(plan: Plan, code: str, day: date) -> Iterator[tuple[date, tuple[str, ...]]]:
    """Last days of the units that passed into this one by a day, oldest first, with the units."""
    closed = _closed_into(plan, day)
    mine = sorted((until, old) for old, (new, until) in closed.items() if new == code)
    for until, pairs in groupby(mine, key=lambda pair: pair[0]):
        yield until, tuple(old for _, old in pairs)


def inherited(target: Target, plan: Plan, rows: Rows, day: date) -> Rows:
    """Rows of a split target by the units that answer on a day, from rows by unit as entered.

    ``target`` names its parts as stated. Up to a takeover a row is the sum of what became one,
    after it the successor's own.
    """
    heirs = heirs_on(plan, day) if target.parts else {}
    if not heirs:
        return rows
    return {unit: line(target, plan, unit, rows, day) for unit in passed_on(target, heirs).units}


def line(target: Target, plan: Plan, code: str, rows: Rows, day: date) -> Sequence[Standing]:
    """One unit's rows by a day, with what it took over."""
    found: list[Standing] = list(rows.get(code, ()))
    for until, olds in takeovers(plan, code, day):
        before = before_takeover(target, plan, code, rows=rows, until=until, olds=olds, own=found)
        if before is not None:
            high = before[-1].high if before else None
            after = [_topped(row, high) for row in found if row.period.end > until]
            found = [*before, *after]
    return found


def before_takeover(  # noqa: PLR0913  # all but three by keyword
    target: Target,
    plan: Plan,
    code: str,
    *,
    rows: Rows,
    until: date,
    olds: Sequence[str],
    own: Sequence[Standing],
) -> list[Standing] | None:
    """The sum of what became one unit up to that day; none where it had no share of the target."""
    taken = [old for old in olds if shares(target, plan, old, rows, until)]
    if not taken:
        return None
    lines = [line(target, plan, old, rows, until) for old in taken]
    if _had_share(target, plan, code, own, until):
        lines.append([row for row in own if row.period.end <= until])
    return list(lines[0]) if len(lines) == 1 else together(lines)


def shares(target: Target, plan: Plan, code: str, rows: Rows, day: date) -> bool:
    """Whether a unit answers for a part, or ever did."""
    if rows.get(code) or any(part.unit == code for part in target.parts):
        return True
    older = (old for _, olds in takeovers(plan, code, day) for old in olds)
    return any(shares(target, plan, old, rows, day) for old in older)


def _had_share(target: Target, plan: Plan, code: str, own: Sequence[Standing], until: date) -> bool:
    """Whether a unit that took over had a part of its own before."""
    if any(row.period.end <= until for row in own):
        return True
    unit = next((one for one in plan.units if one.code == code), None)
    began = unit is None or unit.since is None or unit.since <= until
    return began and any(part.unit == code for part in target.parts)


def _topped(row: Standing, high: Decimal | None) -> Standing:
    """The highest figure of the run before counts on, so that falling back is seen."""
    if row.high is None or high is None or row.high >= high:
        return row
    return replace(row, high=high)
