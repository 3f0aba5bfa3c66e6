"""Checks what a targets file says of closed units: who took over, and who still answers.

A unit that was split leaves no one heir; a target that still names it is refused, because
nobody but its owner knows which of the new units answers. Where nobody took over at all the
reader is told.
"""

from datetime import date, timedelta

from monitor.core.plan import Plan, Unit
from monitor.core.succession import orphans
from monitor.files.fields import Fields
from monitor.files.shelf import refer

ONE_DAY = timedelta(days=1)
SPLIT = 2
"""The fewest units one can be split into."""


def check_succession(fields: Fields, unit: Unit, codes: frozenset[str]) -> None:
    """Fault what one row of a unit says of its end."""
    add = fields.faults.add
    refer(fields, fields.place("successor"), unit.successor, kind="unit", known=codes)
    for word in fields.words("successors"):
        refer(fields, word, word.text.strip(), kind="unit", known=codes)
    for key in ("successor", "successors"):
        named = (unit.successor,) if key == "successor" else unit.successors
        if any(named) and unit.until is None:
            add("units.no_until", fields.place(key), code=unit.code)
        if unit.code in named:
            add("units.itself", fields.place(key), code=unit.code)
    if unit.successor and unit.successors:
        add("units.both", fields.place("successors"), code=unit.code)
    if unit.successors and len(set(unit.successors)) < SPLIT:
        add("units.one_only", fields.place("successors"), code=unit.code)


def check_heirs(top: Fields, units: tuple[Unit, ...]) -> None:
    """Fault ends that lead nowhere: a name that goes on, an heir that is not there."""
    for unit, fields in zip(units, top.each("units"), strict=True):
        if unit.until is None:
            continue
        add, next_day = fields.faults.add, unit.until + ONE_DAY
        named = (unit.successor,) if unit.successor else unit.successors
        if named and any(_follows(other, unit) for other in units):
            add("units.goes_on", fields.place("until"), code=unit.code)
        for heir in named:
            rows = [one for one in units if one.code == heir]
            if heir != unit.code and rows and not any(one.holds(next_day) for one in rows):
                node = fields.place("successor" if unit.successor else "successors")
                add("units.heir_absent", node, code=unit.code, heir=heir, day=next_day)


def _follows(other: Unit, unit: Unit) -> bool:
    after = (other.since or date.min) > (unit.until or date.max)
    return other.code == unit.code and after


def check_orphans(fields: Fields, plan: Plan) -> None:
    """Tell of targets that name a unit which ends before they do and left no one heir."""
    left = orphans(plan, date.max)
    nodes = {one.text("code"): one for one in fields.each("targets")} if left else {}
    for target, unit in left:
        found = nodes[target.code]
        key = next((key for key in ("responsible", "parts") if found.node(key)), "code")
        said = {"code": target.code, "unit": unit.code, "until": unit.until}
        if unit.successors:
            listed = "、".join(unit.successors)
            found.faults.add("units.which", found.place(key), **said, units=listed)
        else:
            found.faults.warn("units.nobody", found.place(key), **said)
