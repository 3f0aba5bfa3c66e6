"""Signed links that open one form: what a unit owes now, in one clerk's name, until a day.

A link is no session: it opens no other page and no other unit, ends by itself, with the clerk's
account, and with a word of the supervisor for the whole unit. Nothing is kept of one but who used
it, which the audit has.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection

from monitor.core.account import Action, User
from monitor.core.problem import Problem, Refused, problem
from monitor.services.accounts import Actor, note, require
from monitor.services.people import person_of_link
from monitor.services.targets import stored_plan
from monitor.store import acts, targets
from monitor.store.acts import Act

KIND, REVOKED = "fill", "revoked"
SALT = "fill"
LIVES = timedelta(days=14)
LONGEST_TOKEN = 1024


@dataclass(frozen=True, slots=True)
class FillLink:
    """One link: of which plan and unit, in whose name, and from when until when."""

    plan: str
    unit: str
    name: str
    made_at: datetime

    @property
    def expires_at(self) -> datetime:
        """The instant from which it opens nothing."""
        return self.made_at + LIVES


def token_of(link: FillLink, *, key: str) -> str:
    """Return what stands in the address of a link."""
    said = [link.plan, link.unit, link.name, link.made_at.isoformat()]
    return str(_seal(key).dumps(said))


def open_fill(
    db: Connection, token: str, *, key: str, now: datetime
) -> tuple[FillLink, User] | Problem:
    """Return a link and its clerk, or one sentence why it opens nothing."""
    try:
        plan, unit, name, made = _seal(key).loads(token[:LONGEST_TOKEN])
        link = FillLink(plan, unit, name, datetime.fromisoformat(made))
    except (BadSignature, ValueError, TypeError):
        return problem("fill.forged")
    if link.plan not in targets.plan_codes(db):
        return problem("fill.forged")
    if now >= link.expires_at:
        return problem("fill.expired")
    stopped = [act.known_at for act in acts.log(db, link.plan, kind=KIND, code=link.unit)]
    clerk = person_of_link(db, link.name, made_at=link.made_at)
    if clerk is None or any(at >= link.made_at for at in stopped):
        return problem("fill.revoked")
    return link, clerk


def revoke(db: Connection, plan: str, unit: str, *, by: Actor, now: datetime) -> None:
    """End every link of a unit that was made until now.

    Raises:
        Refused: without the supervisor's right, or for a unit the plan does not know.

    """
    require(by, Action.REVIEW)
    if stored_plan(db, plan).unit(unit) is None:
        raise Refused((problem("web.unknown_unit", unit=unit),))
    acts.append(db, plan, [Act(KIND, unit, REVOKED, by.name, now, now)])
    note(db, by, "fill.revoke", f"{plan}/{unit}", now=now)


def _seal(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=SALT)
