"""Say what units are asked for in a period: what goes into the sheets they fill in.

It reads what the comparison judged, so that a sheet asks for nothing that is achieved or
accepted. What still rests on a preliminary figure is asked for again. It writes nothing.
"""

from collections import defaultdict
from datetime import datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.assessment import Assessment
from monitor.core.entry_sheet import EntrySheet, Known, lines_asked, reporters
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.core.rule import Status
from monitor.core.scorecard import Scorecard
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
    plan = stored_plan(db, code)
    if unit is not None and plan.unit(plan.unit_code(unit)) is None:
        raise Refused((problem("workbook.unknown_unit", unit=unit),))
    known = Known()
    if plan.period.start <= period.end:
        card = compare(db, code, as_of=period.end, known_at=known_at, calendar=calendar, zone=zone)
        known = _known(db, plan, card)
    wanted = _reporting(plan) if unit is None else (plan.unit_code(unit),)
    head = chain.head_known(db, code, known_at=known_at)
    sheets = [
        EntrySheet(plan, one, period, lines, head)
        for one in wanted
        if (lines := lines_asked(plan, one, period, known))
    ]
    if not sheets:
        raise Refused((_nothing(plan, period, unit),))
    return tuple(sheets)


def _nothing(plan: Plan, period: Period, unit: str | None) -> Problem:
    if unit is None:
        return problem("workbook.nobody_owes", plan=plan.code, period=period.key)
    found = plan.unit(plan.unit_code(unit))
    return problem("workbook.owes_nothing", unit=found.name if found else unit, period=period.key)


def _reporting(plan: Plan) -> tuple[str, ...]:
    """The units that enter anything, as the plan lists them."""
    used = {unit for target in plan.targets for unit in reporters(target)}
    return tuple(dict.fromkeys(unit.code for unit in plan.units if unit.code in used))


def _known(db: Connection, plan: Plan, card: Scorecard) -> Known:
    log = defaultdict(list)
    for one in observations.log(db, plan, known_at=card.known_at):
        log[one.target, one.unit].append(one)
    done = {
        (row.target.code, unit)
        for row in card.rows
        for part in row.parts or (row,)
        for unit in ((part.unit,) if row.parts else reporters(row.target))
        if _is_done(part)
    }
    reached = {row.target.code: row.reached for row in card.rows}
    return Known(frozenset(done), reached, log)


def _is_done(row: Assessment) -> bool:
    return row.status is Status.ACHIEVED and "provisional" not in row.flags
