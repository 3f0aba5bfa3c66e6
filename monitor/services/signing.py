"""Reports that a person signs: drafted when due, checked by the units, signed, then sent.

草稿 → 核对稿 → 签发 → 印发. What is drafted is frozen: it tells what was known when it fell due,
whenever it is signed. The draft goes to the supervisors and each unit's own rows to the unit, which
may object in writing; whoever signs sees what is still objected to. It refuses to send an unsigned
report, and to let anybody sign what was not drafted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import Connection

from monitor.core.account import Action
from monitor.core.problem import Refused, problem
from monitor.core.report import Audience, Office, Report, Scope, Signed, Signing, Slot
from monitor.services.accounts import Actor, note, require
from monitor.services.drafts import DRAFTED, SIGNED, act
from monitor.services.issue import (
    Asking,
    Made,
    Make,
    Sending,
    Settled,
    asking_of,
    edition_id,
    keep,
    settle,
)
from monitor.store import slots
from monitor.store.engine import Database, reading, writing

PROOF, UNSIGNED = "proof", "unsigned"
SIGNERS = ("role:supervisor",)
CHECKERS = ("role:clerk", "role:reviewer")


def draft(  # noqa: PLR0913  # all but two by keyword
    database: Database,
    slot: Slot,
    *,
    asking: Asking,
    units: Sequence[str],
    make: Make,
    sending: Sending,
) -> Settled | None:
    """Make the proofs of a slot and let it wait for its signer; none where that was done.

    A draft that does not close is no draft: the slot is refused with the rows named.
    """
    whole = make(_proof(asking, Audience(asking.audience.name, SIGNERS)))
    if whole.flaws:
        with writing(database) as db:
            return _refused(db, slot, whole, sending)
    parts = [(one, make(one)) for one in _for_units(asking, units)]
    heard = [(one, made) for one, made in parts if made.addresses]
    with writing(database) as db:
        if not slots.settle(db, slot, slots.DRAFT, at=sending.now, values={}):
            return None
        proof = edition_id(_proof(asking, asking.audience))
        keep(db, _proof(asking, asking.audience), whole, sending, proof, reason=PROOF)
        for one, made in heard:
            keep(db, one, made, sending, edition_id(one), reason=PROOF)
        body = {"proof": proof, "due_at": slot.due_at.isoformat(), "digest": _digest(whole)}
        act(db, slot, DRAFTED, by="", body=body, at=sending.now)
    return Settled("drafted", proof, count=1 + len(heard))


def _digest(made: Made) -> str:
    return sha256(made.data).hexdigest()


def _refused(db: Connection, slot: Slot, made: Made, sending: Sending) -> Settled | None:
    reason = f"does_not_close: {', '.join(made.flaws)}"
    values = {"reason": reason}
    done = slots.settle(db, slot, "refused", at=sending.now, values=values)
    return Settled("refused", reason=reason) if done else None


def _proof(asking: Asking, audience: Audience) -> Asking:
    return replace(asking, audience=audience, test=True, stage=PROOF)


def _for_units(asking: Asking, units: Sequence[str]) -> Iterator[Asking]:
    """Each unit's own rows, to its own people, without the documents of the whole."""
    plain = replace(asking.report, faces=("html", "text", "xlsx"))
    for unit in units:
        audience = Audience(asking.audience.name, CHECKERS, Scope.UNIT, unit)
        yield _proof(replace(asking, report=plain), audience)


def remind_signer(
    database: Database, slot: Slot, *, asking: Asking, make: Make, sending: Sending
) -> Settled | None:
    """Mail the signers once that a draft still waits; none where that was done."""
    late = replace(_proof(asking, Audience(asking.audience.name, SIGNERS)), stage=UNSIGNED)
    made = make(late)
    with writing(database) as db:
        if not slots.alarm(db, slot):
            return None
        keep(db, late, made, sending, edition_id(late), reason=UNSIGNED)
    return Settled("alarmed", edition_id(late), count=len(made.addresses))


def day_after(slot: Slot, days: int, office: Office) -> date:
    """The working day so many after a draft was due."""
    return office.calendar.nth_working_day_after(slot.due_at.astimezone(office.zone).date(), days)


def alarm_at(slot: Slot, report: Report, office: Office) -> datetime:
    """The instant from which an unsigned draft is told to its signers."""
    signing = report.signing or Signing()
    day = day_after(slot, signing.alarm_after, office)
    return datetime.combine(day, report.at, tzinfo=office.zone).astimezone(UTC)


def sign(  # noqa: PLR0913  # all but three by keyword
    database: Database,
    slot: Slot,
    signed: Signed,
    *,
    report: Report,
    audience: Audience,
    make: Make,
    by: Actor | None,
    sending: Sending,
) -> Settled:
    """Issue a draft as it was frozen, signed; raises Refused where there is none, or for whom.

    Who put a name to it on a page had the right then; the knock that issues it acts for nobody.
    """
    if by is not None:
        require(by, Action.ISSUE)
    with reading(database) as db:
        waits = slots.of(db, slot)
    if waits is None or waits.state != slots.DRAFT:
        raise Refused((problem("signing.no_draft", report=slot.report, period=slot.period.key),))
    asking = replace(asking_of(slot, report, audience), signed=signed)
    made = make(asking)
    with writing(database) as db:
        done = settle(db, slot, asking, made, sending=replace(sending, by_hand=True))
        if done is None or done.edition is None:
            reason = done.reason if done else "taken"
            raise Refused((problem("issue.not_issued", reason=reason),))
        body: dict[str, object] = {"edition": done.edition, "document": signed.document}
        body["day"] = signed.day.isoformat()
        act(db, slot, SIGNED, by=signed.by, body=body, at=sending.now)
        if by is not None:
            note(db, by, "report.sign", f"{slot.plan}/{slot.report}", now=sending.now, detail=body)
    return done
