"""Gathers what is wrong in a file while it is read to its end, each fault with its place."""

from dataclasses import dataclass, field, replace

from monitor.core.problem import Problem
from monitor.files.yaml_nodes import Node


@dataclass(frozen=True, slots=True)
class Faults:
    """Problems forbid the file; warnings are told and let it pass. Each is kept once."""

    _problems: dict[Problem, None] = field(default_factory=dict)
    _warnings: dict[Problem, None] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in the order of the file."""
        return _in_order(self._problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings in the order of the file."""
        return _in_order(self._warnings)

    def add(self, code: str, node: Node, /, **args: object) -> None:
        """Note a fault that forbids the file."""
        self._problems[_named(code, args).at(node.place)] = None

    def take(self, found: Problem, node: Node) -> None:
        """Note a fault that the core found in what stands at ``node``."""
        self._problems[replace(found, place=node.place)] = None

    def keep(self, found: tuple[Problem, ...]) -> None:
        """Note faults that know their place already."""
        self._problems.update(dict.fromkeys(found))

    def warn(self, code: str, node: Node, /, **args: object) -> None:
        """Note what a person should look at."""
        self._warnings[_named(code, args).at(node.place)] = None


def _named(code: str, args: dict[str, object]) -> Problem:
    return Problem(code, tuple(sorted((name, str(value)) for name, value in args.items())))


def _in_order(problems: dict[Problem, None]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=_standing))


def _standing(one: Problem) -> tuple[int, int]:
    place = one.place
    return (place.line or 0, place.column or 0) if place else (0, 0)
