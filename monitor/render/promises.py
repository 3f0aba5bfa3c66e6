"""Tell what was promised as plain values: ``targets list``, and the promise of each row.

Everything is said as the file states it, in exact base units; what the plan leaves open
is null. It refuses to say anything of what was done.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from monitor.core.plan import Plan
from monitor.core.target import Item, Planned, Target
from monitor.render.formats import exact
from monitor.render.phrases import Words
from monitor.render.voice import Voice

Told: TypeAlias = dict[str, Any]
"""Plain values: strings, numbers, lists and dictionaries, as JSON has them."""


def promise_told(target: Target, voice: Voice) -> Told:
    """What was promised, as ``status`` and ``targets list`` both tell it."""
    scale = scale_of(target)
    return {
        "code": target.code,
        "number": target.number,
        "chapter": target.chapter,
        "name": target.name,
        "kind": target.kind.value,
        "goal": exact(target.goal, scale),
        "low": exact(target.low, scale),
        "high": exact(target.high, scale),
        "measure": target.measure,
        "spoken": _spoken(target),
        "stated": target.stated or voice.goal(target),
        "direction": target.direction.value,
        "deadline": iso(target.deadline),
        "pace_name": target.pace.name(target.way),
        "rule": target.rule,
        "goal_stage": target.goal_stage or None,
    }


def targets_told(plan: Plan, words: Words, leaders: Mapping[str, str] | None = None) -> Told:
    """Return the plan as ``targets list`` tells it, in the order the plan states.

    ``leaders`` holds who is meant by each leader the plan names by a post.
    """
    voice = Voice(words, plan, plan.period.end)
    return {
        "plan": {
            "code": plan.code,
            "title": plan.title,
            "place": plan.place,
            "year": plan.year,
            "source": plan.source,
        },
        "targets": [_target(target, voice, leaders or {}) for target in plan.targets],
        "references": [
            {"name": one.name, "value": one.value, "year": one.year, "source": one.source}
            for one in plan.references
        ],
    }


def _target(target: Target, voice: Voice, leaders: Mapping[str, str]) -> Told:
    return {
        **promise_told(target, voice),
        "baseline": exact(target.baseline, scale_of(target)),
        "period": {"start": iso(target.period.start), "end": iso(target.period.end)},
        "reported_as": target.reported_as.value if target.reported_as else None,
        "cadence": target.cadence.value,
        "due": str(target.due),
        "responsible": target.responsible,
        "unit": voice.unit(target.responsible),
        "cooperating": list(target.cooperating),
        "leader": target.leader or None,
        "leader_name": leaders.get(target.leader),
        "lists": list(target.lists),
        "external_id": target.external_id or None,
        "reported_by": target.reported_by or None,
        "source": target.source or None,
        "note": target.note or None,
        "sort": target.sort or None,
        "planned": _planned(target.planned),
        "items": [_item(item, target) for item in target.items],
        "parts": [
            {"unit": part.unit, "goal": exact(part.goal, scale_of(target))} for part in target.parts
        ],
        "assumed": list(target.assumed),
    }


def _item(item: Item, target: Target) -> Told:
    """One named member and the stage it is to reach."""
    stage = target.goal_stage or None
    return {"name": item.name, "stage": stage, "planned": _planned(item.planned)}


def _planned(steps: tuple[Planned, ...]) -> dict[str, str]:
    return {step.stage: step.on.isoformat() for step in steps}


def _spoken(target: Target) -> Told | None:
    if target.spoken is None:
        return None
    return {"word": target.spoken.word, "multiplier": exact(target.spoken.multiplier, 12)}


def scale_of(target: Target) -> int:
    """Fraction digits kept of a target's numbers."""
    return target.spoken.measure.scale if target.spoken else 0


def iso(day: date | None) -> str | None:
    """A day as JSON has it."""
    return None if day is None else day.isoformat()
