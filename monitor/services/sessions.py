"""Sign in, stay signed in, sign out; and bearer tokens for programs.

Five failures lock an account for half an hour. A session ends after half an hour of
silence or twelve hours, and its key changes at sign-in and with the password.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection

from monitor.core.account import User, password_fault, plain_name
from monitor.core.problem import Problem, Refused, problem
from monitor.services.accounts import Actor, note
from monitor.services.passwords import hashed, matches
from monitor.store import accounts

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=30)
IDLE_FOR = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TOUCH_AFTER = timedelta(minutes=1)
LONGEST_PASSWORD = 128


def sign_in(db: Connection, name: str, password: str, *, now: datetime) -> str | Problem:
    """Return a new session key, or one sentence that says nothing about who exists.

    A locked account answers like a wrong password, even to the right one: whoever guesses
    learns nothing. The caller commits in both cases: a failure has to be counted.
    """
    row = accounts.row_of(db, plain_name(name), lock=True)
    kept = row.password_hash if row else None
    good = len(password) <= LONGEST_PASSWORD and matches(password, kept)
    if row is None or (row.locked_until and row.locked_until > now):
        return problem("accounts.sign_in")
    if not good or row.disabled_at:
        return _failed(db, row.name, row.failed + 1, now)
    accounts.change(db, row.name, {"failed": 0, "locked_until": None})
    note(db, Actor(row.name), "session.open", row.name, now=now)
    return _open(db, row.name, now)


def _failed(db: Connection, name: str, failed: int, now: datetime) -> Problem:
    locked = failed >= MOST_FAILURES
    values = {
        "failed": 0 if locked else failed,
        "locked_until": now + LOCKED_FOR if locked else None,
    }
    accounts.change(db, name, values)
    note(db, Actor(name), "session.failed", name, now=now)
    return problem("accounts.sign_in")


def _open(db: Connection, name: str, now: datetime) -> str:
    key = secrets.token_urlsafe(32)
    accounts.open_session(
        db,
        {
            "token": digest(key),
            "name": name,
            "created_at": now,
            "seen_at": now,
            "expires_at": now + LONGEST,
        },
    )
    return key


def signed_in(db: Connection, key: str, *, now: datetime) -> User | None:
    """Return whose session a key opens, if it is still open."""
    row = accounts.session(db, digest(key))
    if row is None or row.expires_at <= now or row.seen_at + IDLE_FOR <= now:
        return None
    person = accounts.row_of(db, row.name)
    if person is None or person.disabled_at:
        return None
    return accounts.user_of(person)


def keep_alive(db: Connection, key: str, *, now: datetime) -> None:
    """Note that a session is in use, at most once a minute."""
    row = accounts.session(db, digest(key))
    if row is not None and row.seen_at + TOUCH_AFTER <= now:
        accounts.touch_session(db, row.token, at=now)


def sign_out(db: Connection, key: str) -> None:
    """End a session."""
    accounts.close_session(db, digest(key))


def change_password(db: Connection, user: User, old: str, new: str, *, now: datetime) -> str:
    """Set a new password, end every session and return the key of a new one.

    Raises:
        Refused: where the old one is wrong or the new one weak or the same.

    """
    row = accounts.row_of(db, user.name)
    if row is None or not matches(old, row.password_hash):
        raise Refused((problem("accounts.old_password"),))
    fault = password_fault(new, name=user.name)
    if fault is None and old == new:
        fault = problem("accounts.same_password")
    if fault:
        raise Refused((fault,))
    accounts.change(db, user.name, {"password_hash": hashed(new), "must_change": False})
    accounts.close_sessions(db, user.name)
    note(db, Actor(user.name), "password.change", user.name, now=now)
    return _open(db, user.name, now)


def issue_token(db: Connection, name: str, *, label: str, by: Actor, now: datetime) -> str:
    """Make a bearer token for a person's programs; it is shown this once."""
    row = accounts.row_of(db, plain_name(name))
    if row is None:
        raise Refused((problem("accounts.unknown", name=name),))
    key = secrets.token_urlsafe(32)
    kept = {"token": digest(key), "name": row.name, "label": label, "created_at": now}
    accounts.add_token(db, kept)
    note(db, by, "token.issue", row.name, now=now, detail={"label": label})
    return key


def token_user(db: Connection, key: str, *, now: datetime) -> User | None:
    """Return whose token this is, if it still opens anything."""
    row = accounts.token(db, digest(key))
    if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now):
        return None
    person = accounts.row_of(db, row.name)
    if person is None or person.disabled_at or person.must_change:
        return None
    return accounts.user_of(person)


def digest(key: str) -> str:
    """Only this of a key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()
