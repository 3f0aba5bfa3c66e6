"""Adjustments on pages: what was asked for, the form to ask, and the supervisor's decision.

Who works for one unit sees that unit's alone. What was typed survives every refusal; the plan's
file and the stored plan change together or not at all.
"""

from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.adjustment import Adjustment, Wish
from monitor.core.deadline import read_deadline
from monitor.core.evidence import Evidence
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.core.target import Kind
from monitor.files.adjusting import TargetsFile
from monitor.files.evidence import read_evidence
from monitor.render.adjustments import adjustment_told
from monitor.services.adjusting import Grounds, accept, issue, refuse
from monitor.services.adjustments import adjustment_at, adjustments_at, ask, may_ask, withdraw
from monitor.services.closed import closing_of
from monitor.services.matters import Hand
from monitor.services.targets import plan_today, stored_plan
from monitor.store import evidence, targets
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.forms import OwnForm, OwnUpload, text
from monitor.web.page import UNPROCESSABLE, go, page

routes = APIRouter(include_in_schema=False)
FORBIDDEN = 403
NOTICES = frozenset({"asked", "accepted", "refused", "withdrawn", "issued"})


@routes.get("/adjustments")
def all_adjustments(
    request: Request, current: Person, plan: str = "", notice: str = ""
) -> Response:
    """List the adjustments of a plan, the open ones first."""
    return _listed(request, current, plan, {"notice": notice if notice in NOTICES else ""})


def _listed(
    request: Request,
    current: Current,
    plan: str,
    more: dict[str, Any],
    *,
    faults: tuple[Problem, ...] = (),
) -> Response:
    hand = hand_of(current)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        stated = plan_today(db, chosen_plan(db, plan, current.today), current.today)
        found = adjustments_at(db, stated.code, user=current.person)
        closed = closing_of(db, stated.code).closed
    told = [_told(current, stated, one, hand) for one in found]
    values = {
        "plan": stated,
        "adjustments": sorted(told, key=lambda one: (not one["open"], -one["number"])),
        "open": sum(one["open"] for one in told),
        "supervises": hand.supervises,
        "targets": [(one.code, one.name) for one in stated.targets if may_ask(hand, one)],
        "closed": closed,
        "typed": {},
        "notice": "",
    }
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "adjustments", values | more, faults=faults, status=status)


def _told(current: Current, plan: Plan, one: Adjustment, hand: Hand) -> dict[str, Any]:
    told = adjustment_told(one, plan, current.words, current.web.runtime.settings.timezone)
    target = plan.target(one.wish.target)
    return told | {
        "own": one.by == hand.by.name,
        "may_withdraw": one.open and target is not None and may_ask(hand, target),
    }


@routes.get("/adjustments/new")
def new_adjustment(request: Request, current: Person, plan: str = "", target: str = "") -> Response:
    """Show the form for one target."""
    return _form(request, current, plan, target, {})


def _form(
    request: Request,
    current: Current,
    plan: str,
    target: str,
    typed: dict[str, str],
    *,
    faults: tuple[Problem, ...] = (),
) -> Response:
    hand = hand_of(current)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        stated = plan_today(db, chosen_plan(db, plan, current.today), current.today)
        closed = closing_of(db, stated.code).closed
    found = stated.target(target)
    if found is None:
        raise HTTPException(404)
    issues = current.person.may(Action.ADOPT)
    if not issues and not may_ask(hand, found):
        return page(request, current, "empty", {"what": "entry"}, status=FORBIDDEN)
    values = {
        "plan": stated,
        "target": found,
        "counted": found.kind is not Kind.TASK,
        "issues": issues,
        "asks": may_ask(hand, found),
        "closed": closed,
        "typed": typed,
    }
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "adjustment_new", values, faults=faults, status=status)


@routes.post("/adjustments/new")
def ask_for(request: Request, current: Person, fields: OwnUpload) -> Response:
    """Keep an application, or put in what a superior has issued."""
    plan, code = text(fields, "plan"), text(fields, "target")
    try:
        with _book(current).both_or_neither() as book, current.web.writing() as db:
            plan = chosen_plan(db, plan, current.today)
            one = _ask(db, current, plan, fields, book)
    except Refused as refused:
        typed = {name: text(fields, name) for name in fields}
        return _form(request, current, plan, code, typed, faults=refused.problems)
    return go("/adjustments", plan=plan, notice=one.state.value)


def _ask(
    db: Connection, current: Current, plan: str, fields: FormData, book: TargetsFile
) -> Adjustment:
    hand, year = hand_of(current), stored_plan(db, plan).year
    wish = Wish(
        target=text(fields, "target"),
        unit="",
        goal=text(fields, "goal"),
        deadline=_deadline(text(fields, "deadline"), year),
        reason=_long(fields, "reason"),
        authority=text(fields, "authority"),
    )
    if text(fields, "do") == "issue":
        return issue(db, plan, wish, hand, grounds=_grounds(fields), book=book)
    return ask(db, plan, wish, hand, book=book, file=_file(fields))


@routes.post("/adjustments/{number}")
def decide(request: Request, current: Person, number: int, fields: OwnForm) -> Response:
    """Accept, refuse or withdraw one adjustment."""
    plan = text(fields, "plan")
    try:
        with _book(current).both_or_neither() as book, current.web.writing() as db:
            plan = chosen_plan(db, plan, current.today)
            adjustment_at(db, plan, number, user=current.person)
            one = _decide(db, current, (plan, number), fields, book)
    except Refused as refused:
        typed = {name: text(fields, name) for name in fields} | {"number": number}
        return _listed(request, current, plan, {"typed": typed}, faults=refused.problems)
    return go("/adjustments", plan=plan, notice=one.state.value)


def _decide(
    db: Connection,
    current: Current,
    which: tuple[str, int],
    fields: FormData,
    book: TargetsFile,
) -> Adjustment:
    hand, reason = hand_of(current), _long(fields, "reason")
    match text(fields, "do"):
        case "accept":
            return accept(db, *which, hand, grounds=_grounds(fields), book=book)
        case "refuse":
            return refuse(db, *which, hand, reason=reason)
        case "withdraw":
            return withdraw(db, *which, hand, reason=reason)
    raise HTTPException(400)


@routes.get("/adjustments/{number}/file")
def evidence_file(current: Person, number: int, plan: str = "") -> Response:
    """Return the file an application brought, to be saved: it is never shown as a page."""
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            raise HTTPException(404)
        code = chosen_plan(db, plan, current.today)
        seen = adjustments_at(db, code, user=current.person)
        one = next((one for one in seen if one.number == number and one.wish.file), None)
        file = evidence.kept(db, one.wish.file) if one else None
    if file is None:
        raise HTTPException(404)
    kept = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.data, media_type=file.media, headers={"Content-Disposition": kept})


def hand_of(current: Current) -> Hand:
    """The signed-in person as who acts, at this instant."""
    return Hand(current.actor, current.now, current.web.runtime.settings.timezone)


def _book(current: Current) -> TargetsFile:
    return TargetsFile(current.web.runtime.settings.targets_file)


def _long(fields: FormData, name: str) -> str:
    return text(fields, name).replace("\r\n", "\n")


def _grounds(fields: FormData) -> Grounds:
    typed = text(fields, "effective")
    try:
        effective = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused((problem("matters.day", text=typed[:32]),)) from None
    return Grounds(
        _long(fields, "reason"), text(fields, "authority"), text(fields, "approver"), effective
    )


def _deadline(typed: str, year: int) -> date | None:
    if not typed:
        return None
    day = read_deadline(typed, year)
    if isinstance(day, Problem):
        raise Refused((day,))
    return day


def _file(fields: FormData) -> Evidence | None:
    """The file that was handed in, if any was chosen."""
    sent = fields.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    read = read_evidence(sent.filename, sent.file.read())
    if isinstance(read, Problem):
        raise Refused((read,))
    return read
