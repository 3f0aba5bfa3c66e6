"""Reads one target of a plan: what it inherits, what its kind allows, what must agree.

What a target does not say its indicator may, then the plan's defaults, then the house's:
projects and tasks are asked quarterly, the others monthly.
"""

import re
from dataclasses import replace
from datetime import date

from monitor.core.pace import PaceKind
from monitor.core.period import Cadence
from monitor.core.target import Item, Kind, Part, ReportedAs, Target
from monitor.core.workdays import DueKind, DueRule
from monitor.files.fields import Fields
from monitor.files.goal_yaml import Stated, read_stated
from monitor.files.pace_yaml import read_pace
from monitor.files.shelf import Frame, refer
from monitor.files.steps_yaml import Ladder, read_items, read_ladder, read_parts, read_planned
from monitor.files.target_checks import check_target
from monitor.files.yaml_nodes import Mapping

IDENTITY = frozenset({"code", "number", "chapter", "name", "kind", "sort", "indicator"})
PROMISE = frozenset({"goal", "measure", "direction", "tolerance", "baseline", "low", "high"})
REPORTING = frozenset({"reported_as", "cadence", "due", "no_figure_in", "figures", "reported_by"})
PEOPLE = frozenset({"responsible", "cooperating", "leader", "lists", "external_id"})
JUDGEMENT = frozenset({"deadline", "pace", "rule", "ladder", "goal_stage", "planned"})
REMARKS = frozenset({"items", "parts", "source", "note", "assumed"})
TARGET_KEYS = IDENTITY | PROMISE | REPORTING | PEOPLE | JUDGEMENT | REMARKS
INDICATOR_KEYS = TARGET_KEYS - {"code", "indicator", "items", "planned", "parts", "assumed"}
BY_KIND = frozenset({"cadence", "pace", "rule", "due"})
DEFAULT_KEYS = BY_KIND | {"figures", "reported_by", "no_figure_in", *Kind} - {"quantity"}
COUNTED = frozenset({"goal", "measure", "direction", "tolerance", "reported_as"})
RANGED = frozenset({"baseline", "low", "high", "parts"})
STAGED = frozenset({"ladder", "goal_stage", "sort"})
NOT_FOR = {
    Kind.QUANTITY: STAGED | {"items", "planned"},
    Kind.ITEMS: RANGED | {"sort", "reported_as"},
    Kind.PROJECT: COUNTED | RANGED | {"items"},
    Kind.TASK: COUNTED | RANGED | STAGED | {"items"},
}
RULES = {Kind.PROJECT: "节点", Kind.TASK: "定性"}
CADENCES = {one.value: one for one in Cadence}
KINDS = {one.value: one for one in Kind}
REPORTED = {one.value: one for one in ReportedAs if one is not ReportedAs.ITEMS}
CODE = re.compile(r"\w[\w.-]{0,39}")
FIVE_WORKING_DAYS = DueRule(DueKind.WORKING_DAYS, 5)


def read_target(own: Mapping, fields: Fields, frame: Frame) -> Target:
    """Read one target; what is wrong with it is noted, and the file with it refused."""
    Fields(own, fields.faults).known(TARGET_KEYS)
    kind = Fields(own, fields.faults).choice("kind", KINDS, Kind.QUANTITY)
    fields = _inheriting(own, fields, frame, kind)
    for key in own.names():
        if key.text in NOT_FOR[kind]:
            fields.faults.add("targets.not_for_kind", key, key=key.text, kind=kind)
    stated = read_stated(fields) if kind in {Kind.QUANTITY, Kind.ITEMS} else Stated()
    ladder = read_ladder(fields, frame.shelf, kind)
    items = read_items(fields, ladder) if kind is Kind.ITEMS else ()
    target = _target(fields, frame, kind, stated=stated, steps=(ladder, items))
    target = _described(fields, target, frame)
    check_target(fields, target, frame)
    return target


def _inheriting(own: Mapping, fields: Fields, frame: Frame, kind: Kind) -> Fields:
    """Put behind a target its indicator, then the defaults that speak for its kind."""
    behind: list[Mapping] = []
    name = Fields(own, fields.faults).text("indicator")
    if name:
        known = frozenset(frame.shelf.indicators)
        refer(fields, own.get("indicator") or own, name, kind="indicator", known=known)
        behind += [found for key, found in frame.shelf.indicators.items() if key == name]
    if frame.defaults:
        special = frame.defaults.get(kind.value)
        behind += [special] if isinstance(special, Mapping) else []
        behind.append(_general(frame.defaults, kind))
    return Fields(own, fields.faults, tuple(behind))


def _general(defaults: Mapping, kind: Kind) -> Mapping:
    """Keep of the defaults what speaks for a kind: paces are for numbers, the rest by kind."""
    silent = {
        Kind.QUANTITY: frozenset(),
        Kind.ITEMS: frozenset({"pace"}),
        Kind.PROJECT: BY_KIND - {"due"},
        Kind.TASK: BY_KIND - {"due"},
    }[kind]
    pairs = tuple(pair for pair in defaults.pairs if pair[0].text not in silent)
    return Mapping(pairs, defaults.place, defaults.span)


def _target(
    fields: Fields,
    frame: Frame,
    kind: Kind,
    *,
    stated: Stated,
    steps: tuple[Ladder, tuple[Item, ...]],
) -> Target:
    ladder, items = steps
    planned = read_planned(fields, ladder)
    dated = bool(planned) or any(item.planned for item in items)
    return Target(
        code=_code(fields),
        name=fields.need("name"),
        period=frame.period,
        deadline=_deadline(fields, frame),
        pace=read_pace(fields, frame.shelf, default=_pace(kind, dated=dated), spoken=stated.spoken),
        rule=_rule(fields, frame, kind),
        responsible=_unit(fields, frame),
        cadence=fields.choice("cadence", CADENCES, _cadence(kind)),
        due=fields.parsed("due", DueRule.read) or FIVE_WORKING_DAYS,
        kind=kind,
        stated=stated.stated,
        goal=stated.goal,
        low=stated.low,
        high=stated.high,
        tolerance=stated.tolerance,
        spoken=stated.spoken,
        direction=stated.direction,
        baseline=stated.baseline,
        reported_as=_reported(fields, kind),
        no_figure_in=_silent_months(fields),
        figures=fields.text("figures"),
        cooperating=_cooperating(fields, frame),
        goal_stage=ladder.goal,
        ladder=ladder.stages,
        planned=planned,
        items=items,
        parts=_parts(fields, frame, kind, stated),
    )


def _described(fields: Fields, target: Target, frame: Frame) -> Target:
    """Add what is said about a target but nothing is computed from."""
    return replace(
        target,
        number=fields.text("number"),
        chapter=fields.text("chapter"),
        leader=fields.text("leader"),
        lists=fields.texts("lists"),
        external_id=fields.text("external_id"),
        reported_by=_reporter(fields, frame),
        source=fields.text("source"),
        note=fields.text("note"),
        sort=fields.text("sort"),
        assumed=_assumed(fields),
        indicator=fields.text("indicator"),
    )


def _code(fields: Fields) -> str:
    code = fields.need("code")
    if code and not CODE.fullmatch(code):
        fields.faults.add("targets.code", fields.place("code"), code=code)
    return code


def _deadline(fields: Fields, frame: Frame) -> date:
    day = fields.day("deadline") or frame.period.end
    if day < frame.period.start:
        fields.faults.add(
            "targets.deadline", fields.place("deadline"), day=day, start=frame.period.start
        )
        return frame.period.end
    return day


def _rule(fields: Fields, frame: Frame, kind: Kind) -> str:
    name = fields.text("rule", RULES.get(kind, "default"))
    refer(fields, fields.place("rule"), name, kind="rule", known=frame.shelf.rules)
    return name


def _unit(fields: Fields, frame: Frame) -> str:
    code = fields.need("responsible")
    node = fields.place("responsible")
    refer(fields, node, code, kind="unit", known=frame.shelf.unit_codes)
    return code


def _reporter(fields: Fields, frame: Frame) -> str:
    code = fields.text("reported_by")
    node = fields.place("reported_by")
    refer(fields, node, code, kind="unit", known=frame.shelf.unit_codes)
    return code


def _cooperating(fields: Fields, frame: Frame) -> tuple[str, ...]:
    for word in fields.words("cooperating"):
        refer(fields, word, word.text.strip(), kind="unit", known=frame.shelf.unit_codes)
    return fields.texts("cooperating")


def _parts(fields: Fields, frame: Frame, kind: Kind, stated: Stated) -> tuple[Part, ...]:
    return read_parts(fields, frame.shelf, stated.spoken) if kind is Kind.QUANTITY else ()


def _pace(kind: Kind, *, dated: bool) -> PaceKind:
    if kind is Kind.QUANTITY:
        return PaceKind.LINEAR
    if kind is Kind.TASK:
        return PaceKind.FLAT
    return PaceKind.STAGES if dated else PaceKind.DUE_ONLY


def _cadence(kind: Kind) -> Cadence:
    return Cadence.QUARTER if kind in {Kind.PROJECT, Kind.TASK} else Cadence.MONTH


def _reported(fields: Fields, kind: Kind) -> ReportedAs | None:
    if kind is Kind.QUANTITY:
        return fields.choice("reported_as", REPORTED, ReportedAs.CUMULATIVE)
    return ReportedAs.ITEMS if kind is Kind.ITEMS else None


def _silent_months(fields: Fields) -> frozenset[int]:
    months = {str(month): month for month in range(1, 13)}
    found = set()
    for word in fields.words("no_figure_in"):
        if word.text in months:
            found.add(months[word.text])
        else:
            fields.faults.add("targets.month", word, text=word.text)
    return frozenset(found)


def _assumed(fields: Fields) -> tuple[str, ...]:
    for word in fields.words("assumed"):
        if word.text not in TARGET_KEYS:
            fields.faults.add("targets.assumed", word, key=word.text)
    return fields.texts("assumed")
