"""Reads ``targets.yaml``: everything that was promised, or everything that is wrong with it.

All problems of the file come at once, each with its line and column. It never raises on
content and hands out no plan while a problem stands: half a plan is not a plan.
"""

from dataclasses import dataclass

from monitor.core.plan import Plan, Unit
from monitor.core.problem import Problem
from monitor.files.faults import Faults
from monitor.files.fields import Fields
from monitor.files.pace_yaml import read_profiles
from monitor.files.plan_yaml import read_plan
from monitor.files.rules_yaml import read_rules
from monitor.files.shelf import Shelf, refer
from monitor.files.steps_yaml import read_ladders
from monitor.files.succession_checks import check_heirs, check_orphans, check_succession
from monitor.files.target_yaml import INDICATOR_KEYS
from monitor.files.yaml_lines import read_nodes
from monitor.files.yaml_nodes import Mapping

FILE_KEYS = frozenset(
    {"version", "units", "ladders", "profiles", "rules", "words", "indicators", "plans"}
)
UNIT_KEYS = frozenset({"code", "name", "parent", "since", "until", "review", "assumed"}) | {
    "successor",
    "successors",
    "document",
}
REVIEWS = {word: word for word in ("none", "within", "lead")}
WORD_PACKS = {word: word for word in ("通用", "金寨")}
VERSION = 1


@dataclass(frozen=True, slots=True)
class Read:
    """What a targets file holds. ``plans`` is empty while there are ``problems``."""

    plans: tuple[Plan, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_targets(text: str, file: str) -> Read:
    """Read the text of a targets file; ``file`` is how its name is shown in a problem."""
    faults = Faults()
    root, broken = read_nodes(text, file)
    faults.keep(broken)
    if root is None:
        return Read((), faults.problems)
    if not isinstance(root, Mapping):
        faults.add("yaml.want_mapping", root, key=file)
        return Read((), faults.problems)
    plans = _plans(Fields(root, faults))
    return Read(() if faults.problems else plans, faults.problems, faults.warnings)


def _plans(top: Fields) -> tuple[Plan, ...]:
    top.known(FILE_KEYS)
    top.need("version")
    top.whole("version", low=VERSION, high=VERSION)
    rules = read_rules(top)
    shelf = Shelf(
        units=_units(top),
        rules=frozenset(rule.name for rule in rules),
        ladders=read_ladders(top),
        profiles=read_profiles(top),
        indicators=_indicators(top),
    )
    words = top.choice("words", WORD_PACKS, "通用")
    plans: list[Plan] = []
    for fields in top.each("plans"):
        plan = read_plan(fields, shelf, rules, words=words)
        check_orphans(fields, plan)
        if any(plan.code == other.code for other in plans):
            fields.faults.add("targets.plan_twice", fields.place("code"), code=plan.code)
        plans.append(plan)
    if not plans:
        top.faults.add("targets.no_plan", top.place("plans"))
    return tuple(plans)


def _indicators(top: Fields) -> dict[str, Mapping]:
    named = top.inner("indicators")
    found: dict[str, Mapping] = {}
    for key in named.own.names() if named else ():
        fields = named.inner(key.text) if named else None
        if fields is not None:
            fields.known(INDICATOR_KEYS)
            found[key.text] = fields.own
    return found


def _units(top: Fields) -> tuple[Unit, ...]:
    read = [(_unit(fields), fields) for fields in top.each("units")]
    codes = frozenset(unit.code for unit, _ in read)
    parents = {unit.code: unit.parent for unit, _ in read}
    for place, (unit, fields) in enumerate(read):
        refer(fields, fields.place("parent"), unit.parent, kind="unit", known=codes)
        if any(_at_once(unit, other) for other, _ in read[:place]):
            fields.faults.add("targets.unit_twice", fields.place("code"), code=unit.code)
        if _circles(unit.code, parents):
            fields.faults.add("targets.unit_circle", fields.place("parent"), code=unit.code)
        check_succession(fields, unit, codes)
    units = tuple(unit for unit, _ in read)
    check_heirs(top, units)
    return units


def _unit(fields: Fields) -> Unit:
    fields.known(UNIT_KEYS)
    since, until = fields.day("since"), fields.day("until")
    if since and until and until < since:
        fields.faults.add("targets.unit_days", fields.place("until"), since=since, until=until)
    return Unit(
        code=fields.need("code"),
        name=fields.need("name"),
        parent=fields.text("parent"),
        since=since,
        until=until,
        review=fields.choice("review", REVIEWS, "none"),
        assumed=fields.flag("assumed"),
        successor=fields.text("successor"),
        successors=fields.texts("successors"),
        document=fields.text("document"),
    )


def _at_once(unit: Unit, other: Unit) -> bool:
    """Whether two rows of one code hold on the same day; a renamed unit has two rows in turn."""
    if unit.code != other.code:
        return False
    apart = (unit.until and other.since and unit.until < other.since) or (
        other.until and unit.since and other.until < unit.since
    )
    return not apart


def _circles(code: str, parents: dict[str, str]) -> bool:
    seen = {code}
    above = parents.get(code, "")
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return above == code
