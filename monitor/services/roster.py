"""Change what is known of people, one by one or by a whole table, all or nothing.

Whoever a table does not name stays as he is. A new person, and one whose account is opened
again, gets a one-time password, told once. Every change is audited with what it was. It
refuses what would leave nobody who administers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from monitor.core.account import User
from monitor.core.post import Directory, plain_post
from monitor.core.problem import Refused, problem
from monitor.core.roster import Changed, Wish, changed
from monitor.services import posts
from monitor.services.accounts import (
    Actor,
    OneTime,
    close,
    known_units,
    note,
    one_time,
    open_account,
    renew_key,
)
from monitor.services.people import directory
from monitor.services.wishes import Turn, claimed_twice, nobody_left, turn_of
from monitor.store import accounts


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a table of people did; ``keys`` are the one-time passwords by user name."""

    added: tuple[str, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    absent: tuple[str, ...]
    keys: Mapping[str, str]


def change_person(db: Connection, wish: Wish, *, by: Actor, today: date, now: datetime) -> Changed:
    """Change one account that there is; returns what became different.

    Raises:
        Refused: where there is none, or the wish cannot be granted.

    """
    if accounts.row_of(db, wish.who) is None:
        raise Refused((problem("accounts.unknown", name=wish.name),))
    done = take_in(db, [wish], by=by, today=today, now=now)
    return done.changed[0] if done.changed else Changed(wish.who, ())


def newcomers(db: Connection, wishes: Sequence[Wish]) -> list[str]:
    """Return who will need a one-time password: who has no account, or a closed one to open."""
    closed = {user.name: user.disabled_at is not None for user in accounts.all_users(db)}
    reopened = {wish.who for wish in wishes if wish.disabled is False and closed.get(wish.who)}
    names = (wish.who for wish in wishes)
    return [name for name in names if name not in closed or name in reopened]


def fresh_keys(names: Iterable[str]) -> dict[str, OneTime]:
    """Return a one-time password for each.

    Hashing takes long on purpose; done before the transaction, it keeps no writer waiting.
    """
    return {name: one_time() for name in names}


def no_keys(wishes: Sequence[Wish]) -> dict[str, OneTime]:
    """Return passwords that open nothing, for what is rolled back: making real ones takes long."""
    return {wish.who: OneTime("", "") for wish in wishes}


def take_in(  # noqa: PLR0913  # all but two by keyword
    db: Connection,
    wishes: Sequence[Wish],
    *,
    by: Actor,
    today: date,
    now: datetime,
    keys: Mapping[str, OneTime] | None = None,
) -> TakenIn:
    """Make accounts as these wishes want them.

    Raises:
        Refused: naming every wish at fault; nothing was changed.

    """
    accounts.lock_all(db)
    everybody = {user.name: user for user in accounts.all_users(db)}
    units = known_units(db)
    turns = [turn_of(wish, everybody.get(wish.who), units) for wish in wishes]
    faults = [fault for turn in turns for fault in turn.faults]
    faults += [*claimed_twice(wishes), *nobody_left(everybody, turns)]
    if faults:
        raise Refused(tuple(faults))
    told: list[Changed] = []
    passwords: dict[str, str] = {}
    before = directory(db)
    for turn in turns:
        told += _grant(db, turn, by, now)
        if turn.opens:
            key = (keys or {}).get(turn.wish.who) or one_time()
            passwords[turn.wish.who] = _open(db, turn, key, by=by, now=now)
    moved = _posts(db, before, wishes, by=by, today=today, now=now)
    return _taken(everybody, turns, _merged(told, moved), passwords)


def _grant(db: Connection, turn: Turn, by: Actor, now: datetime) -> list[Changed]:
    """Write what a wish changes of an account that there is; a closed one ends everywhere."""
    if turn.before is None:
        return []
    done = changed(turn.before, turn.after)
    if done.fields:
        values: dict[str, Any] = {name: getattr(turn.after, name) for name, _, _ in done.fields}
        if "roles" in values:
            values["roles"] = sorted(values["roles"])
        accounts.change(db, done.name, values)
        detail: dict[str, object] = {name: [old, new] for name, old, new in done.fields}
        note(db, by, "users.set", done.name, now=now, detail=detail)
    if turn.closes:
        close(db, done.name, now=now)
        note(db, by, "users.disable", done.name, now=now)
        done = replace(done, fields=(*done.fields, ("disabled", "no", "yes")))
    elif turn.opens:
        done = replace(done, fields=(*done.fields, ("disabled", "yes", "no")))
    return [done] if done.fields else []


def _open(db: Connection, turn: Turn, key: OneTime, *, by: Actor, now: datetime) -> str:
    if turn.before is None:
        open_account(db, turn.after, key, by=by, now=now)
    else:
        renew_key(db, turn.wish.who, key)
        note(db, by, "users.reset", turn.wish.who, now=now)
    return key.password


def _posts(  # noqa: PLR0913  # all but three by keyword
    db: Connection,
    before: Directory,
    wishes: Sequence[Wish],
    *,
    by: Actor,
    today: date,
    now: datetime,
) -> list[Changed]:
    """Give and end posts from today on; what somebody else now has is not ended for him."""
    wanted = {wish.who: {plain_post(one) for one in wish.posts or ()} for wish in wishes}
    claimed = set().union(*wanted.values())
    told = []
    for wish in wishes:
        if wish.posts is None:
            continue
        held = set(before.posts_of(wish.who, today))
        for post in sorted(wanted[wish.who] - held):
            posts.give(db, post, wish.who, since=today, by=by, now=now)
        for post in sorted(held - wanted[wish.who] - claimed):
            posts.drop(db, post, day=today, by=by, now=now)
        if held != wanted[wish.who]:
            old, new = ("；".join(sorted(some)) for some in (held, wanted[wish.who]))
            told.append(Changed(wish.who, (("posts", old, new),)))
    return told


def _merged(told: Sequence[Changed], moved: Sequence[Changed]) -> tuple[Changed, ...]:
    fields: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for one in (*told, *moved):
        fields[one.name] = (*fields.get(one.name, ()), *one.fields)
    return tuple(Changed(name, said) for name, said in fields.items())


def _taken(
    everybody: Mapping[str, User],
    turns: Sequence[Turn],
    told: Sequence[Changed],
    passwords: Mapping[str, str],
) -> TakenIn:
    named = {turn.wish.who for turn in turns}
    added = tuple(turn.wish.who for turn in turns if turn.before is None)
    done = tuple(one for one in told if one.name not in added)
    return TakenIn(
        added=added,
        changed=done,
        unchanged=len(turns) - len(added) - len(done),
        absent=tuple(sorted(set(everybody) - named)),
        keys=passwords,
    )
