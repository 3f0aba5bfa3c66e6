"""The roster (名册) on a page: out as a workbook, in again tried first and then done.

For the administrator. One-time passwords stand on the one page that answers the import and
nowhere else; nothing on the way keeps that page.
"""

from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.problem import Problem, Refused, problem
from monitor.core.roster import Wish, in_order
from monitor.files.people_xlsx import read_people
from monitor.render.people import changed_told, role_words
from monitor.render.people_xlsx import people_bytes
from monitor.services.accounts import note, require, unit_names
from monitor.services.people import directory
from monitor.services.roster import TakenIn, fresh_keys, newcomers, no_keys, take_in
from monitor.store.engine import environment_faults, rehearsing
from monitor.web.current import Current, Person
from monitor.web.forms import OwnUpload, text
from monitor.web.page import UNPROCESSABLE, page
from monitor.web.plan_file import as_file

routes = APIRouter(include_in_schema=False)
LONGEST_NAME = 200


@routes.get("/people.xlsx")
def roster(current: Person) -> Response:
    """Return everybody with an account as a workbook."""
    require(current.actor, Action.ADMINISTER)
    with current.web.reading() as db:
        everybody, units = directory(db), unit_names(db)
    day = current.today
    data = people_bytes(everybody, current.words, units=units, day=day, now=current.now)
    name = current.words.say("people.page.file", day=day.isoformat())
    return as_file(data, name, f"people-{day.isoformat()}.xlsx")


@routes.post("/people/roster")
def take_roster(request: Request, current: Person, fields: OwnUpload) -> Response:
    """Say what a roster would change, or change it."""
    require(current.actor, Action.ADMINISTER)
    sure = text(fields, "sure") == "yes"
    wishes, problems, name = _read(fields)
    try:
        _refuse(current, wishes, problems)
        done = _take(current, wishes, name) if sure else _try(current, wishes)
    except Refused as refused:
        told = refused.problems
        return page(request, current, "roster", {"done": None}, faults=told, status=UNPROCESSABLE)
    return page(request, current, "roster", _values(current, wishes, done, sure=sure))


def _read(fields: FormData) -> tuple[tuple[Wish, ...], tuple[Problem, ...], str]:
    """What the file wants, what is wrong with it, and its name."""
    file = fields.get("file")
    data = file.file.read() if isinstance(file, UploadFile) else b""
    name = ((file.filename if isinstance(file, UploadFile) else "") or "")[-LONGEST_NAME:]
    if not data:
        return (), (problem("people.no_file"),), name
    return (*read_people(data, role_words(), name), name)


def _refuse(current: Current, wishes: tuple[Wish, ...], problems: tuple[Problem, ...]) -> None:
    """Refuse a file with any fault, and tell those of the rows that could be read as well."""
    if not problems:
        return
    more: tuple[Problem, ...] = ()
    try:
        _try(current, wishes)
    except Refused as refused:
        more = tuple(fault for fault in refused.problems if fault.place is not None)
    raise Refused(in_order([*problems, *more]))


def _try(current: Current, wishes: tuple[Wish, ...]) -> TakenIn:
    with environment_faults(), rehearsing(current.web.runtime.engine) as trial:
        keys, by = no_keys(wishes), current.actor
        return take_in(trial.db, wishes, by=by, today=current.today, now=current.now, keys=keys)


def _take(current: Current, wishes: tuple[Wish, ...], name: str) -> TakenIn:
    with current.web.reading() as db:
        names = newcomers(db, wishes)
    keys = fresh_keys(names)
    with current.web.writing() as db:
        by, now = current.actor, current.now
        done = take_in(db, wishes, by=by, today=current.today, now=now, keys=keys)
        detail: dict[str, object] = {"added": list(done.added), "changed": len(done.changed)}
        note(db, by, "users.import", name, now=now, detail=detail)
    return done


def _values(
    current: Current, wishes: tuple[Wish, ...], done: TakenIn, *, sure: bool
) -> dict[str, Any]:
    shown = {wish.who: wish.display or wish.name for wish in wishes}
    return {
        "done": done,
        "sure": sure,
        "changes": [changed_told(one, current.words) for one in done.changed],
        "keys": [(name, shown[name], key) for name, key in done.keys.items()] if sure else [],
    }
