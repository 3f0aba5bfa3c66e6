"""Give a leader's post to a person from a day on, or end it; every change is audited.

A post is one person's at a time. Who held it before keeps it up to the day before, so
that last month's question is still answered with last month's leader.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from monitor.core.account import plain_name
from monitor.core.post import Holding, ended, handed_on, passed_on, plain_post, post_fault
from monitor.core.problem import Problem, Refused, problem
from monitor.services.accounts import Actor, note
from monitor.store import accounts, posts


def give(  # noqa: PLR0913  # all but three by keyword
    db: Connection, post: str, name: str, *, since: date, by: Actor, now: datetime
) -> Holding | None:
    """Let a person hold a post from a day on; returns who held it that day before, if another.

    Raises:
        Refused: where the title cannot stand, or nobody open has that name.

    """
    title, who = plain_post(post), plain_name(name)
    fault = post_fault(title) or _person_fault(db, who)
    if fault:
        raise Refused((fault,))
    accounts.lock_all(db)
    before = posts.of_post(db, title)
    after = handed_on(before, title, who, since)
    if _kept(db, title, before, after):
        detail: dict[str, object] = {"to": who, "since": since.isoformat()}
        note(db, by, "posts.set", title, now=now, detail=detail | {"before": told(before)})
    return next((one for one in before if one.holds(since) and one.name != who), None)


def end(db: Connection, post: str, *, last: date, by: Actor, now: datetime) -> Holding:
    """End a post after a day; returns who held it.

    Raises:
        Refused: where nobody holds it on that day.

    """
    title = plain_post(post)
    accounts.lock_all(db)
    before = posts.of_post(db, title)
    held = next((one for one in before if one.holds(last)), None)
    if held is None:
        raise Refused((problem("people.post_unheld", post=title, day=str(last)),))
    _kept(db, title, before, ended(before, title, last))
    detail: dict[str, object] = {"last": last.isoformat(), "before": told(before)}
    note(db, by, "posts.end", title, now=now, detail=detail)
    return held


def drop(db: Connection, post: str, *, day: date, by: Actor, now: datetime) -> None:
    """End a post so that nobody holds it from a day on, whoever holds it now."""
    before = posts.of_post(db, post)
    earlier = [one for one in before if one.since < day]
    later = [one for one in before if one.since > day]
    after = (*ended(earlier, post, date.fromordinal(day.toordinal() - 1)), *later)
    if _kept(db, post, before, after):
        detail: dict[str, object] = {"from": day.isoformat(), "before": told(before)}
        note(db, by, "posts.end", post, now=now, detail=detail)


def pass_on(  # noqa: PLR0913  # all but three by keyword
    db: Connection, giver: str, taker: str, *, day: date, by: Actor, now: datetime
) -> tuple[str, ...]:
    """Let one person have from a day on every post of another; returns their titles."""
    moved = []
    for title in sorted({one.post for one in posts.all_of(db) if one.name == giver}):
        before = posts.of_post(db, title)
        if _kept(db, title, before, passed_on(before, giver, taker, day)):
            moved.append(title)
            detail: dict[str, object] = {"to": taker, "since": day.isoformat()}
            note(db, by, "posts.set", title, now=now, detail=detail | {"before": told(before)})
    return tuple(moved)


def told(holdings: Sequence[Holding]) -> list[list[str]]:
    """Holdings as plain values: name, first day, last day or nothing."""
    return [
        [one.name, one.since.isoformat(), one.until.isoformat() if one.until else ""]
        for one in holdings
    ]


def _kept(db: Connection, title: str, before: Sequence[Holding], after: Sequence[Holding]) -> bool:
    """Whether anything changed, and then it is written."""
    if set(before) == set(after):
        return False
    posts.replace(db, title, after)
    return True


def _person_fault(db: Connection, name: str) -> Problem | None:
    row = accounts.row_of(db, name)
    if row is None:
        return problem("accounts.unknown", name=name)
    return problem("accounts.disabled", name=name) if row.disabled_at else None
