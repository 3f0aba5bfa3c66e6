"""Take in the sheets that units sent back, many at once: look first, then write with one button.

The files are kept under their digests as they came, so that what was looked at is what is
written, whichever process answers, and an auditor finds the sheet a figure came from. The page
shows what writing would do by doing it and taking it back.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.account import Action
from monitor.core.evidence import Evidence
from monitor.core.observation import Observation
from monitor.core.problem import Problem, Refused, problem
from monitor.core.returned import Returned
from monitor.files.returned import MOST_FILES, Named, unpacked
from monitor.files.workbook import read_handed
from monitor.render.said import said
from monitor.render.voice import Voice
from monitor.services.accounts import note, require
from monitor.services.observations import Sitting
from monitor.services.returned import Hand, take
from monitor.services.targets import stored_plan
from monitor.store import evidence, observations, targets
from monitor.store.engine import environment_faults, rehearsing
from monitor.web.current import Current, Person, chosen_plan
from monitor.web.forms import OwnForm, OwnUploads, text
from monitor.web.guard import LARGEST_BATCH
from monitor.web.page import UNPROCESSABLE, go, page

routes = APIRouter(include_in_schema=False)
BATCH, FILE = "application/vnd.monitor.batch+json", "application/octet-stream"
READERS = 4
LONGEST_NAME = 254


@routes.get("/desk/files")
def form(request: Request, current: Person, plan: str = "") -> Response:
    """Show where to hand the sheets in."""
    _require(current)
    return _form(request, current, plan)


@routes.post("/desk/files")
def hand_in(request: Request, current: Person, fields: OwnUploads) -> Response:
    """Keep the sheets as they came and go on to what they say."""
    _require(current)
    plan = text(fields, "plan")
    files, faults = unpacked(_uploaded(fields))
    if not files and not faults:
        faults = (problem("desk.files.none"),)
    if faults:
        return _form(request, current, plan, faults)
    with current.web.writing() as db:
        digest = _keep(db, current, files)
    return go(f"/desk/files/{digest}", plan=plan)


@routes.get("/desk/files/{digest}")
def preview(request: Request, current: Person, digest: str, plan: str = "") -> Response:
    """Show what writing the sheets would do."""
    _require(current)
    return _preview(request, current, plan, digest)


@routes.post("/desk/files/{digest}")
def confirm(request: Request, current: Person, digest: str, fields: OwnForm) -> Response:
    """Write every sheet that is good, if that still is what was shown."""
    _require(current)
    plan = text(fields, "plan")
    with current.web.reading() as db:
        code = chosen_plan(db, plan, current.today)
        read = _read(_batch(db, current, digest))
    try:
        with current.web.writing() as db:
            taken = take(db, code, read, _hand(current))
            _require_as_seen(taken, text(fields, "seen"))
    except Refused as refused:
        return _preview(request, current, plan, digest, refused.problems)
    values = _told(current, code, taken) | {"digest": digest, "done": True}
    return page(request, current, "files", values)


def _require(current: Current) -> None:
    """Who enters for every unit hands in any sheet, a clerk the own unit's.

    Raises:
        Refused: for everybody else.

    """
    person = current.person
    if not person.may(Action.ENTER, person.unit):
        require(current.actor, Action.ENTER)


def _require_as_seen(taken: Sequence[Returned], shown: str) -> None:
    if seen(taken) != shown or not any(one.written for one in taken):
        raise Refused((problem("desk.files.changed"),))


def _form(
    request: Request, current: Current, plan: str, faults: Sequence[Problem] = ()
) -> Response:
    with current.web.reading() as db:
        if not targets.plan_codes(db):
            return page(request, current, "empty", {"what": "plan"})
        code = chosen_plan(db, plan, current.today)
    limits = {"most": MOST_FILES, "size": (LARGEST_BATCH >> 20) - 1}
    values = limits | {"plan": code, "files": (), "digest": "", "done": False}
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "files", values, faults=faults, status=status)


def _preview(
    request: Request,
    current: Current,
    plan: str,
    digest: str,
    faults: Sequence[Problem] = (),
) -> Response:
    with current.web.reading() as db:
        code = chosen_plan(db, plan, current.today)
        read = _read(_batch(db, current, digest))
    with environment_faults(), rehearsing(current.web.runtime.engine) as trial:
        tried = take(trial.db, code, read, _hand(current))
    values = _told(current, code, tried) | {"digest": digest, "done": False, "seen": seen(tried)}
    status = UNPROCESSABLE if faults else 200
    return page(request, current, "files", values, faults=faults, status=status)


def _uploaded(fields: FormData) -> list[Named]:
    """The files of a form; a field left empty brings one without a name."""
    found = [one for one in fields.getlist("files") if isinstance(one, UploadFile)]
    return [(one.filename or "", one.file.read()) for one in found if one.filename]


def _keep(db: Connection, current: Current, files: Sequence[Named]) -> str:
    """Keep every file, and the list of them under their names."""
    who, now = current.person.name, current.now
    listed = []
    for name, data in files:
        kept = Evidence(name[-LONGEST_NAME:], FILE, data)
        listed.append((kept.name, evidence.keep(db, kept, by=who, at=now)))
    content = json.dumps({"by": who, "files": listed}, ensure_ascii=False).encode()
    batch = Evidence("batch.json", BATCH, content)
    digest = evidence.keep(db, batch, by=who, at=now)
    said = {"sha256": digest, "count": len(listed)}
    note(db, current.actor, "observations.hand_in", digest[:16], now=now, detail=said)
    return digest


def _batch(db: Connection, current: Current, digest: str) -> list[Named]:
    """The files of a batch by their names.

    Raises:
        HTTPException: 404 where there is no such batch, or it is another clerk's.

    """
    batch = evidence.kept(db, digest)
    if batch is None or batch.media != BATCH:
        raise HTTPException(404)
    told = json.loads(batch.data)
    if told["by"] != current.person.name and not current.person.may(Action.ENTER):
        raise HTTPException(404)
    found = [(name, evidence.kept(db, one)) for name, one in told["files"]]
    return [(name, file.data) for name, file in found if file is not None]


def _read(files: Sequence[Named]) -> list[Returned]:
    """Read each file in a child of its own, a few at a time."""
    with ThreadPoolExecutor(READERS) as readers:
        return [*readers.map(_one, files)]


def _one(file: Named) -> Returned:
    name, data = file
    handed = read_handed(data, name)
    return Returned(name, handed.entries, handed.problems, handed.mark)


def _hand(current: Current) -> Hand:
    zone = current.web.runtime.settings.timezone
    sitting = Sitting(current.person.name, current.now, zone)
    return Hand(current.actor, sitting, own=not current.person.may(Action.ENTER))


def seen(files: Sequence[Returned]) -> str:
    """The outcome as one word, so that a button writes only what was looked at."""
    told = [(one.name, one.good, one.written, one.unchanged) for one in files]
    return sha256(json.dumps(told).encode()).hexdigest()


def _news(voice: Voice, one: Observation, log: Sequence[Observation]) -> dict[str, str]:
    """One entry that is written, beside the last one that answered the same."""
    cell = (one.target, one.unit, one.item)
    mine = [
        old
        for old in log
        if (old.target, old.unit, old.item) == cell
        and old.seq != one.seq
        and old.period.end <= one.period.end
    ]
    before = max(mine, key=lambda old: (old.period.end, *old.age), default=None)
    target = voice.plan.target(one.target)
    return {
        "name": target.name if target else one.target,
        "period": one.period.key,
        "said": said(voice, one),
        "before": said(voice, before) if before else "",
        "before_period": before.period.key if before else "",
    }


def _told(current: Current, code: str, files: Sequence[Returned]) -> dict[str, Any]:
    """What came of the files, as the page shows it: at fault first."""
    with current.web.reading() as db:
        plan = stored_plan(db, code)
        codes = {one.target for file in files for one in file.news}
        log = observations.log(db, plan, targets=codes) if codes else []
    voice = Voice(current.words, plan, current.today)
    good = [one for one in files if one.good]
    return {
        "plan": code,
        "files": [
            {
                "name": one.name,
                "units": voice.say("desk.text.comma").join(voice.unit(u) for u in one.units),
                "rows": one.rows,
                "written": one.written,
                "unchanged": one.unchanged,
                "news": [_news(voice, fresh, log) for fresh in one.news],
                "good": one.good,
                "untouched": one.untouched,
                "faults": current.words.problems(one.faults),
                "hints": current.words.problems(one.hints),
            }
            for one in sorted(files, key=lambda one: one.good)
        ],
        "good": len(good),
        "bad": len(files) - len(good),
        "written": sum(one.written for one in good),
        "unchanged": sum(one.unchanged for one in good),
    }
