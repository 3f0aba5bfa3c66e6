"""One target's whole history, for whoever may read; its dossier, for whoever may audit.

The period stands in the address, and the list can be taken away as a sheet of the same lines.
"""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor import __version__
from monitor.core.account import Action
from monitor.core.happening import History
from monitor.core.period import Period, read_period
from monitor.core.problem import Problem, Refused
from monitor.core.rule import Status
from monitor.render.dossier import packed
from monitor.render.history import STORY, history_told, sheet
from monitor.render.plain import json_text
from monitor.render.promises import Told
from monitor.services.accounts import require
from monitor.services.dossier import dossier
from monitor.services.history import history, shown_to
from monitor.store import targets
from monitor.web.board import tone_name
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.downloads import CSV, JSON, ZIP, download, query
from monitor.web.page import UNPROCESSABLE, page

routes = APIRouter(include_in_schema=False)


@routes.get("/targets/{code}/history")
def story(
    request: Request, current: Person, code: str, plan: str = "", period: str = ""
) -> Response:
    """Show everything that was done about a target, or about one period of it."""
    span, faults = _span(period)
    found = _history(current, plan, code, span)
    told = history_told(found, current.words, current.web.runtime.settings.timezone)
    values = {
        "plan": found.plan,
        "target": found.target,
        "period": period,
        "rows": [_toned(row) for row in told["history"]],
        "query": query(plan=plan, period="" if faults else period),
        "demo": any("demo" in row["marks"] for row in told["history"]),
        "audits": current.person.may(Action.AUDIT),
    }
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "history", values, faults=faults, status=status)


@routes.get("/targets/{code}/history.csv")
def story_sheet(current: Person, code: str, plan: str = "", period: str = "") -> Response:
    """Give a target's history as a sheet."""
    told = _told(current, plan, code, period)
    return download(sheet(told["history"], STORY), CSV, f"{code}-history.csv")


@routes.get("/targets/{code}/history.json")
def story_data(current: Person, code: str, plan: str = "", period: str = "") -> Response:
    """Give a target's history as data."""
    told = _told(current, plan, code, period)
    return download(json_text(told).encode(), JSON, f"{code}-history.json")


@routes.get("/targets/{code}/dossier.zip")
def take_dossier(current: Person, code: str, plan: str = "") -> Response:
    """Give a target's dossier to who may audit."""
    require(current.actor, Action.AUDIT)
    zone = current.web.runtime.settings.timezone
    with current.web.reading() as db:
        found = dossier(db, *_named(db, current, plan, code), known_at=current.now, zone=zone)
    data = packed(found, current.words, zone, version=__version__)
    return download(data, ZIP, f"{code}-dossier.zip")


def _told(current: Current, plan: str, code: str, period: str) -> Told:
    span, faults = _span(period)
    if faults:
        raise Refused(tuple(faults))
    found = _history(current, plan, code, span)
    return history_told(found, current.words, current.web.runtime.settings.timezone)


def _history(current: Current, plan: str, code: str, period: Period | None) -> History:
    zone = current.web.runtime.settings.timezone
    with current.web.reading() as db:
        named = _named(db, current, plan, code)
        found = history(db, *named, known_at=current.now, zone=zone, period=period)
    return shown_to(found, current.person, current.today)


def _named(db: Connection, current: Current, plan: str, code: str) -> tuple[str, str]:
    """The plan and the target an address names; nothing is there where it was never promised."""
    if not targets.plan_codes(db):
        raise HTTPException(404)
    named = chosen_plan(db, plan, current.today)
    if not targets.history(db, named, code):
        raise HTTPException(404)
    return named, code


def _span(text: str) -> tuple[Period | None, list[Problem]]:
    read = read_period(text) if text else None
    return (None, [read]) if isinstance(read, Problem) else (read, [])


def _toned(row: Told) -> Told:
    """A line with the colour of the class it speaks of, if it speaks of one."""
    known = row.get("status") in set(Status)
    return row | {"tone": tone_name(row["status"], row["level"]) if known else ""}
