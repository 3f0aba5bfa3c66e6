"""A YAML file as nodes that know where they stand: what was written, not what it might mean.

Every scalar keeps its text, so that ``no`` is never false and ``12:30`` never 750; whoever
asks a field for a number or a day reads the text by our own grammar.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.core.problem import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """One written word; ``plain`` when it has no quotes. The span is in characters."""

    text: str
    place: Place
    span: tuple[int, int]
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; ``flow`` when written in brackets."""

    items: tuple["Node", ...]
    place: Place
    span: tuple[int, int]
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and what stands behind them, in the order of the file; keys are unique."""

    pairs: tuple[tuple[Scalar, "Node"], ...]
    place: Place
    span: tuple[int, int]
    flow: bool = False
    _index: dict[str, "Node"] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Index the pairs once: a plan asks every target for some forty keys."""
        self._index.update((key.text, node) for key, node in self.pairs)

    def get(self, key: str) -> "Node | None":
        """Return what stands behind a key, if the key is written."""
        return self._index.get(key)

    def names(self) -> Iterator[Scalar]:
        """Yield the keys as written."""
        return (key for key, _ in self.pairs)


Node = Scalar | Sequence | Mapping
