"""Enter a unit's figures: one sheet, sent as a whole or cell by cell, in the same way.

A submission carries a key, so that sending the page twice writes once. What was typed survives
every fault. A cell that a script sends is the same form with the other lines left empty, and is
answered with what to say beside it.
"""

import secrets
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.core.account import Action
from monitor.core.period import Cadence
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused
from monitor.render.phrases import Words
from monitor.render.voice import Voice
from monitor.services import submissions
from monitor.store import observations, targets
from monitor.web import entry_locks
from monitor.web.current import Current, Person
from monitor.web.entry_form import GIVEN_BY, Typed, named_in, read_form
from monitor.web.entry_rows import Told, answer_of, rows_of
from monitor.web.entry_sheet import (
    Sheet,
    asked_of,
    entering_units,
    lines_for,
    may_enter,
    sheet_of,
    types_for,
)
from monitor.web.entry_write import Asking, Handing, write_once
from monitor.web.forms import OwnForm, text
from monitor.web.owed import owed_months
from monitor.web.page import OK, UNPROCESSABLE, go, page

routes = APIRouter(include_in_schema=False)
FORBIDDEN = 403
WANTS_REASON = frozenset(
    {"entry.needs_reason", "entry.was_no_change", "entry.now_no_change", "grid.rival"}
)
"""Faults that a reason settles."""


@routes.get("/entry")
def form(
    request: Request, current: Person, plan: str = "", unit: str = "", period: str = ""
) -> Response:
    """Show what a unit owes now, or the sheet of a period."""
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        sheet = sheet_of(db, current, plan, unit, period)
        if not may_enter(current, sheet):
            return _not_yours(request, current)
        values = _values(db, current, sheet, Told(faults=sheet.faults))
    status = UNPROCESSABLE if sheet.faults else OK
    return page(request, current, "entry", values, faults=sheet.faults, status=status)


@routes.post("/entry")
def submit(request: Request, current: Person, fields: OwnForm) -> Response:
    """Write everything that was typed, or nothing."""
    with current.web.reading() as db:
        handed = _handed(db, current, fields)
    if handed is None:
        return _not_yours(request, current)
    try:
        _write(current, handed)
    except Refused as refused:
        told = Told(_with_meant(handed.typed, refused), refused.problems)
        with current.web.reading() as db:
            values = _values(db, current, handed.sheet, told)
        return page(
            request, current, "entry", values, faults=refused.problems, status=UNPROCESSABLE
        )
    return go("/entry/done", key=handed.key)


@routes.post("/entry/cell")
def cell(current: Person, fields: OwnForm) -> Response:
    """Write one row, and say what came of it for the script that shows it beside the row.

    A question or a fault is an answer like any other, with what to say and what to type instead.
    """
    with current.web.reading() as db:
        handed = _handed(db, current, fields)
    if handed is None:
        return JSONResponse({"state": "refused", "faults": []}, status_code=FORBIDDEN)
    head = next((line for line in handed.lines if line.key == text(fields, "line")), None)
    if head is None:
        return JSONResponse({"state": "refused", "faults": [current.words.say("grid.shut")]})
    try:
        written = _write(current, handed)
    except Refused as refused:
        return JSONResponse(_asked_about(current, refused))
    with current.web.reading() as db:
        log = observations.log(db, handed.sheet.plan, targets={head.target.code})
    answer, seen = answer_of(current, handed.sheet, log, head)
    fresh = written["written"] or written["said"]
    return JSONResponse({"state": "saved" if fresh else "same", "answer": answer, "seen": seen})


@routes.get("/entry/done")
def done(request: Request, current: Person, key: str = "") -> Response:
    """Show what a submission wrote."""
    with current.web.reading() as db:
        answer = submissions.kept_answer(db, key, who=current.person.name)
    if answer is None:
        return go("/entry")
    return page(request, current, "entry_done", {"answer": answer})


def _handed(db: Connection, current: Current, fields: FormData) -> Handing | None:
    """What was sent, for the lines that may be filled; none where the sheet is another's."""
    sheet = sheet_of(db, current, *(text(fields, name) for name in ("plan", "unit", "period")))
    if not may_enter(current, sheet):
        return None
    lines = lines_for(db, current, sheet, named_in(fields))
    return Handing(sheet, tuple(lines), read_form(fields, lines), text(fields, "key"))


def _write(current: Current, handed: Handing) -> dict[str, Any]:
    with current.web.writing() as db:
        return write_once(db, current, handed)


def _with_meant(typed: Typed, refused: Refused) -> Typed:
    return replace(typed, meant=refused.meant) if isinstance(refused, Asking) else typed


def _asked_about(current: Current, refused: Refused) -> dict[str, Any]:
    meant = refused.meant if isinstance(refused, Asking) else {}
    reason = isinstance(refused, Asking) or any(
        one.code in WANTS_REASON for one in refused.problems
    )
    return {
        "state": "asked" if reason else "refused",
        "faults": current.words.problems(refused.problems),
        "meant": next(iter(meant.values()), ""),
        "reason": reason,
    }


def _not_yours(request: Request, current: Current) -> Response:
    return page(request, current, "empty", {"what": "entry"}, status=FORBIDDEN)


def _values(db: Connection, current: Current, sheet: Sheet, told: Told) -> dict[str, Any]:
    plan, words = sheet.plan, current.words
    asked = asked_of(db, current, sheet)
    rows = rows_of(current, sheet, asked, told)
    wrong = {line["key"] for row in rows for line in row["lines"] if line["faults"]}
    voice = Voice(words, plan, current.today)
    anywhere = current.person.may(Action.ENTER)
    return {
        "sheet": sheet,
        "faults": [_fault(words, plan, fault) for fault in told.faults],
        "demo": any(one.demo for one in asked.log),
        "owed": owed_months(asked.card, sheet.unit),
        "unit_name": voice.unit(sheet.unit),
        "units": entering_units(plan, sheet.heirs) if anywhere else {},
        "types_for": types_for(current, sheet),
        "given_by": told.typed.given_by,
        "given_fault": any(one.place and one.place.cell == GIVEN_BY for one in told.faults),
        "months": [one.key for one in Cadence.MONTH.periods(plan.period)],
        "open_rows": [row for row in rows if not row["done"] or _has(row, wrong)],
        "done_rows": [row for row in rows if row["done"] and not _has(row, wrong)],
        "locks": entry_locks.shown(voice, asked.locks),
        "sources": [source.name for source in plan.sources],
        "key": secrets.token_urlsafe(16),
        "who": current.person.name,
        "today": current.web.runtime.day_of(current.now).isoformat(),
    }


def _has(row: dict[str, Any], wrong: set[str]) -> bool:
    return any(line["key"] in wrong for line in row["lines"])


def _fault(words: Words, plan: Plan, fault: Problem) -> dict[str, str]:
    """A fault as the top of the page lists it: whose line, and the way to it."""
    key = fault.place.cell if fault.place else None
    if key == GIVEN_BY:
        return {"text": words.problem(fault), "to": GIVEN_BY}
    target = plan.target(key.split("/")[0]) if key else None
    if key is None or target is None:
        return {"text": words.problem(fault), "to": ""}
    colon = words.say("status.colon")
    return {"text": f"{target.name}{colon}{words.problem(fault)}", "to": f"line/{key}"}
