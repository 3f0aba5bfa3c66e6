"""Matches the heads of an office's breakdown table with the fields of a promise.

Heads are known by the words offices use for them; what a person matched once goes first.
A head that speaks of what was done, of money or of a telephone is no field of a promise.
"""

import re
from collections.abc import Mapping, Sequence

from monitor.core.measure import find_measure
from monitor.core.problem import Problem, problem

FIELDS = (
    "code",
    "number",
    "chapter",
    "name",
    "text",
    "goal",
    "measure",
    "responsible",
    "cooperating",
    "leader",
    "deadline",
    "note",
)
_EXACT = {
    "code": "编号 任务编号 目标编号",
    "number": "序号",
    "chapter": "板块 类别 分类 章节 领域 项目类别 所属板块 任务类别",
    "name": "指标 指标名称 项目名称 实事项目名称 任务名称 工作名称 事项 名称 主要指标 项目",
    "text": "目标任务 工作任务 重点任务 任务内容 工作内容 建设内容 年度建设内容 主要任务 具体任务 "
    "工作目标 工作目标及任务要求 量化目标 重点工作 任务",
    "goal": "目标值 年度目标 目标 预期目标 全年目标 年度目标值 全年目标值 计划数 年度计划 任务数 "
    "目标数 年度任务 年度任务数 计划",
    "measure": "计量单位",
    "responsible": "牵头单位 责任单位 责任部门 责任科室 承办单位 主责单位 牵头部门 责任主体 "
    "实施单位 牵头责任单位 牵头及责任单位",
    "cooperating": "配合单位 协办单位 配合部门 参与单位 责任配合单位 协同单位",
    "leader": "责任领导 牵头领导 分管领导 包联领导 区级领导 县级领导 市级领导",
    "deadline": "完成时限 时限 完成时间 完成期限 时间节点 办结时限 时间要求",
    "note": "备注 说明 口径",
}
_KNOWN = {head: field for field, heads in _EXACT.items() for head in heads.split()}
_NO_PROMISE = re.compile(
    r"完成情况|实际|累计|已完成|进度|进展|^占|预计|同比|环比|电话|联系|责任人|填报|审核|金额|资金|投资|"
    r"地点|建设时间|状态|存在|下一步|打算|来源|动态|上年|去年"
)
_LIKE = (
    ("cooperating", r"配合|协办|参与"),
    ("leader", r"领导"),
    ("responsible", r"(?:责任|牵头|承办|主责|实施)(?:单位|部门|科室|主体)"),
    ("deadline", r"时限|期限|完成时间"),
    ("goal", r"目标值|目标数|预期目标|计划数|年度目标$"),
    ("text", r"任务|内容"),
    ("name", r"指标|项目名称|事项"),
)
_YEAR = re.compile(r"^(?:19|20)\d{2}年度?")
_BRACKETS = re.compile(r"[（(]([^（()）]*)[）)]")


def match_heads(
    heads: Sequence[str], values: Mapping[int, Sequence[str]], told: Mapping[str, str]
) -> dict[str, int] | Problem:
    """Return the column of each field; ``told`` maps a head to the field a person gave it.

    ``values`` are some texts below each head: they tell ``单位`` of measure from ``单位`` that
    answers. Two columns for one field are a problem that names both.
    """
    found: dict[str, list[int]] = {}
    for column, head in enumerate(heads):
        field = told[head] if head in told else _field(head, values.get(column, ()))
        if field:
            found.setdefault(field, []).append(column)
    _settle(found, heads)
    twice = next((columns for columns in found.values() if len(columns) > 1), None)
    if twice:
        names = "、".join(heads[column] for column in twice)
        return problem("breakdown.column_twice", heads=names)
    return {field: columns[0] for field, columns in found.items()}


def bare(head: str) -> str:
    """A head without blanks, year and brackets: ``2024年目标值（万亩）`` is ``目标值``."""
    plain = "".join(head.split())
    return _YEAR.sub("", _BRACKETS.sub("", plain)) or plain


def measure_of(head: str) -> str:
    """The measure a head names in brackets, if it names one."""
    said = (word for word in _BRACKETS.findall("".join(head.split())))
    return next((word for word in said if find_measure(word)), "")


def _field(head: str, values: Sequence[str]) -> str:
    plain = bare(head)
    if not plain:
        return ""
    if plain == "单位":
        measures = [find_measure(value) is not None for value in values if value]
        return "measure" if measures and all(measures) else "responsible"
    if plain in _KNOWN:
        return _KNOWN[plain]
    if _NO_PROMISE.search(plain):
        return ""
    return next((field for field, like in _LIKE if re.search(like, plain)), "")


def _settle(found: dict[str, list[int]], heads: Sequence[str]) -> None:
    """Two heads of one kind that offices do use side by side."""
    leads = found.get("responsible", [])
    if len(leads) == 2 and "cooperating" not in found:  # noqa: PLR2004 - who leads, who is responsible
        lead = next((column for column in leads if "牵头" in heads[column]), leads[0])
        found["responsible"] = [lead]
        found["cooperating"] = [column for column in leads if column != lead]
    texts = found.get("text", [])
    if len(texts) == 2 and "name" not in found:  # noqa: PLR2004 - what it is called, what is to be done
        found["name"], found["text"] = texts[:1], texts[1:]
