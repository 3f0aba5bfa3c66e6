"""One target: what was promised, where it stands, every entry, every verdict."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.observation import Observation
from monitor.core.plan import Plan
from monitor.core.rule import Status
from monitor.render.rows import Told, targets_told, told
from monitor.render.voice import Voice
from monitor.services.people import leader_names
from monitor.services.targets import stored_plan
from monitor.store import observations, targets, verdicts
from monitor.web.board import card_of, charted, day_faults, read_day, tone_name
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.entry_page import said
from monitor.web.matters_page import about_target
from monitor.web.page import UNPROCESSABLE, instant, page

routes = APIRouter(include_in_schema=False)


@routes.get("/targets/{code}")
def target(
    request: Request, current: Person, code: str, plan: str = "", as_of: str = ""
) -> Response:
    """Show one target of a plan."""
    day = read_day(as_of) or current.today
    faults = day_faults(as_of)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            raise HTTPException(404)
        stated = stored_plan(db, chosen_plan(db, plan, day))
        card = card_of(db, current, stated.code, day=day)
        status = told(card, current.words, current.web.runtime.settings.timezone)
        row = next((one for one in status["rows"] if one["code"] == code), None)
        if row is None:
            raise HTTPException(404)
        values = _values(db, current, stated, Voice(current.words, stated, day), code)
        values |= about_target(db, current, stated, code)
    values |= {"row": charted(row, current.words), "demo": status["demo"], "as_of": day.isoformat()}
    status_code = UNPROCESSABLE if faults else 200
    return page(request, current, "target", values, faults=faults, status=status_code)


def _values(
    db: Connection, current: Current, plan: Plan, voice: Voice, code: str
) -> dict[str, Any]:
    leaders = leader_names(db, plan, as_of=voice.as_of)
    promises = targets_told(plan, current.words, leaders)["targets"]
    promise: Told = next((one for one in promises if one["code"] == code), {})
    log = observations.log(db, plan, targets={code})
    history = verdicts.history(db, plan.code, code)
    return {
        "plan": plan,
        "promise": promise,
        "entries": [_entry(current, voice, one) for one in reversed(log)],
        "history": [_verdict(current, voice, row) for row in reversed(history)],
        "units": {unit.code: unit.name for unit in plan.units},
    }


def _entry(current: Current, voice: Voice, one: Observation) -> dict[str, Any]:
    marks = [name for name in ("demo", "backfilled") if getattr(one, name)]
    return {
        "period": one.period.key,
        "unit": voice.unit(one.unit),
        "said": said(voice, one),
        "data_date": one.data_date.isoformat(),
        "source": one.source,
        "who": one.entered_by,
        "when": instant(current, one.known_at),
        "note": one.note,
        "reason": one.reason,
        "revision": one.revision,
        "marks": [voice.say(f"status.flag.{name}") for name in marks],
        "approved": one.approved,
    }


def _verdict(current: Current, voice: Voice, row: Row[Any]) -> dict[str, Any]:
    return {
        "as_of": row.as_of.isoformat(),
        "label": voice.label(Status(row.status), row.level, None),
        "tone": tone_name(row.status, row.level),
        "when": instant(current, row.known_at),
    }
