"""A leader's instruction through a signed link: one purpose, a few uses, an end, revocable.

The link opens a form that records one matter in the leader's name, and nothing else: it is no
session and reads nothing of the plan but the names to choose from. What became of a link is
kept as acts, so a forged, spent, expired or revoked one is told from a good one each time.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection

from monitor.core.account import Role, User, plain_name
from monitor.core.demand import CLOCKS_13710, Given, Kind
from monitor.core.matter import Matter
from monitor.core.problem import Problem, Refused, problem
from monitor.services.accounts import Actor, note
from monitor.services.matter_log import Hand, require_supervisor
from monitor.services.matters import record
from monitor.services.people import person_of_link
from monitor.store import accounts, acts, chain, targets
from monitor.store.acts import Act

KIND = "link"
SALT = "instruct"
USUAL_HOURS, MOST_HOURS, MOST_USES = 72, 720, 9
LONGEST_TOKEN = 1024
MADE, USED, REVOKED = "made", "used", "revoked"


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a plan: for whom, until when, how often, and what it was used for."""

    plan: str
    id: str
    leader: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    uses: int
    matters: tuple[int, ...] = ()
    revoked_at: datetime | None = None

    def fault(self, now: datetime) -> Problem | None:
        """Say why it opens nothing any more."""
        if self.revoked_at is not None:
            return problem("matters.link_revoked")
        if now >= self.expires_at:
            return problem("matters.link_expired")
        return problem("matters.link_used") if len(self.matters) >= self.uses else None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a link shall be: for whom, for how many hours, for how many instructions."""

    leader: str
    hours: int = USUAL_HOURS
    uses: int = 1


def make_link(db: Connection, plan: str, wish: Wish, hand: Hand, *, key: str) -> tuple[Link, str]:
    """Make a link for a leader; returns it with its token, which is shown this once.

    Raises:
        Refused: without the supervisor's right, for somebody who is no leader, or for a time or
            number beyond what a link may have.

    """
    require_supervisor(hand)
    leader = _leader(db, wish.leader)
    if leader is None:
        raise Refused((problem("matters.no_leader", name=wish.leader),))
    if not (1 <= wish.hours <= MOST_HOURS and 1 <= wish.uses <= MOST_USES):
        raise Refused((bounds_fault(),))
    name = secrets.token_hex(8)
    until = hand.now + timedelta(hours=wish.hours)
    body = {"leader": leader.name, "expires_at": until.isoformat(), "uses": wish.uses}
    _keep(db, plan, name, MADE, hand, body)
    note(db, hand.by, "link.make", f"{plan}/{name}", now=hand.now, detail={"for": leader.name})
    return _link(plan, acts.log(db, plan, kind=KIND, code=name)), _seal(key).dumps([plan, name])


def bounds_fault() -> Problem:
    """Say how long and how often a link may be used."""
    return problem("matters.link_bounds", hours=str(MOST_HOURS), uses=str(MOST_USES))


def links_of(db: Connection, plan: str) -> list[Link]:
    """Every link of a plan, oldest first."""
    kept: dict[str, list[Act]] = {}
    for act in acts.log(db, plan, kind=KIND):
        kept.setdefault(act.code, []).append(act)
    return [_link(plan, mine) for mine in kept.values()]


def revoke_link(db: Connection, plan: str, name: str, hand: Hand) -> None:
    """Make a link worthless.

    Raises:
        Refused: without the supervisor's right, or where there is no such link in use.

    """
    require_supervisor(hand)
    chain.lock(db, plan)
    mine = acts.log(db, plan, kind=KIND, code=name)
    if not mine or _link(plan, mine).revoked_at is not None:
        raise Refused((problem("matters.link_unknown", id=name),))
    _keep(db, plan, name, REVOKED, hand, {})
    note(db, hand.by, "link.revoke", f"{plan}/{name}", now=hand.now)


def open_link(db: Connection, token: str, *, key: str) -> tuple[Link, User] | None:
    """Return the link a token is of and its leader; nothing for a forged one or one of nobody."""
    try:
        said = _seal(key).loads(token[:LONGEST_TOKEN])
    except BadSignature:
        return None
    plan, name = said
    mine = acts.log(db, plan, kind=KIND, code=name) if plan in targets.plan_codes(db) else []
    link = _link(plan, mine) if mine else None
    leader = person_of_link(db, link.leader, made_at=link.made_at) if link else None
    return (link, leader) if link and leader and Role.LEADER in leader.roles else None


def instruct(db: Connection, link: Link, leader: User, given: Given, hand: Hand) -> Matter:
    """Record what a leader demands through a link, and spend one use of it.

    Raises:
        Refused: where the link opens nothing any more, or what is demanded is at fault.

    """
    chain.lock(db, link.plan)
    fault = _link(link.plan, acts.log(db, link.plan, kind=KIND, code=link.id)).fault(hand.now)
    if fault:
        raise Refused((fault,))
    who = replace(hand, by=Actor(leader.name, "", leader), known_at=None)
    demanded = replace(
        given,
        kind=Kind.INSTRUCTION,
        from_whom=leader.display or leader.name,
        on=who.today,
        cooperating=(),
        clocks=CLOCKS_13710,
        link=link.id,
    )
    matter = record(db, link.plan, demanded, who)
    _keep(db, link.plan, link.id, USED, who, {"matter": matter.number})
    return matter


def _leader(db: Connection, name: str) -> User | None:
    row = accounts.row_of(db, plain_name(name))
    user = accounts.user_of(row) if row is not None else None
    usable = user is not None and user.disabled_at is None and Role.LEADER in user.roles
    return user if usable else None


def _link(plan: str, mine: list[Act]) -> Link:
    made = mine[0]
    revoked = [act.known_at for act in mine if act.step == REVOKED]
    return Link(
        plan=plan,
        id=made.code,
        leader=made.body["leader"],
        made_by=made.by,
        made_at=made.known_at,
        expires_at=datetime.fromisoformat(made.body["expires_at"]),
        uses=made.body["uses"],
        matters=tuple(act.body["matter"] for act in mine if act.step == USED),
        revoked_at=revoked[0] if revoked else None,
    )


def _keep(  # noqa: PLR0913, PLR0917  # an act has these sides
    db: Connection, plan: str, name: str, step: str, hand: Hand, body: dict[str, object]
) -> None:
    act = Act(KIND, name, step, hand.by.name, hand.now, hand.now, body=body)
    acts.append(db, plan, [act])


def _seal(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=SALT)
