"""Merges drafts into ``targets.yaml``: what is new is added, what differs is set, the rest stays.

A draft speaks of a target by its code, else by its name. Comments and everything the table
does not speak of stay byte for byte; a target the table lacks stays too, and is told. What
would not be a sound file is refused before anything is written.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from monitor.core.breakdown import Draft
from monitor.core.plan import Plan
from monitor.core.problem import Refused
from monitor.core.target import Kind
from monitor.files.breakdown_meeting import Pair, changes_of, more_items, pairs_of
from monitor.files.breakdown_names import free_code, unit_names
from monitor.files.breakdown_yaml import (
    LADDER,
    LADDER_STAGES,
    PROJECT_STAGES,
    plan_lines,
    target_lines,
    unit_lines,
)
from monitor.files.starter import starter
from monitor.files.target_yaml import RULES
from monitor.files.targets_edit import (
    FILE,
    add_entries,
    add_items,
    entry_lines,
    entry_names,
    remove_targets,
    set_fields,
    set_ladder,
)
from monitor.files.targets_yaml import read_targets
from monitor.files.yaml_lines import read_nodes
from monitor.files.yaml_nodes import Mapping as MappingNode


@dataclass(frozen=True, slots=True)
class Frame:
    """The plan a table becomes part of: its code, and what a new one is called.

    ``instead`` says that the file holds nothing but the shipped sample, to be replaced.
    """

    code: str
    title: str
    year: int
    source: str
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """The new text of the file and what changes in the plan, by code of target.

    ``kept`` are targets the table does not speak of, ``withdrawn`` those taken out for it.
    """

    text: str
    plan: Plan
    added: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


def is_sample(text: str) -> bool:
    """Whether a targets file is still the shipped one, which a table of one's own replaces."""
    return text == (starter() / "targets.yaml").read_text(encoding="utf-8")


def read_plans(text: str) -> tuple[Plan, ...]:
    """Return the plans of a targets file.

    Raises:
        Refused: with everything that is wrong with it.

    """
    read = read_targets(text, FILE)
    if read.problems:
        raise Refused(read.problems)
    return read.plans


def withdraw(merged: Merged) -> Merged:
    """Take out of the plan what the table does not speak of.

    Raises:
        Refused: where what is left would not be sound.

    """
    text = remove_targets(merged.text, merged.plan.code, merged.kept)
    plan = next(one for one in read_plans(text) if one.code == merged.plan.code)
    return replace(merged, text=text, plan=plan, kept=(), withdrawn=merged.kept)


def merge(text: str, drafts: Sequence[Draft], frame: Frame) -> Merged:
    """Return the file with these drafts in the plan of the frame, made where there is none.

    Raises:
        Refused: where the file cannot be read, a draft contradicts the kind of its target, or
            the result would not be sound.

    """
    before = () if frame.instead else read_plans(text)
    known = before[0].units if before else ()
    units = unit_names(known, drafts)
    text = _with_rules(_with_ladders(text if before else _bare_file(text), drafts), drafts)
    plan = next((one for one in before if one.code == frame.code), None)
    pairs = pairs_of(plan.targets if plan else (), drafts)
    codes = _codes(pairs, {one.code for one in plan.targets} if plan else set())
    changes = changes_of(pairs, units)
    fresh = [
        target_lines(draft, code, units)
        for (draft, target), code in zip(pairs, codes, strict=True)
        if target is None
    ]
    codes_known = {unit.code for unit in known}
    new_units = {code: name for name, code in units.items() if code not in codes_known}
    text = add_entries(text, ("units",), [[line] for line in unit_lines(new_units)])
    text = _with_targets(text, plan, fresh, frame)
    more = more_items(pairs)
    text = set_fields(text, frame.code, changes)
    for code, names in more.items():
        text = add_items(text, frame.code, code=code, names=names)
    told = list(zip(pairs, codes, strict=True))
    return _merged(text, frame.code, plan, told, changes.keys() | more.keys())


def _merged(
    text: str,
    code: str,
    before: Plan | None,
    told: Sequence[tuple[Pair, str]],
    changes: AbstractSet[str],
) -> Merged:
    plan = next(one for one in read_plans(text) if one.code == code)
    met = [target.code for (_, target), _ in told if target]
    return Merged(
        text=text,
        plan=plan,
        added=tuple(code for (_, target), code in told if target is None),
        revised=tuple(one for one in met if one in changes),
        same=tuple(one for one in met if one not in changes),
        kept=tuple(one.code for one in before.targets if one.code not in met) if before else (),
    )


def _bare_file(sample: str) -> str:
    """The shipped file without its plan and its units: rules, ladders and paces stay."""
    root, problems = read_nodes(sample, FILE)
    if problems or not isinstance(root, MappingNode):
        raise Refused(problems)
    spans = {key.text: (key.span, node.span) for key, node in root.pairs}
    middle = sample[spans["ladders"][0][0] : spans["plans"][0][0]]
    return f"version: 1\n\nunits:\n\n{middle}plans:\n"


def _with_ladders(text: str, drafts: Sequence[Draft]) -> str:
    """Named lists and projects need a ladder to climb; one that is there stays as it is."""
    kinds = {draft.kind for draft in drafts}
    if Kind.ITEMS in kinds:
        text = set_ladder(text, LADDER, LADDER_STAGES)
    return set_ladder(text, "project", PROJECT_STAGES) if Kind.PROJECT in kinds else text


def _with_rules(text: str, drafts: Sequence[Draft]) -> str:
    """What is not counted is judged by rules of its own; the shipped ones where there are none."""
    needed = {RULES[draft.kind] for draft in drafts if draft.kind in RULES}
    needed |= {RULES[Kind.PROJECT]} if any(one.kind is Kind.ITEMS for one in drafts) else set()
    missing = sorted(needed - set(entry_names(text, "rules")))
    sample = (starter() / "targets.yaml").read_text(encoding="utf-8")
    return add_entries(text, ("rules",), [entry_lines(sample, "rules", one) for one in missing])


def _with_targets(
    text: str, plan: Plan | None, fresh: Sequence[Sequence[str]], frame: Frame
) -> str:
    if plan is not None:
        return add_entries(text, ("plans", plan.code, "targets"), fresh)
    about = {"code": frame.code, "title": frame.title, "source": frame.source}
    return add_entries(text, ("plans",), [plan_lines(about, frame.year, fresh)])


def _codes(pairs: Sequence[Pair], taken: set[str]) -> list[str]:
    codes: list[str] = []
    for draft, target in pairs:
        code = target.code if target else free_code(draft, taken)
        taken.add(code)
        codes.append(code)
    return codes
