"""Deliver letters: claim, commit, send, record. Never SMTP inside a transaction.

A delivery that was being sent when its worker died is unknown and goes to a person,
unless the transport itself can tell whether it was taken. One bad address never blocks
another; a server that cannot be reached five times in a row ends the pass.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from monitor.core.delivery import (
    GIVE_UP_AFTER,
    Answer,
    Envelope,
    State,
    Transport,
    leads_nowhere,
    next_try,
)
from monitor.core.problem import MonitorError, Refused, problem
from monitor.core.report import DEFAULT_CAP
from monitor.store import deliveries, editions
from monitor.store.engine import Database, reading, writing

LEASE = timedelta(minutes=5)
MOST_UNREACHED = 5
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Post:
    """What deliveries are made with: transport, sender, worker, and the real clock for leases.

    ``caps`` holds the letters an hour of each report, ``cap`` those of any other.
    """

    transport: Transport
    sender: str
    owner: str
    clock: Callable[[], datetime]
    cap: int = DEFAULT_CAP
    caps: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one delivery in this pass."""

    delivery: str
    edition: str
    state: State
    text: str


def deliver(database: Database, post: Post, *, now: datetime) -> list[Tried]:
    """Try everything due at this business instant once."""
    tried = _settle_expired(database, post, now)
    unreached = 0
    with reading(database) as db:
        waiting = deliveries.due(db, now=now)
        sent = Counter(deliveries.sent_between(db, now - HOUR, now))
    for row in waiting:
        over = sent[row.report] >= post.caps.get(row.report, post.cap)
        if over and row.released_at is None:
            tried += _hold(database, row.id)
            continue
        one = _try(database, post, row.id, now)
        if one is None:
            continue
        done, reached = one
        tried.append(done)
        sent[row.report] += done.state is State.SENT
        unreached = 0 if reached else unreached + 1
        if unreached >= MOST_UNREACHED:
            break
    return tried


def _try(database: Database, post: Post, delivery: str, now: datetime) -> tuple[Tried, bool] | None:
    with writing(database) as db:
        until = post.clock() + LEASE
        row = deliveries.claim(db, delivery, owner=post.owner, now=now, until=until)
    if row is None:
        return None
    answer = _send(database, post, row, now)
    values = _outcome(row, answer, now)
    with writing(database) as db:
        if not deliveries.record(db, delivery, row.fence, values):
            return None  # the lease ran out meanwhile; whoever took over decides
    return Tried(delivery, row.edition, State(values["state"]), answer.text), answer.reached


def _send(database: Database, post: Post, row: Row[Any], now: datetime) -> Answer:
    if leads_nowhere(row.address) and not post.transport.local:
        return Answer(State.DEAD, "address ends in .invalid")
    with reading(database) as db:
        letter = editions.letter(db, row.edition)
    envelope = Envelope(row.address, row.name, post.sender, row.message_id, now, row.headers)
    try:
        return post.transport.send(letter, envelope)
    except MonitorError as fault:
        return Answer(State.DEAD, ", ".join(one.code for one in fault.problems))
    except Exception as fault:  # noqa: BLE001  # one letter's fault must not keep others waiting
        return Answer(State.UNKNOWN, type(fault).__name__)


def _outcome(row: Row[Any], answer: Answer, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"state": answer.state.value, "answer": answer.text}
    if answer.state is State.SENT:
        values["sent_at"] = now
    if answer.state is State.RETRY:
        again = next_try(row.id, row.attempts, now=now)
        given_up = again > (row.released_at or row.created_at) + GIVE_UP_AFTER
        values |= {"state": State.DEAD.value} if given_up else {"next_try_at": again}
    return values


def _settle_expired(database: Database, post: Post, now: datetime) -> list[Tried]:
    """Decide about what a dead worker was sending, as far as it can be known."""
    tried = []
    with writing(database) as db:
        for row in deliveries.expired(db, clock=post.clock()):
            arrived = post.transport.arrived(row.message_id)
            state = {True: State.SENT, False: State.RETRY, None: State.UNKNOWN}[arrived]
            values: dict[str, Any] = {"state": state.value, "answer": "worker lost"}
            if state is State.SENT:
                values["sent_at"] = now
            if deliveries.record(db, row.id, row.fence, values):
                tried.append(Tried(row.id, row.edition, state, "worker lost"))
    return tried


def _hold(database: Database, delivery: str) -> list[Tried]:
    """Over the hourly cap a person has to agree before more leaves."""
    with writing(database) as db:
        row = deliveries.one(db, delivery)
        values = {"state": State.HELD.value, "answer": "hourly cap"}
        if row is None or not deliveries.set_state(db, delivery, deliveries.OPEN, values):
            return []
    return [Tried(delivery, row.edition, State.HELD, "hourly cap")]


def release(db: Connection, delivery: str, *, now: datetime) -> None:
    """Let a held one go: no cap holds it again, and its time for trying begins anew.

    Raises:
        Refused: where it is not held.

    """
    _decide(db, delivery, (State.HELD,), _anew(now))


def already_sent(db: Connection, delivery: str, *, now: datetime) -> None:
    """Say that an unknown one did arrive.

    Raises:
        Refused: where there is no doubt about it.

    """
    values = {"state": State.SENT.value, "sent_at": now}
    _decide(db, delivery, (State.UNKNOWN, State.HELD), values)


def resend(db: Connection, delivery: str, *, now: datetime) -> None:
    """Send an unknown or given-up one once more, under the same Message-ID, as if made now.

    Raises:
        Refused: where it is on its way or has arrived.

    """
    _decide(db, delivery, (State.UNKNOWN, State.DEAD, State.HELD), _anew(now))


def _anew(now: datetime) -> dict[str, Any]:
    return {"state": State.PENDING.value, "next_try_at": None, "released_at": now}


def _decide(
    db: Connection, delivery: str, states: tuple[State, ...], values: dict[str, Any]
) -> None:
    row = deliveries.one(db, delivery)
    if row is None:
        raise Refused((problem("issue.unknown_delivery", id=delivery),))
    if not deliveries.set_state(db, delivery, [state.value for state in states], values):
        raise Refused((problem("issue.not_so", id=delivery, state=row.state),))


def told(db: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return every delivery as programs read it."""
    names = (
        "id",
        "edition",
        "report",
        "period",
        "address",
        "state",
        "attempts",
        "message_id",
        "answer",
    )
    rows = deliveries.listed(db)
    return {"deliveries": [{name: getattr(row, name) for name in names} for row in rows]}
