"""Which target a draft speaks of, and what of it has to become different.

By its code, else by its name; a target is spoken of once. A row that is another kind of promise
than its target, or lacks names a list has, is refused with its cell.
"""

from collections.abc import Mapping, Sequence

from monitor.core.breakdown import Draft
from monitor.core.goal import Goal, read_goal
from monitor.core.problem import Problem, Refused, problem
from monitor.core.target import Kind, Target
from monitor.files.yaml_splice import Value

Pair = tuple[Draft, Target | None]


def pairs_of(targets: Sequence[Target], drafts: Sequence[Draft]) -> list[Pair]:
    """Return each draft with the target it speaks of."""
    left = {target.code: target for target in targets}
    pairs: list[Pair] = []
    for draft in drafts:
        named = [one for one in left.values() if one.name == draft.name]
        found = left.get(draft.code) or (named[0] if named and not draft.code else None)
        pairs.append((draft, found))
        if found:
            del left[found.code]
    return pairs


def changes_of(pairs: Sequence[Pair], units: Mapping[str, str]) -> dict[str, dict[str, Value]]:
    """Return what has to be set of the targets that are there already.

    Raises:
        Refused: naming every row whose kind of promise is another than its target's.

    """
    met = [(draft, target) for draft, target in pairs if target]
    faults = [fault for draft, target in met if (fault := _other_kind(draft, target))]
    if faults:
        raise Refused(tuple(faults))
    found = {target.code: _differences(draft, target, units) for draft, target in met}
    return {code: fields for code, fields in found.items() if fields}


def _other_kind(draft: Draft, target: Target) -> Problem | None:
    counted = {Kind.QUANTITY, Kind.ITEMS}
    silent = draft.kind is Kind.TASK
    alike = draft.kind is target.kind or {draft.kind, target.kind} <= counted or silent
    if alike:
        return None
    return problem("breakdown.kind", code=target.code, name=draft.name).at(draft.place)


def more_items(pairs: Sequence[Pair]) -> dict[str, tuple[str, ...]]:
    """Return the names the table adds to lists, by code.

    Raises:
        Refused: where the table lacks names the list has; what was entered for them would be lost.

    """
    found, faults = {}, []
    for draft, target in pairs:
        if target is None or not draft.items:
            continue
        gone = [i.name for i in target.items if not any(map(i.answers_to, draft.items))]
        if gone:
            fault = problem("breakdown.items_gone", code=target.code, names="、".join(gone))
            faults.append(fault.at(draft.place))
        found[target.code] = tuple(
            name for name in draft.items if not any(i.answers_to(name) for i in target.items)
        )
    if faults:
        raise Refused(tuple(faults))
    return {code: names for code, names in found.items() if names}


def _differences(draft: Draft, target: Target, units: Mapping[str, str]) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    said = {"name": draft.name, "number": draft.number, "leader": draft.leader}
    said |= {"chapter": draft.chapter, "goal_stage": draft.goal_stage}
    fields |= {key: one for key, one in said.items() if one and one != getattr(target, key)}
    if draft.deadline and draft.deadline != target.deadline:
        fields["deadline"] = draft.deadline
    lead, others = units[draft.responsible], [units[name] for name in draft.cooperating]
    if lead != target.responsible:
        fields["responsible"] = lead
    if others and set(others) != set(target.cooperating):
        fields["cooperating"] = others
    if draft.goal and target.stated != draft.goal and not _same_goal(draft.goal, target):
        fields["goal"] = draft.goal
    return fields


def _same_goal(said: str, target: Target) -> bool:
    goal = read_goal(said)
    if not isinstance(goal, Goal) or target.spoken is None:
        return False
    numbers = (goal.spoken.measure, goal.direction, goal.value, goal.low, goal.high)
    measure = target.spoken.measure
    return numbers == (measure, target.direction, target.goal, target.low, target.high)
