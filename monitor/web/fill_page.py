"""The form a reminder's link opens: what one unit owes now, in one clerk's name, and nothing else.

No session is made and no other page opens by it. Everything entered is judged and written as on the
clerk's own page; the audit says that it came by a link.
"""

import secrets
from collections import deque
from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.problem import Problem, Refused, problem
from monitor.render.voice import Voice
from monitor.services.accounts import note
from monitor.services.fill_links import FillLink, open_fill
from monitor.web.current import Current, Visitor
from monitor.web.entry_form import named_in, read_form
from monitor.web.entry_rows import Told, rows_of
from monitor.web.entry_sheet import Sheet, asked_of, lines_for, may_enter, sheet_of
from monitor.web.entry_write import Asking, Handing, write_once
from monitor.web.forms import Posted, text
from monitor.web.page import OK, UNPROCESSABLE, instant, page

routes = APIRouter(include_in_schema=False)
GONE, OFTEN = 410, 429
MOST, WITHIN = 30, timedelta(minutes=1)
MOST_LINKS = 1000
"""Links whose use is remembered: beyond them the oldest is forgotten."""

_USED: dict[str, deque[float]] = {}


@routes.get("/fill/{token}")
def form(request: Request, current: Visitor, token: str) -> Response:
    """Show what the link's unit owes, or why the link opens nothing."""
    return _answered(request, current, token)


@routes.post("/fill/{token}")
def send(request: Request, current: Visitor, token: str, fields: Posted) -> Response:
    """Write what was typed in the clerk's name."""
    with current.web.reading() as db:
        found = _opened(db, current, token)
        if isinstance(found, Problem):
            return _closed(request, current, found)
        clerk, sheet, _ = found
        lines = lines_for(db, clerk, sheet, named_in(fields))
    handed = Handing(sheet, tuple(lines), read_form(fields, lines), text(fields, "key"))
    try:
        with current.web.writing() as db:
            written = write_once(db, clerk, handed)
            detail: dict[str, object] = {"unit": sheet.unit, "count": len(written["written"])}
            note(db, clerk.actor, "fill.write", sheet.plan.code, now=current.now, detail=detail)
    except Refused as refused:
        meant = refused.meant if isinstance(refused, Asking) else {}
        told = Told(replace(handed.typed, meant=meant), refused.problems)
        return _answered(request, current, token, told=told)
    return _answered(request, current, token, done=len(written["written"]))


def _opened(
    db: Connection, current: Current, token: str
) -> tuple[Current, Sheet, FillLink] | Problem:
    """The clerk of a link as who asks, and the one sheet it opens."""
    if _too_often(token, current):
        return problem("fill.often")
    key = current.web.runtime.settings.signing_key()
    opened = open_fill(db, token, key=key, now=current.now)
    if isinstance(opened, Problem):
        return opened
    link, user = opened
    clerk = replace(current, user=user, key="")
    sheet = sheet_of(db, clerk, link.plan, link.unit, "")
    return (clerk, sheet, link) if may_enter(clerk, sheet) else problem("fill.revoked")


def _too_often(token: str, current: Current) -> bool:
    """Whether one link was used more often than a person does; kept by this process alone."""
    now = current.now.timestamp()
    used = _USED.setdefault(token[:256], deque(maxlen=MOST + 1))
    while len(_USED) > MOST_LINKS:
        _USED.pop(next(iter(_USED)))
    used.append(now)
    recent = sum(now - at < WITHIN.total_seconds() for at in used)
    return recent > MOST


def _closed(request: Request, current: Current, fault: Problem) -> Response:
    nobody = replace(current, user=None, key="")
    values = {"gone": current.words.problem(fault), "rows": []}
    status = OFTEN if fault.code == "fill.often" else GONE
    return page(request, nobody, "fill", values, status=status)


def _answered(
    request: Request, current: Current, token: str, *, told: Told | None = None, done: int = 0
) -> Response:
    with current.web.reading() as db:
        found = _opened(db, current, token)
        if isinstance(found, Problem):
            return _closed(request, current, found)
        clerk, sheet, link = found
        asked = asked_of(db, clerk, sheet)
        rows = rows_of(clerk, sheet, asked, told or Told())
    faults = told.faults if told else ()
    values = {
        "gone": "",
        "sheet": sheet,
        "rows": [row for row in rows if not row["done"]],
        "sources": [source.name for source in sheet.plan.sources],
        "token": token,
        "key": secrets.token_urlsafe(16),
        "done": done,
        "unit_name": Voice(current.words, sheet.plan, current.today).unit(sheet.unit),
        "name": clerk.person.display or clerk.person.name,
        "until": instant(current, link.expires_at),
        "today": current.web.runtime.day_of(current.now).isoformat(),
        "demo": any(one.demo for one in asked.log),
    }
    nobody = replace(current, user=None, key="")
    status = UNPROCESSABLE if faults else OK
    return page(request, nobody, "fill", values, faults=faults, status=status)
