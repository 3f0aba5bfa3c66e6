"""The same values for programs: bearer tokens in, JSON out, RFC 9457 problems for faults.

A token has the rights of its person, no more. Unknown fields are refused. An entry sent
with an ``Idempotency-Key`` is written once, however often it is sent.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.core.entry import LONGEST_GIVER
from monitor.core.happening import DOOR, Via
from monitor.core.observation import Entry, Placed
from monitor.core.period import read_period
from monitor.core.problem import Place, Problem, Refused, problem
from monitor.render.plain import json_text
from monitor.render.rows import targets_told, told
from monitor.services import accounts, sessions, submissions
from monitor.services.comparison import compare
from monitor.services.observations import Sitting, record
from monitor.services.people import leader_names
from monitor.services.targets import plan_to_answer, stored_plan
from monitor.store import deliveries, editions
from monitor.web.current import Current, language_of, web_of
from monitor.web.matters_page import opening

MOST_ENTRIES = 1000
TYPED = 4000


class Observed(BaseModel):
    """One observation, as ``monitor record`` takes it: value, stage or no_change."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: str = Field(max_length=64)
    value: str | None = Field(default=None, max_length=64, examples=["12.05万亩"])
    period: str = Field(max_length=40, examples=["2024-06"])
    on: date | None = Field(default=None, strict=False)
    unit: str | None = Field(default=None, max_length=64)
    item: str | None = Field(default=None, max_length=128)
    stage: str | None = Field(default=None, max_length=64)
    no_change: bool = False
    source: str | None = Field(default=None, max_length=64)
    note: str | None = Field(default=None, max_length=TYPED)
    reason: str | None = Field(default=None, max_length=TYPED)
    not_before: date | None = Field(default=None, strict=False)
    given_by: str | None = Field(default=None, max_length=LONGEST_GIVER)


def token_bearer(request: Request) -> Current:
    """Return who a bearer token belongs to.

    Raises:
        HTTPException: 401 where there is no token that opens anything.

    """
    web = web_of(request)
    words, now = web.words[language_of(request, web)], web.runtime.clock()
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    user = None
    if kind.lower() == "bearer" and key:
        with web.reading() as db:
            user = sessions.token_user(db, key.strip(), now=now)
    current = Current(web, words, now, user)
    request.state.current = current
    if user is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    return current


Bearer = Annotated[Current, Depends(token_bearer)]
PlanCode = Annotated[str | None, Query(max_length=64)]
routes = APIRouter(prefix="/api/v1", tags=["v1"])


@routes.get("/targets", summary="What was promised")
def list_targets(current: Bearer, plan: PlanCode = None) -> Response:
    """Return a plan and its targets, as ``monitor targets list --format json`` does."""
    with current.web.reading() as db:
        stated = stored_plan(db, plan_to_answer(db, plan, as_of=current.today))
        leaders = leader_names(db, stated, as_of=current.today)
        return _json(targets_told(stated, current.words, leaders))


@routes.get("/status", summary="The comparison")
def status(
    current: Bearer,
    as_of: date | None = None,
    known_at: datetime | None = None,
    unit: str | None = None,
    plan: PlanCode = None,
) -> Response:
    """Return the comparison as of a day, with what was known at an instant."""
    runtime, day = current.web.runtime, as_of or current.today
    with current.web.reading() as db:
        code = plan_to_answer(db, plan, as_of=day)
        if unit is not None and stored_plan(db, code).unit(unit) is None:
            raise Refused((problem("web.unknown_unit", unit=unit),))
        card = compare(
            db,
            code,
            as_of=day,
            known_at=_instant(current, known_at),
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
            unit=unit,
        )
        matters = opening(db, current, card, unit=unit)
    status = told(card, current.words, runtime.settings.timezone)
    return _json(status | {"matters": matters})


@routes.post("/observations", summary="Enter observations, all or nothing")
def enter(
    current: Bearer,
    said: Annotated[Observed | list[Observed], Body()],
    plan: PlanCode = None,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Response:
    """Write one observation or a list of them; what was said before writes nothing."""
    entered = said if isinstance(said, list) else [said]
    if not 0 < len(entered) <= MOST_ENTRIES:
        raise Refused((problem("web.how_many", most=str(MOST_ENTRIES)),))
    placed = [_placed(one, number) for number, one in enumerate(entered)]
    faults = tuple(one for one in placed if isinstance(one, Problem))
    if faults:
        raise Refused(faults)
    good = [one for one in placed if isinstance(one, Placed)]
    with current.web.writing() as db:
        if idempotency_key is None:
            return _json(_write(db, current, plan, good))
        content = {"plan": plan, "entries": [one.model_dump(mode="json") for one in entered]}
        submission = submissions.Submission(idempotency_key, current.person.name, content)
        answer = submissions.once(
            db, submission, lambda: _write(db, current, plan, good), now=current.now
        )
        return _json(answer)


@routes.get("/editions", summary="What was issued")
def list_editions(current: Bearer) -> Response:
    """Return every edition, newest first."""
    names = ("id", "plan", "report", "period", "audience", "number", "test", "subject", "reason")
    with current.web.reading() as db:
        rows = editions.listed(db)
    return _json(
        {
            "editions": [
                {name: getattr(row, name) for name in names}
                | {"as_of": row.as_of.isoformat(), "issued_at": _iso(current, row.issued_at)}
                for row in rows
            ]
        }
    )


@routes.get("/deliveries", summary="What became of it")
def list_deliveries(current: Bearer) -> Response:
    """Return every delivery, as ``monitor deliveries --format json`` does."""
    with current.web.reading() as db:
        rows = deliveries.listed(db)
    names = ("id", "edition", "report", "period", "address", "state", "attempts", "message_id")
    said = [{name: getattr(row, name) for name in (*names, "answer")} for row in rows]
    return _json({"deliveries": said})


def _placed(said: Observed, number: int) -> Placed | Problem:
    place = Place(cell=str(number))
    period = read_period(said.period)
    if isinstance(period, Problem):
        return period.at(place)
    given = said.model_dump(exclude={"code", "period"})
    return Placed(Entry(target=said.code, period=period, **given), place)


def _write(
    db: Connection, current: Current, plan: str | None, placed: list[Placed]
) -> dict[str, Any]:
    code = plan_to_answer(db, plan, as_of=current.today)
    entries = [one.entry for one in placed]
    accounts.require_entry(db, current.actor, code, entries, backdated=False, day=current.today)
    zone = current.web.runtime.settings.timezone
    sitting = Sitting(current.person.name, current.now, zone, unit=current.person.unit)
    done = record(db, placed, plan=code, sitting=sitting)
    if done.written:
        said = {DOOR: Via.PROGRAM.value, "count": len(done.written)}
        accounts.note(db, current.actor, "observations.record", code, now=current.now, detail=said)
    return {
        "plan": code,
        "written": len(done.written),
        "unchanged": done.unchanged,
        "observations": [
            {
                "seq": one.seq,
                "code": one.target,
                "unit": one.unit,
                "item": one.item or None,
                "period": one.period.key,
                "revision": one.revision,
                "data_date": one.data_date.isoformat(),
                "source": one.source or None,
            }
            for one in done.written
        ],
    }


def _instant(current: Current, said: datetime | None) -> datetime:
    """An instant without offset is one of the office's clock."""
    if said is None:
        return current.now
    zoned = said if said.tzinfo else said.replace(tzinfo=current.web.runtime.settings.timezone)
    return zoned.astimezone(UTC)


def _iso(current: Current, at: datetime) -> str:
    zone = current.web.runtime.settings.timezone
    return at.astimezone(zone).isoformat(timespec="seconds")


def _json(value: dict[str, Any]) -> Response:
    return Response(json_text(value), media_type="application/json")
