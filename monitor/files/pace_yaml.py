"""Reads the pace of a target and checks that it fits the way it has to cover."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from monitor.core.goal import Direction
from monitor.core.measure import Spoken
from monitor.core.pace import Milestone, Pace, PaceKind
from monitor.core.period import Period, whole_months
from monitor.core.problem import Problem
from monitor.core.quantity import read_number, read_quantity
from monitor.core.target import Kind, ReportedAs, Target
from monitor.files.fields import Fields
from monitor.files.scalars import read_day
from monitor.files.shelf import Shelf, refer
from monitor.files.yaml_nodes import Mapping, Node, Scalar

WORDS = {
    "linear": PaceKind.LINEAR,
    "linear by days": PaceKind.LINEAR_DAYS,
    "flat": PaceKind.FLAT,
    "due_only": PaceKind.DUE_ONLY,
    "stages": PaceKind.STAGES,
}
PROFILE = "profile "
FORMS = (
    "linear、linear by days、flat、due_only、stages、profile NAME、{milestones: {YYYY-MM-DD: 0}}"
)
FITTING = {
    Kind.PROJECT: frozenset({PaceKind.STAGES, PaceKind.DUE_ONLY}),
    Kind.TASK: frozenset({PaceKind.FLAT, PaceKind.DUE_ONLY}),
    Kind.ITEMS: frozenset(PaceKind),
    Kind.QUANTITY: frozenset(PaceKind) - {PaceKind.STAGES},
}
LINEAR = frozenset({PaceKind.LINEAR, PaceKind.LINEAR_DAYS})
WHOLE = Decimal(100)


def read_profiles(top: Fields) -> dict[str, tuple[Decimal, ...]]:
    """Read the named profiles: cumulative percent, never falling, ending at 100."""
    named = top.inner("profiles")
    profiles: dict[str, tuple[Decimal, ...]] = {}
    if named is None:
        return profiles
    for name in named.own.names():
        words = named.words(name.text)
        shares = tuple(share for word in words if (share := _share(top, word)) is not None)
        profiles[name.text] = shares
        _check_profile(top, name, shares)
    return profiles


def _share(top: Fields, word: Scalar) -> Decimal | None:
    return top.sound(read_number(word.text.removesuffix("%")), word)


def _check_profile(top: Fields, name: Scalar, shares: tuple[Decimal, ...]) -> None:
    if not shares or shares[-1] != WHOLE:
        top.faults.add("targets.profile_end", name, name=name.text)
    if any(later < earlier for earlier, later in pairwise(shares)):
        top.faults.add("targets.profile_falls", name, name=name.text)
    if any(share < 0 for share in shares):
        top.faults.add("targets.profile_negative", name, name=name.text)


def read_pace(fields: Fields, shelf: Shelf, *, default: PaceKind, spoken: Spoken | None) -> Pace:
    """Read the pace; where it is not given, the default of the target's kind."""
    node = fields.node("pace")
    if node is None:
        return Pace(default)
    if isinstance(node, Mapping):
        return _milestones(Fields(node, fields.faults), spoken)
    word = fields.word(node, "pace")
    if word is None:
        return Pace(default)
    return _named(fields, shelf, word) or Pace(default)


def _named(fields: Fields, shelf: Shelf, word: Scalar) -> Pace | None:
    text = " ".join(word.text.split())
    if text in WORDS:
        return Pace(WORDS[text])
    if text.startswith(PROFILE):
        name = text.removeprefix(PROFILE)
        refer(fields, word, name, kind="profile", known=frozenset(shelf.profiles))
        return Pace(PaceKind.PROFILE, name, shelf.profiles.get(name, ()))
    fields.faults.add("targets.pace", word, text=word.text, forms=FORMS)
    return None


def _milestones(fields: Fields, spoken: Spoken | None) -> Pace:
    fields.known({"milestones"})
    inner = fields.inner("milestones")
    if inner is None:
        if fields.node("milestones") is None:
            fields.faults.add("yaml.missing", fields.own, key="milestones")
        return Pace(PaceKind.MILESTONES)
    steps = [_milestone(inner, key, node, spoken) for key, node in inner.own.pairs]
    found = sorted((step for step in steps if step is not None), key=lambda step: step.on)
    return Pace(PaceKind.MILESTONES, milestones=tuple(found))


def _milestone(fields: Fields, key: Scalar, node: Node, spoken: Spoken | None) -> Milestone | None:
    on: date | None = fields.sound(read_day(key), key)
    word = fields.word(node, key.text)
    if on is None or word is None or spoken is None:
        return None
    value: Decimal | Problem = read_quantity(word.text, into=spoken.measure, spoken=spoken)
    read = fields.sound(value, word)
    return None if read is None else Milestone(on, read)


def check_pace(fields: Fields, target: Target) -> None:
    """Fault a pace that cannot carry this target from its start to its goal."""
    node, kind, add = fields.place("pace"), target.pace.kind, fields.faults.add
    if kind not in FITTING[target.kind]:
        fitting = "、".join(sorted(FITTING[target.kind]))
        add("targets.pace_for_kind", node, pace=kind, kind=target.kind, fitting=fitting)
        return
    if kind is PaceKind.STAGES and not target.all_planned:
        add("targets.stages_without_dates", node)
    if kind is PaceKind.PROFILE and target.pace.shares:
        _check_months(fields, target.pace, target.way)
    if kind is PaceKind.MILESTONES:
        _check_milestones(fields, target)
    _check_goal(fields, target)


def _check_months(fields: Fields, pace: Pace, way: Period) -> None:
    months = whole_months(way)
    node = fields.place("pace")
    if months is None:
        fields.faults.add("targets.profile_months", node, name=pace.profile)
    elif months != len(pace.shares):
        given = len(pace.shares)
        fields.faults.add(
            "targets.profile_length", node, name=pace.profile, given=given, months=months
        )


def _check_milestones(fields: Fields, target: Target) -> None:
    for step in target.pace.milestones:
        if not target.way.holds(step.on):
            fields.faults.add("targets.milestone_outside", fields.place("pace"), day=step.on)


def _check_goal(fields: Fields, target: Target) -> None:
    kind, node = target.pace.kind, fields.place("pace")
    if target.direction is Direction.BETWEEN:
        if target.low is not None and kind not in {PaceKind.FLAT, PaceKind.DUE_ONLY}:
            fields.faults.add("targets.range_pace", node)
        return
    if target.goal is not None and target.goal == target.start and kind is not PaceKind.FLAT:
        fields.faults.add("targets.goal_is_baseline", node, goal=target.stated)
    if target.reported_as is ReportedAs.LEVEL and kind in LINEAR and target.baseline is None:
        fields.faults.warn("warning.level_without_baseline", node, code=target.code)
