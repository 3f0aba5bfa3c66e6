"""On-site checks (核查): what was found, the picture of it, and the figure it sends back.

Found untrue, the checked entry is returned by the ordinary decision of a review, so that it
no longer counts and its unit enters it anew. The figure itself is never edited here.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from monitor.core.evidence import Evidence
from monitor.core.matter import Deed, Matter
from monitor.core.observation import Observation
from monitor.core.problem import Problem, Refused, problem
from monitor.services.closed import cells_of, require_open
from monitor.services.matter_log import Hand, done, require_supervisor, require_text, turn
from monitor.services.standings import renew
from monitor.services.targets import stored_plan
from monitor.store import evidence, observations

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: true or not, why, of which entry, and a picture if there is one."""

    found: bool
    reason: str
    observation: int | None = None
    photo: Evidence | None = None


def check(db: Connection, plan: str, number: int, finding: Finding, hand: Hand) -> Matter:
    """Record a check; an entry found untrue is returned to its unit in the same transaction.

    Raises:
        Refused: without the right or a reason, or where an untrue entry is not named or cannot
            be returned; nothing was recorded.

    """
    require_supervisor(hand)
    matter = turn(db, plan, number, Deed.CHECKED, hand)
    require_text(finding.reason, "matters.reason_missing")
    body: dict[str, Any] = {"found": finding.found}
    one = _named(db, plan, matter, finding)
    if one is not None:
        body["observation"] = one.seq
    if finding.photo is not None:
        body["photo"] = evidence.keep(db, finding.photo, by=hand.by.name, at=hand.now)
    if one is not None and not finding.found:
        _return(db, plan, one, finding.reason, hand)
    return done(db, plan, number, Deed.CHECKED, hand, reason=finding.reason, body=body)


def checkable(db: Connection, plan: str, matter: Matter) -> list[Observation]:
    """Entries of the matter's target and units that were not sent back, newest first."""
    if not matter.given.target:
        return []
    log = observations.log(db, stored_plan(db, plan), targets={matter.given.target})
    return [one for one in reversed(log) if not one.returned]


def _named(db: Connection, plan: str, matter: Matter, finding: Finding) -> Observation | None:
    """The entry a finding speaks of; an untrue one has to be named where there is any."""
    found = checkable(db, plan, matter)
    if finding.observation is None:
        if finding.found or not found:
            return None
        some = "、".join(f"{one.seq}（{one.period.key}）" for one in found[:MOST_NAMED])
        raise Refused((problem("matters.observation_missing", numbers=some),))
    one = next((one for one in found if one.seq == finding.observation), None)
    if one is None:
        raise Refused((_unknown(matter, finding.observation),))
    return one


def _unknown(matter: Matter, number: int) -> Problem:
    return problem(
        "matters.observation_unknown", number=str(number), target=matter.given.target or "—"
    )


def _return(db: Connection, plan: str, one: Observation, reason: str, hand: Hand) -> None:
    if one.entered_by == hand.by.name:
        raise Refused((problem("review.own", number=str(one.seq)),))
    require_open(db, plan, cells_of([one]), at=hand.at)
    said = observations.Decision(one.seq, approved=False, reason=reason, decided_by=hand.by.name)
    observations.decide(db, plan, [said], at=hand.at)
    renew(db, stored_plan(db, plan), {one.target})
