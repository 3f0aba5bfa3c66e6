"""Changes a few characters of a YAML text and leaves every other one as it stands.

An edit replaces the span of a node or adds a line or an entry beside its neighbours, in
their style; comments, blanks and line ends elsewhere are not touched.
"""

import json
from collections.abc import Sequence as ListOf
from dataclasses import dataclass
from datetime import date

from monitor.files.scalars import surprise
from monitor.files.yaml_lines import BOM, read_nodes
from monitor.files.yaml_nodes import Mapping, Node, Scalar, Sequence

Value = str | int | bool | date | ListOf[str]


@dataclass(frozen=True, slots=True)
class Splice:
    """Put ``text`` in the place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def apply(text: str, splices: ListOf[Splice]) -> str:
    """Return the text with all splices made; they must not overlap."""
    shift = len(text) - len(text.removeprefix(BOM))
    for splice in sorted(splices, key=lambda one: one.start, reverse=True):
        text = text[: splice.start + shift] + splice.text + text[splice.end + shift :]
    return text


def replace_value(text: str, key: Scalar, node: Node, value: str) -> Splice:
    """Put a written value behind a key, keeping the quotes the old one had."""
    absent = isinstance(node, Scalar) and node.plain and not node.text
    block = not isinstance(node, Scalar) and not node.flow
    if absent or block:  # their own span begins on a later line, or nowhere
        colon = text.removeprefix(BOM).index(":", key.span[1]) + 1
        return Splice(colon, end_of(text, node) if block else colon, f" {value}")
    if isinstance(node, Scalar) and not node.plain and not value.startswith(('"', "[", "{")):
        value = json.dumps(value, ensure_ascii=False)
    return Splice(node.span[0], end_of(text, node), value)


def add_pair(text: str, mapping: Mapping, key: str, value: str) -> Splice:
    """Add a key as the last of a mapping, in the style of the mapping."""
    if mapping.flow:
        return _into_brackets(text, mapping, f"{key}: {value}", bool(mapping.pairs))
    first, last = mapping.pairs[0][0], mapping.pairs[-1][1]
    indent = " " * (first.place.column or 1)
    return _new_line(text, end_of(text, last), f"{indent[1:]}{key}: {value}")


def add_entry(text: str, sequence: Sequence, value: str, *, first: bool = False) -> Splice:
    """Add an entry to a list, in the style of the list; ``first`` only inside brackets."""
    if sequence.flow and first and sequence.items:
        start = sequence.span[0] + 1
        return Splice(start, start, f"{value}, ")
    if sequence.flow:
        return _into_brackets(text, sequence, value, bool(sequence.items))
    dash = " " * ((sequence.place.column or 1) - 1)
    return _new_line(text, end_of(text, sequence.items[-1]), f"{dash}- {value}")


def add_block(text: str, owner: Mapping, key: str, entries: ListOf[ListOf[str]]) -> Splice:
    """Add entries of several lines to the list behind a key, in the style of the list.

    In brackets only entries of one line fit; where the list is still empty they stand below
    its key.
    """
    said, node = next(pair for pair in owner.pairs if pair[0].text == key)
    if isinstance(node, Sequence) and node.flow and node.items:
        return _into_brackets(text, node, ", ".join(lines[0] for lines in entries), True)  # noqa: FBT003 - the comma
    begun = isinstance(node, Sequence) and bool(node.items)
    column = (node.place.column or 1) - 1 if begun else (said.place.column or 1) + 1
    blank = " " * column
    block = "\n".join(
        line
        for lines in entries
        for line in (f"{blank}- {lines[0]}", *(f"{blank}  {one}" for one in lines[1:]))
    )
    return _new_line(text, end_of(text, node) if begun else said.span[1], block)


def whole_lines(text: str, node: Node) -> Splice:
    """Remove an entry of a list written in lines of its own."""
    body = text.removeprefix(BOM)
    start = body.rfind("\n", 0, node.span[0]) + 1
    end = body.find("\n", end_of(text, node))
    return Splice(start, len(body) if end < 0 else end + 1, "")


def written(value: Value, *, flow: bool = False) -> str:
    """Write a value so that reading it gives it back, with quotes only where it needs them."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | date():
            return str(value)
        case str():
            return value if _plainly(value, flow=flow) else json.dumps(value, ensure_ascii=False)
        case _:
            return f"[{', '.join(written(one, flow=True) for one in value)}]"


def end_of(text: str, node: Node) -> int:
    """Where a node's own characters end; the mark of a block lies beyond its comments."""
    children: list[Node] = []
    if isinstance(node, Mapping) and not node.flow:
        children = [value for _, value in node.pairs]
    if isinstance(node, Sequence) and not node.flow:
        children = list(node.items)
    if children:
        return end_of(text, children[-1])
    body = text.removeprefix(BOM)[node.span[0] : node.span[1]]
    return node.span[0] + len(body.rstrip())


def _plainly(text: str, *, flow: bool) -> bool:
    source = f"k: [{text}]" if flow else f"k: {text}"
    root, problems = read_nodes(source, "")
    if problems or not isinstance(root, Mapping) or len(root.pairs) != 1:
        return False
    node = root.pairs[0][1]
    if flow:
        if not isinstance(node, Sequence) or len(node.items) != 1:
            return False
        node = node.items[0]
    return isinstance(node, Scalar) and node.text == text and surprise(node) is None


def _into_brackets(text: str, node: Mapping | Sequence, entry: str, others: bool) -> Splice:  # noqa: FBT001 - whether a comma is due
    body = text.removeprefix(BOM)
    close = node.span[1] - 1
    last = node.span[0] + len(body[node.span[0] : close].rstrip().rstrip(","))
    return Splice(last, last, f", {entry}" if others else entry)


def _new_line(text: str, after: int, line: str) -> Splice:
    """Add a line below the one that holds ``after``, keeping a comment at that line's end."""
    body = text.removeprefix(BOM)
    newline = "\r\n" if "\r\n" in body else "\n"
    end = body.find("\n", after)
    if end < 0:
        return Splice(len(body), len(body), f"{newline}{line}")
    return Splice(end + 1, end + 1, f"{line}{newline}")
