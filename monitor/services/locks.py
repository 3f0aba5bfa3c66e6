"""Say why a unit does not enter a figure now: the calendar, and the closing of the plan.

It reads what was decided about a plan's closing and asks the core; it refuses to open anything,
which is a grant's.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from monitor.core.lock import Lock, Shutters
from monitor.core.lock import locks_of as judged
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.services.closed import closing_of, grants_of


def locks_of(  # noqa: PLR0913  # all but four by keyword
    db: Connection,
    plan: Plan,
    unit: str,
    period: Period,
    *,
    heirs: Mapping[str, str],
    now: datetime,
    day: date,
) -> dict[str, Lock]:
    """Return the lock of each target of a unit that has no open line, by code."""
    shutters = Shutters(closing_of(db, plan.code), grants_of(db, plan.code), now)
    found = judged(plan, unit, period, heirs=heirs, day=day, shutters=shutters)
    return {one.target.code: one for one in found}
