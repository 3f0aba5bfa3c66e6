"""What targets refer to by name, gathered before the first of them is read."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from decimal import Decimal

from monitor.core.period import Period
from monitor.core.plan import Source, Unit
from monitor.files.fields import Fields
from monitor.files.yaml_nodes import Mapping, Node


@dataclass(frozen=True, slots=True)
class Shelf:
    """The file's units, rules, ladders, profiles and indicators, by name."""

    units: tuple[Unit, ...]
    rules: frozenset[str]
    ladders: MappingOf[str, tuple[str, ...]]
    profiles: MappingOf[str, tuple[Decimal, ...]]
    indicators: MappingOf[str, Mapping]

    @property
    def unit_codes(self) -> frozenset[str]:
        """The codes a unit may be named by."""
        return frozenset(unit.code for unit in self.units)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the targets of one plan share."""

    shelf: Shelf
    period: Period
    sources: tuple[Source, ...]
    defaults: Mapping | None


def refer(fields: Fields, node: Node, name: str, *, kind: str, known: frozenset[str]) -> None:
    """Fault a name that is not on the shelf; ``kind`` completes the fault's code."""
    if name and name not in known:
        listed = "、".join(sorted(known)[:12]) or "-"
        fields.faults.add(f"targets.no_such_{kind}", node, name=name, known=listed)
