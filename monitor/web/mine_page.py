"""My items (我的事项): what one person owes, waits for, has to review, or leads.

The same values a letter can tell. A leader finds the targets whose post is his on the day
of the page; a clerk what the unit owes and what came back; a reviewer what waits.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.agenda import Case, Concern, Entered, Items, Owing
from monitor.core.period import Cadence, containing
from monitor.render.desk import typed_by
from monitor.render.matters import matter_told
from monitor.render.phrases import Words
from monitor.render.rows import Told, told
from monitor.render.said import said
from monitor.render.voice import Voice
from monitor.services.people import cases, directory, items_of
from monitor.store import targets
from monitor.web.board import Asked, charted, notes
from monitor.web.current import Current, Person
from monitor.web.page import instant, page

routes = APIRouter(include_in_schema=False)


@routes.get("/mine")
def mine(request: Request, current: Person) -> Response:
    """Show what lies before the person who asks."""
    runtime = current.web.runtime
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        found = cases(
            db,
            as_of=current.today,
            known_at=current.now,
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
        )
        everybody = directory(db)
    items = items_of(current.person, found, everybody)
    plans = [case.card.plan for case in found]
    voices = {plan.code: Voice(current.words, plan, current.today) for plan in plans}
    values: dict[str, Any] = {
        "verdict": verdict(items, current.words),
        "posts": everybody.posts_of(current.person.name, current.today),
        "owed": [_owing(current, one, voices[one.plan]) for one in items.owed],
        "matters": [_matter(current, one, voices[one.plan]) for one in items.matters],
        "led": [one for case in found if (one := _led(case, items, current))],
        "as_of": current.today.isoformat(),
    }
    for kind in ("returned", "waiting", "to_review"):
        entries = getattr(items, kind)
        values[kind] = [_entered(current, one, voices[one.plan]) for one in entries]
    values["demo"] = any("demo" in row.flags for case in found for row in case.card.rows)
    return page(request, current, "mine", values)


def verdict(items: Items, words: Words) -> str:
    """What lies before the person, in one sentence."""
    late = sum(len(one.periods) for one in items.owed if one.late)
    counts = {
        "returned": len(items.returned),
        "late": late,
        "owed": items.owed_periods - late,
        "to_review": len(items.to_review),
        "matters": len(items.matters),
        "waiting": len(items.waiting),
        "led": len(items.led),
    }
    parts = [words.say(f"people.mine.sum.{kind}", count=n) for kind, n in counts.items() if n]
    if not parts:
        return words.say("people.mine.nothing")
    return words.say("people.mine.sum.all", parts=words.say("people.mine.sum.comma").join(parts))


def _owing(current: Current, one: Owing, voice: Voice) -> dict[str, Any]:
    """What is owed, with the way to the form for who may fill it in."""
    may = current.person.may(Action.ENTER, one.unit)
    asked = {"plan": one.plan, "unit": one.unit, "period": _month(one.periods[0].end)}
    return {
        "code": one.target.code,
        "name": one.target.name,
        "periods": voice.say("status.comma").join(period.key for period in one.periods),
        "due": one.due.isoformat(),
        "late": one.late,
        "goal": voice.goal(one.target),
        "enter": "/entry?" + urlencode(asked) if may else "",
    }


def _month(day: date) -> str:
    return containing(Cadence.MONTH, day).key


def _entered(current: Current, one: Entered, voice: Voice) -> dict[str, Any]:
    entry = one.entry
    month = _month(entry.period.end)
    asked = {"plan": one.plan, "unit": entry.unit, "period": month}
    return {
        "code": one.target.code,
        "name": one.target.name,
        "number": entry.seq,
        "unit": voice.unit(entry.unit),
        "period": entry.period.key,
        "said": said(voice, entry),
        "who": typed_by(entry, voice),
        "when": instant(current, entry.known_at),
        "reason": one.reason,
        "enter": "/entry?" + urlencode(asked),
    }


def _matter(current: Current, one: Concern, voice: Voice) -> Told:
    """A matter as its own page tells it, with the plan it is of."""
    zone = current.web.runtime.settings.timezone
    return matter_told(one.matter, voice, zone) | {"plan": one.plan}


def _led(case: Case, items: Items, current: Current) -> dict[str, Any] | None:
    """The rows of one plan that the person leads, as the board shows them."""
    code = case.card.plan.code
    mine = {one.row.target.code for one in items.led if one.plan == code}
    if not mine:
        return None
    status = told(case.card, current.words, current.web.runtime.settings.timezone)
    rows: list[Told] = [row for row in status["rows"] if row["code"] in mine]
    return {
        "title": status["title"],
        "asked": Asked(plan=code),
        "rows": [
            charted(row, current.words) | {"notes": notes(row, current.words, status["demo"])}
            for row in rows
        ],
    }
