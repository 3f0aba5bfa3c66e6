"""Writes one target of the next plan: what it is in the words of this year, what it promises anew.

The goal is one nobody has issued yet; what speaks of this year's days and amounts is left out.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from monitor.core.goal import Direction
from monitor.core.next_year import Carried, Fate, shifted
from monitor.core.problem import Place
from monitor.core.target import Kind, Target
from monitor.files.goal_yaml import PENDING
from monitor.files.yaml_nodes import Mapping, Node, Scalar
from monitor.files.yaml_splice import Value, end_of, written

VERBATIM = frozenset(
    {"number", "chapter", "name", "kind", "indicator", "reported_as", "no_figure_in", "figures"}
    | {"cadence", "due", "rule", "leader", "lists", "assumed", "ladder", "goal_stage", "pace"}
)
"""What a target says again next year in the very words of this one."""

KEPT_DIRECTIONS = frozenset({Direction.AT_MOST, Direction.EXACTLY, Direction.ABOUT})
CONTINUED = "续建"


def target_lines(text: str, node: Mapping | None, one: Carried, note: str) -> Iterator[str]:
    """The lines of one target of the next plan, from how this one's is written."""
    target = one.target
    own = node or Mapping((), Place(), (0, 0))
    yield f"code: {written(target.code)}"
    yield from same(text, own, VERBATIM - _dropped(target, own))
    for key, value in _anew(one, own).items():
        yield f"{key}: {written(value)}"
    if target.kind is Kind.ITEMS:
        yield "items: []" if not one.items else "items:"
        for item in one.items:
            was = f", was: {written(list(item.was))}" if item.was else ""
            yield f"  - {{name: {written(item.name, flow=True)}{was}}}"
    if note:
        yield f"note: {written(note)}"


def _dropped(target: Target, own: Mapping) -> frozenset[str]:
    """Of the words kept those that would speak of this year's days or amounts."""
    pace = own.get("pace")
    dated = isinstance(pace, Mapping) or target.staged or target.kind is not Kind.QUANTITY
    return frozenset({"pace"}) if dated else frozenset()


def _anew(one: Carried, own: Mapping) -> dict[str, Value]:
    """What a target promises anew, and who answers for it by then."""
    target = one.target
    fields: dict[str, Value] = {}
    if target.kind in {Kind.QUANTITY, Kind.ITEMS}:
        fields["goal"] = PENDING
        if target.spoken is not None:
            fields["measure"] = target.spoken.word
        if target.direction in KEPT_DIRECTIONS:
            fields["direction"] = target.direction.value
        tolerance = own.get("tolerance")
        if target.direction is Direction.ABOUT and isinstance(tolerance, Scalar):
            fields["tolerance"] = tolerance.text
    if one.fate is Fate.UNFINISHED and target.kind is Kind.PROJECT:
        fields["sort"] = CONTINUED
    fields["responsible"] = target.responsible
    if target.cooperating:
        fields["cooperating"] = list(target.cooperating)
    if target.reported_by:
        fields["reported_by"] = target.reported_by
    fields["deadline"] = shifted(target.deadline)
    return fields


def same(text: str, node: Mapping, keys: AbstractSet[str]) -> Iterator[str]:
    """Fields of a mapping as they are written, their further lines moved to the margin."""
    for key, value in node.pairs:
        if key.text in keys:
            yield from _lines(text, key, value)


def _lines(text: str, key: Scalar, value: Node) -> Iterator[str]:
    indent = (key.place.column or 1) - 1
    first, *rest = text[key.span[0] : end_of(text, value)].replace("\r\n", "\n").split("\n")
    yield first
    yield from (line[indent:] if line[:indent].isspace() else line for line in rest)
