"""Reads the cross-checks of a plan: what its figures must have to do with one another.

``{name: 粮食单产, of: OUTPUT, per: AREA, between: 200..600}`` bounds one figure per another, in
base units (公斤 per 亩); ``{name: ..., of: A, at_most: B}`` keeps a part below the whole;
``{name: ..., of: TOTAL, sum: [A, B], tolerance: 1%}`` holds a total to its parts.
"""

from collections.abc import Sequence
from decimal import Decimal

from monitor.core.cross_check import CrossCheck, Relation
from monitor.core.quantity import read_number, read_quantity
from monitor.core.target import Kind, Target
from monitor.files.fields import Fields

KEYS = frozenset({"name", "of", "between", "tolerance", *Relation})


def read_checks(fields: Fields, targets: Sequence[Target]) -> tuple[CrossCheck, ...]:
    """Read every check; what is wrong with one becomes a fault at its place.

    One that names a target the plan does not have (any more) is only warned of: it asks nothing.
    """
    counted = {one.code: one for one in targets if one.kind is Kind.QUANTITY}
    read = (_check(one, counted) for one in fields.each("checks"))
    found: dict[str, CrossCheck] = {}
    for one in read:
        if one is not None:
            found.setdefault(one.name, one)
    return tuple(found.values())


def _check(fields: Fields, counted: dict[str, Target]) -> CrossCheck | None:
    fields.known(KEYS)
    said = [one for one in Relation if fields.node(one) is not None]
    if len(said) != 1:
        fields.faults.add("checks.one_relation", fields.own)
        return None
    name, of = fields.need("name"), fields.need("of")
    relation = said[0]
    summed = relation is Relation.SUM
    others = fields.texts("sum") if summed else (fields.text(relation),)
    _known(fields, {"of": (of,), relation: others}, counted)
    target = counted.get(of)
    if target is None:
        return None
    low, high = _between(fields, target) if relation is Relation.PER else (Decimal(0), Decimal(0))
    return CrossCheck(name, relation, of, others, low, high, _tolerance(fields))


def _known(fields: Fields, named: dict[str, tuple[str, ...]], counted: dict[str, Target]) -> None:
    for key, codes in named.items():
        for code in codes:
            if code not in counted:
                fields.faults.warn("checks.no_such_target", fields.place(key), code=code)


def _between(fields: Fields, target: Target) -> tuple[Decimal, Decimal]:
    """Two bounds of what one target makes per base unit of the other."""
    ends = fields.need("between").split("..")
    place = fields.place("between")
    measure = target.spoken.measure if target.spoken else None
    if measure is None or len(ends) != len(("low", "high")):
        fields.faults.add("checks.between", place)
        return Decimal(0), Decimal(0)
    low, high = (fields.sound(read_quantity(end, into=measure), place) for end in ends)
    if low is None or high is None:
        return Decimal(0), Decimal(0)
    if low >= high:
        fields.faults.add("checks.between", place)
    return low, high


def _tolerance(fields: Fields) -> Decimal:
    word = fields.scalar("tolerance")
    if word is None:
        return Decimal(0)
    if not word.text.endswith("%"):
        fields.faults.add("targets.percent", word, key="tolerance", text=word.text)
        return Decimal(0)
    number = fields.sound(read_number(word.text.removesuffix("%")), word)
    return Decimal(0) if number is None else number / 100
