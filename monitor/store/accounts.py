"""Accounts, sessions and tokens, and the audit that stands in a chain of its own.

Only digests of session keys and tokens are kept; a password only as an argon2 hash.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from monitor.core.account import Role, User
from monitor.store import chain
from monitor.store.canonical import row_digest
from monitor.store.tables import audit, sessions, tokens, users


def exist(db: Connection) -> bool:
    """Whether anybody has an account yet."""
    return bool(db.execute(select(func.count()).select_from(users)).scalar())


def row_of(db: Connection, name: str, *, lock: bool = False) -> Row[Any] | None:
    """Return the stored account of a name; ``lock`` keeps others from changing it meanwhile."""
    query = select(users).where(users.c.name == name)
    return db.execute(query.with_for_update() if lock else query).first()


def user_of(row: Row[Any]) -> User:
    """Return the person a stored account is of."""
    return User(
        name=row.name,
        display=row.display,
        mail=row.mail,
        roles=frozenset(Role(role) for role in row.roles),
        unit=row.unit,
        must_change=row.must_change,
        disabled_at=row.disabled_at,
        phone=row.phone,
        stand_in=row.stand_in,
    )


def all_users(db: Connection) -> tuple[User, ...]:
    """Return everybody with an account, by name."""
    return tuple(user_of(row) for row in db.execute(select(users).order_by(users.c.name)))


def lock_all(db: Connection) -> None:
    """Keep others from changing any account until this transaction ends.

    Every row is taken in the order of its name, before the audit's chain, so that no two
    transactions wait for each other.
    """
    db.execute(select(users.c.name).order_by(users.c.name).with_for_update())


def add(db: Connection, user: User, *, password_hash: str, at: datetime) -> None:
    """Store a new account, its password still to be changed by its owner."""
    row = {
        "name": user.name,
        "display": user.display,
        "mail": user.mail,
        "roles": sorted(user.roles),
        "unit": user.unit,
        "password_hash": password_hash,
        "must_change": user.must_change,
        "failed": 0,
        "created_at": at,
        "phone": user.phone,
        "stand_in": user.stand_in,
    }
    db.execute(insert(users).values(row))


def change(db: Connection, name: str, values: Mapping[str, Any]) -> None:
    """Change what may change of an account."""
    db.execute(update(users).where(users.c.name == name).values(dict(values)))


def open_session(db: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new session under the digest of its key."""
    db.execute(insert(sessions).values(dict(row)))


def session(db: Connection, digest: str) -> Row[Any] | None:
    """Return a session by the digest of its key."""
    return db.execute(select(sessions).where(sessions.c.token == digest)).first()


def touch_session(db: Connection, digest: str, *, at: datetime) -> None:
    """Note that a session was used."""
    db.execute(update(sessions).where(sessions.c.token == digest).values(seen_at=at))


def close_session(db: Connection, digest: str) -> None:
    """End one session."""
    db.execute(delete(sessions).where(sessions.c.token == digest))


def close_sessions(db: Connection, name: str) -> None:
    """End every session of a person."""
    db.execute(delete(sessions).where(sessions.c.name == name))


def open_keys(db: Connection, name: str, *, at: datetime) -> tuple[int, int]:
    """Return how many sessions and how many tokens of a person still open a door."""
    unended = (sessions.c.name == name) & (sessions.c.expires_at > at)
    lasting = tokens.c.expires_at.is_(None) | (tokens.c.expires_at > at)
    unrevoked = (tokens.c.name == name) & tokens.c.revoked_at.is_(None) & lasting
    counts = [
        db.execute(select(func.count()).select_from(table).where(those)).scalar() or 0
        for table, those in ((sessions, unended), (tokens, unrevoked))
    ]
    return counts[0], counts[1]


def add_token(db: Connection, row: Mapping[str, Any]) -> None:
    """Keep a bearer token under its digest."""
    db.execute(insert(tokens).values(dict(row)))


def token(db: Connection, digest: str) -> Row[Any] | None:
    """Return a bearer token by its digest."""
    return db.execute(select(tokens).where(tokens.c.token == digest)).first()


def revoke_tokens(db: Connection, name: str, *, at: datetime) -> None:
    """Make every token of a person worthless."""
    mine = (tokens.c.name == name) & (tokens.c.revoked_at.is_(None))
    db.execute(update(tokens).where(mine).values(revoked_at=at))


def note(db: Connection, row: Mapping[str, Any]) -> None:
    """Append one line to the audit: at, who, os_user, action, subject, detail."""
    head = chain.lock(db, chain.ACCOUNTS)
    line = dict(row) | {"seq": head.row_seq + 1}
    digest = row_digest(line)
    db.execute(insert(audit).values(line | {"digest": digest, "link": head.seq + 1}))
    chain.seal(db, head, [digest], at=row["at"])


def newest_deed(db: Connection, subject: str, actions: Sequence[str]) -> datetime | None:
    """Return when one of these things was last done to a subject."""
    those = (audit.c.subject == subject) & audit.c.action.in_(actions)
    return db.execute(select(func.max(audit.c.at)).where(those)).scalar()


def audit_lines(db: Connection) -> list[Row[Any]]:
    """Return the whole audit, oldest first."""
    return list(db.execute(select(audit).order_by(audit.c.seq)))
