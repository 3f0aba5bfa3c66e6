"""One plan of one year, with everything its targets are judged by.

Units are dated, sources of figures are ranked, and what an earlier year reached is kept
for reference alone. These values refuse to be half known: ``files`` read and checked them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from monitor.core.cross_check import CrossCheck
from monitor.core.period import Period
from monitor.core.rule import Rule
from monitor.core.target import Target


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit, from a day to a day; ``review`` is ``none``, ``within`` or ``lead``.

    A renamed unit has a row for each name. What a closed unit answered for passes to its
    ``successor``; one that was split names ``successors``, and each target says which of them.
    ``document`` is what ordered it (文号).
    """

    code: str
    name: str
    parent: str = ""
    since: date | None = None
    until: date | None = None
    review: str = "none"
    assumed: bool = False
    successor: str = ""
    successors: tuple[str, ...] = ()
    document: str = ""

    def holds(self, day: date) -> bool:
        """Whether the unit bears this name on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A standing of figures; a later one in a plan's list ranks higher."""

    name: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A result of an earlier year that the plan article states; never enters a pace."""

    name: str
    value: str
    year: int
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan of one year with everything its targets are judged by.

    ``sources`` ascend in rank. ``tolerance`` is the share by which two sources may differ
    before the difference is listed. ``checks`` are asked of figures as they are entered.
    """

    code: str
    title: str
    place: str
    year: int
    source: str
    period: Period
    targets: tuple[Target, ...]
    units: tuple[Unit, ...] = ()
    rules: tuple[Rule, ...] = ()
    sources: tuple[Source, ...] = ()
    references: tuple[Reference, ...] = ()
    open_from: date | None = None
    open_until: date | None = None
    difference_above: Decimal = Decimal(0)
    words: str = "通用"
    checks: tuple[CrossCheck, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    def target(self, code: str) -> Target | None:
        """Return the target of this code, if the plan states one."""
        return next((target for target in self.targets if target.code == code), None)

    def unit(self, code: str) -> Unit | None:
        """Return the unit of this code, by its newest name, if the plan knows it."""
        return next((unit for unit in reversed(self.units) if unit.code == code), None)

    def unit_code(self, text: str) -> str:
        """Return the code of the unit a person names by its code or by its name; else the text."""
        by_name = {unit.name: unit.code for unit in self.units}
        return text if self.unit(text) else by_name.get(text, text)

    def rule(self, name: str) -> Rule:
        """Return the rule of this name; the file's reader has proven that it exists."""
        return next(rule for rule in self.rules if rule.name == name)

    def rank_of(self, source: str, unit: str, target: Target) -> tuple[int, bool]:
        """Rank of a figure: by its source, of one source that of the unit which gives it."""
        gives = bool(target.reported_by) and not target.parts and self._became(target, unit)
        return (self.source_rank(source), gives)

    def _became(self, target: Target, unit: str) -> bool:
        """Whether a unit is the one that gives a target's number, or took over from it."""
        here, seen = target.reported_by, set[str]()
        while here and here not in seen:
            if here == unit:
                return True
            seen.add(here)
            here = next(
                (one.successor for one in self.units if one.code == here and one.successor), ""
            )
        return False

    def source_rank(self, name: str) -> int:
        """Rank of a figure's source; one the plan does not list ranks lowest."""
        names = [source.name for source in self.sources]
        return names.index(name) if name in names else -1
