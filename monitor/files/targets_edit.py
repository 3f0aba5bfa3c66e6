"""Edits ``targets.yaml`` as its owner would: one change, everything else byte for byte.

Each function takes the text and returns the changed text. It says nothing about whether
the result is a sound plan: read it with ``read_targets`` before writing it. Raises
``Refused`` where the text cannot be read or does not hold what is to be changed.
"""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as ListOf
from itertools import pairwise

from monitor.core.problem import Place, Refused, problem
from monitor.core.target import Planned
from monitor.files.atomic import write_file
from monitor.files.yaml_lines import read_nodes
from monitor.files.yaml_nodes import Mapping, Node, Scalar, Sequence
from monitor.files.yaml_splice import (
    Splice,
    Value,
    add_block,
    add_entry,
    add_pair,
    apply,
    end_of,
    replace_value,
    whole_lines,
    written,
)

__all__ = [
    "add_entries",
    "add_items",
    "add_planned",
    "entry_lines",
    "entry_names",
    "remove_targets",
    "rename_item",
    "set_field",
    "set_fields",
    "set_goal",
    "set_ladder",
    "write_file",
]

FILE = "targets.yaml"


def set_goal(text: str, plan: str, *, code: str, goal: str) -> str:
    """State another goal, as the plan speaks it: ``12万亩以上``."""
    return set_field(text, plan, code=code, key="goal", value=goal)


def set_field(text: str, plan: str, *, code: str, key: str, value: Value) -> str:
    """Set one field of a target, adding the field where it was not given."""
    return apply(text, [_set(text, _target(text, plan, code), key, value)])


def set_fields(text: str, plan: str, changes: MappingOf[str, MappingOf[str, Value]]) -> str:
    """Set fields of several targets at once, by code and key."""
    if not changes:
        return text
    root = _root(text)
    splices = []
    for code, fields in changes.items():
        target = _coded(_coded(root, "plans", plan), "targets", code)
        if target is None:
            raise _missing("edit.no_such_target", plan=plan, code=code)
        splices += [_set(text, target, key, value) for key, value in fields.items()]
    return apply(text, splices)


def add_entries(text: str, path: ListOf[str], entries: ListOf[ListOf[str]]) -> str:
    """Add entries, each in lines, to the list at a path of keys and codes.

    ``("plans", "P", "targets")`` are the targets of plan P. A list of which only the key is
    written begins below it.
    """
    if not entries:
        return text
    owner: Node | None = _root(text)
    for key, code in pairwise(path[:-1] if len(path) > 1 else ()):
        owner = _coded(owner, key, code)
    if not isinstance(owner, Mapping):
        raise _missing("edit.no_such_plan", plan=path[-2])
    return apply(text, [add_block(text, owner, path[-1], entries)])


def add_items(text: str, plan: str, *, code: str, names: ListOf[str]) -> str:
    """Add named items to a target's list, in the style of the list."""
    target = _target(text, plan, code)
    lines = [[f"{{name: {written(name, flow=True)}}}"] for name in names]
    return apply(text, [add_block(text, target, "items", lines)])


def entry_names(text: str, key: str) -> tuple[str, ...]:
    """Names of the entries in a list of the file, such as ``rules``."""
    found = (entry.get("name") for entry in _entries(_root(text), key))
    return tuple(said.text for said in found if isinstance(said, Scalar))


def entry_lines(text: str, key: str, name: str) -> list[str]:
    """The lines of the entry of that name as they are written, without their indent."""
    for entry in _entries(_root(text), key):
        said = entry.get("name")
        if isinstance(said, Scalar) and said.text == name:
            indent = (entry.place.column or 1) - 1
            lines = text[entry.span[0] : end_of(text, entry)].split("\n")
            return [lines[0], *(line[indent:] for line in lines[1:])]
    raise _missing("edit.no_such_item", name=name)


def _entries(root: Node, key: str) -> list[Mapping]:
    found = root.get(key) if isinstance(root, Mapping) else None
    items = found.items if isinstance(found, Sequence) else ()
    return [entry for entry in items if isinstance(entry, Mapping)]


def remove_targets(text: str, plan: str, codes: ListOf[str]) -> str:
    """Take targets out of a plan with their own lines; comments between them stay."""
    root = _root(text)
    splices = []
    for code in codes:
        target = _coded(_coded(root, "plans", plan), "targets", code)
        if target is None:
            raise _missing("edit.no_such_target", plan=plan, code=code)
        splices.append(whole_lines(text, target))
    return apply(text, splices)


def set_ladder(text: str, name: str, stages: ListOf[str]) -> str:
    """Add a ladder of this name where the file has none."""
    root = _root(text)
    ladders = root.get("ladders") if isinstance(root, Mapping) else None
    if isinstance(ladders, Mapping) and ladders.get(name) is None:
        return apply(text, [add_pair(text, ladders, name, written(stages))])
    if isinstance(root, Mapping) and ladders is None:
        return apply(text, [add_pair(text, root, "ladders", f"{{{name}: {written(stages)}}}")])
    return text


def add_planned(text: str, plan: str, *, code: str, step: Planned, item: str | None = None) -> str:
    """Plan a stage for a day, of the target or of one named item; an earlier day is replaced.

    Where the day comes from is written if it is given and the stages stand in a list.
    """
    target = _target(text, plan, code)
    owner = target if item is None else _item(target, item)
    if isinstance(owner, Scalar):
        name = written(owner.text, flow=True)
        splice = Splice(*owner.span, f"{{name: {name}, planned: {_steps(step)}}}")
        return apply(text, [splice])
    return apply(text, [_plan(text, owner, step)])


def rename_item(text: str, plan: str, *, code: str, old: str, new: str) -> str:
    """Give an item its new name; what was entered under the old name stays its own."""
    item = _item(_target(text, plan, code), old)
    name, was = written(new, flow=True), written(old, flow=True)
    if isinstance(item, Scalar):
        return apply(text, [Splice(*item.span, f"{{name: {name}, was: [{was}]}}")])
    splices = [_set(text, item, "name", new)]
    former = item.get("was")
    if isinstance(former, Sequence):
        splices.append(add_entry(text, former, was, first=former.flow))
    else:
        splices.append(add_pair(text, item, "was", f"[{was}]"))
    return apply(text, splices)


def _set(text: str, mapping: Mapping, key: str, value: Value) -> Splice:
    put = written(value, flow=mapping.flow)
    for said, node in mapping.pairs:
        if said.text == key:
            return replace_value(text, said, node, put)
    return add_pair(text, mapping, key, put)


def _plan(text: str, owner: Mapping, step: Planned) -> Splice:
    planned = owner.get("planned")
    if isinstance(planned, Mapping):
        return _set(text, planned, step.stage, step.on)
    if not isinstance(planned, Sequence):
        return add_pair(text, owner, "planned", _steps(step))
    for other in planned.items:
        said = other.get("stage") if isinstance(other, Mapping) else None
        if isinstance(other, Mapping) and isinstance(said, Scalar) and said.text == step.stage:
            return _set(text, other, "on", step.on)
    return add_entry(text, planned, _step(step))


def _steps(step: Planned) -> str:
    """Write a first planned stage: short, or as a list where its source is to be kept."""
    return f"[{_step(step)}]" if step.source else f"{{{written(step.stage, flow=True)}: {step.on}}}"


def _step(step: Planned) -> str:
    source = f", source: {written(step.source, flow=True)}" if step.source else ""
    return f"{{stage: {written(step.stage, flow=True)}, on: {step.on}{source}}}"


def _root(text: str) -> Node:
    root, problems = read_nodes(text, FILE)
    if root is None or problems:
        raise Refused(problems)
    return root


def _target(text: str, plan: str, code: str) -> Mapping:
    found = _coded(_coded(_root(text), "plans", plan), "targets", code)
    if found is None:
        raise _missing("edit.no_such_target", plan=plan, code=code)
    return found


def _coded(node: Node | None, key: str, code: str) -> Mapping | None:
    """Find in the list behind ``key`` the mapping of a code."""
    entries = node.get(key) if isinstance(node, Mapping) else None
    for entry in entries.items if isinstance(entries, Sequence) else ():
        said = entry.get("code") if isinstance(entry, Mapping) else None
        if isinstance(entry, Mapping) and isinstance(said, Scalar) and said.text == code:
            return entry
    return None


def _item(target: Node, name: str) -> Mapping | Scalar:
    items = target.get("items") if isinstance(target, Mapping) else None
    for item in items.items if isinstance(items, Sequence) else ():
        said = item.get("name") if isinstance(item, Mapping) else item
        if isinstance(said, Scalar) and said.text == name and not isinstance(item, Sequence):
            return item
    raise _missing("edit.no_such_item", name=name)


def _missing(fault: str, /, **args: str) -> Refused:
    return Refused((problem(fault, **args).at(Place(FILE)),))
