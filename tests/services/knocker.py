"""A scheduler that knocks without rest, for as long as it lives: run as a process of its own.

A year of business time goes by in the seconds it is given. Its mail server is a file that
takes a line for each letter. Told to be careless, it claims letters without looking whether
somebody else has.
"""

import os
import random
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import update

from monitor.core.delivery import Answer, State
from monitor.core.report import Audience, Policy
from monitor.services.deliver import Post
from monitor.services.tick import tick
from monitor.store import deliveries
from monitor.store.engine import make_engine
from monitor.store.tables import deliveries as table
from tests.services.mailroom import MONTHLY, a_duty

BEGIN = datetime(2024, 1, 10, tzinfo=UTC)
WHOLE = timedelta(days=390)
REPORTS = (
    replace(
        MONTHLY,
        policy=Policy.ALL,
        audiences=tuple(Audience(f"第{number}组", ("role:leader",)) for number in range(4)),
    ),
    replace(MONTHLY, name="newest", audiences=(Audience("全区", ("role:leader",)),)),
)
PAUSE = 0.12
"""Seconds a letter takes at most on either side of the moment it is taken."""


@dataclass(frozen=True)
class Wire:
    """A mail server that sometimes asks to come back, and keeps what it took in a file."""

    file: Path
    local: bool = False
    pause: float = PAUSE

    def send(self, letter, envelope):
        assert letter.subject
        time.sleep(random.random() * self.pause)
        if sha256(envelope.message_id.encode()).digest()[0] % 8 == 0:
            return Answer(State.RETRY, "451 later")
        with self.file.open("a", encoding="utf-8") as file:
            file.write(envelope.message_id + "\n")
        time.sleep(random.random() * self.pause)
        return Answer(State.SENT, "250 taken")

    def arrived(self, message_id):
        assert message_id

    def check(self):
        return None


def careless_claim(db, delivery, *, owner, now, until):
    """Take a letter whoever has it: the fault that has to be noticed."""
    assert now
    row = deliveries.one(db, delivery)
    assert row is not None
    values = {"state": "sending", "owner": owner, "lease_until": until}
    more = {"fence": row.fence + 1, "attempts": row.attempts + 1}
    db.execute(update(table).where(table.c.id == delivery).values(values | more))
    return deliveries.one(db, delivery)


def real():
    return datetime.fromtimestamp(time.time(), UTC)


def played(begun, seconds):
    """The business instant it is: the year goes by in so many seconds."""
    gone = min((time.time() - begun) / seconds, 1)
    return BEGIN + WHOLE * gone


def duty_of(engine, file, *, clock=real, pause=PAUSE):
    wire = Wire(file, pause=pause)
    post = Post(wire, "monitor@example.org", f"worker-{os.getpid()}", clock, cap=10_000)
    return a_duty(engine, reports=REPORTS, post=post)


def knock_for_ever(url, file, begun, seconds):
    engine = make_engine(url)
    while True:
        tick(engine, duty_of(engine, file), now=played(begun, seconds))


if __name__ == "__main__":
    if sys.argv[5] == "careless":
        deliveries.claim = careless_claim
    knock_for_ever(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
