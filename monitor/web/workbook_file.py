"""Hand out the sheet a unit fills in for a period, to whoever may enter for that unit."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from monitor import __version__
from monitor.core.account import Action
from monitor.core.entry_sheet import EntrySheet
from monitor.core.period import read_period
from monitor.core.problem import Problem, Refused
from monitor.render.workbook_xlsx import workbook_xlsx
from monitor.services.accounts import require
from monitor.services.entry_sheets import entry_sheets
from monitor.services.targets import stored_plan
from monitor.store import targets
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.page import page
from monitor.web.plan_file import NOT_FOUND, as_file

routes = APIRouter(include_in_schema=False)


@routes.get("/entry/workbook")
def workbook_file(
    request: Request, current: Person, plan: str = "", unit: str = "", period: str = ""
) -> Response:
    """Return the entry sheet of a unit and period.

    Raises:
        Refused: for a unit that is not the person's, a period that is none, or one for which
            nothing is asked.

    """
    span = read_period(period)
    if isinstance(span, Problem):
        raise Refused((span,))
    runtime = current.web.runtime
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"}, status=NOT_FOUND)
        code = chosen_plan(db, plan, current.today)
        asked = stored_plan(db, code).unit_code(unit or current.person.unit)
        require(current.actor, Action.ENTER, asked)
        sheet = entry_sheets(
            db,
            code,
            span,
            known_at=current.now,
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
            unit=asked,
        )[0]
    return _file(current, sheet)


def _file(current: Current, sheet: EntrySheet) -> Response:
    made_at = current.now.astimezone(current.web.runtime.settings.timezone)
    data = workbook_xlsx(sheet, current.words, made_at=made_at, version=__version__)
    unit = sheet.plan.unit(sheet.unit)
    said = {"unit": unit.name if unit else sheet.unit, "period": sheet.period.key}
    return as_file(data, current.words.say("workbook.file", **said), f"{sheet.period.key}.xlsx")
