"""One target: what was promised, where it stands, every entry, every verdict."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy import Connection, Row
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.embargo import may_see
from monitor.core.observation import Observation
from monitor.core.period import Cadence
from monitor.core.plan import Plan
from monitor.core.rule import Status
from monitor.core.standing import Standing
from monitor.core.succession import forebears
from monitor.core.target import Target
from monitor.render.charts import burnup_svg
from monitor.render.desk import typed_by
from monitor.render.rows import Told, targets_told, told
from monitor.render.said import said
from monitor.render.voice import Voice
from monitor.services.adjustments import may_ask
from monitor.services.people import leader_names
from monitor.services.progress import progress
from monitor.services.targets import plan_today, stored_plan
from monitor.store import observations, targets, verdicts
from monitor.web.adjustments_page import hand_of
from monitor.web.board import card_of, charted, day_faults, read_day, tone_name
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.matters_page import about_target
from monitor.web.page import UNPROCESSABLE, instant, page

routes = APIRouter(include_in_schema=False)


@routes.get("/targets/{code}")
def target(
    request: Request,
    current: Person,
    code: str,
    plan: str = "",
    as_of: str = "",
    month: str = "",
) -> Response:
    """Show one target of a plan, as of a day or of the end of a month of the plan."""
    day = read_day(as_of) or current.today
    faults = day_faults(as_of)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            raise HTTPException(404)
        stated = plan_today(db, chosen_plan(db, plan, day), day)
        day = _month_end(stated, month, current.today) or day
        card = card_of(db, current, stated.code, day=day)
        status = told(card, current.words, current.web.runtime.settings.timezone)
        row = next((one for one in status["rows"] if one["code"] == code), None)
        if row is None:
            raise HTTPException(404)
        values = _values(db, current, stated, Voice(current.words, stated, day), code)
        values |= about_target(db, current, stated, code)
        values |= _chart(db, current, stated, Voice(current.words, stated, day), code)
    values |= {"row": charted(row, current.words), "demo": status["demo"], "as_of": day.isoformat()}
    status_code = UNPROCESSABLE if faults else 200
    return page(request, current, "target", values, faults=faults, status=status_code)


def _month_end(plan: Plan, number: str, today: date) -> date | None:
    """The last day of a month of the plan, counted from 1, but no day to come."""
    ends = [period.end for period in Cadence.MONTH.periods(plan.period)]
    if not (number.isascii() and number.isdigit()) or not 0 < int(number) <= len(ends):
        return None
    return min(ends[int(number) - 1], today)


def _chart(db: Connection, current: Current, plan: Plan, voice: Voice, code: str) -> dict[str, Any]:
    """How the target went over time, the same figures as a table, and the months to look at."""
    zone, known = current.web.runtime.settings.timezone, current.now
    rows = progress(db, plan, code, as_of=voice.as_of, known_at=known, zone=zone)
    one = plan.target(code)
    svg = burnup_svg(one, rows, voice) if one else None
    ends = [period.end for period in Cadence.MONTH.periods(plan.period)]
    return {
        "burnup": Markup(svg) if svg else None,  # noqa: S704  # our own template, which escapes
        "told_rows": [_told_row(one, row, voice) for row in rows] if one and svg else [],
        "months": len(ends),
        "month": sum(end <= voice.as_of for end in ends) or 1,
    }


def _told_row(one: Target, row: Standing, voice: Voice) -> dict[str, str]:
    return {
        "day": row.data_date.isoformat(),
        "actual": voice.quantity(one, row.value),
        "expected": voice.quantity(one, one.expected(row.data_date), rounded=True),
    }


def _values(
    db: Connection, current: Current, plan: Plan, voice: Voice, code: str
) -> dict[str, Any]:
    leaders = leader_names(db, plan, as_of=voice.as_of)
    promises = targets_told(plan, current.words, leaders)["targets"]
    promise: Told = next((one for one in promises if one["code"] == code), {})
    promised = stored_plan(db, plan.code)
    became = forebears(promised, current.person.unit, current.today)
    log = [
        one
        for one in observations.log(db, plan, targets={code})
        if may_see(current.person, one, current.today, became)
    ]
    history = verdicts.history(db, plan.code, code)
    return {
        "plan": plan,
        "promise": promise,
        "entries": [_entry(current, voice, one) for one in reversed(log)],
        "history": [_verdict(current, voice, row) for row in reversed(history)],
        "units": {unit.code: unit.name for unit in plan.units},
        "succession": _succession(promised, voice, code),
        "adjusts": _adjusts(current, plan, code),
    }


def _adjusts(current: Current, plan: Plan, code: str) -> bool:
    """Whether this person may ask for another goal or put one in."""
    target = plan.target(code)
    issues = current.person.may(Action.ADOPT)
    return issues or (target is not None and may_ask(hand_of(current), target))


def _succession(plan: Plan, voice: Voice, code: str) -> list[str]:
    """Who answered before, in the order they ended: the stated units that were taken over."""
    target = plan.target(code)
    named = (*target.units, target.reported_by) if target else ()
    ends = {unit.code: unit for unit in plan.units if unit.successor and unit.until}
    told = []
    for code_named in dict.fromkeys(named):
        here = code_named
        while here in ends and (ends[here].until or voice.as_of) < voice.as_of:
            unit = ends.pop(here)
            by = "_by" if unit.document else ""
            said = {"old": unit.name, "day": unit.until, "document": unit.document}
            told.append(voice.say(f"units.succession{by}", new=voice.unit(unit.successor), **said))
            here = unit.successor
    return told


def _entry(current: Current, voice: Voice, one: Observation) -> dict[str, Any]:
    marks = [name for name in ("demo", "backfilled") if getattr(one, name)]
    return {
        "period": one.period.key,
        "unit": voice.unit(one.unit),
        "said": said(voice, one),
        "data_date": one.data_date.isoformat(),
        "source": one.source,
        "who": typed_by(one, voice),
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
