"""The supervisor's desk: who owes, what waits, what looks wrong, what turned bad, what is next.

Supervisors act here, auditors, administrators and leaders read; a clerk's own page is another.
Noting a reminder is a posted form, so that it works without scripts; with them the same button
puts the text on the clipboard first.
"""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.report import Office
from monitor.render.desk import desk_told
from monitor.services.chasing import COPIED, chase
from monitor.services.desk import SINCE, Asking, desk_of, sees_desk
from monitor.store import targets
from monitor.web.board import tone_name
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.forms import OwnForm, text
from monitor.web.page import go, instant, page

routes = APIRouter(include_in_schema=False)
FORBIDDEN = 403


@routes.get("/desk")
def desk(
    request: Request, current: Person, plan: str = "", since: str = "", noted: str = ""
) -> Response:
    """Show the desk of a plan."""
    if not sees_desk(current.person):
        return page(request, current, "empty", {"what": "entry"}, status=FORBIDDEN)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        code = chosen_plan(db, plan, current.today)
        found = desk_of(db, code, _asking(current, since))
        plans = targets.plan_codes(db)
    settings = current.web.runtime.settings
    told = desk_told(found, current.words, zone=settings.timezone, base_url=settings.base_url)
    for one in told["turned"]:
        one["tone"] = tone_name(one["status"], one["colour"])
    values: dict[str, Any] = told | {
        "plans": plans,
        "waiting": sum(len(mine) for mine in told["waits"].values()),
        "chosen": since if since in SINCE else SINCE[-1],
        "ways": SINCE,
        "acts": current.person.may(Action.REVIEW),
        "known_at": instant(current, current.now),
        "since_shown": instant(current, found.since) if found.since else "",
        "noted": noted if noted in {"phoned", COPIED} else "",
    }
    return page(request, current, "desk", values)


@routes.post("/desk/chase")
def note_chase(request: Request, current: Person, fields: OwnForm) -> Response:
    """Note that units were reminded; without a unit, every one that owes."""
    plan, unit, step = (text(fields, name) for name in ("plan", "unit", "step"))
    with current.web.writing() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        code = chosen_plan(db, plan, current.today)
        units = [unit] if unit else _owing(db, current, code)
        chase(db, code, units, step=step, by=current.actor, now=current.now)
    return go("/desk", plan=code, noted=step)


def _owing(db: Connection, current: Current, code: str) -> list[str]:
    return [one.unit for one in desk_of(db, code, _asking(current, "")).debtors]


def _asking(current: Current, since: str) -> Asking:
    runtime = current.web.runtime
    return Asking(
        as_of=current.today,
        known_at=current.now,
        office=Office(runtime.calendar, runtime.settings.timezone),
        reports=runtime.reports,
        since=since if since in SINCE else SINCE[-1],
        me=current.person.name,
    )
