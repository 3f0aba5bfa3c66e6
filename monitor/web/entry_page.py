"""Enter a unit's figures of a period: one plain form, one submission, all or nothing.

A clerk sees the own unit; who may enter for every unit chooses one. A submission carries
a key, so that sending the page twice writes once. What was typed survives every fault.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.lock import Lock
from monitor.core.observation import Observation
from monitor.core.period import Cadence, Period, containing, read_period
from monitor.core.plan import Plan
from monitor.core.problem import Place, Problem, Refused, problem
from monitor.core.succession import heirs_on
from monitor.core.target import Target
from monitor.render.phrases import Words
from monitor.render.voice import Voice
from monitor.services import accounts, submissions
from monitor.services.entry_sheets import plan_asked
from monitor.services.observations import Sitting, record
from monitor.services.targets import stored_plan
from monitor.store import observations, targets
from monitor.web import entry_locks
from monitor.web.board import card_of
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.entry_form import GIVEN_BY, Line, Typed, asked, lines_of, read_form, reporters
from monitor.web.forms import OwnForm, text
from monitor.web.owed import owed_months
from monitor.web.page import UNPROCESSABLE, go, page

routes = APIRouter(include_in_schema=False)
FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which form it is: of which plan, unit and period."""

    plan: Plan
    unit: str
    period: Period
    heirs: Mapping[str, str]
    faults: tuple[Problem, ...] = ()


@routes.get("/entry")
def form(
    request: Request, current: Person, plan: str = "", unit: str = "", period: str = ""
) -> Response:
    """Show the form of a unit and a period."""
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        sheet = _sheet(db, current, plan, unit, period)
        if not _may_enter(current, sheet):
            return _not_yours(request, current)
        values = _values(db, current, sheet, Typed(), sheet.faults)
    status = UNPROCESSABLE if sheet.faults else 200
    return page(request, current, "entry", values, faults=sheet.faults, status=status)


@routes.post("/entry")
def submit(request: Request, current: Person, fields: OwnForm) -> Response:
    """Write everything that was typed, or nothing."""
    names = [text(fields, name) for name in ("plan", "unit", "period")]
    with current.web.reading() as db:
        sheet = _sheet(db, current, *names)
        if not _may_enter(current, sheet):
            return _not_yours(request, current)
        lines = _lines(sheet, _locks(db, current, sheet))
    typed, key = read_form(fields, lines), text(fields, "key")
    try:
        _require_sound(typed, sheet, types_for=_types_for(current, sheet))
        with current.web.writing() as db:
            _write_once(db, current, sheet, typed, key)
    except Refused as refused:
        with current.web.reading() as db:
            values = _values(db, current, sheet, typed, refused.problems)
        return page(
            request, current, "entry", values, faults=refused.problems, status=UNPROCESSABLE
        )
    return go("/entry/done", key=key)


@routes.get("/entry/done")
def done(request: Request, current: Person, key: str = "") -> Response:
    """Show what a submission wrote."""
    with current.web.reading() as db:
        answer = submissions.kept_answer(db, key, who=current.person.name)
    if answer is None:
        return go("/entry")
    return page(request, current, "entry_done", {"answer": answer})


def _require_sound(typed: Typed, sheet: Sheet, *, types_for: bool) -> None:
    nobody = types_for and typed.placed and not typed.given_by
    missing = (problem("desk.given_missing").at(Place(cell=GIVEN_BY)),) if nobody else ()
    if sheet.faults or missing or typed.faults:
        raise Refused((*sheet.faults, *missing, *typed.faults))
    if not typed.placed:
        raise Refused((problem("web.nothing_typed"),))


def _write_once(
    db: Connection, current: Current, sheet: Sheet, typed: Typed, key: str
) -> dict[str, Any]:
    content = {
        "plan": sheet.plan.code,
        "unit": sheet.unit,
        "period": sheet.period.key,
        "fields": typed.fields,
        **({GIVEN_BY: typed.given_by} if typed.given_by else {}),
    }
    said = submissions.Submission(key, current.person.name, content)

    def write() -> dict[str, Any]:
        entries = [one.entry for one in typed.placed]
        accounts.require_entry(
            db, current.actor, sheet.plan.code, entries, backdated=False, day=current.today
        )
        sitting = Sitting(current.person.name, current.now, current.web.runtime.settings.timezone)
        recorded = record(db, typed.placed, plan=sheet.plan.code, sitting=sitting)
        _note(db, current, sheet, len(recorded.written), typed.given_by)
        return _answer(current, sheet, recorded.written, recorded.unchanged)

    return submissions.once(db, said, write, now=current.now)


def _note(db: Connection, current: Current, sheet: Sheet, written: int, given_by: str) -> None:
    """Tell the audit that it came by this page, and who gave it if not who typed it."""
    if written:
        said: dict[str, object] = {"unit": sheet.unit, "period": sheet.period.key, "count": written}
        said |= {GIVEN_BY: given_by} if given_by else {}
        who, plan = current.actor, sheet.plan.code
        accounts.note(db, who, "observations.record", plan, now=current.now, detail=said)


def _answer(
    current: Current, sheet: Sheet, written: tuple[Observation, ...], unchanged: int
) -> dict[str, Any]:
    voice = Voice(current.words, sheet.plan, current.today)
    return {
        "plan": sheet.plan.code,
        "unit": sheet.unit,
        "unit_name": voice.unit(sheet.unit),
        "period": sheet.period.key,
        "written": [
            {"code": one.target, "name": _name(sheet.plan, one), "said": said(voice, one)}
            for one in written
        ],
        "unchanged": unchanged,
    }


def said(voice: Voice, one: Observation) -> str:
    """What an observation says, as people say it."""
    if one.no_change:
        return voice.say("web.no_change")
    if one.stage:
        day = voice.day(one.on) if one.on else ""
        return " ".join(part for part in (one.item, one.stage, day) if part)
    target = voice.plan.target(one.target)
    return voice.quantity(target, one.value) if target else str(one.value)


def _name(plan: Plan, one: Observation) -> str:
    target = plan.target(one.target)
    return target.name if target else one.target


def _sheet(db: Connection, current: Current, plan: str, unit: str, period: str) -> Sheet:
    stated = stored_plan(db, chosen_plan(db, plan, current.today))
    read = read_period(period) if period else None
    faults = (read,) if isinstance(read, Problem) else ()
    month = _last_month(stated, current)
    span = read if isinstance(read, Period) else month
    heirs = heirs_on(stated, current.today)
    shown = plan_asked(db, stated.code, span, current.today)
    own = unit or current.person.unit or next(iter(_units(shown, heirs)), "")
    return Sheet(shown, heirs.get(own, own), span, heirs, faults)


def _last_month(plan: Plan, current: Current) -> Period:
    """The newest month of the plan that is over, its first while none is."""
    months = Cadence.MONTH.periods(plan.period)
    over = [month for month in months if month.end < current.today]
    return over[-1] if over else containing(Cadence.MONTH, plan.period.start)


def _locks(db: Connection, current: Current, sheet: Sheet) -> dict[str, Lock]:
    heirs = dict(sheet.heirs)
    return entry_locks.locks(db, current, sheet.plan, sheet.unit, sheet.period, heirs=heirs)


def _lines(sheet: Sheet, shut: dict[str, Lock]) -> list[Line]:
    lines = lines_of(sheet.plan, sheet.unit, sheet.period, sheet.heirs)
    return entry_locks.open_lines(lines, shut)


def _units(plan: Plan, heirs: Mapping[str, str]) -> dict[str, str]:
    used = {heirs.get(unit, unit) for target in plan.targets for unit in reporters(target)}
    return {unit.code: unit.name for unit in plan.units if unit.code in used}


def _types_for(current: Current, sheet: Sheet) -> bool:
    """Whether a person enters what another unit gave by telephone or on paper (代录)."""
    own = sheet.heirs.get(current.person.unit, current.person.unit)
    return _may_enter(current, sheet) and sheet.unit != own


def _may_enter(current: Current, sheet: Sheet) -> bool:
    own = sheet.heirs.get(current.person.unit, current.person.unit)
    return replace(current.person, unit=own).may(Action.ENTER, sheet.unit)


def _not_yours(request: Request, current: Current) -> Response:
    return page(request, current, "empty", {"what": "entry"}, status=FORBIDDEN)


def _values(
    db: Connection,
    current: Current,
    sheet: Sheet,
    typed: Typed,
    faults: tuple[Problem, ...],
) -> dict[str, Any]:
    plan, words = sheet.plan, current.words
    shut = _locks(db, current, sheet)
    lines = _lines(sheet, shut)
    voice = Voice(words, plan, current.today)
    codes = {line.target.code for line in lines}
    log = observations.log(db, plan, targets=codes) if codes else []
    anywhere = current.person.may(Action.ENTER)
    rows = [
        row
        | {
            "faults": words.problems(row["faults"]),
            "before": _before(voice, log, row["line"].target, row["line"].unit, sheet.heirs),
            "goal": voice.goal(row["target"]),
            "kind": row["target"].kind.value,
        }
        for row in asked(lines, typed, faults)
    ]
    card = card_of(db, current, plan.code, day=current.today, unit=sheet.unit)
    return {
        "sheet": sheet,
        "faults": _listed(words, plan, faults),
        "demo": any(one.demo for one in log),
        "owed": owed_months(card, sheet.unit),
        "unit_name": voice.unit(sheet.unit),
        "units": _units(plan, sheet.heirs) if anywhere else {},
        "types_for": _types_for(current, sheet),
        "given_by": typed.given_by,
        "given_fault": any(one.place and one.place.cell == GIVEN_BY for one in faults),
        "months": [one.key for one in Cadence.MONTH.periods(plan.period)],
        "lines": rows,
        "locks": entry_locks.shown(voice, shut),
        "sources": [source.name for source in plan.sources],
        "key": secrets.token_urlsafe(16),
        "today": current.web.runtime.day_of(current.now).isoformat(),
    }


def _listed(words: Words, plan: Plan, faults: tuple[Problem, ...]) -> list[dict[str, str]]:
    """The faults as the top of the page lists them: whose line, and the way to it."""
    return [_fault(words, plan, fault) for fault in faults]


def _fault(words: Words, plan: Plan, fault: Problem) -> dict[str, str]:
    key = fault.place.cell if fault.place else None
    if key == GIVEN_BY:
        return {"text": words.problem(fault), "to": GIVEN_BY}
    target = plan.target(key.split("/")[0]) if key else None
    if key is None or target is None:
        return {"text": words.problem(fault), "to": ""}
    colon = words.say("status.colon")
    return {"text": f"{target.name}{colon}{words.problem(fault)}", "to": f"line/{key}"}


def _before(
    voice: Voice, log: list[Observation], target: Target, unit: str, heirs: Mapping[str, str]
) -> str:
    """The newest answer of the unit or one it took over, so that a clerk sees where to go on."""
    became = {} if target.parts else heirs
    mine = [
        one for one in log if one.target == target.code and became.get(one.unit, one.unit) == unit
    ]
    if not mine:
        return ""
    newest = mine[-1]
    return voice.say("web.before", period=newest.period.key, said=said(voice, newest))
