"""Tell adjustments as plain values every face draws from: list, table and page."""

from datetime import tzinfo

from monitor.core.adjustment import Adjustment
from monitor.core.plan import Plan
from monitor.render.phrases import Words
from monitor.render.promises import Told


def adjustment_told(one: Adjustment, plan: Plan, words: Words, zone: tzinfo) -> Told:
    """Return one adjustment as plain values, with display strings beside the exact ones."""
    wish, ruling = one.wish, one.ruling
    target, unit = plan.target(wish.target), plan.unit(wish.unit)
    name = target.name if target else wish.target
    authority = (ruling.authority if ruling else "") or wish.authority
    effective = ruling.effective if ruling else None
    return {
        "number": one.number,
        "code": wish.target,
        "unit_code": wish.unit,
        "goal": wish.goal or None,
        "goal_before": one.goal_before or None,
        "deadline": wish.deadline.isoformat() if wish.deadline else None,
        "deadline_before": one.deadline_before.isoformat() if one.deadline_before else None,
        "reason": wish.reason,
        "authority": authority,
        "by": one.by,
        "at": one.at.astimezone(zone).isoformat(timespec="seconds"),
        "state": one.state.value,
        "open": one.open,
        "file": bool(wish.file),
        "decided_by": ruling.by if ruling else None,
        "decided_at": ruling.at.astimezone(zone).isoformat(timespec="seconds") if ruling else None,
        "decision_reason": ruling.reason if ruling else "",
        "approver": ruling.approver if ruling else "",
        "effective": effective.isoformat() if effective else None,
        "shown": {
            "target": name,
            "unit": unit.name if unit else wish.unit,
            "change": change_said(one, words),
            "state": words.say(f"adjust.state.{one.state.value}"),
        },
    }


def change_said(one: Adjustment, words: Words) -> str:
    """What an adjustment changes: goal 12万亩以上 → 11.5万亩以上."""
    wish, said = one.wish, []
    if wish.goal:
        old = one.goal_before or "—"
        said.append(words.say("adjust.change_goal", old=old, new=wish.goal))
    if wish.deadline:
        old = one.deadline_before.isoformat() if one.deadline_before else "—"
        said.append(words.say("adjust.change_deadline", old=old, new=wish.deadline.isoformat()))
    return words.say("status.comma").join(said)
