"""What becomes of a letter on its way to one address: values, and what carries it.

SMTP can lose the word that a letter was taken. So an outcome may be unknown, and then a
person decides; nothing is silently sent twice.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from monitor.core.letter import Letter
from monitor.core.problem import Problem

FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(hours=48)


class State(StrEnum):
    """States of a delivery."""

    HELD = "held"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    DEAD = "dead"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything about a letter that is one address's own."""

    to: str
    name: str
    sender: str
    message_id: str
    date: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try: a state, what was said, and whether a server was reached at all."""

    state: State
    text: str
    reached: bool = True


class Transport(Protocol):
    """What carries a letter to one address."""

    @property
    def local(self) -> bool:
        """Whether letters stay on this machine, so that ``.invalid`` addresses may be used."""
        ...

    def send(self, letter: Letter, envelope: Envelope) -> Answer:
        """Try once; never raises for what a server says."""
        ...

    def check(self) -> Problem | None:
        """Say why nothing can be carried now."""
        ...

    def arrived(self, message_id: str) -> bool | None:
        """Whether a message was taken; none where this cannot be known."""
        ...


NOWHERE = "invalid"


def leads_nowhere(address: str) -> bool:
    """Whether an address is one of the examples that no mail can ever reach (RFC 2606)."""
    return address.casefold().rpartition("@")[2].rpartition(".")[2] == NOWHERE


def next_try(delivery: str, attempts: int, *, now: datetime) -> datetime:
    """Return when to try again: doubling, with a jitter that is the delivery's own."""
    wait = min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)
    share = hashlib.sha256(f"{delivery}/{attempts}".encode()).digest()[0] / 255
    return now + wait * (1 + share / 4)
