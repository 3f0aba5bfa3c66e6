"""Hand out the verdict on one page, to whoever may read the board."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.problem import Refused
from monitor.render.rows import told
from monitor.render.verdict_page import verdict_pdf, verdict_png
from monitor.services.accounts import require
from monitor.store import chain, targets
from monitor.web.board import card_of, day_faults, read_day
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.page import page

routes = APIRouter(include_in_schema=False)
NOT_FOUND = 404
FACES = {"pdf": (verdict_pdf, "application/pdf"), "png": (verdict_png, "image/png")}


@routes.get("/verdict.pdf")
def as_pdf(
    request: Request, current: Person, plan: str = "", as_of: str = "", unit: str = ""
) -> Response:
    """Return the page to print."""
    return _answer(request, current, "pdf", (plan, as_of, unit))


@routes.get("/verdict.png")
def as_png(
    request: Request, current: Person, plan: str = "", as_of: str = "", unit: str = ""
) -> Response:
    """Return the page as a picture to forward."""
    return _answer(request, current, "png", (plan, as_of, unit))


def _answer(request: Request, current: Current, face: str, asked: tuple[str, str, str]) -> Response:
    """Draw the page.

    Raises:
        Refused: for a day that is none.

    """
    plan, as_of, unit = asked
    require(current.actor, Action.READ)
    if faults := day_faults(as_of):
        raise Refused(tuple(faults))
    day = read_day(as_of) or current.today
    settings = current.web.runtime.settings
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"}, status=NOT_FOUND)
        code = chosen_plan(db, plan, day)
        card = card_of(db, current, code, day=day, unit=unit or None)
        head = chain.head_known(db, code, known_at=current.now)
    draw, media = FACES[face]
    status = told(card, current.words, settings.timezone)
    data = draw(status, current.words, head=head, fonts=settings.home / "fonts")
    name = current.words.say("verdict.file", title=card.plan.title, day=day.isoformat())
    plain = f"{day.isoformat()}.{face}"
    named = f"{quote(name, safe='')}.{face}"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{named}"
    return Response(data, media_type=media, headers={"Content-Disposition": disposition})
