"""Asks a mapping for its fields, each by the kind of answer it must be.

What is missing, unknown or of the wrong kind becomes a fault at its place, and reading
goes on with nothing in its stead. A field may be inherited: what the mapping does not
say, the mappings behind it may.
"""

import difflib
from collections.abc import Callable, Collection, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from monitor.core.problem import Problem
from monitor.files.faults import Faults
from monitor.files.scalars import read_day, read_flag, read_whole, surprise
from monitor.files.yaml_nodes import Mapping, Node, Scalar, Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fields:
    """One mapping's fields; ``behind`` are asked in order for what it does not say itself."""

    own: Mapping
    faults: Faults
    behind: tuple[Mapping, ...] = ()

    def known(self, keys: Collection[str]) -> None:
        """Fault every key that is not one of ``keys``, naming the nearest."""
        for key in self.own.names():
            if key.text in keys:
                continue
            near = difflib.get_close_matches(key.text, keys, n=1)
            if near:
                self.faults.add("yaml.unknown_key_like", key, key=key.text, near=near[0])
            else:
                self.faults.add("yaml.unknown_key", key, key=key.text, keys="、".join(sorted(keys)))

    def node(self, key: str) -> Node | None:
        """Return what stands behind a key, here or in a mapping behind."""
        for mapping in (self.own, *self.behind):
            found = mapping.get(key)
            if found is not None:
                return found
        return None

    def place(self, key: str) -> Node:
        """Return where a fault of this field is to be shown."""
        return self.node(key) or self.own

    def scalar(self, key: str) -> Scalar | None:
        """Return the one word behind a key, if it is one and can stand as written."""
        node = self.node(key)
        return None if node is None else self.word(node, key)

    def word(self, node: Node, key: str) -> Scalar | None:
        """Return ``node`` if it is one word that can stand as written."""
        if not isinstance(node, Scalar):
            self.faults.add("yaml.want_text", node, key=key)
            return None
        fault = surprise(node)
        if fault:
            self.faults.take(fault, node)
            return None
        return node

    def text(self, key: str, default: str = "") -> str:
        """Return a text, trimmed of the blanks around it."""
        word = self.scalar(key)
        return default if word is None else word.text.strip()

    def need(self, key: str) -> str:
        """Return a text that must be given; empty, with a fault, where it is not."""
        if self.node(key) is None:
            self.faults.add("yaml.missing", self.own, key=key)
        return self.text(key)

    def choice(self, key: str, choices: MappingOf[str, T], default: T) -> T:
        """Return what one of a few words stands for."""
        word = self.scalar(key)
        if word is None:
            return default
        if word.text not in choices:
            listed = "、".join(choices)
            self.faults.add("yaml.not_a_choice", word, key=key, text=word.text, choices=listed)
            return default
        return choices[word.text]

    def day(self, key: str) -> date | None:
        """Return a day."""
        word = self.scalar(key)
        return None if word is None else self.sound(read_day(word), word)

    def flag(self, key: str) -> bool:
        """Return a flag; false where it is not given."""
        node = self.node(key)
        if node is None:
            return False
        if not isinstance(node, Scalar):
            self.faults.add("yaml.want_text", node, key=key)
            return False
        return self.sound(read_flag(node), node) or False

    def whole(self, key: str, *, low: int, high: int) -> int | None:
        """Return a whole number between two bounds, both included."""
        word = self.scalar(key)
        return None if word is None else self.sound(read_whole(word, low=low, high=high), word)

    def parsed(self, key: str, read: Callable[[str], T | Problem]) -> T | None:
        """Return what the core's grammar reads in a text."""
        word = self.scalar(key)
        return None if word is None else self.sound(read(word.text), word)

    def sound(self, read: T | Problem, node: Node) -> T | None:
        """Pass on what was read, or note the problem it is at ``node``."""
        if isinstance(read, Problem):
            self.faults.take(read, node)
            return None
        return read

    def words(self, key: str) -> tuple[Scalar, ...]:
        """Return the words of a list."""
        found = (self.word(node, key) for node in self.nodes(key))
        return tuple(word for word in found if word is not None)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list."""
        return tuple(word.text.strip() for word in self.words(key))

    def nodes(self, key: str) -> tuple[Node, ...]:
        """Return the entries of a list."""
        node = self.node(key)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.faults.add("yaml.want_list", node, key=key)
            return ()
        return node.items

    def each(self, key: str) -> Iterator["Fields"]:
        """Yield the fields of every mapping in a list."""
        for node in self.nodes(key):
            if isinstance(node, Mapping):
                yield Fields(node, self.faults)
            else:
                self.faults.add("yaml.want_mapping", node, key=key)

    def inner(self, key: str) -> "Fields | None":
        """Return the fields of the mapping behind a key."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.faults.add("yaml.want_mapping", node, key=key)
            return None
        return Fields(node, self.faults)
