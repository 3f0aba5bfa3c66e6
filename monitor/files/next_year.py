"""Drafts the next plan as a targets file of its own, from the file this year's plan stands in.

Rules, ladders, profiles and what each target says of itself are taken over as they are written,
comments of the shared sections included; goals become 待下达, days move by a year, what speaks of
this year alone (source, parts, planned days) is left out. Sentences are handed in: this room
has no words. It touches no file, and the draft it returns reads without a fault or not at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from monitor.core.next_year import Carried, Fate, after_year, shifted, shifted_period
from monitor.core.period import Period
from monitor.core.plan import Plan, Unit
from monitor.core.problem import Place, Problem, Refused, problem
from monitor.core.target import Target
from monitor.files.next_target import same, target_lines
from monitor.files.targets_yaml import read_targets
from monitor.files.yaml_lines import BOM, read_nodes
from monitor.files.yaml_nodes import Mapping as MappingNode
from monitor.files.yaml_nodes import Scalar
from monitor.files.yaml_nodes import Sequence as SequenceNode
from monitor.files.yaml_splice import end_of, written

FILE = "targets.yaml"
SCHEMA = "# yaml-language-server: $schema=docs/targets.schema.json"


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the draft says in people's words, by code of target where it is about one."""

    head: tuple[str, ...]
    source: str
    result_source: str
    notes: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drafted:
    """The text of the next plan's file, its code, and which targets it does not hold."""

    text: str
    plan: Plan
    carried: tuple[Carried, ...]
    dropped: tuple[Carried, ...]

    def count(self, fate: Fate) -> int:
        """How many targets go on with this fate."""
        return sum(one.fate is fate for one in self.carried)


def draft_plan(
    text: str, plan: Plan, all_of_it: Sequence[Carried], said: Sentences, *, code: str = ""
) -> Drafted:
    """Return the draft of the plan after this one; ``code`` is its own, else this one's a year on.

    Raises:
        Refused: where the file does not hold the plan, holds the new code already, nothing
            goes on, or the draft would not be sound.

    """
    root, frame = _frame(text, plan.code)
    fresh = code or next_code(plan)
    if _coded(root, fresh) is not None:
        raise Refused((problem("next_year.code_taken", code=fresh),))
    on = tuple(one for one in all_of_it if one.goes_on)
    if not on:
        raise Refused((problem("next_year.nothing", plan=plan.code),))
    body = text.removeprefix(BOM)
    lines = [SCHEMA, *(f"# {line}" for line in said.head)]
    lines += _shared(body, root, after_year(plan), on)
    lines += ["plans:", *_entry(_plan_lines(body, frame, plan, on, said, fresh))]
    drafted = "\n".join(lines) + "\n"
    gone = tuple(one for one in all_of_it if not one.goes_on)
    return Drafted(drafted, _sound(drafted), on, gone)


def next_code(plan: Plan) -> str:
    """The code of the plan after this one: its year in the code moved on, else put behind."""
    year = str(plan.year)
    if year in plan.code:
        return plan.code.replace(year, str(plan.year + 1))
    return f"{plan.code}-{plan.year + 1}"


def _sound(text: str) -> Plan:
    read = read_targets(text, FILE)
    if read.problems:
        raise Refused(read.problems)
    return read.plans[0]


def _frame(text: str, code: str) -> tuple[MappingNode, MappingNode]:
    root, problems = read_nodes(text, FILE)
    if problems or not isinstance(root, MappingNode):
        raise Refused(problems or (_missing(code),))
    frame = _coded(root, code)
    if frame is None:
        raise Refused((_missing(code),))
    return root, frame


def _missing(code: str) -> Problem:
    return problem("next_year.no_plan", plan=code).at(Place(FILE))


def _coded(node: MappingNode, code: str, key: str = "plans") -> MappingNode | None:
    entries = node.get(key)
    for entry in entries.items if isinstance(entries, SequenceNode) else ():
        said = entry.get("code") if isinstance(entry, MappingNode) else None
        if isinstance(entry, MappingNode) and isinstance(said, Scalar) and said.text == code:
            return entry
    return None


def _shared(text: str, root: MappingNode, plan: Plan, carried: Sequence[Carried]) -> Iterator[str]:
    """The sections all plans of a file share, as they are written; units as they are by then."""
    pairs = list(root.pairs)
    for place, (key, node) in enumerate(pairs):
        if key.text == "plans":
            continue
        yield ""
        if key.text == "units":
            yield from ["units:", *_unit_lines(plan, carried)]
            continue
        yield from _above(text, key, 0 if place == 0 else end_of(text, pairs[place - 1][1]))
        yield from text[key.span[0] : end_of(text, node)].split("\n")


def _above(text: str, key: Scalar, since: int) -> Iterator[str]:
    """The comment lines right above a key, down to the blank line before them."""
    block: list[str] = []
    for line in reversed(text[since : key.span[0]].split("\n")[:-1]):
        if not line.startswith("#"):
            break
        block.append(line)
    if since:
        yield from reversed(block)


def _unit_lines(plan: Plan, carried: Sequence[Carried]) -> Iterator[str]:
    """Units that are there the day after the year, and those a target still names."""
    day = shifted_period(plan.period).start
    named = {code for one in carried for code in _named(one.target)}
    kept = {one.code: one for one in plan.units if not (one.until and one.until < day)}
    kept |= {one.code: one for one in plan.units if one.code in named - kept.keys()}
    parents = {one.parent for one in kept.values()} - kept.keys()
    kept |= {one.code: one for one in plan.units if one.code in parents}
    for one in kept.values():
        yield f"  - {{{', '.join(_unit(one, kept.keys()))}}}"


def _unit(one: Unit, known: AbstractSet[str]) -> Iterator[str]:
    yield f"code: {written(one.code, flow=True)}"
    yield f"name: {written(one.name, flow=True)}"
    if one.parent in known:
        yield f"parent: {written(one.parent, flow=True)}"
    if one.review != "none":
        yield f"review: {one.review}"
    if one.assumed:
        yield "assumed: true"


def _named(target: Target) -> set[str]:
    return {target.responsible, *target.cooperating, target.reported_by} - {""}


def _plan_lines(  # noqa: PLR0913, PLR0917  # one frame, filled once
    text: str,
    frame: MappingNode,
    plan: Plan,
    carried: Sequence[Carried],
    said: Sentences,
    code: str,
) -> Iterator[str]:
    year = plan.year + 1
    yield f"code: {written(code)}"
    yield f"title: {written(plan.title.replace(str(plan.year), str(year)))}"
    yield from same(text, frame, {"place"})
    yield f"year: {year}"
    if frame.get("period") is not None:
        yield f"period: {_days(shifted_period(plan.period))}"
    yield f"source: {written(said.source)}"
    if plan.open_from and plan.open_until:
        yield f"open: {_days(Period(shifted(plan.open_from), shifted(plan.open_until)))}"
    yield from same(text, frame, _kept(plan, carried))
    yield from _references(plan, carried, said)
    yield "targets:"
    for one in carried:
        node = _coded(frame, one.target.code, "targets")
        lines = target_lines(text, node, one, said.notes.get(one.target.code, ""))
        yield from _entry(lines)


def _kept(plan: Plan, carried: Sequence[Carried]) -> set[str]:
    """What stays word for word; checks only where every target they name is carried on."""
    named = {code for one in plan.checks for code in one.codes}
    whole = named <= {one.target.code for one in carried}
    return {"sources", "difference_above", "defaults"} | ({"checks"} if whole else set())


def _days(period: Period) -> str:
    return f"{period.start}..{period.end}"


def _references(plan: Plan, carried: Sequence[Carried], said: Sentences) -> Iterator[str]:
    known = [(one, said.results[one.target.code]) for one in carried if _has(one, said)]
    if known:
        yield "references:"
    for one, value in known:
        name, result = (written(text, flow=True) for text in (one.target.name, value))
        source = written(said.result_source, flow=True)
        yield f"  - {{name: {name}, value: {result}, year: {plan.year}, source: {source}}}"


def _has(one: Carried, said: Sentences) -> bool:
    return one.target.code in said.results


def _entry(lines: Iterator[str]) -> Iterator[str]:
    """Lines as one entry of a list that stands below its key."""
    for place, line in enumerate(lines):
        yield f"  - {line}" if place == 0 else f"    {line}".rstrip()
