"""Review what waits: the new figure beside the one that counts; approve many, send one back.

What is unremarkable is ticked already; what is remarked, or was entered by the reader, is not. Who
sends an entry back says why, and its clerk is told by mail.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.embargo import is_open
from monitor.core.observation import Observation
from monitor.core.plan import Plan
from monitor.core.problem import Misused, Refused, problem
from monitor.core.review import Remark, Waiting, reviewing_unit, waiting_of
from monitor.core.succession import heirs_on
from monitor.render.desk import typed_by
from monitor.render.notices import returned_letter
from monitor.render.said import said
from monitor.render.voice import Voice
from monitor.services.accounts import note, require
from monitor.services.notices import tell_returned
from monitor.services.reviews import decide
from monitor.services.targets import stored_plan
from monitor.store import observations, targets
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.forms import OwnForm, text
from monitor.web.page import UNPROCESSABLE, go, instant, page

routes = APIRouter(include_in_schema=False)


@routes.get("/review")
def form(request: Request, current: Person, plan: str = "", done: str = "") -> Response:
    """Show what waits for the reader."""
    require(current.actor, Action.REVIEW, current.person.unit)
    return _page(request, current, plan, done=done)


@routes.post("/review")
def submit(request: Request, current: Person, fields: OwnForm) -> Response:
    """Approve everything ticked, or send one entry back with its reason."""
    require(current.actor, Action.REVIEW, current.person.unit)
    plan, back = text(fields, "plan"), text(fields, "return")
    ticked = [str(one) for one in fields.getlist("approve")] if not back else [back]
    try:
        numbers = _numbers(ticked)
        with current.web.writing() as db:
            code = chosen_plan(db, plan, current.today)
            reason = text(fields, f"reason/{back}") if back else ""
            _decide(db, current, code, numbers, reason=reason, approve=not back)
    except (Refused, Misused) as refused:
        return _page(request, current, plan, faults=refused.problems)
    return go("/review", plan=plan, done="returned" if back else "approved")


def _numbers(given: list[str]) -> list[int]:
    if not given:
        raise Misused((problem("review_page.nothing"),))
    if not all(one.isascii() and one.isdigit() for one in given):
        raise Misused((problem("review.number", text=" ".join(given)[:64]),))
    return [int(one) for one in given]


def _decide(  # all but four by keyword
    db: Connection,
    current: Current,
    code: str,
    numbers: list[int],
    *,
    reason: str,
    approve: bool,
) -> None:
    now, by = current.now, current.actor
    plan = stored_plan(db, code)
    mine = {one.seq: one for one in observations.log(db, plan) if one.seq in numbers}
    decide(db, code, numbers, approve=approve, by=by, now=now, reason=reason)
    note(db, by, "observations.review", code, now=now, detail={"count": len(numbers)})
    if approve:
        return
    voice = Voice(current.words, plan, current.today)
    base = current.web.runtime.settings.base_url
    for number in numbers:
        letter = returned_letter(voice, mine[number], reason, by=by.name, address=base)
        sender = current.web.runtime.settings.mail_from
        tell_returned(db, code, mine[number], letter, sender=sender, now=now)


def _page(
    request: Request,
    current: Current,
    plan: str,
    *,
    done: str = "",
    faults: tuple[Any, ...] = (),
) -> Response:
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        code = chosen_plan(db, plan, current.today)
        stated = stored_plan(db, code)
        found = _mine(db, current, stated)
    voice = Voice(current.words, stated, current.today)
    rows = [_row(current, voice, one) for one in found]
    values = {
        "plan": code,
        "title": stated.title,
        "rows": rows,
        "done": done if done in {"approved", "returned"} else "",
        "demo": any(one.entry.demo for one in found),
    }
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "review", values, faults=faults, status=status)


def _mine(db: Connection, current: Current, plan: Plan) -> list[Waiting]:
    """What waits for the reader: of the own unit, or of those whose lead it is."""
    heirs = heirs_on(plan, current.today)
    found = waiting_of(plan, observations.log(db, plan), reader=current.person.name)
    return [
        one
        for one in found
        if current.person.may(Action.REVIEW, _heir(heirs, reviewing_unit(plan, one.entry)))
    ]


def _heir(heirs: Mapping[str, str], unit: str) -> str:
    return heirs.get(unit, unit)


def _row(current: Current, voice: Voice, one: Waiting) -> dict[str, Any]:
    entry = one.entry
    shown = is_open(entry, current.today)
    told = said(voice, entry) if shown else voice.say("units.withheld", day=entry.not_before)
    return {
        "number": entry.seq,
        "code": one.target.code,
        "name": one.target.name,
        "unit": voice.unit(entry.unit),
        "period": entry.period.key,
        "said": told,
        "before": said(voice, one.before) if one.before else "",
        "before_period": one.before.period.key if one.before else "",
        "rivals": [_rival(current, voice, rival) for rival in one.rivals],
        "who": typed_by(entry, voice),
        "when": instant(current, entry.known_at),
        "note": entry.note,
        "reason": entry.reason,
        "remarks": [voice.say(f"review_page.remark.{remark.value}") for remark in one.remarks],
        "own": Remark.OWN in one.remarks,
        "plain": not one.remarks,
    }


def _rival(current: Current, voice: Voice, one: Observation) -> dict[str, str]:
    when = instant(current, one.known_at)
    return {"said": said(voice, one), "who": one.entered_by, "when": when}
