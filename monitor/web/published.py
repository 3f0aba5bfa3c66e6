"""What was issued and what became of it: editions as they were sent, and their deliveries.

An edition is shown from its stored bytes, in a frame that may run and fetch nothing: the
letter's own pictures are put into it.
"""

import base64
import re
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.problem import Problem, Refused
from monitor.render.letters import PAPERS
from monitor.services.issued import taken_back
from monitor.store import deliveries, editions
from monitor.web.current import Current, Person
from monitor.web.page import OK, UNPROCESSABLE, instant, page

routes = APIRouter(include_in_schema=False)
BODY_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
)
SORTS = frozenset({"proof", "unsigned", "returned"})
CID = re.compile(r"""(?<=["'])cid:([\w.@-]+)(?=["'])""")


@routes.get("/editions")
def all_editions(request: Request, current: Person) -> Response:
    """List the editions, newest first."""
    with current.web.reading() as db:
        rows = [_edition(current, row) for row in editions.listed(db)]
    return page(request, current, "editions", {"editions": rows})


@routes.get("/editions/{edition}")
def one_edition(request: Request, current: Person, edition: str) -> Response:
    """Show one edition and where it went."""
    return edition_page(request, current, edition)


def edition_page(
    request: Request, current: Current, edition: str, *, faults: Sequence[Problem] = ()
) -> Response:
    """Return the page of an edition, with what was taken back of it."""
    with current.web.reading() as db:
        row = _known(db, edition)
        sent = [one for one in deliveries.listed(db) if one.edition == edition]
        faces = editions.faces(db, edition)
        back = taken_back(db, row.plan, edition)
    values = {
        "edition": _edition(current, row),
        "deliveries": [_delivery(current, one) for one in sent],
        "papers": [face for face in PAPERS if face in faces],
        "sheet": "xlsx" in faces,
        "takes_back": current.person.may(Action.ISSUE) and not row.test,
        "issued": [
            {
                "digest": one.digest,
                "name": one.name,
                "by": one.by,
                "at": instant(current, one.at),
                "compared": one.apart is not None,
                "apart": one.apart or (),
            }
            for one in back
        ],
    }
    status = UNPROCESSABLE if faults else OK
    return page(request, current, "edition", values, faults=faults, status=status)


@routes.get("/editions/{edition}/body")
def body(current: Person, edition: str) -> Response:
    """Return the stored html of an edition, under a policy of its own."""
    with current.web.reading() as db:
        _known(db, edition)
        html = _part(db, edition, "html").decode()
        shown = CID.sub(lambda found: _picture(db, edition, found[1]), html)
    headers = {"Content-Security-Policy": BODY_POLICY}
    return Response(shown, media_type="text/html; charset=utf-8", headers=headers)


@routes.get("/editions/{edition}/sheet")
def sheet(current: Person, edition: str) -> Response:
    """Return the workbook of an edition as it was sent."""
    with current.web.reading() as db:
        _known(db, edition)
        data = _part(db, edition, "xlsx")
    headers = {"Content-Disposition": f'attachment; filename="{edition}.xlsx"'}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(data, media_type=kind, headers=headers)


@routes.get("/deliveries")
def all_deliveries(request: Request, current: Person) -> Response:
    """List what became of each letter, newest first."""
    with current.web.reading() as db:
        subjects = {row.id: row.subject for row in editions.listed(db)}
        rows = [_delivery(current, row) for row in deliveries.listed(db)]
    rows = [row | {"subject": subjects[row["edition"]]} for row in rows]
    return page(request, current, "deliveries", {"deliveries": rows})


def _known(db: Connection, edition: str) -> Row[Any]:
    row = editions.one(db, edition)
    if row is None:
        raise HTTPException(404)
    return row


def _part(db: Connection, edition: str, face: str) -> bytes:
    try:
        return editions.part(db, edition, face)
    except Refused:
        raise HTTPException(404) from None


def _picture(db: Connection, edition: str, cid: str) -> str:
    """A picture as an address that fetches nothing; without one, nothing is shown."""
    found = editions.image(db, edition, cid)
    if found is None or not found[0].startswith("image/"):
        return "data:,"
    return f"data:{found[0]};base64,{base64.b64encode(found[1]).decode()}"


def _edition(current: Current, row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "subject": row.subject,
        "report": row.report,
        "period": row.period,
        "audience": row.audience,
        "number": row.number,
        "test": row.test,
        "sort": _sort(current, row),
        "as_of": row.as_of.isoformat(),
        "issued_at": instant(current, row.issued_at),
        "reason": row.reason,
        "head": row.head,
    }


def _sort(current: Current, row: Row[Any]) -> str:
    """What an edition that fills no slot is: a proof, a reminder, a notice, or a test."""
    known = row.reason if row.reason in SORTS else "test"
    return current.words.say(f"web.edition.sort.{known}")


def _delivery(current: Current, row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "edition": row.edition,
        "address": row.address,
        "name": row.name,
        "state": row.state,
        "word": current.words.say(f"web.delivery.{row.state}"),
        "attempts": row.attempts,
        "answer": row.answer,
        "sent_at": instant(current, row.sent_at) if row.sent_at else "—",
        "next_try_at": instant(current, row.next_try_at) if row.next_try_at else "—",
    }
