"""Tell the administrators that something due has not happened: asked by another process than it.

The letter does not go by the deliveries, because what sends them may be what has stopped. One
incident is told once in half a day. It is noted after it was told: told twice is better than never.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection

from monitor.core.account import User
from monitor.core.problem import Problem
from monitor.services.accounts import Actor, note
from monitor.store import accounts

ALARM = "watch.alarm"
AGAIN = timedelta(hours=12)


def incident_of(faults: Sequence[Problem]) -> str:
    """Return the name of what is wrong, the same however often and how long it is."""
    told = sorted({f"{one.code} {dict(one.args).get('report', '')}" for one in faults})
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def to_be_told(db: Connection, faults: Sequence[Problem], *, now: datetime) -> tuple[User, ...]:
    """Return the administrators an incident is told to; nobody where they were told lately."""
    last = accounts.newest_deed(db, incident_of(faults), (ALARM,)) if faults else None
    if not faults or (last is not None and now - last < AGAIN):
        return ()
    return tuple(user for user in accounts.all_users(db) if user.administers and user.mail)


def note_told(db: Connection, faults: Sequence[Problem], *, by: Actor, now: datetime) -> None:
    """Note that an incident was told."""
    codes: dict[str, object] = {"codes": sorted({one.code for one in faults})}
    note(db, by, ALARM, incident_of(faults), now=now, detail=codes)
