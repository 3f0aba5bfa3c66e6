"""An edition's own documents, and what was really issued of it, taken back beside them."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.evidence import Evidence
from monitor.core.problem import Problem, Refused, problem
from monitor.files.docx_text import lines_of
from monitor.files.evidence import read_evidence
from monitor.render.letters import PAPERS
from monitor.services.accounts import require
from monitor.services.issued import take_back, taken_back
from monitor.store import editions, evidence
from monitor.web.current import Person
from monitor.web.forms import OwnUpload
from monitor.web.page import go
from monitor.web.published import edition_page

routes = APIRouter(include_in_schema=False)


@routes.get("/editions/{edition}/file/{face}")
def document(current: Person, edition: str, face: str) -> Response:
    """Return a kept document of an edition as it was sent."""
    with current.web.reading() as db:
        try:
            data = editions.part(db, edition, face if face in PAPERS else "?")
        except Refused:
            raise HTTPException(404) from None
    kept = f'attachment; filename="{quote(edition, safe="")}.{face}"'
    return Response(data, media_type=PAPERS[face], headers={"Content-Disposition": kept})


@routes.post("/editions/{edition}/issued")
def take(request: Request, current: Person, edition: str, fields: OwnUpload) -> Response:
    """Take back what was really issued."""
    require(current.actor, Action.ISSUE)
    sent = fields.get("file")
    try:
        file = _file(sent)
        with current.web.writing() as db:
            take_back(db, edition, file, read=lines_of, by=current.actor, now=current.now)
    except Refused as refused:
        return edition_page(request, current, edition, faults=refused.problems)
    return go(f"/editions/{edition}")


def _file(sent: object) -> Evidence:
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Refused((problem("issued.no_file"),))
    read = read_evidence(sent.filename, sent.file.read())
    if isinstance(read, Problem):
        raise Refused((read,))
    return read


@routes.get("/editions/{edition}/issued/{digest}")
def issued(current: Person, edition: str, digest: str) -> Response:
    """Return a file that was taken back, to save: it is never shown as a page."""
    with current.web.reading() as db:
        row = editions.one(db, edition)
        known = taken_back(db, row.plan, edition) if row else ()
        if digest not in {one.digest for one in known}:
            raise HTTPException(404)
        file = evidence.kept(db, digest)
    if file is None:
        raise HTTPException(404)
    kept = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.data, media_type=file.media, headers={"Content-Disposition": kept})
