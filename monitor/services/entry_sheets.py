"""Say what units are asked for in a period: what goes into the sheets they fill in.

It reads what the comparison judged, so that a sheet asks for nothing that is achieved or
accepted. What still rests on a preliminary figure is asked for again. It writes nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.assessment import Assessment
from monitor.core.entry_sheet import (
    EntrySheet,
    Known,
    SheetMark,
    changed_since,
    lines_asked,
    reporters,
    share,
)
from monitor.core.period import Period, read_period
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.core.rule import Status
from monitor.core.scorecard import Scorecard
from monitor.core.succession import heirs_on, on_day, passed_on
from monitor.core.workdays import WorkCalendar
from monitor.services.comparison import compare
from monitor.services.targets import stored_plan
from monitor.store import chain, observations


def entry_sheets(  # noqa: PLR0913  # all but two by keyword
    db: Connection,
    code: str,
    period: Period,
    *,
    known_at: datetime,
    calendar: WorkCalendar,
    zone: tzinfo,
    unit: str | None = None,
) -> tuple[EntrySheet, ...]:
    """Return the sheet of every unit that owes anything for a period; ``unit`` asks for its alone.

    Raises:
        Refused: where the unit is unknown, or nothing is asked for.

    """
    day = known_at.astimezone(zone).date()
    plan, heirs = plan_asked(db, code, period, day), heirs_on(stored_plan(db, code), day)
    if unit is not None and plan.unit(plan.unit_code(unit)) is None:
        raise Refused((problem("workbook.unknown_unit", unit=unit),))
    known = Known(heirs=heirs)
    last = min(period.end, day)
    if plan.period.start <= last:
        card = compare(db, code, as_of=last, known_at=known_at, calendar=calendar, zone=zone)
        known = replace(_known(db, plan, card), heirs=heirs)
    named = None if unit is None else plan.unit_code(unit)
    wanted = _reporting(plan, heirs) if named is None else (heirs.get(named, named),)
    head = chain.head_known(db, code, known_at=known_at)
    sheets = [
        EntrySheet(plan, one, period, lines, head)
        for one in wanted
        if (lines := lines_asked(plan, one, period, known))
    ]
    if not sheets:
        raise Refused((_nothing(plan, period, unit),))
    return tuple(sheets)


def plan_asked(db: Connection, code: str, period: Period, day: date) -> Plan:
    """Return a plan as its sheets of a period speak of it on a day.

    A target is its heir's of the day; of a split one a figure belongs to the parts of the
    period's own days.
    """
    stated = stored_plan(db, code)
    now, then = heirs_on(stated, day), heirs_on(stated, min(period.end, day))
    targets = tuple(passed_on(one, then if one.parts else now) for one in stated.targets)
    return replace(on_day(stated, day), targets=targets)


def changed_since_made(
    db: Connection, mark: SheetMark, code: str, *, day: date
) -> tuple[Problem, ...]:
    """Tell what a sheet that came back says and the plan, by which it is read, does not."""
    period = read_period(mark.period)
    if isinstance(period, Problem):
        return ()
    return changed_since(mark, plan_asked(db, code, period, day))


def _nothing(plan: Plan, period: Period, unit: str | None) -> Problem:
    if unit is None:
        return problem("workbook.nobody_owes", plan=plan.code, period=period.key)
    found = plan.unit(plan.unit_code(unit))
    return problem("workbook.owes_nothing", unit=found.name if found else unit, period=period.key)


def _reporting(plan: Plan, heirs: Mapping[str, str]) -> tuple[str, ...]:
    """The units that enter anything, as the plan lists them."""
    used = {heirs.get(unit, unit) for target in plan.targets for unit in reporters(target)}
    return tuple(dict.fromkeys(unit.code for unit in plan.units if unit.code in used))


def _known(db: Connection, plan: Plan, card: Scorecard) -> Known:
    log = defaultdict(list)
    for one in observations.log(db, plan, known_at=card.known_at):
        target = plan.target(one.target)
        if target is not None:
            log[share(target, one.unit)].append(one)
    done = {
        share(row.target, part.unit)
        for row in card.rows
        for part in row.parts or (row,)
        if _is_done(part)
    }
    reached = {row.target.code: row.reached for row in card.rows}
    return Known(frozenset(done), reached, log)


def _is_done(row: Assessment) -> bool:
    return row.status is Status.ACHIEVED and "provisional" not in row.flags
