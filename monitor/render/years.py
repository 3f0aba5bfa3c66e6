"""Tell closings and grants as plain values every face draws from."""

from datetime import datetime, tzinfo

from monitor.core.closing import Awaited, Grant
from monitor.core.plan import Plan
from monitor.render.phrases import Words
from monitor.render.promises import Told


def grant_told(one: Grant, plan: Plan, words: Words, zone: tzinfo, *, now: datetime) -> Told:
    """Return one grant as plain values, with whether it is in force at an instant."""
    cell = one.cell
    target, unit = plan.target(cell.target), plan.unit(cell.unit)
    state = "holds" if one.holds(now) else "revoked" if one.revoked_at else "ended"
    return {
        "number": one.number,
        "code": cell.target,
        "unit_code": cell.unit,
        "period": cell.period.key,
        "until": one.until.isoformat(),
        "by": one.by,
        "at": one.at.astimezone(zone).isoformat(timespec="seconds"),
        "reason": one.reason,
        "state": state,
        "revoked_by": one.revoked_by or None,
        "shown": {
            "name": target.name if target else cell.target,
            "unit": unit.name if unit else cell.unit,
            "state": words.say(f"closing.grant.{state}"),
        },
    }


def awaited_told(one: Awaited, plan: Plan, words: Words) -> Told:
    """Return what a plan still lacks of one target, as plain values."""
    unit = plan.unit(one.unit)
    day = one.data_date.isoformat() if one.data_date else "—"
    return {
        "code": one.code,
        "name": one.name,
        "unit": unit.name if unit else one.unit,
        "lack": one.lack.value,
        "data_date": one.data_date.isoformat() if one.data_date else None,
        "shown": words.say(f"years.lack.{one.lack.value}", day=day),
    }
