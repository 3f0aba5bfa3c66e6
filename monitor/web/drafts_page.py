"""Circulars on their way: what waits to be signed, each unit's rows, and what is objected to.

A clerk sees the own unit's rows and may object; a supervisor sees all, answers and signs. What is
shown is the proof as it was frozen, never a comparison of today.
"""

import json
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.problem import Refused, problem
from monitor.core.report import Signed
from monitor.render.paper import MEDIA
from monitor.services import drafts as waiting
from monitor.services.accounts import require
from monitor.services.drafts import Draft
from monitor.store import editions
from monitor.web.current import Current, Person
from monitor.web.forms import OwnForm, text
from monitor.web.page import UNPROCESSABLE, go, instant, page

routes = APIRouter(include_in_schema=False)
PAPERS = {"docx": MEDIA, "pdf": "application/pdf"}
LONGEST_NUMBER = 64


@routes.get("/drafts")
def all_drafts(request: Request, current: Person, done: str = "") -> Response:
    """List what waits to be signed."""
    return _page(request, current, done=done)


@routes.get("/drafts/{proof}/{face}")
def paper(current: Person, proof: str, face: str) -> Response:
    """Return the document of a proof, to read before it is signed."""
    require(current.actor, Action.AUDIT)
    with current.web.reading() as db:
        _found(db, current, proof)
        if face not in PAPERS:
            raise HTTPException(404)
        data = editions.part(db, proof, face)
    headers = {"Content-Disposition": f'attachment; filename="{proof}.{face}"'}
    return Response(data, media_type=PAPERS[face], headers=headers)


@routes.post("/drafts/{proof}/object")
def object_to(request: Request, current: Person, proof: str, fields: OwnForm) -> Response:
    """Note what the own unit says is wrong in one of its rows."""
    unit = text(fields, "unit") or current.person.unit
    require(current.actor, Action.ENTER, unit)
    try:
        with current.web.writing() as db:
            found = _found(db, current, proof)
            said, target = text(fields, "text"), text(fields, "target")
            now, by = current.now, current.actor
            waiting.object_to(db, found, said, unit=unit, target=target, by=by, now=now)
    except Refused as refused:
        return _page(request, current, refused=refused, fields=fields)
    return go("/drafts", done="objected")


@routes.post("/drafts/{proof}/answer")
def answer(request: Request, current: Person, proof: str, fields: OwnForm) -> Response:
    """Answer an objection."""
    require(current.actor, Action.ISSUE)
    number = text(fields, "number")
    try:
        with current.web.writing() as db:
            found = _found(db, current, proof)
            asked = int(number) if number.isascii() and number.isdigit() else 0
            said, by = text(fields, "text"), current.actor
            waiting.answer(db, found, asked, said, by=by, now=current.now)
    except Refused as refused:
        return _page(request, current, refused=refused, fields=fields)
    return go("/drafts", done="answered")


@routes.post("/drafts/{proof}/sign")
def sign(request: Request, current: Person, proof: str, fields: OwnForm) -> Response:
    """Put a name to a proof: it leaves with the next knock, as it was frozen."""
    require(current.actor, Action.ISSUE)
    number = text(fields, "number")[:LONGEST_NUMBER]
    signed = Signed(current.person.name, current.web.runtime.day_of(current.now), number)
    try:
        with current.web.writing() as db:
            found = _found(db, current, proof)
            _require_answers(found, text(fields, "despite"))
            waiting.put_name(db, found, signed, by=current.actor, now=current.now)
    except Refused as refused:
        return _page(request, current, refused=refused, fields=fields)
    return go("/drafts", done="signed")


def _require_answers(found: Draft, despite: str) -> None:
    if any(one.open for one in found.objections) and not despite:
        raise Refused((problem("signing.open_objections"),))


def _found(db: Connection, current: Current, proof: str) -> Draft:
    found = waiting.drafts(db, current.web.runtime.reports)
    mine = next((one for one in found if one.proof == proof), None)
    if mine is None:
        raise Refused((problem("signing.gone"),))
    return mine


def _page(
    request: Request,
    current: Current,
    *,
    done: str = "",
    refused: Refused | None = None,
    fields: FormData | None = None,
) -> Response:
    with current.web.reading() as db:
        found = waiting.drafts(db, current.web.runtime.reports)
        told = [_told(db, current, one) for one in found]
    values = {
        "drafts": told,
        "done": done if done in {"objected", "answered", "signed"} else "",
        "signs": current.person.may(Action.ISSUE),
        "reads": current.person.may(Action.AUDIT),
        "typed": {name: text(fields, name) for name in fields} if fields else {},
        "demo": any(one["demo"] for one in told),
    }
    faults = refused.problems if refused else ()
    status = UNPROCESSABLE if refused else 200
    return page(request, current, "drafts", values, faults=faults, status=status)


def _told(db: Connection, current: Current, one: Draft) -> dict[str, Any]:
    status = json.loads(editions.part(db, one.proof, editions.DATA))
    plan, own = status["plan"], current.person.unit
    all_seen = current.person.may(Action.AUDIT)
    title = next(r.title for r in current.web.runtime.reports if r.name == one.slot.report)
    mine = [row for row in status["rows"] if _is_of(row, own)]
    names = {row["code"]: row["name"] for row in status["rows"]}
    units = {row["unit_code"]: row["unit"] for row in status["rows"]}
    return {
        "proof": one.proof,
        "plan": plan,
        "title": title,
        "period": one.slot.period.key,
        "drafted_at": instant(current, one.drafted_at),
        "named": one.named.by if one.named else "",
        "known_at": instant(current, one.slot.due_at),
        "demo": status["demo"],
        "classes": [c for c in status["tally"]["classes"] if c["count"]],
        "total": status["tally"]["total"],
        "rows": mine,
        "enters": bool(mine) and current.person.may(Action.ENTER, own),
        "objections": [
            {
                "number": said.number,
                "unit": units.get(said.unit, said.unit),
                "target": names.get(said.target, said.target),
                "text": said.text,
                "by": said.by,
                "at": instant(current, said.at),
                "answer": said.answer,
                "answered_by": said.answered_by,
                "open": said.open,
            }
            for said in one.objections
            if all_seen or said.unit == own
        ],
    }


def _is_of(row: dict[str, Any], unit: str) -> bool:
    """Whether a row, or a part of it, is a unit's."""
    named = {row.get("unit_code"), *(part.get("unit_code") for part in row["parts"])}
    return bool(unit) and unit in named
