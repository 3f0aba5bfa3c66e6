"""Writes what a breakdown table promises as people would write it into ``targets.yaml``.

Text only: whether it is sound is for the reader of the file to say.
"""

import json
from collections.abc import Mapping, Sequence

from monitor.core.breakdown import Draft
from monitor.core.target import Kind
from monitor.files.yaml_splice import Value, written

LADDER = "清单"
LADDER_STAGES = ("启动", "完成")
PROJECT_STAGES = ("谋划", "签约", "立项", "开工", "主体完工", "竣工", "投用")
LONGEST_SOURCE = 200


def unit_lines(names: Mapping[str, str]) -> list[str]:
    """One line for each unit, by code and name."""
    return [f"{{code: {_flow(code)}, name: {_flow(name)}}}" for code, name in names.items()]


def target_lines(draft: Draft, code: str, units: Mapping[str, str]) -> list[str]:
    """The lines of a new target; ``units`` gives the code of a unit's name."""
    fields: dict[str, Value] = {"code": code}
    fields |= {"number": draft.number, "chapter": draft.chapter, "name": draft.name}
    if draft.kind is not Kind.QUANTITY:
        fields["kind"] = draft.kind.value
    fields |= _promise(draft)
    fields["responsible"] = units[draft.responsible]
    fields["cooperating"] = [units[name] for name in draft.cooperating]
    fields["leader"] = draft.leader
    if draft.deadline:
        fields["deadline"] = draft.deadline
    fields |= {"pace": draft.pace, "source": _cut(draft.source), "note": draft.note}
    fields["assumed"] = list(draft.assumed)
    return [f"{key}: {_block(value)}" for key, value in fields.items() if value not in ("", [])]


def plan_lines(about: Mapping[str, str], year: int, targets: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a new plan with its targets; ``about`` holds code, title and source."""
    frame = [f"{key}: {_block(value)}" for key, value in about.items() if value]
    return [
        *frame,
        f"year: {year}",
        f"open: {year}-01-01..{year + 1}-03-31",
        "# 数据来源，后面的压过前面的。",
        "sources:",
        "  - {name: 预计数, provisional: true}",
        "  - {name: 部门调度数}",
        "  - {name: 测产数}",
        "  - {name: 统计部门核定数}",
        "difference_above: 1%",
        "# 报送频次、期限和规则，表里没有的按这里。",
        "defaults:",
        "  cadence: monthly",
        "  due: 5个工作日",
        "  rule: default",
        "  figures: 部门调度数",
        "  items: {cadence: quarterly, rule: 节点}",
        "  project: {cadence: quarterly, rule: 节点}",
        "  task: {cadence: quarterly, pace: flat, rule: 定性}",
        "targets:",
        *(line for target in targets for line in entry(target, indent=2)),
    ]


def entry(lines: Sequence[str], *, indent: int = 0) -> list[str]:
    """Lines as one entry of a list."""
    blank = " " * indent
    return [f"{blank}- {lines[0]}", *(f"{blank}  {line}" for line in lines[1:])]


def _promise(draft: Draft) -> dict[str, Value]:
    fields: dict[str, Value] = {"goal": draft.goal}
    if draft.kind is Kind.QUANTITY:
        fields |= {"measure": draft.measure, "tolerance": draft.tolerance}
        fields["reported_as"] = draft.reported_as.value if draft.reported_as else ""
    elif draft.kind is Kind.ITEMS:
        fields |= {"direction": "at_least", "ladder": LADDER, "goal_stage": LADDER_STAGES[-1]}
        fields["items"] = list(draft.items)
    elif draft.kind is Kind.PROJECT:
        fields = {"ladder": "project", "goal_stage": draft.goal_stage}
    else:
        fields = {}
    return fields


def _block(value: Value) -> str:
    # A number of a list looks like a number; the file wants it as the word it is.
    plain = isinstance(value, str) and value.replace(".", "").isdigit()
    return json.dumps(value, ensure_ascii=False) if plain else written(value)


def _flow(text: str) -> str:
    return written(text, flow=True)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SOURCE else f"{text[: LONGEST_SOURCE - 1]}…"
