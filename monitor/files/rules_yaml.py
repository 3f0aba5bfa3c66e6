"""Reads the rules of a targets file and proves that every possible lead earns one band.

What a rule may say is data; what it may not is a gap, an overlap, or bands out of order.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from monitor.core.problem import Problem
from monitor.core.quantity import read_number
from monitor.core.rule import Band, Flaw, Memory, MemoryKind, Rule, Status, Yardstick, flaws
from monitor.files.fields import Fields
from monitor.files.yaml_nodes import Node, Scalar

RULE_KEYS = frozenset(
    {"name", "title", "yardstick", "not_started", "idle_after", "bands", "memory"}
)
BAND_KEYS = frozenset({"status", "level", "label", "when", "colour", "consequence"})
MEMORY_KEYS = frozenset({"kind", "level", "periods", "level_before"})
STATUSES = {one.value: one for one in (Status.AHEAD, Status.ON_TRACK, Status.BEHIND)}
YARDSTICKS = {one.value: one for one in Yardstick}
MEMORIES = {one.value: one for one in MemoryKind}
SIGNS = ((">=", ">="), ("<=", "<="), ("≥", ">="), ("≤", "<="), (">", ">"), ("<", "<"))


def read_rules(top: Fields) -> tuple[Rule, ...]:
    """Read the rules of the file; names are unique."""
    rules: dict[str, Rule] = {}
    for fields in top.each("rules"):
        rule = _rule(fields)
        if rule.name in rules:
            fields.faults.add("rules.twice", fields.place("name"), name=rule.name)
        rules[rule.name] = rule
    return tuple(rules.values())


def _rule(fields: Fields) -> Rule:
    fields.known(RULE_KEYS)
    name = fields.need("name")
    bands = _bands(fields)
    return Rule(
        name=name,
        title=fields.text("title", name),
        yardstick=fields.choice("yardstick", YARDSTICKS, Yardstick.POINTS),
        bands=bands,
        not_started=fields.flag("not_started"),
        idle_after=fields.whole("idle_after", low=1, high=100),
        memory=tuple(_memory(one, bands) for one in fields.each("memory")),
    )


def _bands(fields: Fields) -> tuple[Band, ...]:
    if fields.node("bands") is None:
        fields.faults.add("yaml.missing", fields.own, key="bands")
        return ()
    read = [(_band(one), one.own) for one in fields.each("bands")]
    bands = tuple(band for band, _ in read if band is not None)
    if len(bands) == len(read):
        _prove(fields, [(band, node) for band, node in read if band is not None])
    return bands


def _band(fields: Fields) -> Band | None:
    fields.known(BAND_KEYS)
    if fields.node("status") is None:
        fields.faults.add("yaml.missing", fields.own, key="status")
    status = fields.choice("status", STATUSES, None)
    fields.need("when")
    bounds = _when(fields)
    if status is None or bounds is None:
        return None
    return Band(
        status=status,
        low=bounds.low,
        high=bounds.high,
        holds_low=bounds.holds_low,
        holds_high=bounds.holds_high,
        level=fields.text("level") or None,
        label=fields.text("label") or None,
        colour=fields.text("colour") or None,
        consequence=fields.text("consequence") or None,
    )


@dataclass(slots=True)
class _Bounds:
    """What a ``when`` says, filled in comparison by comparison."""

    low: Fraction | None = None
    high: Fraction | None = None
    holds_low: bool = False
    holds_high: bool = False

    def take(self, sign: str, number: Fraction) -> bool:
        """Set one side; false where that side was said before."""
        if sign.startswith(">"):
            fresh = self.low is None
            self.low, self.holds_low = number, sign == ">="
        else:
            fresh = self.high is None
            self.high, self.holds_high = number, sign == "<="
        return fresh

    @property
    def empty(self) -> bool:
        """Whether no lead lies between the bounds."""
        if self.low is None or self.high is None:
            return False
        both = self.holds_low and self.holds_high
        return self.low > self.high or (self.low == self.high and not both)


def _when(fields: Fields) -> _Bounds | None:
    word = fields.scalar("when")
    if word is None:
        return None
    bounds = _Bounds()
    for part in word.text.replace("，", ",").split(","):
        if not _comparison(bounds, part.strip(), fields, word):
            return None
    if bounds.empty:
        fields.faults.add("rules.nothing_between", word, text=word.text)
        return None
    return bounds


def _comparison(bounds: _Bounds, part: str, fields: Fields, word: Scalar) -> bool:
    for written, sign in SIGNS:
        if part.startswith(written):
            number = read_number(part.removeprefix(written).strip())
            if isinstance(number, Problem):
                fields.faults.take(number, word)
                return False
            if bounds.take(sign, Fraction(number)):
                return True
            break
    fields.faults.add("rules.when", word, text=word.text)
    return False


def _prove(fields: Fields, read: list[tuple[Band, Node]]) -> None:
    bands = tuple(band for band, _ in read)
    _unique(fields, read)
    for flaw, written in _joined(flaws(bands)):
        if not flaw.bands:
            node = fields.place("bands")
            fields.faults.add("rules.gap", node, rule=fields.text("name"), stretch=written)
            continue
        _, node = next(pair for pair in reversed(read) if _title(pair[0]) == flaw.bands[-1])
        titles = "、".join(flaw.bands)
        fields.faults.add("rules.overlap", node, bands=titles, stretch=written)
    for (better, _), (worse, node) in pairwise(read):
        if better.low is None or (worse.low is not None and worse.low > better.low):
            fields.faults.add("rules.order", node)


def _unique(fields: Fields, read: list[tuple[Band, Node]]) -> None:
    seen: set[str] = set()
    for band, node in read:
        if _title(band) in seen:
            fields.faults.add("rules.band_twice", node, band=_title(band))
        seen.add(_title(band))


def _joined(found: tuple[Flaw, ...]) -> list[tuple[Flaw, str]]:
    """Join flaws that touch, so that one gap is told once; each with how it is written."""
    joined: list[tuple[Flaw, bool, bool]] = []
    for flaw in found:
        point = flaw.low is not None and flaw.low == flaw.high
        if joined:
            last, holds_low, holds_high = joined[-1]
            touches = last.high is not None and last.high == flaw.low and (holds_high or point)
            if touches and last.bands == flaw.bands:
                joined[-1] = (Flaw(last.low, flaw.high, flaw.bands), holds_low, point)
                continue
        joined.append((flaw, point, point))
    return [(flaw, _written(flaw, low, high)) for flaw, low, high in joined]


def _written(flaw: Flaw, holds_low: bool, holds_high: bool) -> str:  # noqa: FBT001 - two like bounds
    """Write a stretch of leads as mathematicians do: ``[0, 5)``; one lead alone: ``0``."""
    if flaw.low is not None and flaw.low == flaw.high:
        return _number(flaw.low)
    low = "(-∞" if flaw.low is None else f"{'[' if holds_low else '('}{_number(flaw.low)}"
    high = "∞)" if flaw.high is None else f"{_number(flaw.high)}{']' if holds_high else ')'}"
    return f"{low}, {high}"


def _number(value: Fraction) -> str:
    return f"{float(value):g}"


def _title(band: Band) -> str:
    return f"{band.status.value}/{band.level}" if band.level else band.status.value


def _memory(fields: Fields, bands: tuple[Band, ...]) -> Memory:
    fields.known(MEMORY_KEYS)
    levels = {band.level for band in bands}
    for key in ("level", "level_before"):
        level = fields.text(key)
        if level and level not in levels:
            fields.faults.add("rules.no_such_level", fields.place(key), level=level)
    kind = fields.choice("kind", MEMORIES, MemoryKind.STREAK)
    fields.need("kind")
    if kind is MemoryKind.MADE_GOOD:
        fields.need("level_before")
    return Memory(
        kind=kind,
        level=fields.need("level"),
        periods=fields.whole("periods", low=2, high=24) or 2,
        level_before=fields.text("level_before") or None,
    )
