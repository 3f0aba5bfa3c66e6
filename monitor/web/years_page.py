"""The state of a plan on one page: open or closed, what is awaited, grants, the next year's draft.

Everybody reads it; the supervisor closes, opens again and grants. The draft is a file to take
away: the plan's own file is not touched.
"""

from datetime import date
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.next_year import fates
from monitor.core.period import read_period
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, Unavailable, problem
from monitor.files.next_year import Drafted, Sentences, draft_plan
from monitor.render.next_year import next_year_told
from monitor.render.years import awaited_told, grant_told
from monitor.services import closing
from monitor.services.closed import closing_of, grants_of
from monitor.services.closing import Opening, final_card, still_awaited
from monitor.services.targets import stored_plan
from monitor.store import targets
from monitor.web.adjustments_page import hand_of
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.downloads import download
from monitor.web.forms import OwnForm, text
from monitor.web.page import UNPROCESSABLE, go, page

routes = APIRouter(include_in_schema=False)
NOTICES = frozenset({"closed", "reopened", "granted", "revoked"})
YAML = "application/yaml; charset=utf-8"


@routes.get("/years")
def years(request: Request, current: Person, plan: str = "", notice: str = "") -> Response:
    """Show where a plan stands."""
    return _page(request, current, plan, {"notice": notice if notice in NOTICES else ""})


def _page(
    request: Request,
    current: Current,
    plan: str,
    more: dict[str, Any],
    *,
    faults: tuple[Problem, ...] = (),
) -> Response:
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        stated = stored_plan(db, chosen_plan(db, plan, current.today))
        values = _values(db, current, stated)
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "years", values | more, faults=faults, status=status)


def _values(db: Connection, current: Current, plan: Plan) -> dict[str, Any]:
    hand, zone = hand_of(current), current.web.runtime.settings.timezone
    awaited = still_awaited(db, plan.code, hand, current.web.runtime.calendar)
    grants = [
        grant_told(one, plan, current.words, zone, now=current.now)
        for one in grants_of(db, plan.code)
    ]
    stands = closing_of(db, plan.code)
    return {
        "plan": plan,
        "plans": [code for code in targets.plan_codes(db) if code != plan.code],
        "closed": stands.closed,
        "steps": stands.steps,
        "over": hand.today > plan.period.end,
        "awaited": [awaited_told(one, plan, current.words) for one in awaited],
        "grants": list(reversed(grants)),
        "supervises": hand.supervises,
        "targets": [(one.code, one.name) for one in plan.targets],
        "units": list({unit.code: unit.name for unit in plan.units}.items()),
        "typed": {},
        "notice": "",
    }


@routes.post("/years")
def change(request: Request, current: Person, fields: OwnForm) -> Response:
    """Close, open again, grant or revoke: what the form names."""
    deed = DEEDS.get(text(fields, "do"))
    if deed is None:
        raise HTTPException(400)
    plan = text(fields, "plan")
    try:
        with current.web.writing() as db:
            plan = chosen_plan(db, plan, current.today)
            notice = deed(db, current, plan, fields)
    except Refused as refused:
        typed = {"typed": {name: text(fields, name) for name in fields}}
        return _page(request, current, plan, typed, faults=refused.problems)
    return go("/years", plan=plan, notice=notice)


def _close(db: Connection, current: Current, plan: str, fields: FormData) -> str:
    calendar, anyway = current.web.runtime.calendar, bool(text(fields, "anyway"))
    hand, reason = hand_of(current), text(fields, "reason")
    closing.close(db, plan, hand, calendar, reason=reason, anyway=anyway)
    return "closed"


def _reopen(db: Connection, current: Current, plan: str, fields: FormData) -> str:
    closing.reopen(db, plan, hand_of(current), reason=text(fields, "reason"))
    return "reopened"


def _grant(db: Connection, current: Current, plan: str, fields: FormData) -> str:
    period = read_period(text(fields, "period"))
    if isinstance(period, Problem):
        raise Refused((period,))
    until = _day(text(fields, "until"))
    opening = Opening(text(fields, "target"), period, text(fields, "unit"), until)
    closing.grant(db, plan, opening, hand_of(current), reason=text(fields, "reason"))
    return "granted"


def _revoke(db: Connection, current: Current, plan: str, fields: FormData) -> str:
    typed = text(fields, "number")
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    closing.revoke(db, plan, number, hand_of(current))
    return "revoked"


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused((problem("matters.day", text=typed[:32]),)) from None


DEEDS = {"close": _close, "reopen": _reopen, "grant": _grant, "revoke": _revoke}


@routes.get("/years/next.yaml")
def next_plan(request: Request, current: Person, plan: str = "") -> Response:
    """Return the draft of the next plan as a file."""
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            raise HTTPException(404)
        code = chosen_plan(db, plan, current.today)
        try:
            done = _draft(db, current, code)
        except Refused as refused:
            faults = refused.problems
            return page(
                request,
                current,
                "years",
                _values(db, current, stored_plan(db, code)),
                faults=faults,
                status=UNPROCESSABLE,
            )
    return download(done.text.encode(), YAML, f"targets-{done.plan.year}.yaml")


def _draft(db: Connection, current: Current, plan: str) -> Drafted:
    runtime = current.web.runtime
    card = final_card(db, plan, hand_of(current), runtime.calendar)
    path = runtime.settings.targets_file
    try:
        written = path.read_bytes().decode("utf-8", errors="surrogateescape")
    except OSError as fault:
        unread = problem("adjust.unreadable", file=path.name, reason=fault.strerror or "?")
        raise Unavailable((unread,)) from fault
    carried = fates(card)
    told = next_year_told(card, carried, current.words)
    said = Sentences(told.head, told.source, told.result_source, told.notes, told.results)
    return draft_plan(written, card.plan, carried, said)
