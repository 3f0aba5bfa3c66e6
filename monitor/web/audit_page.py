"""The audit: who did what over every plan and account, for whoever may audit.

Filters stand in the address, and the list can be taken away as a sheet of the same lines.
"""

from dataclasses import dataclass
from datetime import datetime, time

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.happening import Book
from monitor.core.problem import Problem, Refused, problem
from monitor.render.history import AUDIT, audit_told, sheet
from monitor.render.promises import Told
from monitor.services.accounts import require
from monitor.services.audit_trail import Asked, audit_trail
from monitor.services.targets import stored_plan
from monitor.store import targets
from monitor.web.board import read_day
from monitor.web.current import Current, Person
from monitor.web.downloads import CSV, download, query
from monitor.web.page import UNPROCESSABLE, page

routes = APIRouter(include_in_schema=False)
ON_A_PAGE = 100
MOST_BEHIND = 10_000_000
"""Lines a page can leave behind; whoever wants more takes the sheet."""


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks the audit for; empty means everything."""

    since: str = ""
    by: str = ""
    unit: str = ""
    book: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.since or self.by or self.unit or self.book)

    def address(self, **more: str) -> str:
        """The address of this view."""
        return query(since=self.since, by=self.by, unit=self.unit, book=self.book, **more)


@routes.get("/audit")
def audit(
    request: Request,
    current: Person,
    since: str = "",
    by: str = "",
    unit: str = "",
    book: str = "",
    before: int = 0,
) -> Response:
    """Show who did what, the newest first; ``before`` counts the lines left behind."""
    require(current.actor, Action.AUDIT)
    view, behind = View(since, by.strip(), unit.strip(), book), min(max(before, 0), MOST_BEHIND)
    faults = _faults(current, view)
    rows: list[Told] = []
    try:
        rows = [] if faults else _lines(current, view, behind + ON_A_PAGE + 1)
    except Refused as refused:
        faults = list(refused.problems)
    newest = rows[::-1][behind:]
    values = {
        "view": view,
        "rows": newest[:ON_A_PAGE],
        "units": _units(current),
        "books": [one.value for one in Book if one is not Book.VERDICTS],
        "first": behind + 1,
        "demo": any("demo" in row["marks"] for row in newest[:ON_A_PAGE]),
        "older": view.address(before=str(behind + ON_A_PAGE)) if len(newest) > ON_A_PAGE else "",
        "newer": view.address(before=str(max(behind - ON_A_PAGE, 0))) if behind else "",
    }
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "audit", values, faults=faults, status=status)


@routes.get("/audit.csv")
def audit_sheet(
    current: Person, since: str = "", by: str = "", unit: str = "", book: str = ""
) -> Response:
    """Give the audit as a sheet, all of it that the filters leave."""
    require(current.actor, Action.AUDIT)
    view = View(since, by.strip(), unit.strip(), book)
    faults = _faults(current, view)
    if faults:
        raise Refused(tuple(faults))
    return download(sheet(_lines(current, view), AUDIT), CSV, "audit.csv")


def _lines(current: Current, view: View, newest: int | None = None) -> list[Told]:
    """The lines of a view, oldest first."""
    zone = current.web.runtime.settings.timezone
    since = _instant(view.since, current)
    asked = Asked(since, view.by, view.unit, Book(view.book) if view.book else None, newest)
    with current.web.reading() as db:
        trail = audit_trail(db, asked)
    return audit_told(trail.happenings, trail.plans, current.words, zone)


def _units(current: Current) -> dict[str, str]:
    """Every unit there is, by its code."""
    with current.web.reading() as db:
        plans = [stored_plan(db, code) for code in targets.plan_codes(db)]
    return {unit.code: unit.name for plan in plans for unit in plan.units}


def _instant(text: str, current: Current) -> datetime | None:
    """A day from its midnight on, an instant as it stands."""
    day = read_day(text)
    zone = current.web.runtime.settings.timezone
    if day is not None and len(text) == len("2024-09-30"):
        return datetime.combine(day, time(), tzinfo=zone)
    if not text:
        return None
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _faults(current: Current, view: View) -> list[Problem]:
    """What is wrong with the filters of an address."""
    faults = []
    try:
        _instant(view.since, current)
    except ValueError:
        faults.append(problem("history.since", text=view.since))
    if view.book and view.book not in set(Book) - {Book.VERDICTS}:
        faults.append(problem("history.book_unknown", text=view.book))
    return faults
