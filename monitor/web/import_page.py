"""Take in the office's own table: hand it over, see every reading, mend it, adopt.

The table is kept as it came, under its digest, so that every step reads the same bytes. Only
who may adopt targets gets here; the file and the stored plan change together or not at all.
"""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.breakdown import Draft
from monitor.core.breakdown_mend import mended
from monitor.core.evidence import Evidence
from monitor.core.problem import MonitorError, Refused, problem
from monitor.files.atomic import write_file
from monitor.files.breakdown_habits import keep_layout
from monitor.files.breakdown_merge import Merged, merge, read_plans, withdraw
from monitor.files.breakdown_reading import Reading, targets_text
from monitor.files.workbook import kind_refusal
from monitor.services.accounts import note, require
from monitor.services.targets import Adopted, Authority, adopt
from monitor.store import evidence
from monitor.web.current import Current, Person
from monitor.web.forms import OwnForm, OwnUpload, text
from monitor.web.import_form import (
    asked_of,
    layout_of,
    reading_of,
    row_of,
    said,
    seen,
    texts,
    typed_of,
    unmatched,
    values_of,
)
from monitor.web.page import UNPROCESSABLE, go, page

routes = APIRouter(include_in_schema=False)
TABLE = "application/octet-stream"


@routes.get("/import")
def form(request: Request, current: Person) -> Response:
    """Show where to hand the table in."""
    require(current.actor, Action.ADOPT)
    return page(request, current, "import", {"heads": ()})


@routes.post("/import")
def hand_in(request: Request, current: Person, fields: OwnUpload) -> Response:
    """Keep the table as it came and go on to its readings."""
    require(current.actor, Action.ADOPT)
    file = fields.get("file")
    data = file.file.read() if isinstance(file, UploadFile) else b""
    name = (file.filename if isinstance(file, UploadFile) else "") or ""
    fault = kind_refusal(data, name) if data else problem("breakdown_page.no_file")
    if fault:
        values = {"heads": ()}
        return page(request, current, "import", values, faults=[fault], status=UNPROCESSABLE)
    with current.web.writing() as db:
        kept = Evidence(name, TABLE, data)
        digest = evidence.keep(db, kept, by=current.person.name, at=current.now)
        note(
            db,
            current.actor,
            "targets.hand_in",
            name[:200],
            now=current.now,
            detail={"sha256": digest},
        )
    return go(f"/import/{digest}")


@routes.get("/import/{digest}")
def readings(request: Request, current: Person, digest: str) -> Response:
    """Show how every row is read, to be mended in place."""
    require(current.actor, Action.ADOPT)
    asked = asked_of(request.query_params)
    with current.web.reading() as db:
        file = _kept(db, digest)
    try:
        reading = reading_of(current, file, asked)
    except MonitorError as fault:
        values = unmatched(current, file, asked)
        told = fault.problems
        return page(request, current, "import", values, faults=told, status=UNPROCESSABLE)
    rows = [row_of(current, index, draft) for index, draft in enumerate(reading.drafts)]
    return page(request, current, "import_rows", values_of(current, file, reading, asked, rows))


@routes.post("/import/{digest}")
def take(request: Request, current: Person, digest: str, fields: OwnForm) -> Response:
    """Write what was ticked into the file and adopt it, both or neither."""
    require(current.actor, Action.ADOPT)
    asked = asked_of(texts(fields))
    with current.web.reading() as db:
        file = _kept(db, digest)
    reading = reading_of(current, file, asked)
    typed = {index: typed_of(fields, index) for index in range(len(reading.drafts))}
    ticked = [index for index in typed if text(fields, f"take.{index}")]
    drafts = [mended(reading.drafts[index], typed[index], reading.habits) for index in ticked]
    try:
        _require_sound(drafts, ticked)
        merged, adopted = _adopted(current, reading, drafts, fields)
    except Refused as refused:
        rows = [
            row_of(current, index, draft, typed[index], taken=index in ticked)
            for index, draft in enumerate(reading.drafts)
        ]
        values = values_of(current, file, reading, asked, rows) | said(fields)
        told = refused.problems
        return page(request, current, "import_rows", values, faults=told, status=UNPROCESSABLE)
    values = {"merged": merged, "adopted": adopted, "left": len(reading.drafts) - len(drafts)}
    return page(request, current, "import_done", values)


def _adopted(
    current: Current, reading: Reading, drafts: Sequence[Draft], fields: FormData
) -> tuple[Merged, Sequence[Adopted]]:
    """Adopt the merged plans, and write the file as the last thing before the commit."""
    settings = current.web.runtime.settings
    before = reading.text
    if text(fields, "seen") != seen(before):
        raise Refused((problem("breakdown_page.changed"),))
    merged = merge(before, drafts, reading.frame)
    if text(fields, "withdraw"):
        merged = withdraw(merged)
    under = Authority(
        by=current.person.name,
        now=current.now,
        zone=settings.timezone,
        reason=text(fields, "reason"),
        document=text(fields, "authority"),
        approver=text(fields, "approver"),
    )
    with current.web.writing() as db:
        done = adopt(db, read_plans(merged.text), authority=under)
        note(db, current.actor, "targets.adopt", merged.plan.code, now=current.now)
        if targets_text(settings.targets_file) != before:  # the lock on the plan is held by now
            raise Refused((problem("breakdown_page.changed"),))
        write_file(settings.targets_file, merged.text)
        keep_layout(settings.home, layout_of(current, asked_of(texts(fields))))
    return merged, [one for one in done if one.plan == merged.plan.code]


def _require_sound(drafts: Sequence[Draft], ticked: Sequence[int]) -> None:
    faults = [doubt.at(draft.place) for draft in drafts for doubt in draft.doubts]
    if faults:
        raise Refused(tuple(faults))
    if not ticked:
        raise Refused((problem("breakdown_page.nothing"),))


def _kept(db: Connection, digest: str) -> Evidence:
    file = evidence.kept(db, digest)
    if file is None or file.media != TABLE:
        raise HTTPException(404)
    return file
