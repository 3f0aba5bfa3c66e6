"""Hand out the plan as the office's table, to whoever may read the board."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.problem import Refused
from monitor.core.scorecard import Scorecard
from monitor.render.plan_xlsx import plan_xlsx
from monitor.services.accounts import require
from monitor.store import chain, targets
from monitor.web.board import card_of, day_faults, read_day
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.page import page

routes = APIRouter(include_in_schema=False)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_FOUND = 404


@routes.get("/targets.xlsx")
def plan_file(request: Request, current: Person, plan: str = "", as_of: str = "") -> Response:
    """Return the table of a plan as of a day.

    Raises:
        Refused: for a day that is none.

    """
    require(current.actor, Action.READ)
    if faults := day_faults(as_of):
        raise Refused(tuple(faults))
    day = read_day(as_of) or current.today
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"}, status=NOT_FOUND)
        code = chosen_plan(db, plan, day)
        card = card_of(db, current, code, day=day)
        head = chain.head_known(db, code, known_at=current.now)
    zone = current.web.runtime.settings.timezone
    data = plan_xlsx(card, current.words, zone=zone, head=head)
    return as_file(data, _name(current, card), f"{day.isoformat()}.xlsx")


def _name(current: Current, card: Scorecard) -> str:
    title, day = card.plan.title, card.as_of.isoformat()
    return current.words.say("exporting.file", title=title, day=day)


def as_file(data: bytes, name: str, plain: str) -> Response:
    """A workbook to keep under a name; ``plain`` is for what knows no Chinese."""
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(data, media_type=XLSX, headers={"Content-Disposition": disposition})
