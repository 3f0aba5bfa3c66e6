"""How a target got where it stands: its standings one after another, as known at an instant.

What may not be shown before its day is left out, as everywhere. It judges nothing.
"""

from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.embargo import counting
from monitor.core.plan import Plan
from monitor.core.split import together
from monitor.core.standing import Standing
from monitor.core.succession import inherited
from monitor.services.standings import from_log
from monitor.store import observations


def progress(  # noqa: PLR0913  # all but three by keyword
    db: Connection, plan: Plan, code: str, *, as_of: date, known_at: datetime, zone: tzinfo
) -> tuple[Standing, ...]:
    """Return the standings of a target by a day, oldest first; of a split one of the whole."""
    target = plan.target(code)
    if target is None:
        return ()
    log = observations.log(db, plan, targets={code}, known_at=known_at)
    known_day = known_at.astimezone(zone).date()
    rows = from_log(plan, counting(log, known_day)).get(code, {})
    mine = inherited(target, plan, rows, as_of)
    told = [
        [row for row in mine.get(part.unit, ()) if row.speaks_of <= as_of] for part in target.parts
    ]
    whole = together(told) if target.parts else mine.get("", ())
    return tuple(row for row in whole if row.speaks_of <= as_of)
