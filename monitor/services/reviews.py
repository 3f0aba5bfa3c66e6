"""Review what waits: an entry of a reviewed unit counts once somebody else has approved it.

Nothing is ever edited here: an entry is approved, or returned with a reason and entered
anew. The standings of the touched targets are renewed in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from monitor.core.account import Action
from monitor.core.observation import Observation
from monitor.core.problem import Problem, Refused, problem
from monitor.core.review import reviewing_unit
from monitor.core.succession import heirs_on
from monitor.services.accounts import Actor, require
from monitor.services.closed import cells_of, require_open
from monitor.services.standings import renew
from monitor.services.targets import stored_plan
from monitor.store import observations


def waiting(db: Connection, plan: str, *, unit: str | None = None) -> list[Observation]:
    """Return what has been entered and neither approved nor returned, oldest first."""
    stated = stored_plan(db, plan)
    return [
        one
        for one in observations.log(db, stated)
        if not one.approved and not one.returned and unit in {None, one.unit}
    ]


def decide(  # noqa: PLR0913  # a decision has these sides
    db: Connection,
    plan: str,
    numbers: Sequence[int],
    *,
    approve: bool,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> int:
    """Approve or return entries by their numbers; returns how many targets were touched.

    Raises:
        Refused: naming every number that does not wait, is the decider's own, lies outside the
            decider's rights, or is returned without a reason; nothing was decided.

    """
    stated = stored_plan(db, plan)
    observations.lock(db, plan)
    open_ones = {one.seq: one for one in waiting(db, plan)}
    faults = [fault for number in numbers if (fault := _fault(open_ones.get(number), number, by))]
    if not approve and not reason:
        faults.append(problem("review.needs_reason"))
    if faults:
        raise Refused(tuple(faults))
    heirs = heirs_on(stated, now.date())
    for number in numbers:
        unit = reviewing_unit(stated, open_ones[number])
        require(by, Action.REVIEW, heirs.get(unit, unit))
    require_open(db, plan, cells_of([open_ones[number] for number in numbers]), at=now)
    said = [observations.Decision(number, approve, reason, by.name) for number in numbers]
    observations.decide(db, plan, said, at=now)
    touched = {open_ones[number].target for number in numbers}
    renew(db, stated, touched)
    return len(touched)


def _fault(one: Observation | None, number: int, by: Actor) -> Problem | None:
    if one is None:
        return problem("review.not_waiting", number=str(number))
    if one.entered_by == by.name:
        return problem("review.own", number=str(number))
    return None
