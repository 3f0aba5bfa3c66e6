"""Hand a person's work over (交接): first as it would be, then all of it in one transaction.

The taker gets the unit, the roles and the posts; with them what is owed, what waits for
review and every later letter. The giver's account is closed, and with it sessions, tokens
and links. Letters already on their way stay as they are and are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.account import Action, Role, User, plain_name
from monitor.core.agenda import Case, items_of
from monitor.core.delivery import State
from monitor.core.handover import (
    Handover,
    Mail,
    Terms,
    handover_faults,
    left_unattended,
    taken_over,
)
from monitor.core.post import Directory, Holding
from monitor.core.problem import Refused, problem
from monitor.core.report import Report
from monitor.core.roster import changed
from monitor.core.workdays import WorkCalendar
from monitor.services import posts
from monitor.services.accounts import Actor, close, known, note, require
from monitor.services.people import cases, directory
from monitor.store import accounts, deliveries

ON_ITS_WAY = (State.HELD, State.PENDING, State.RETRY)
OFFICE_ROLES = frozenset({Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.LEADER})
"""Roles whose holders the supervisor may hand over; the others are the administrator's."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """When it is and by which calendar, and the reports that may write to an address."""

    today: date
    now: datetime
    calendar: WorkCalendar
    zone: tzinfo
    reports: Sequence[Report] = ()


def foresee(  # noqa: PLR0913  # all but three by keyword
    db: Connection, giver: str, taker: str, *, terms: Terms, by: Actor, on: Occasion
) -> Handover:
    """Return what a handover would move; nothing is changed.

    Raises:
        Refused: where there is no such person, one of them cannot give or take, or it is
            not the actor's to do.

    """
    require(by, Action.STAFF)
    leaves = known(db, giver)
    takes = _taker(db, taker)
    if (leaves.roles | takes.roles) - OFFICE_ROLES:
        require(by, Action.ADMINISTER)
    everybody = directory(db)
    faults = handover_faults(leaves, takes, everybody.users, terms)
    if faults:
        raise Refused(tuple(faults))
    after = taken_over(leaves, takes, with_admin=terms.with_admin)
    asked = cases(db, as_of=on.today, known_at=on.now, calendar=on.calendar, zone=on.zone)
    items = items_of(replace(leaves, disabled_at=None), asked, everybody)
    sessions, tokens = accounts.open_keys(db, leaves.name, at=on.now)
    held = {one.post for one in everybody.holdings if _still(one, leaves.name, on.today)}
    return Handover(
        giver=leaves,
        taker=takes,
        after=after,
        posts=tuple(sorted(held)),
        owed=items.owed_periods,
        reviews=len(items.to_review),
        matters=len(items.matters),
        sessions=sessions,
        tokens=tokens,
        mail=_mail(db, leaves),
        named=_named(leaves, asked, everybody),
        addressed=_addressed(leaves, on.reports),
        unattended=left_unattended(after, takes, everybody.users),
    )


def hand_over(  # noqa: PLR0913  # all but three by keyword
    db: Connection, giver: str, taker: str, *, terms: Terms, by: Actor, on: Occasion
) -> Handover:
    """Hand a person's work over and close the account; returns what moved.

    Raises:
        Refused: as ``foresee`` does; nothing was changed.

    """
    accounts.lock_all(db)
    done = foresee(db, giver, taker, terms=terms, by=by, on=on)
    _make_taker(db, done, by=by, now=on.now)
    posts.pass_on(db, done.giver.name, done.taker.name, day=on.today, by=by, now=on.now)
    close(db, done.giver.name, now=done.giver.disabled_at or on.now)
    detail = {"to": done.taker.name, "reason": terms.reason, **_counted(done)}
    note(db, by, "users.handover", done.giver.name, now=on.now, detail=detail)
    return done


def _make_taker(db: Connection, done: Handover, *, by: Actor, now: datetime) -> None:
    fields = changed(done.taker, done.after).fields
    if not fields:
        return
    after = done.after
    values = {"roles": sorted(after.roles), "unit": after.unit, "stand_in": after.stand_in}
    accounts.change(db, after.name, values)
    detail: dict[str, object] = {name: [old, new] for name, old, new in fields}
    note(db, by, "users.set", after.name, now=now, detail=detail | {"from": done.giver.name})


def _counted(done: Handover) -> dict[str, object]:
    """What moved and what ended, as the audit keeps it."""
    return {
        "roles": [role.value for role in done.gained],
        "unit": done.after.unit,
        "posts": list(done.posts),
        "owed": done.owed,
        "reviews": done.reviews,
        "matters": done.matters,
        "sessions": done.sessions,
        "tokens": done.tokens,
        "mail": [one.delivery for one in done.mail],
    }


def _taker(db: Connection, name: str) -> User:
    row = accounts.row_of(db, plain_name(name))
    if row is None:
        raise Refused((problem("people.no_taker", name=plain_name(name)),))
    return accounts.user_of(row)


def _still(one: Holding, name: str, today: date) -> bool:
    """Whether a post is this person's today or later."""
    return one.name == name and (one.until is None or one.until >= today)


def _mail(db: Connection, giver: User) -> tuple[Mail, ...]:
    """Letters to the giver that nobody is sending yet."""
    if not giver.mail:
        return ()
    mine = [row for row in deliveries.listed(db) if row.address == giver.mail]
    return tuple(
        Mail(row.id, row.report, row.period, row.address, row.state)
        for row in mine
        if row.state in ON_ITS_WAY
    )


def _named(giver: User, asked: Sequence[Case], everybody: Directory) -> tuple[str, ...]:
    """Targets whose plan names the giver and not a post."""
    targets = [row.target for case in asked for row in case.card.rows]
    return tuple(one.code for one in targets if everybody.names_person(one.leader, giver))


def _addressed(giver: User, reports: Sequence[Report]) -> tuple[str, ...]:
    """Reports that write to the giver's very address."""
    return tuple(
        report.name
        for report in reports
        if giver.mail and any(giver.mail in one.to for one in report.audiences)
    )
