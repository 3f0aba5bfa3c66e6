"""Reads what is reached in steps: ladders, planned stage dates, named items, and parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.core.judgement import TASK_DONE, TASK_WORDS
from monitor.core.measure import Spoken
from monitor.core.quantity import read_quantity
from monitor.core.target import Item, Kind, Part, Planned
from monitor.files.fields import Fields
from monitor.files.scalars import read_day
from monitor.files.shelf import Shelf, refer
from monitor.files.yaml_nodes import Mapping, Node, Scalar

ITEM_KEYS = frozenset({"name", "was", "planned", "note"})
PLANNED_KEYS = frozenset({"stage", "on", "source"})
PROJECT_LADDER = "project"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Stages in order and the one to reach; tasks take free words as planned steps."""

    stages: tuple[str, ...] = ()
    goal: str = ""
    free: bool = False


def read_ladders(top: Fields) -> dict[str, tuple[str, ...]]:
    """Read the named ladders; no stage stands on one twice."""
    named = top.inner("ladders")
    ladders: dict[str, tuple[str, ...]] = {}
    if named is None:
        return ladders
    for key in named.own.names():
        stages = named.texts(key.text)
        ladders[key.text] = stages
        if len(set(stages)) != len(stages) or not stages:
            top.faults.add("targets.ladder_stages", key, name=key.text)
    return ladders


def read_ladder(fields: Fields, shelf: Shelf, kind: Kind) -> Ladder:
    """Read the ladder of a target and the stage its promise reaches."""
    if kind is Kind.TASK:
        return Ladder(TASK_WORDS, TASK_DONE, free=True)
    if kind is Kind.QUANTITY:
        return Ladder()
    default = PROJECT_LADDER if kind is Kind.PROJECT and PROJECT_LADDER in shelf.ladders else ""
    name = fields.text("ladder", default) or fields.need("ladder")
    refer(fields, fields.place("ladder"), name, kind="ladder", known=frozenset(shelf.ladders))
    stages, goal = shelf.ladders.get(name, ()), fields.need("goal_stage")
    if stages and goal and goal not in stages:
        fields.faults.add(
            "targets.stage", fields.place("goal_stage"), stage=goal, stages="、".join(stages)
        )
    return Ladder(stages, goal)


def read_planned(fields: Fields, ladder: Ladder) -> tuple[Planned, ...]:
    """Read planned stage dates: ``{stage: day}`` or a list of ``{stage, on, source}``."""
    node = fields.node("planned")
    if node is None:
        return ()
    steps = _short(fields, node) if isinstance(node, Mapping) else _long(fields)
    return tuple(_on_ladder(fields, steps, ladder))


def _short(fields: Fields, node: Mapping) -> Iterator[tuple[Planned, Node]]:
    for key, value in node.pairs:
        word = fields.word(value, key.text)
        on: date | None = None if word is None else fields.sound(read_day(word), word)
        if on is not None:
            yield Planned(key.text, on), key


def _long(fields: Fields) -> Iterator[tuple[Planned, Node]]:
    for step in fields.each("planned"):
        step.known(PLANNED_KEYS)
        stage, on = step.need("stage"), step.day("on")
        if step.node("on") is None:
            step.faults.add("yaml.missing", step.own, key="on")
        if stage and on is not None:
            yield Planned(stage, on, step.text("source")), step.own


def _on_ladder(
    fields: Fields, steps: Iterator[tuple[Planned, Node]], ladder: Ladder
) -> Iterator[Planned]:
    seen: set[str] = set()
    for step, node in steps:
        if step.stage in seen:
            fields.faults.add("targets.planned_twice", node, stage=step.stage)
        elif not ladder.free and ladder.stages and step.stage not in ladder.stages:
            stages = "、".join(ladder.stages)
            fields.faults.add("targets.stage", node, stage=step.stage, stages=stages)
        seen.add(step.stage)
        yield step


def read_items(fields: Fields, ladder: Ladder) -> tuple[Item, ...]:
    """Read named items; a name, old or new, speaks of one item only."""
    items: list[Item] = []
    seen: set[str] = set()
    if fields.node("items") is None:
        fields.faults.add("yaml.missing", fields.own, key="items")
    for node in fields.nodes("items"):
        item = _item(fields, node, ladder)
        if item is None:
            continue
        for name in (item.name, *item.was):
            if name in seen:
                fields.faults.add("targets.item_twice", node, name=name)
            seen.add(name)
        items.append(item)
    return tuple(items)


def _item(fields: Fields, node: Node, ladder: Ladder) -> Item | None:
    if isinstance(node, Scalar):
        word = fields.word(node, "items")
        return None if word is None else Item(word.text.strip())
    if not isinstance(node, Mapping):
        fields.faults.add("yaml.want_mapping", node, key="items")
        return None
    inner = Fields(node, fields.faults)
    inner.known(ITEM_KEYS)
    planned = read_planned(inner, ladder)
    return Item(inner.need("name"), inner.texts("was"), planned, inner.text("note"))


def read_parts(fields: Fields, shelf: Shelf, spoken: Spoken | None) -> tuple[Part, ...]:
    """Read the split over units, each part in the goal's measure."""
    inner = fields.inner("parts")
    if inner is None or spoken is None:
        return ()
    parts = []
    for key, node in inner.own.pairs:
        refer(fields, key, key.text, kind="unit", known=shelf.unit_codes)
        word = fields.word(node, key.text)
        if word is not None:
            read = read_quantity(word.text, into=spoken.measure, spoken=spoken)
            goal = fields.sound(read, word)
            if goal is not None:
                parts.append(Part(key.text, goal))
    return tuple(parts)
