"""What waits to be signed, and what units object to in it: read from the plan's acts.

A unit objects to its own rows in words; whoever signs answers, which closes the objection. Nothing
here changes a figure: what is wrong in one is corrected where figures are entered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from monitor.core.account import Action
from monitor.core.period import Period, read_period
from monitor.core.problem import Refused, problem
from monitor.core.report import Report, Signed, Slot
from monitor.services.accounts import Actor, note, require
from monitor.services.targets import stored_plan
from monitor.store import acts, slots
from monitor.store.acts import Act

KIND = "draft"
DRAFTED, OBJECTED, SETTLED = "drafted", "objected", "settled"
NAMED, SIGNED = "named", "signed"
"""Somebody put a name to it; it was issued."""

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Objection:
    """What a unit says is wrong in a draft, and what was answered; open until it is."""

    number: int
    unit: str
    target: str
    text: str
    by: str
    at: datetime
    answer: str = ""
    answered_by: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody has answered it."""
        return not self.answered_by


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that waits to be signed; ``proof`` is the edition its readers may look at.

    ``named`` is who put a name to it, so that it leaves with the next knock of the scheduler.
    """

    slot: Slot
    proof: str
    drafted_at: datetime
    objections: tuple[Objection, ...] = ()
    named: Signed | None = None
    reminded: bool = False

    @property
    def code(self) -> str:
        """What its acts go by."""
        return code_of(self.slot)


def code_of(slot: Slot) -> str:
    """Return what the acts of a slot's draft go by."""
    return f"{slot.report}/{slot.period.key}/{slot.audience}"


def drafts(db: Connection, reports: Sequence[Report], plan: str | None = None) -> tuple[Draft, ...]:
    """Return what waits to be signed, the oldest first, with what is objected to."""
    known = {report.name for report in reports}
    return tuple(_draft(db, row) for row in slots.drafts(db, plan) if row.report in known)


def _draft(db: Connection, row: Row[Any]) -> Draft:
    period = read_period(row.period)
    assert isinstance(period, Period)  # noqa: S101  # kept by the schedule that made it
    slot = Slot(row.plan, row.report, period, row.audience, row.due_at)
    log = acts.log(db, row.plan, kind=KIND, code=code_of(slot))
    made = next((act for act in reversed(log) if act.step == DRAFTED), None)
    proof = str(made.body["proof"]) if made else ""
    return Draft(slot, proof, row.handled_at, _objections(log), _named(log), bool(row.reason))


def _named(log: Sequence[Act]) -> Signed | None:
    found = next((one for one in reversed(log) if one.step == NAMED), None)
    if found is None:
        return None
    day = date.fromisoformat(found.body["day"])
    return Signed(found.by, day, str(found.body["document"]))


def put_name(db: Connection, found: Draft, signed: Signed, *, by: Actor, now: datetime) -> None:
    """Put a name to a draft: the next knock issues it as it was frozen.

    Raises:
        Refused: for who may not sign, or where somebody has.

    """
    require(by, Action.ISSUE)
    if found.named:
        raise Refused((problem("signing.named", by=found.named.by),))
    body = {"document": signed.document, "day": signed.day.isoformat()}
    act(db, found.slot, NAMED, by=signed.by, body=body, at=now)
    note(db, by, "report.sign", f"{found.slot.plan}/{found.slot.report}", now=now)


def _objections(log: Sequence[Act]) -> tuple[Objection, ...]:
    answers = {int(act.body["number"]): act for act in log if act.step == SETTLED}
    found = []
    for one in log:
        if one.step != OBJECTED:
            continue
        reply = answers.get(one.seq)
        found.append(
            Objection(
                number=one.seq,
                unit=str(one.body["unit"]),
                target=str(one.body["target"]),
                text=one.reason,
                by=one.by,
                at=one.known_at,
                answer=reply.reason if reply else "",
                answered_by=reply.by if reply else "",
            )
        )
    return tuple(found)


def object_to(  # noqa: PLR0913  # all but three by keyword
    db: Connection, found: Draft, text: str, *, unit: str, target: str, by: Actor, now: datetime
) -> None:
    """Note what a unit says is wrong in its rows of a draft.

    Raises:
        Refused: without words, for a target that is not the unit's, or for who may not.

    """
    plan = stored_plan(db, found.slot.plan)
    require(by, Action.ENTER, unit)
    about = plan.target(target)
    if about is None or unit not in {*about.units, about.reported_by}:
        raise Refused((problem("signing.not_its_target", unit=unit, code=target[:64]),))
    said = _words(text)
    body: dict[str, object] = {"unit": unit, "target": target}
    act(db, found.slot, OBJECTED, by=by.name, body=body, at=now, reason=said)
    note(db, by, "draft.object", f"{plan.code}/{found.code}", now=now, detail=body)


def answer(  # noqa: PLR0913  # all but four by keyword
    db: Connection, found: Draft, number: int, text: str, *, by: Actor, now: datetime
) -> None:
    """Answer an objection, which closes it; raises Refused where none is open."""
    require(by, Action.ISSUE)
    mine = next((one for one in found.objections if one.number == number and one.open), None)
    if mine is None:
        raise Refused((problem("signing.no_objection", number=str(number)),))
    said = _words(text)
    act(db, found.slot, SETTLED, by=by.name, body={"number": number}, at=now, reason=said)
    note(db, by, "draft.answer", f"{found.slot.plan}/{found.code}", now=now)


def _words(text: str) -> str:
    said = " ".join(text.split())
    if not 0 < len(said) <= LONGEST:
        raise Refused((problem("signing.words", most=str(LONGEST)),))
    return said


def act(  # noqa: PLR0913  # an act has these sides
    db: Connection,
    slot: Slot,
    step: str,
    *,
    by: str,
    body: Mapping[str, Any],
    at: datetime,
    reason: str = "",
) -> None:
    """Append one step of a draft's way."""
    acts.append(db, slot.plan, [Act(KIND, code_of(slot), step, by, at, at, body, reason)])
