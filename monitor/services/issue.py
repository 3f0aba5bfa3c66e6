"""Issue an edition: claim its slot, keep its bytes, and make a delivery for each address.

All of that is one transaction, so a slot has either one edition with its deliveries or
one recorded reason, however many schedulers run and whenever they die. The letter is
made before, outside of it: a writer is never kept waiting by a picture.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from monitor.core.letter import Letter
from monitor.core.problem import Refused, problem
from monitor.core.report import Audience, Report, Signed, Slot
from monitor.store import deliveries, editions, slots
from monitor.store.engine import Database, writing

TEST = "试发"
NOTHING_TO_SAY = "nothing_to_say"
LONGEST_NAME = 128
PLAIN_WORD = re.compile(r"[A-Za-z0-9._-]{1,150}", re.ASCII)
"""What may stand before the @ of a Message-ID as it is."""


@dataclass(frozen=True, slots=True)
class Made:
    """A letter ready to issue: what it said as data, the chain's head, and who gets it.

    ``flaws`` names what keeps its scorecard from closing; such a letter is not issued. One that
    is ``quiet`` has nothing to say to its readers, and does not leave either.
    """

    letter: Letter
    data: bytes
    head: str
    known_at: datetime
    addresses: Sequence[tuple[str, str]]
    flaws: tuple[str, ...] = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """What a letter is asked to tell: a report to an audience, for a period, again or not.

    ``stage`` says that it is none to keep to yet: a proof, or a reminder to sign.
    """

    plan: str
    report: Report
    audience: Audience
    period: str
    as_of: date
    known_at: datetime
    number: int = 1
    test: bool = False
    stage: str = ""
    signed: Signed | None = None


Make = Callable[[Asking], Made]
"""Compare, render and resolve: handed in by a door, because services know no renderer."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What a letter's own headers need: the sender's domain, and when it is.

    ``by_hand`` says that a person asked, who may fill what a restore has set aside.
    """

    domain: str
    now: datetime
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a slot in this attempt."""

    state: str
    edition: str | None = None
    reason: str = ""
    count: int = 0


def asking_of(slot: Slot, report: Report, audience: Audience, *, number: int = 1) -> Asking:
    """Return what a slot asks for: as of its period's end, with what was known when due."""
    return Asking(
        slot.plan, report, audience, slot.period.key, slot.as_of, slot.due_at, number=number
    )


def issue_slot(
    database: Database, slot: Slot, asking: Asking, *, make: Make, sending: Sending
) -> Settled | None:
    """Fill a slot; returns none where somebody else has done so."""
    made = make(asking)
    with writing(database) as db:
        return settle(db, slot, asking, made, sending=sending)


def settle(
    db: Connection, slot: Slot, asking: Asking, made: Made, *, sending: Sending
) -> Settled | None:
    """Record what becomes of a slot whose letter was made; a draft is settled by who signed it."""
    outcome = _outcome(asking, made)
    values = {"reason": outcome.reason, "edition": outcome.edition}
    if sending.by_hand:
        slots.reopen(db, slot, drafts=asking.signed is not None)
    if not slots.settle(db, slot, outcome.state, at=sending.now, values=values):
        return None
    if outcome.edition:
        keep(db, asking, made, sending, outcome.edition, reason="")
    return outcome


def _outcome(asking: Asking, made: Made) -> Settled:
    if made.flaws:
        return Settled("refused", reason=f"does_not_close: {', '.join(made.flaws)}")
    if made.quiet:
        return Settled("empty", reason=NOTHING_TO_SAY)
    if not made.addresses:
        return Settled("empty", reason="no_recipients")
    return Settled("issued", edition_id(asking), count=len(_addressees(made)))


def _addressees(made: Made) -> tuple[tuple[str, str], ...]:
    """Who gets it, each address once, however many ways lead to it."""
    found: dict[str, tuple[str, str]] = {}
    for name, address in made.addresses:
        found.setdefault(address.casefold(), (name[:LONGEST_NAME], address))
    return tuple(found.values())


def issue_again(  # noqa: PLR0913  # all but three by keyword
    database: Database, slot: Slot, asking: Asking, *, make: Make, sending: Sending, reason: str
) -> Settled:
    """Issue a slot once more, as the how-manieth, with the reason kept beside it.

    Raises:
        Refused: where the scorecard does not close, nobody would get it, or somebody else
            issued the same number meanwhile.

    """
    made = make(asking)
    outcome = _outcome(asking, made)
    if outcome.edition is None:
        raise Refused((problem("issue.not_issued", reason=outcome.reason),))
    try:
        with writing(database) as db:
            keep(db, asking, made, sending, outcome.edition, reason=reason)
            slots.replace_edition(db, slot, outcome.edition, at=sending.now)
    except IntegrityError:
        raise Refused((problem("issue.taken", edition=outcome.edition),)) from None
    return outcome


def issue_test(
    database: Database, asking: Asking, *, to: str, make: Make, sending: Sending
) -> Settled:
    """Make a letter marked as a test, for one address; it takes no slot."""
    made = make(replace(asking, test=True))
    asking = replace(asking, test=True, audience=Audience(TEST, (to,)))
    made = replace(made, addresses=(("", to),))
    edition = f"{edition_id(asking)}-{sending.now:%Y%m%d%H%M%S%f}"
    with writing(database) as db:
        keep(db, asking, made, sending, edition, reason=TEST)
    return Settled("issued", edition, count=1)


def edition_id(asking: Asking) -> str:
    """Return the name of an edition, the same for the same slot and number."""
    key = f"{asking.plan}|{asking.audience.key}".encode()
    sort = asking.stage or ("test" if asking.test else str(asking.number))
    return f"{asking.report.name}-{asking.period}-{sort}-{sha256(key).hexdigest()[:6]}"


def keep(  # noqa: PLR0913  # gathered once, in one place
    db: Connection, asking: Asking, made: Made, sending: Sending, edition: str, *, reason: str
) -> None:
    """Store an edition with a delivery for each of its addresses."""
    kept = editions.Issue(
        id=edition,
        plan=asking.plan,
        report=asking.report.name,
        period=asking.period,
        audience=asking.audience.key,
        number=asking.number,
        as_of=asking.as_of,
        known_at=made.known_at,
        head=made.head,
        reason=reason,
        test=asking.test,
    )
    editions.keep(db, kept, made.letter, data=made.data, at=sending.now)
    deliveries.add(
        db,
        [
            _delivery(asking, edition, place, who, sending)
            for place, who in enumerate(_addressees(made), 1)
        ],
    )


def _delivery(
    asking: Asking, edition: str, place: int, who: tuple[str, str], sending: Sending
) -> dict[str, Any]:
    name, address = who
    delivery = f"{edition}-{place}"
    return {
        "id": delivery,
        "edition": edition,
        "plan": asking.plan,
        "address": address,
        "name": name,
        "message_id": f"<{_word(delivery)}@{sending.domain}>",
        "headers": {"X-Monitor-Edition": _word(edition)},
        "created_at": sending.now,
    }


def _word(name: str) -> str:
    """The name itself, or where it is not plain ASCII (a report may have any), its digest."""
    return name if PLAIN_WORD.fullmatch(name) else sha256(name.encode()).hexdigest()[:40]
