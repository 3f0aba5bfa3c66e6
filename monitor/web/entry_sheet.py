"""Which form is asked for: of a plan, a unit, and a period or everything the unit owes now.

A clerk sees the own unit; who may enter for every unit chooses one. Without a period the sheet
holds what is owed by today, the most pressing first, whatever period it is of.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from monitor.core.account import Action
from monitor.core.agenda import Owing, owing
from monitor.core.assessment import Assessment
from monitor.core.lock import Lock
from monitor.core.observation import Observation
from monitor.core.period import Cadence, Period, containing, read_period
from monitor.core.plan import Plan
from monitor.core.problem import Problem
from monitor.core.scorecard import Scorecard
from monitor.core.succession import heirs_on
from monitor.core.target import ReportedAs
from monitor.services.entry_sheets import plan_asked
from monitor.services.locks import locks_of
from monitor.services.people import case_of
from monitor.services.targets import stored_plan
from monitor.store import observations
from monitor.web.board import card_of
from monitor.web.current import Current, chosen_plan
from monitor.web.entry_form import Line, lines_of, reporters


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which form it is: of which plan, unit and period; ``all_owed`` where none was asked for."""

    plan: Plan
    unit: str
    period: Period
    heirs: Mapping[str, str]
    all_owed: bool = False
    faults: tuple[Problem, ...] = ()

    @property
    def asked(self) -> str:
        """The period as the address names it."""
        return "" if self.all_owed else self.period.key


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sheet asks for: its lines, why others are shut, and what is known of them all."""

    lines: tuple[Line, ...]
    locks: dict[str, Lock]
    card: Scorecard
    log: tuple[Observation, ...]
    owed: tuple[Owing, ...] = ()
    rows: Mapping[tuple[str, str], Assessment] = field(default_factory=dict)


def sheet_of(db: Connection, current: Current, plan: str, unit: str, period: str) -> Sheet:
    """Return the sheet an address asks for, with the fault of a period that is none."""
    stated = stored_plan(db, chosen_plan(db, plan, current.today))
    read = read_period(period) if period else None
    faults = (read,) if isinstance(read, Problem) else ()
    span = read if isinstance(read, Period) else _last_month(stated, current.today)
    heirs = heirs_on(stated, current.today)
    shown = plan_asked(db, stated.code, span, current.today)
    own = unit or current.person.unit or next(iter(entering_units(shown, heirs)), "")
    return Sheet(shown, heirs.get(own, own), span, heirs, not period, faults)


def _last_month(plan: Plan, today: date) -> Period:
    """The newest month of the plan that is over, its first while none is."""
    months = Cadence.MONTH.periods(plan.period)
    over = [month for month in months if month.end < today]
    return over[-1] if over else containing(Cadence.MONTH, plan.period.start)


def entering_units(plan: Plan, heirs: Mapping[str, str]) -> dict[str, str]:
    """The units that enter anything, with their names, as the plan lists them."""
    used = {heirs.get(unit, unit) for target in plan.targets for unit in reporters(target)}
    return {unit.code: unit.name for unit in plan.units if unit.code in used}


def may_enter(current: Current, sheet: Sheet) -> bool:
    """Whether the sheet is this person's to fill in."""
    own = sheet.heirs.get(current.person.unit, current.person.unit)
    return replace(current.person, unit=own).may(Action.ENTER, sheet.unit)


def types_for(current: Current, sheet: Sheet) -> bool:
    """Whether a person enters what another unit gave by telephone or on paper (代录)."""
    own = sheet.heirs.get(current.person.unit, current.person.unit)
    return may_enter(current, sheet) and sheet.unit != own


def asked_of(db: Connection, current: Current, sheet: Sheet) -> Asked:
    """Gather what a sheet asks for, and what its page tells about it."""
    card = card_of(db, current, sheet.plan.code, day=current.today, unit=sheet.unit)
    runtime = current.web.runtime
    case = case_of(db, card, calendar=runtime.calendar, zone=runtime.settings.timezone)
    owed = tuple(sorted((one for one in owing(case) if one.unit == sheet.unit), key=_pressing))
    locks = _locks(db, current, sheet, sheet.period)
    lines = lines_of(sheet.plan, sheet.unit, sheet.period, sheet.heirs)
    lines = [line for line in lines if line.target.code not in locks]
    if sheet.all_owed:
        lines = _all_owed(db, current, sheet, lines, owed)
    codes = {line.target.code for line in lines}
    log = observations.log(db, sheet.plan, targets=codes) if codes else []
    rows = {
        (row.target.code, one.unit if row.parts else ""): one
        for row in card.rows
        for one in row.parts or (row,)
    }
    return Asked(tuple(lines), locks, card, tuple(log), owed, rows)


def lines_for(db: Connection, current: Current, sheet: Sheet, keys: list[str]) -> list[Line]:
    """The open lines a posted form names: of the sheet's period, and of others by their mark.

    What was answered in the meantime is still named by the form, and so still read.
    """
    marks = {key.partition("@")[2] for key in keys} - {""}
    lines: list[Line] = []
    for mark in ("", *sorted(marks)):
        period = read_period(mark) if mark else sheet.period
        if isinstance(period, Period):
            shut = _locks(db, current, sheet, period)
            found = lines_of(sheet.plan, sheet.unit, period, sheet.heirs)
            lines += [replace(one, mark=mark) for one in found if one.target.code not in shut]
    return lines


def _locks(db: Connection, current: Current, sheet: Sheet, period: Period) -> dict[str, Lock]:
    now, day, heirs = current.now, current.today, dict(sheet.heirs)
    return locks_of(db, sheet.plan, sheet.unit, period, heirs=heirs, now=now, day=day)


def _pressing(one: Owing) -> tuple[bool, date]:
    return (not one.late, one.due)


def _all_owed(
    db: Connection, current: Current, sheet: Sheet, here: list[Line], owed: tuple[Owing, ...]
) -> list[Line]:
    """What is owed, the most pressing first; then what was answered for the last month.

    A running total answers every period before it, so its newest one is asked for alone; figures
    of a period are added up, so each period that is missing is.
    """
    shut: dict[Period, dict[str, Lock]] = {sheet.period: {}}
    lines: list[Line] = []
    for one in owed:
        flows = one.target.reported_as is ReportedAs.PERIOD
        for period in one.periods if flows else one.periods[-1:]:
            month = containing(Cadence.MONTH, period.end)
            if month not in shut:
                shut[month] = _locks(db, current, sheet, month)
            mark = "" if period.end == sheet.period.end else month.key
            found = lines_of(sheet.plan, sheet.unit, month, sheet.heirs)
            mine = [line for line in found if line.target.code == one.target.code]
            lines += [
                replace(line, mark=mark) for line in mine if one.target.code not in shut[month]
            ]
    keys = {line.target.code for line in lines}
    return lines + [line for line in here if line.target.code not in keys]
