"""People (人员): who is here, how to reach them, who holds which post, and handing over.

For the supervisor and the administrator. A handover is shown first and done with a second
press of a button; what only the administrator may give away is refused to anybody else.
"""

from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action, User
from monitor.core.handover import Terms
from monitor.core.post import Directory
from monitor.core.problem import Refused, problem
from monitor.core.roster import Wish
from monitor.render.people import handover_told, roles_told
from monitor.services import posts
from monitor.services.accounts import require, unit_names
from monitor.services.handover import Occasion, foresee, hand_over
from monitor.services.people import directory, unknown_leaders
from monitor.services.roster import change_person
from monitor.web.board import read_day
from monitor.web.current import Current, Person
from monitor.web.faults import status_of
from monitor.web.forms import OwnForm, text
from monitor.web.page import go, page

routes = APIRouter(include_in_schema=False)
NOTICES = {"handover", "contact", "post", "post_end"}


@routes.get("/people")
def people(
    request: Request, current: Person, edit: str = "", notice: str = "", about: str = ""
) -> Response:
    """Show everybody, the posts, and the forms to change them."""
    require(current.actor, Action.STAFF)
    values = _values(current, edit) | {
        "notice": notice if notice in NOTICES else "",
        "about": about,
    }
    return page(request, current, "people", values)


@routes.post("/people/handover")
def handover(request: Request, current: Person, fields: OwnForm) -> Response:
    """Show what a handover would move; sent again from there, do it."""
    require(current.actor, Action.STAFF)
    giver, taker = text(fields, "giver"), text(fields, "taker")
    terms = Terms(text(fields, "reason"), "move" in fields, "with_admin" in fields)
    sure = text(fields, "sure") == "yes"
    try:
        with current.web.writing() if sure else current.web.reading() as db:
            do = hand_over if sure else foresee
            done = do(db, giver, taker, terms=terms, by=current.actor, on=_occasion(current))
            units = unit_names(db)
    except Refused as refused:
        return _again(request, current, refused, fields)
    if sure:
        return go("/people", notice="handover", about=f"{done.giver.name} → {done.taker.name}")
    lines = handover_told(done, current.words, units)
    return page(request, current, "handover", {"done": done, "lines": lines, "terms": terms})


@routes.post("/people/contact")
def contact(request: Request, current: Person, fields: OwnForm) -> Response:
    """Change a telephone number and which contact of the unit somebody is."""
    require(current.actor, Action.STAFF)
    name = text(fields, "name")
    wish = Wish(name, phone=text(fields, "phone"), stand_in=text(fields, "stand_in") == "yes")
    try:
        with current.web.writing() as db:
            change_person(db, wish, by=current.actor, today=current.today, now=current.now)
    except Refused as refused:
        return _again(request, current, refused, fields, edit=name)
    return go("/people", notice="contact", about=name)


@routes.post("/people/posts")
def give_post(request: Request, current: Person, fields: OwnForm) -> Response:
    """Let somebody hold a post from a day on."""
    require(current.actor, Action.STAFF)
    post, name = text(fields, "post"), text(fields, "name")
    try:
        with current.web.writing() as db:
            since = _day(text(fields, "since"), current.today)
            posts.give(db, post, name, since=since, by=current.actor, now=current.now)
    except Refused as refused:
        return _again(request, current, refused, fields)
    return go("/people", notice="post", about=post)


@routes.post("/people/posts/end")
def end_post(request: Request, current: Person, fields: OwnForm) -> Response:
    """End a post after a day."""
    require(current.actor, Action.STAFF)
    post = text(fields, "post")
    try:
        with current.web.writing() as db:
            last = _day(text(fields, "last"), current.today)
            posts.end(db, post, last=last, by=current.actor, now=current.now)
    except Refused as refused:
        return _again(request, current, refused, fields)
    return go("/people", notice="post_end", about=post)


def _again(
    request: Request, current: Current, refused: Refused, fields: FormData, *, edit: str = ""
) -> Response:
    """The page once more, with what was typed and what was wrong with it."""
    values = _values(current, edit) | {"typed": {name: text(fields, name) for name in fields}}
    status = status_of(refused)
    return page(request, current, "people", values, faults=refused.problems, status=status)


def _values(current: Current, edit: str) -> dict[str, Any]:
    with current.web.reading() as db:
        everybody, units = directory(db), unit_names(db)
        unknown = unknown_leaders(db, as_of=current.today)
    told = [_told(user, everybody, current, units) for user in everybody.users]
    told.sort(key=lambda one: (one["closed"], not one["unit"], one["unit"], one["second"]))
    return {
        "people": told,
        "open": [one for one in told if not one["closed"]],
        "edited": next((one for one in told if one["name"] == edit), None),
        "posts": _posts(everybody, current.today),
        "unknown": unknown,
        "today": current.today.isoformat(),
        "administers": current.person.administers,
        "typed": {},
        "notice": "",
        "about": "",
    }


def _told(
    user: User, everybody: Directory, current: Current, units: dict[str, str]
) -> dict[str, Any]:
    return {
        "name": user.name,
        "display": user.display,
        "unit": units.get(user.unit, user.unit),
        "roles": roles_told(user.roles, current.words),
        "mail": user.mail,
        "phone": user.phone,
        "second": user.stand_in,
        "closed": user.disabled_at is not None,
        "posts": "；".join(everybody.posts_of(user.name, current.today)),
    }


def _posts(everybody: Directory, day: date) -> list[dict[str, Any]]:
    """Every holding, the newest of each post first."""
    return [
        {
            "post": one.post,
            "display": user.display if (user := everybody.user(one.name)) else one.name,
            "since": one.since.isoformat(),
            "until": one.until.isoformat() if one.until else "",
            "holds": one.holds(day),
        }
        for one in sorted(everybody.holdings, key=lambda one: (one.post, -one.since.toordinal()))
    ]


def _day(typed: str, today: date) -> date:
    day = read_day(typed) if typed else today
    if day is None:
        raise Refused((problem("web.day", text=typed),))
    return day


def _occasion(current: Current) -> Occasion:
    runtime = current.web.runtime
    zone = runtime.settings.timezone
    return Occasion(current.today, current.now, runtime.calendar, zone, runtime.reports)
