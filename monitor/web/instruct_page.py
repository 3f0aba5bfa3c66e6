"""The leader's signed link: one form without a session, and the desk's page that makes links.

Who holds a link may write one instruction in its leader's name and nothing else: the page shows
names to choose from and no figure. Looking at it spends nothing.
"""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Role, User
from monitor.core.demand import Kind
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused
from monitor.render.matters import label
from monitor.services.accounts import Actor
from monitor.services.instructions import (
    USUAL_HOURS,
    Link,
    Wish,
    bounds_fault,
    instruct,
    links_of,
    make_link,
    open_link,
    revoke_link,
)
from monitor.services.matters import Hand
from monitor.services.targets import stored_plan
from monitor.store import accounts, targets
from monitor.web.current import Current, Person, Visitor, chosen_plan
from monitor.web.forms import OwnForm, Posted, text
from monitor.web.matter_forms import FORBIDDEN, NUMBER, choices, hand_of, read_given
from monitor.web.matters_page import supervises
from monitor.web.page import UNPROCESSABLE, go, instant, page

routes = APIRouter(include_in_schema=False)
GONE, NOT_FOUND = 410, 404


@routes.get("/instruct/{token}")
def form(request: Request, current: Visitor, token: str) -> Response:
    """Show the form of a link, or why it opens nothing."""
    return _page(request, current, token)


@routes.post("/instruct/{token}")
def send(request: Request, current: Visitor, token: str, fields: Posted) -> Response:
    """Record the instruction in the leader's name; it spends one use of the link."""
    settings = current.web.runtime.settings
    nobody = Hand(Actor(""), current.now, settings.timezone)
    try:
        given = read_given(fields, Kind.INSTRUCTION, nobody)
        with current.web.writing() as db:
            found = open_link(db, token, key=settings.signing_key())
            if found is not None:
                instruct(db, *found, given, nobody)
    except Refused as refused:
        typed = {name: text(fields, name) for name in fields}
        return _page(request, current, token, typed=typed, faults=refused.problems)
    return go(f"/instruct/{token}")


def _page(
    request: Request,
    current: Current,
    token: str,
    *,
    typed: dict[str, str] | None = None,
    faults: tuple[Problem, ...] = (),
) -> Response:
    key = current.web.runtime.settings.signing_key()
    with current.web.reading() as db:
        found = open_link(db, token, key=key)
        stated = stored_plan(db, found[0].plan) if found else None
    if found is None or stated is None:
        values = {"gone": current.words.say("matters.page.instruct_forged"), "link": None}
        return page(request, current, "instruct", values | {"numbers": ""}, status=NOT_FOUND)
    link, leader = found
    fault = link.fault(current.now)
    values = _values(current, stated, link, leader) | {
        "gone": current.words.problem(fault) if fault else "",
        "typed": typed or {},
    }
    if fault:
        return page(request, current, "instruct", values, status=200 if link.matters else GONE)
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "instruct", values, faults=faults, status=status)


def _values(current: Current, plan: Plan, link: Link, leader: User) -> dict[str, Any]:
    comma = current.words.say("status.comma")
    return choices(plan) | {
        "plan": plan,
        "link": link,
        "name": leader.display or leader.name,
        "until": instant(current, link.expires_at),
        "left": link.uses - len(link.matters),
        "numbers": comma.join(label(one, plan, current.words) for one in link.matters),
    }


@routes.get("/matters/links")
def links(request: Request, current: Person, plan: str = "") -> Response:
    """List the links of a plan and show the form for a new one."""
    return _links(request, current, plan)


@routes.post("/matters/links")
def make_or_revoke(request: Request, current: Person, fields: OwnForm) -> Response:
    """Make a link and show it this once, or revoke one."""
    plan, hand = text(fields, "plan"), hand_of(current)
    key = current.web.runtime.settings.signing_key()
    try:
        with current.web.writing() as db:
            code = chosen_plan(db, plan, current.today)
            if text(fields, "revoke"):
                revoke_link(db, code, text(fields, "revoke"), hand)
                token = ""
            else:
                _, token = make_link(db, code, _wish(fields), hand, key=key)
    except Refused as refused:
        return _links(request, current, plan, faults=refused.problems)
    return _links(request, current, code, token=token)


def _wish(fields: FormData) -> Wish:
    hours, uses = text(fields, "hours"), text(fields, "uses")
    if not (NUMBER.fullmatch(hours) and NUMBER.fullmatch(uses)):
        raise Refused((bounds_fault(),))
    return Wish(text(fields, "for"), int(hours), int(uses))


def _links(
    request: Request,
    current: Current,
    plan: str,
    *,
    token: str = "",
    faults: tuple[Problem, ...] = (),
) -> Response:
    if not supervises(current):
        return page(request, current, "empty", {"what": "entry"}, status=FORBIDDEN)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        stated = stored_plan(db, chosen_plan(db, plan, current.today))
        found, leaders = links_of(db, stated.code), _leaders(db)
    base = current.web.runtime.settings.base_url
    values = {
        "plan": stated,
        "links": [_told(current, stated, one) for one in reversed(found)],
        "leaders": leaders,
        "address": f"{base}/instruct/{token}" if token else "",
        "hours": USUAL_HOURS,
    }
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "matter_links", values, faults=faults, status=status)


def _told(current: Current, plan: Plan, one: Link) -> dict[str, Any]:
    fault, words = one.fault(current.now), current.words
    return {
        "id": one.id,
        "leader": one.leader,
        "made_by": one.made_by,
        "until": instant(current, one.expires_at),
        "state": words.problem(fault) if fault else words.say("matters.link_state_open"),
        "open": fault is None,
        "matters": [{"number": n, "label": label(n, plan, words)} for n in one.matters],
    }


def _leaders(db: Connection) -> list[tuple[str, str]]:
    return [
        (user.name, user.display)
        for user in accounts.all_users(db)
        if Role.LEADER in user.roles and user.disabled_at is None
    ]
