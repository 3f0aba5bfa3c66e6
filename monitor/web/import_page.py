"""Take in the office's own table: hand it over, see every reading, mend it, adopt.

The table is kept as it came, under its digest, so that every step reads the same bytes. Only
who may adopt targets gets here; the file and the stored plan change together or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.breakdown import Draft
from monitor.core.breakdown_mend import Typed, mended, promise
from monitor.core.evidence import Evidence
from monitor.core.problem import MonitorError, Problem, Refused, problem
from monitor.core.target import Kind
from monitor.files.atomic import write_file
from monitor.files.breakdown_habits import NOTHING, Layout, keep_layout, read_layout, share_given
from monitor.files.breakdown_heads import FIELDS
from monitor.files.breakdown_merge import Merged, merge, read_plans, withdraw
from monitor.files.breakdown_reading import Into, Reading, read_table, targets_text
from monitor.files.breakdown_table import likely_heads
from monitor.files.workbook import kind_refusal
from monitor.services.accounts import note, require
from monitor.services.targets import Adopted, Authority, adopt
from monitor.store import evidence, targets
from monitor.web.current import Current, Person
from monitor.web.forms import OwnForm, OwnUpload, text
from monitor.web.page import UNPROCESSABLE, go, page

routes = APIRouter(include_in_schema=False)
TABLE = "application/octet-stream"
SAID = ("reason", "authority", "approver", "withdraw")
IN_FIELDS = ("name", "goal", "responsible", "cooperating", "leader", "deadline")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says: the plan, what ``左右`` allows, who answers for rows that name nobody.

    ``columns`` tells which head is which field.
    """

    plan: str
    about: str
    unit: str
    columns: Mapping[str, str]

    @property
    def share(self) -> Decimal | Problem | None:
        """The share ``左右`` allows, if one is asked for."""
        return share_given(self.about) if self.about else None


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
    asked = _asked(request.query_params)
    with current.web.reading() as db:
        file = _kept(db, digest)
    try:
        reading = _reading(current, file, asked)
    except MonitorError as fault:
        values = _unmatched(current, file, asked)
        told = fault.problems
        return page(request, current, "import", values, faults=told, status=UNPROCESSABLE)
    rows = [_row(current, index, draft) for index, draft in enumerate(reading.drafts)]
    return page(request, current, "import_rows", _values(current, file, reading, asked, rows))


@routes.post("/import/{digest}")
def take(request: Request, current: Person, digest: str, fields: OwnForm) -> Response:
    """Write what was ticked into the file and adopt it, both or neither."""
    require(current.actor, Action.ADOPT)
    asked = _asked(_texts(fields))
    with current.web.reading() as db:
        file = _kept(db, digest)
    reading = _reading(current, file, asked)
    typed = {index: _typed(fields, index) for index in range(len(reading.drafts))}
    ticked = [index for index in typed if text(fields, f"take.{index}")]
    drafts = [mended(reading.drafts[index], typed[index], reading.habits) for index in ticked]
    try:
        _require_sound(drafts, ticked)
        merged, adopted = _adopted(current, reading, drafts, fields)
    except Refused as refused:
        rows = [
            _row(current, index, draft, typed[index], taken=index in ticked)
            for index, draft in enumerate(reading.drafts)
        ]
        values = _values(current, file, reading, asked, rows) | _said(fields)
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
    if text(fields, "seen") != _seen(before):
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
        keep_layout(settings.home, _layout(current, _asked(_texts(fields))))
    return merged, [one for one in done if one.plan == merged.plan.code]


def _require_sound(drafts: Sequence[Draft], ticked: Sequence[int]) -> None:
    faults = [doubt.at(draft.place) for draft in drafts for doubt in draft.doubts]
    if faults:
        raise Refused(tuple(faults))
    if not ticked:
        raise Refused((problem("breakdown_page.nothing"),))


def _seen(text_now: str) -> str:
    """What tells one state of the targets file from another."""
    return sha256(text_now.encode("utf-8", "surrogateescape")).hexdigest()


def _texts(fields: FormData) -> dict[str, str]:
    return {name: text(fields, name) for name in fields}


def _kept(db: Connection, digest: str) -> Evidence:
    file = evidence.kept(db, digest)
    if file is None or file.media != TABLE:
        raise HTTPException(404)
    return file


def _asked(given: Mapping[str, str]) -> Asked:
    columns = {
        name.removeprefix("column."): value
        for name, value in given.items()
        if name.startswith("column.") and value in {*FIELDS, NOTHING}
    }
    plan, about, unit = (given.get(name, "").strip() for name in ("plan", "about", "unit"))
    return Asked(plan, about, unit, columns)


def _layout(current: Current, asked: Asked) -> Layout:
    """What was kept of earlier tables, with what is asked for now over it."""
    kept = read_layout(current.web.runtime.settings.home)
    share = asked.share
    if isinstance(share, Problem):
        raise Refused((share,))
    return Layout(kept.columns | dict(asked.columns), share or kept.about)


def _reading(current: Current, file: Evidence, asked: Asked) -> Reading:
    """Read the kept table once more.

    Raises:
        Refused: where it is no table, or the targets file is at fault.

    """
    text_now = targets_text(current.web.runtime.settings.targets_file)
    with current.web.reading() as db:
        adopted = frozenset(targets.plan_codes(db))
    into = Into(text_now, asked.plan or None, current.today.year, asked.unit, adopted)
    return read_table(file.data, file.name, into=into, layout=_layout(current, asked))


def _typed(fields: FormData, index: int) -> Typed:
    return Typed(**{name: text(fields, f"{name}.{index}") for name in IN_FIELDS})


def _row(
    current: Current,
    index: int,
    draft: Draft,
    typed: Typed | None = None,
    *,
    taken: bool | None = None,
) -> dict[str, Any]:
    """One reading as the fields of a form."""
    shown = typed or Typed(
        draft.name,
        promise(draft),
        draft.responsible,
        "、".join(draft.cooperating),
        draft.leader,
        draft.deadline.isoformat() if draft.deadline else "",
    )
    words = current.words
    return {
        "index": index,
        "place": draft.place.cell or draft.place.line or "",
        "grade": draft.grade.value,
        "take": draft.grade.value == "understood" if taken is None else taken,
        "typed": shown,
        "kind": _kind(draft),
        "source": draft.source,
        "items": draft.items,
        "doubts": [words.say(one.code, **dict(one.args)) for one in draft.doubts],
    }


def _kind(draft: Draft) -> str:
    return "pending" if draft.measure and draft.kind is Kind.QUANTITY else draft.kind.value


def _values(
    current: Current, file: Evidence, reading: Reading, asked: Asked, rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    table = reading.table
    fields = {head: field for field, head in table.heads.items()}
    heads = [(head, fields.get(head, NOTHING)) for head in (*table.heads.values(), *table.unused)]
    layout = _layout(current, asked)
    grades = [row["grade"] for row in rows]
    return {
        "file": file.name,
        "digest": file.digest,
        "seen": _seen(reading.text),
        "frame": reading.frame,
        "asked": asked,
        "about": f"{layout.about:f}%" if layout.about is not None else "",
        "heads": heads,
        "fields": FIELDS,
        "rows": rows,
        "passed": table.passed,
        "counts": {one: grades.count(one) for one in ("understood", "doubtful", "dark")},
        "change": _change(reading),
        "said": dict.fromkeys(SAID, ""),
    }


def _unmatched(current: Current, file: Evidence, asked: Asked) -> dict[str, Any]:
    """What a person needs to say which column is which, where no heads were known."""
    known = read_layout(current.web.runtime.settings.home).columns | dict(asked.columns)
    heads = [(head, known.get(head, NOTHING)) for head in likely_heads(file.data, file.name)]
    return {"file": file.name, "digest": file.digest, "heads": heads, "fields": FIELDS}


def _change(reading: Reading) -> Merged | None:
    """What the readings nothing is doubtful about would change."""
    try:
        return (
            merge(reading.text, reading.understood, reading.frame) if reading.understood else None
        )
    except Refused:
        return None


def _said(fields: FormData) -> dict[str, Any]:
    return {"said": {name: text(fields, name) for name in SAID}}
