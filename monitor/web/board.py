"""The board: the verdict, its shape, what needs a person, then one row per target.

Filters stand in the address, so that a view can be sent to somebody. Counts are always
of the whole plan or unit; a filter only hides rows, and says how many it shows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.plan import Plan
from monitor.core.problem import Problem, problem
from monitor.core.rule import Status
from monitor.core.scorecard import Scorecard
from monitor.render.charts import bullet_svg
from monitor.render.geometry import stacked
from monitor.render.phrases import Words
from monitor.render.rows import Told, told, verdict_sentence
from monitor.render.tones import tone
from monitor.render.voice import Voice
from monitor.services.comparison import compare
from monitor.services.targets import plan_today
from monitor.store import targets
from monitor.web.current import Current, PasswordNeeded, Visitor, chosen_plan
from monitor.web.page import UNPROCESSABLE, instant, page
from monitor.web.sign_in import sign_in_page

routes = APIRouter(include_in_schema=False)
BAD = {Status.MISSED.value, Status.BEHIND.value, Status.NOT_STARTED.value}
GROUPS = ("bad", "silent", "stale", "fine")
NOTICES = {"password"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; empty means everything."""

    plan: str = ""
    as_of: str = ""
    unit: str = ""
    status: str = ""
    chapter: str = ""
    leader: str = ""
    list: str = ""

    @property
    def filtered(self) -> bool:
        """Whether some rows may be hidden."""
        return bool(self.status or self.chapter or self.leader or self.list)

    def address(self, **changes: str) -> str:
        """The address of this view with some of it changed."""
        asked = {name: getattr(self, name) for name in self.__slots__} | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@routes.get("/")
def board(
    request: Request,
    current: Visitor,
    plan: str = "",
    as_of: str = "",
    unit: str = "",
    status: str = "",
    chapter: str = "",
    leader: str = "",
    list: str = "",  # noqa: A002  # as the address says it
    notice: str = "",
) -> Response:
    """Show the board to who is signed in, and the sign-in form to everybody else."""
    if current.user is None:
        return sign_in_page(request, current)
    if current.person.must_change:
        raise PasswordNeeded
    asked = Asked(plan, as_of, unit, status, chapter, leader, list)
    day = read_day(as_of) or current.today
    faults = day_faults(as_of)
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        values = _board(db, current, asked, day)
    if unit and unit not in dict(values["units"]):
        faults.append(problem("web.unknown_unit", unit=unit))
    values["notice"] = notice if notice in NOTICES else ""
    status_code = UNPROCESSABLE if faults else 200
    return page(request, current, "board", values, faults=faults, status=status_code)


def _board(db: Connection, current: Current, asked: Asked, day: date) -> dict[str, Any]:
    code = chosen_plan(db, asked.plan, day)
    plan = plan_today(db, code, day)
    known = plan.unit(asked.unit) is not None
    card = card_of(db, current, code, day=day, unit=asked.unit if known else None)
    status = told(card, current.words, current.web.runtime.settings.timezone)
    shown = [row for row in status["rows"] if _wanted(row, asked, plan)]
    words, throughout = current.words, _demo_throughout(status["rows"])
    rows = [charted(row, words) | {"notes": notes(row, words, throughout)} for row in shown]
    return {
        "asked": asked,
        "as_of": day.isoformat(),
        "known_at": instant(current, card.known_at),
        "demo": status["demo"],
        "status": status,
        "verdict": verdict_sentence(status),
        "segments": segments(status["tally"]["classes"]),
        "groups": {name: [row for row in rows if _group(row) == name] for name in GROUPS},
        "owing": _by_unit([row for row in rows if _group(row) == "silent"]),
        "rows": rows,
        "total": len(status["rows"]),
        "units": _units(plan),
        "chapters": _named(one.chapter for one in plan.targets),
        "leaders": _named(one.leader for one in plan.targets),
        "lists": _named(name for one in plan.targets for name in one.lists),
        "classes": _classes(status, Voice(words, plan, day)),
        "plans": targets.plan_codes(db),
    }


def card_of(
    db: Connection, current: Current, code: str, *, day: date, unit: str | None = None
) -> Scorecard:
    """Compare a plan as of a day with what is known now."""
    runtime = current.web.runtime
    return compare(
        db,
        code,
        as_of=day,
        known_at=current.now,
        calendar=runtime.calendar,
        zone=runtime.settings.timezone,
        unit=unit,
    )


def charted(row: Told, words: Words) -> Told:
    """A told row with its chart and the names of its colours."""
    svg = bullet_svg(row, words)
    chart = Markup(svg) if svg else None  # noqa: S704  # our own template, which escapes
    return row | {"chart": chart, "tone": tone_name(row["status"], row["colour"])}


def notes(row: Told, words: Words, throughout: bool) -> str:
    """A row's flags in words; what the banner says of every figure is not said again."""
    flags = [flag for flag in row["flags"] if not (throughout and flag == "demo")]
    return words.say("status.comma").join(words.say(f"status.flag.{flag}") for flag in flags)


def _demo_throughout(rows: Sequence[Told]) -> bool:
    return all("demo" in row["flags"] for row in rows if row["data_date"])


def tone_name(status: str, colour: str | None) -> str:
    """Name of the style of a class: styles stand in a file, never in the page."""
    return f"tone-{tone(status, colour).lstrip('#')}"


def segments(classes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The classes that hold anything, each with its place on the bar from 0 to 100."""
    place, found = 0, []
    for one in stacked(classes):
        fill = tone(one["status"], one["colour"])
        name = tone_name(one["status"], one["colour"])
        found.append(one | {"from": place, "fill": fill, "tone": name})
        place += one["width"]
    return found


def day_faults(text: str) -> list[Problem]:
    """What is wrong with a day in an address."""
    return [problem("web.day", text=text)] if text and read_day(text) is None else []


def read_day(text: str) -> date | None:
    """A day as an address has it, or none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wanted(row: Told, asked: Asked, plan: Plan) -> bool:
    right_class = asked.status in {"", row["status"], f"{row['status']}:{row['level'] or ''}"}
    target = plan.target(row["code"])
    leader, lists = (target.leader, target.lists) if target else ("", ())
    right_place = asked.chapter in {"", row["chapter"]} and asked.leader in {"", leader}
    return right_class and right_place and asked.list in {"", *lists}


def _group(row: Told) -> str:
    if row["status"] in BAD:
        return "bad"
    if row["status"] == Status.NO_DATA.value or "overdue" in row["flags"]:
        return "silent"
    return "stale" if "stale" in row["flags"] else "fine"


def _by_unit(rows: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    """Who has never answered what, the unit with the most first."""
    found: dict[str, list[Told]] = {}
    for row in rows:
        found.setdefault(row["unit"], []).append(row)
    return sorted(found.items(), key=lambda one: -len(one[1]))


def _classes(status: Told, voice: Voice) -> list[dict[str, str]]:
    """What can be filtered by: every class that holds anything, and levels together."""
    held = [one for one in status["tally"]["classes"] if one["count"]]
    levels = Counter(one["status"] for one in held)
    whole = {one: voice.status(Status(one)) for one, times in levels.items() if times > 1}
    found: dict[str, str] = {}
    for one in held:
        if one["status"] in whole:
            found.setdefault(one["status"], whole[one["status"]])
        found[f"{one['status']}:{one['level'] or ''}"] = one["label"]
    return [{"value": value, "label": label} for value, label in found.items()]


def _named(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, as the plan has them."""
    return tuple(dict.fromkeys(name for name in names if name))


def _units(plan: Plan) -> list[tuple[str, str]]:
    used = {code for target in plan.targets for code in (target.responsible, *target.units)}
    return [(unit.code, unit.name) for unit in plan.units if unit.code in used]
