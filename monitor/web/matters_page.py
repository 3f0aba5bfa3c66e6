"""The supervisor's matters: the list, and one matter with what may be done about it.

Filters stand in the address; counts are always of all matters a person may see. Who works for
one unit sees that unit's matters alone; what one may not see is not there.
"""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.matter import Matter, State
from monitor.core.matter_rules import closing_fault
from monitor.core.plan import Plan
from monitor.core.problem import Problem
from monitor.core.scorecard import Scorecard
from monitor.render.matters import block, matter_told, matters_told
from monitor.render.promises import Told
from monitor.render.said import said
from monitor.render.voice import Voice
from monitor.services.matter_checks import checkable
from monitor.services.matter_steps import answering_unit
from monitor.services.matters import OF_ONE_UNIT, matters_at, seen_by
from monitor.services.targets import stored_plan
from monitor.store import targets
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.page import UNPROCESSABLE, page

routes = APIRouter(include_in_schema=False)
FILTERS = ("open", "overdue", "asked", "settled", "withdrawn", "all")
NOTICES = {"given", "answered", "checked", "extension_asked", "extended", "extension_refused"} | {
    "settle_asked",
    "settle_refused",
    "settled",
    "withdrawn",
}
TONES = {
    State.OPEN: "tone-5f6672",
    State.ANSWERED: "tone-2a7a3f",
    State.OVERDUE: "tone-8c1d18",
    State.ASKED: "tone-1f5fa8",
    State.SETTLED: "tone-0b6e4f",
    State.WITHDRAWN: "tone-5f6672",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    plan: str = ""
    state: str = ""
    unit: str = ""

    @property
    def shown(self) -> str:
        """Which matters are listed: the open ones unless others are asked for."""
        return self.state if self.state in FILTERS else FILTERS[0]

    def address(self, **changes: str) -> str:
        """The address of this list with some of it changed."""
        asked = {"plan": self.plan, "state": self.state, "unit": self.unit} | changes
        return "/matters?" + urlencode({name: value for name, value in asked.items() if value})


@routes.get("/matters")
def all_matters(
    request: Request, current: Person, plan: str = "", state: str = "", unit: str = ""
) -> Response:
    """List the matters of a plan, the longest overdue first."""
    wanted = Wanted(plan, state, unit)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        stated = stored_plan(db, chosen_plan(db, plan, current.today))
        seen = _seen(db, current, stated)
    mine = [one for one in seen if unit in {"", *one.given.units}]
    told = _told(current, stated, mine)
    values = {
        "plan": stated,
        "wanted": wanted,
        "filters": FILTERS,
        "counts": told["counts"],
        "matters": _ordered([one for one in told["matters"] if _fits(one, wanted.shown)]),
        "units": _units(stated, seen) if current.person.roles - OF_ONE_UNIT else [],
        "supervises": supervises(current),
        "kept": len(seen),
    }
    return page(request, current, "matters", values)


@routes.get("/matters/{number}")
def one_matter(
    request: Request, current: Person, number: int, plan: str = "", notice: str = ""
) -> Response:
    """Show one matter: its words, clocks, what was done, and what this person may do."""
    values = {"notice": notice if notice in NOTICES else ""}
    return matter_page(request, current, (plan, number), values)


def matter_page(
    request: Request,
    current: Current,
    which: tuple[str, int],
    more: dict[str, Any],
    *,
    faults: tuple[Problem, ...] = (),
) -> Response:
    """Return the page of a matter; after a refusal with what was typed.

    Raises:
        HTTPException: where there is none this person may see.

    """
    with current.web.reading() as db:
        stated, matter = seen_matter(db, current, *which)
        told = _toned(matter_told(matter, voice_of(current, stated), zone_of(current)))
        values = {
            "plan": stated,
            "matter": told,
            "may": _may(current, matter),
            "entries": _entries(db, current, stated, matter),
            "typed": {},
            "notice": "",
        }
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "matter", values | more, faults=faults, status=status)


def supervises(current: Current) -> bool:
    """Whether this person decides for the 督查室."""
    return current.person.may(Action.REVIEW)


def seen_matter(db: Connection, current: Current, plan: str, number: int) -> tuple[Plan, Matter]:
    """Return a matter this person may see, of a plan or the one the pages speak of.

    Raises:
        HTTPException: where there is none.

    """
    if not targets.plan_codes(db):
        raise HTTPException(404)
    stated = stored_plan(db, chosen_plan(db, plan, current.today))
    found = [one for one in _seen(db, current, stated) if one.number == number]
    if not found:
        raise HTTPException(404)
    return stated, found[0]


def about_target(db: Connection, current: Current, plan: Plan, code: str) -> dict[str, Any]:
    """What the page of a target says of its matters."""
    mine = [one for one in _seen(db, current, plan) if one.given.target == code]
    return {"matters": _told(current, plan, mine)["matters"], "supervises": supervises(current)}


def opening(
    db: Connection, current: Current, card: Scorecard, *, unit: str | None = None
) -> Told | None:
    """What a comparison says of the matters this person may see."""
    zone, known = zone_of(current), card.known_at
    found = matters_at(db, card.plan.code, known_at=known, zone=zone, unit=unit)
    today = current.web.runtime.day_of(known)
    mine = seen_by(found, current.person)
    return block(mine, card.plan, current.words, since=None, today=today)


def _seen(db: Connection, current: Current, plan: Plan) -> list[Matter]:
    found = matters_at(
        db, plan.code, known_at=current.now, zone=zone_of(current), today=current.today
    )
    return seen_by(found, current.person)


def _told(current: Current, plan: Plan, matters: list[Matter]) -> Told:
    told = matters_told(matters, plan, current.words, zone=zone_of(current), today=current.today)
    return told | {"matters": [_toned(one) for one in told["matters"]]}


def _toned(one: Told) -> Told:
    return one | {"tone": TONES[State(one["state"])]}


def _fits(one: Told, shown: str) -> bool:
    if shown == "open":
        return one["closed_on"] is None
    return shown in {"all", one["state"]}


def _ordered(matters: list[Told]) -> list[Told]:
    return sorted(matters, key=lambda one: (-one["overdue_days"], one["due"] or "9999"))


def _units(plan: Plan, matters: list[Matter]) -> list[tuple[str, str]]:
    used = {code for one in matters for code in one.given.units}
    return [(unit.code, unit.name) for unit in plan.units if unit.code in used]


def _may(current: Current, matter: Matter) -> dict[str, bool]:
    """What this person may do about it now."""
    user, desk = current.person, supervises(current)
    part = desk or user.may(Action.ENTER, answering_unit(matter, user))
    second = closing_fault(matter, user.name, user.unit) is None
    is_open = not matter.closed
    return {
        "answer": is_open and part,
        "ask": is_open and part and not matter.asked_by,
        "extend": is_open and part and matter.extension is None,
        "decide_extension": is_open and desk and matter.extension is not None,
        "decide": is_open and desk and bool(matter.asked_by),
        "confirm": is_open and desk and bool(matter.asked_by) and second,
        "desk": is_open and desk,
    }


def _entries(db: Connection, current: Current, plan: Plan, matter: Matter) -> list[tuple[int, str]]:
    """Entries a check can speak of, as people say them."""
    if not supervises(current) or matter.closed:
        return []
    voice = voice_of(current, plan)
    return [
        (one.seq, f"{one.seq} {one.period.key} {said(voice, one)} {one.entered_by}")
        for one in checkable(db, plan.code, matter)
    ]


def voice_of(current: Current, plan: Plan) -> Voice:
    """The plan's words on the day pages speak of."""
    return Voice(current.words, plan, current.today)


def zone_of(current: Current) -> tzinfo:
    """The office's time zone."""
    return current.web.runtime.settings.timezone
