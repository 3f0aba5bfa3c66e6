"""What a page sends about a matter: record one, or do something about one.

Each form names its deed; the services decide whether it may be done. What was typed survives
every refusal.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.demand import Given, Kind
from monitor.core.evidence import Evidence
from monitor.core.matter import Matter
from monitor.core.matter_rules import read_clocks
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.files.evidence import read_evidence
from monitor.services import matter_steps as steps
from monitor.services.matter_checks import Finding, check
from monitor.services.matters import Hand, give
from monitor.services.targets import stored_plan
from monitor.store import targets
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.forms import OwnForm, OwnUpload, text
from monitor.web.matters_page import matter_page, seen_matter, supervises
from monitor.web.page import UNPROCESSABLE, go, page

routes = APIRouter(include_in_schema=False)
FORBIDDEN = 403
NUMBER = re.compile(r"\d{1,15}", re.ASCII)
Do = Callable[[Connection, str, int, FormData, Hand], Matter]


@routes.get("/matters/new")
def new_matter(request: Request, current: Person, plan: str = "", target: str = "") -> Response:
    """Show the form for a matter."""
    return _form(request, current, {"plan": plan, "target": target})


@routes.post("/matters/new")
def record_matter(request: Request, current: Person, fields: OwnForm) -> Response:
    """Record a matter under the plan's next number."""
    typed = {name: text(fields, name) for name in fields} | {"with": fields.getlist("with")}
    hand = hand_of(current)
    try:
        given = read_given(fields, _kind(fields), hand)
        with current.web.writing() as db:
            plan = chosen_plan(db, text(fields, "plan"), current.today)
            matter = give(db, plan, given, hand)
    except Refused as refused:
        return _form(request, current, typed, faults=refused.problems)
    return go(f"/matters/{matter.number}", plan=plan, notice="given")


def _kind(fields: FormData) -> Kind:
    typed = text(fields, "kind")
    if typed not in set(Kind):
        kinds = " / ".join(Kind)
        raise Refused((problem("matters.kind_word", text=typed[:32], kinds=kinds),))
    return Kind(typed)


def _form(
    request: Request,
    current: Current,
    typed: dict[str, Any],
    *,
    faults: tuple[Problem, ...] = (),
) -> Response:
    if not supervises(current):
        return page(request, current, "empty", {"what": "entry"}, status=FORBIDDEN)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        stated = stored_plan(db, chosen_plan(db, typed.get("plan"), current.today))
    status = UNPROCESSABLE if faults else 200
    values = choices(stated) | {
        "plan": stated,
        "typed": typed,
        "kinds": [kind.value for kind in Kind],
        "today": hand_of(current).today.isoformat(),
    }
    return page(request, current, "matter_new", values, faults=faults, status=status)


def choices(plan: Plan) -> dict[str, Any]:
    """The targets and units one may name, each unit once by its newest name."""
    return {
        "targets": [(one.code, one.name) for one in plan.targets],
        "units": list({unit.code: unit.name for unit in plan.units}.items()),
    }


def read_given(fields: FormData, kind: Kind, hand: Hand) -> Given:
    """Read what a form demands.

    Raises:
        Refused: for a day or clocks that are none.

    """
    clocks = read_clocks(text(fields, "clocks"))
    if isinstance(clocks, Problem):
        raise Refused((clocks,))
    typed = text(fields, "on")
    others = tuple(one for one in fields.getlist("with") if isinstance(one, str) and one)
    return Given(
        kind=kind,
        words=text(fields, "words").replace("\r\n", "\n"),
        unit=text(fields, "unit"),
        on=read_day(typed) if typed else hand.today,
        from_whom=text(fields, "from_whom"),
        target=text(fields, "target"),
        cooperating=others,
        major=bool(text(fields, "major")),
        clocks=clocks,
    )


@routes.post("/matters/{number}")
def do_something(request: Request, current: Person, number: int, fields: OwnUpload) -> Response:
    """Do what a form of the matter's page names."""
    deed = DEEDS.get(text(fields, "do"))
    if deed is None:
        raise HTTPException(400)
    with current.web.reading() as db:
        stated, _ = seen_matter(db, current, text(fields, "plan"), number)
    try:
        with current.web.writing() as db:
            matter = deed(db, stated.code, number, fields, hand_of(current))
    except Refused as refused:
        typed = {"typed": {name: text(fields, name) for name in fields}}
        which = (stated.code, number)
        return matter_page(request, current, which, typed, faults=refused.problems)
    return go(f"/matters/{number}", plan=stated.code, notice=matter.steps[-1].deed.value)


def hand_of(current: Current) -> Hand:
    """The signed-in person as who acts, at this instant."""
    return Hand(current.actor, current.now, current.web.runtime.settings.timezone)


def read_day(typed: str) -> date:
    """Read a day.

    Raises:
        Refused: where it is none.

    """
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused((problem("matters.day", text=typed[:32]),)) from None


def _reason(fields: FormData) -> str:
    return text(fields, "text").replace("\r\n", "\n")


def _answer(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    study = bool(text(fields, "study"))
    return steps.answer(db, plan, number, _reason(fields), hand, study=study)


def _extend(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    until = read_day(text(fields, "until"))
    return steps.extend(db, plan, number, until, hand, reason=_reason(fields))


def _grant(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    reason = _reason(fields)
    return steps.decide_extension(db, plan, number, hand, grant=True, reason=reason)


def _refuse(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    reason = _reason(fields)
    return steps.decide_extension(db, plan, number, hand, grant=False, reason=reason)


def _ask(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    return steps.ask_to_settle(db, plan, number, hand, reason=_reason(fields))


def _confirm(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    return steps.settle(db, plan, number, hand, reason=_reason(fields))


def _back(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    return steps.refuse_to_settle(db, plan, number, hand, reason=_reason(fields))


def _withdraw(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    return steps.withdraw(db, plan, number, hand, reason=_reason(fields))


def _check(db: Connection, plan: str, number: int, fields: FormData, hand: Hand) -> Matter:
    found, entry = text(fields, "found"), text(fields, "observation")
    if found not in {"true", "false"}:
        raise Refused((problem("matters.found_word", text=found[:32]),))
    one = int(entry) if NUMBER.fullmatch(entry) else None
    finding = Finding(found == "true", _reason(fields), one)
    return check(db, plan, number, replace(finding, photo=_photo(fields)), hand)


def _photo(fields: FormData) -> Evidence | None:
    """The file that was handed in, if any was chosen."""
    sent = fields.get("photo")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    read = read_evidence(sent.filename, sent.file.read())
    if isinstance(read, Problem):
        raise Refused((read,))
    return read


DEEDS: dict[str, Do] = {
    "answer": _answer,
    "ask": _ask,
    "extend": _extend,
    "grant": _grant,
    "refuse": _refuse,
    "confirm": _confirm,
    "back": _back,
    "check": _check,
    "withdraw": _withdraw,
}
