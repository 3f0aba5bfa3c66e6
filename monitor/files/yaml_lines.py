"""Read YAML text into nodes, refusing what surprises people or exhausts machines.

Aliases, merge keys, tags, a second document, a key written twice, deep nesting and
oversized files are refused with their place. The text is walked as a stream of events:
nothing is resolved, constructed or recursed into, so no content can raise, hang or run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from monitor.core.problem import Place, Problem, problem
from monitor.files.yaml_nodes import Mapping, Node, Scalar, Sequence

SIZE_LIMIT = 2 * 1024 * 1024
DEPTH_LIMIT = 50
BOM = "\ufeff"


def read_nodes(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the one document of ``text`` as nodes, or why it cannot be one.

    Problems that leave the tree readable (a key written twice, an alias) come together;
    a broken syntax ends the reading and is the last of them.
    """
    whole = Place(file, 1)
    if len(text.encode("utf-8", "surrogatepass")) > SIZE_LIMIT:
        return None, (problem("yaml.too_large", limit="2 MiB").at(whole),)
    builder = _Builder(file, [], [])
    try:
        root = builder.build(_events(text))
    except _TooDeep as deep:
        builder.problems.append(problem("yaml.too_deep", limit=str(DEPTH_LIMIT)).at(deep.place))
        root = None
    except YAMLError as error:
        builder.problems.append(_syntax(error, text, file))
        root = None
    if root is None and not builder.problems:
        builder.problems.append(problem("yaml.nothing").at(whole))
    return root, tuple(builder.problems)


def _events(text: str) -> Iterator[Event]:
    # A mark carries no byte order mark; blanking it keeps every index that of the text.
    plain = text.removeprefix(BOM)
    parser = YAML(typ="rt", pure=True)
    events: Iterator[Event] = parser.parse(plain)
    return events


class _TooDeep(Exception):  # noqa: N818 - a way out of the builder, never seen outside
    """More levels than any plan has."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    event: NodeEvent
    place: Place
    parts: list[Node]


@dataclass(slots=True)
class _Builder:
    """Stacks events into nodes; ``problems`` gathers what is refused on the way."""

    file: str
    problems: list[Problem]
    stack: list[_Open]
    documents: int = 0

    def build(self, events: Iterable[Event]) -> Node | None:
        """Return the root of the first document."""
        root: Node | None = None
        for event in events:
            node = self._take(event)
            if node is None or self.documents > 1:
                continue
            if self.stack:
                self.stack[-1].parts.append(node)
            else:
                root = node
        return root

    def _take(self, event: Event) -> Node | None:
        match event:
            case DocumentStartEvent():
                self._count(event)
            case ScalarEvent():
                self._refuse_marks(event)
                return self._scalar(event)
            case AliasEvent():
                self._fault("yaml.alias", event, name=event.anchor)
                return Scalar("", self._place(event), _span(event), plain=False)
            case SequenceStartEvent() | MappingStartEvent():
                self._refuse_marks(event)
                self._open(event)
            case CollectionEndEvent():
                return self._close(event)
        return None

    def _count(self, event: Event) -> None:
        self.documents += 1
        if self.documents == 2:  # noqa: PLR2004 - the second one is the fault
            self._fault("yaml.second_document", event)

    def _refuse_marks(self, event: NodeEvent) -> None:
        if event.anchor is not None:
            self._fault("yaml.anchor", event, name=event.anchor)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._fault("yaml.tag", event, tag=str(tag))

    def _scalar(self, event: ScalarEvent) -> Scalar:
        plain = event.style is None or not event.style
        return Scalar(event.value, self._place(event), _span(event), plain=plain)

    def _open(self, event: NodeEvent) -> None:
        if len(self.stack) >= DEPTH_LIMIT:
            raise _TooDeep(self._place(event))
        self.stack.append(_Open(event, self._place(event), []))

    def _close(self, event: Event) -> Node:
        opened = self.stack.pop()
        span = (opened.event.start_mark.index, event.end_mark.index)
        flow = bool(getattr(opened.event, "flow_style", False))
        if isinstance(opened.event, SequenceStartEvent):
            return Sequence(tuple(opened.parts), opened.place, span, flow)
        return Mapping(tuple(self._pairs(opened.parts)), opened.place, span, flow)

    def _pairs(self, parts: list[Node]) -> Iterator[tuple[Scalar, Node]]:
        first: dict[str, Scalar] = {}
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.problems.append(problem("yaml.key_not_a_word").at(key.place))
            elif key.text == "<<" and key.plain:
                self.problems.append(problem("yaml.merge").at(key.place))
            elif key.text in first:
                line = str(first[key.text].place.line)
                self.problems.append(problem("yaml.twice", key=key.text, first=line).at(key.place))
            else:
                first[key.text] = key
                yield key, _beside(key, value)

    def _fault(self, code: str, event: Event, **args: str) -> None:
        self.problems.append(problem(code, **args).at(self._place(event)))

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)


def _beside(key: Scalar, value: Node) -> Node:
    """A value that is not there stands, for the parser, on a later line: show its key's."""
    absent = isinstance(value, Scalar) and value.plain and not value.text
    return replace(value, place=key.place) if absent else value


def _span(event: Event) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _syntax(error: YAMLError, text: str, file: str) -> Problem:
    """Say what the parser met, in our words where the cause is a common one."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        position = int(getattr(error, "position", 0))
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        return problem("yaml.character").at(Place(file, line, column))
    mark, said = error.problem_mark, str(error.problem)
    return problem(_syntax_code(said)).at(Place(file, mark.line + 1, mark.column + 1))


def _syntax_code(said: str) -> str:
    for words, code in (
        ("'\\t'", "yaml.tab"),
        ("mapping values are not allowed", "yaml.colon"),
        ("<stream end>", "yaml.unclosed"),
        ("end of stream", "yaml.unclosed"),
    ):
        if words in said:
            return code
    return "yaml.syntax"
