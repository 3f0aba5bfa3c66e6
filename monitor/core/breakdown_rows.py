"""Reads one row of a breakdown table into the promises it makes.

A goal cell is read by the grammar of goals; prose by the forms plans speak in. Where both are
there they have to agree. What cannot be read is a doubt with a name, never a guess.
"""

import re
from dataclasses import replace
from datetime import date

from monitor.core.breakdown import Draft, Habits, Row
from monitor.core.breakdown_goals import cell_goal, counted, doubting
from monitor.core.breakdown_units import read_units
from monitor.core.deadline import read_deadline
from monitor.core.figures import GENERIC as CARRIED
from monitor.core.figures import Figure, figures, speaks_of_capacity, spelled_out
from monitor.core.goal import Goal, read_goal
from monitor.core.measure import find_measure
from monitor.core.problem import Problem, problem
from monitor.core.quantity import half_width
from monitor.core.target import Kind, ReportedAs

LONGEST_NAME, LONGEST_LABEL = 60, 30
EMPTY = frozenset({"", "-", "—", "--", "/", "无", "——"})
PENDING = "待下达"
_PENDING = re.compile(
    r"待(?:上级|省|市)?(?:下达|定|明确)|以.{0,8}下达.{0,4}为准|下达目标(?:之内|以内)?$"
)
_ELSEWHERE = re.compile(
    r"同步|不低于(?:上年|去年|全|省|市)|高于|快于|位居|前列|进位|下达|持平|只增不减|上年"
)
"""A goal measured by something outside the plan: last year, the city, a superior's quota."""
STAGES = {
    "投用": "投用|投产|投入使用|投运|运营",
    "主体完工": "主体(?:工程)?(?:完工|封顶)|封顶",
    "竣工": "竣工|建成|完工|通车|交付",
    "开工": "开工|动工|启动建设",
    "立项": "立项",
    "签约": "签约",
}
_PROJECT = re.compile(r"项目|工程|基地|园区|大道|大桥|隧道|泵站|水厂|电站")


def understand(row: Row, habits: Habits) -> tuple[Draft, ...]:
    """Return every promise of a row, at least one, each with what is doubtful about it."""
    frame = _frame(row, habits)
    goal = half_width(row.goal).strip()
    text = row.text or row.name
    if not text and goal in EMPTY:
        return (doubting(frame, problem("breakdown.no_text")),)
    if goal in EMPTY:
        return _of_prose(frame, row, habits)
    read = cell_goal(goal, row.measure)
    if isinstance(read, Goal):
        return (_agreed(counted(frame, read, habits), read, row, habits),)
    return _of_goal_words(frame, row, habits, goal)


def _frame(row: Row, habits: Habits) -> Draft:
    """Everything of a row but what it promises."""
    units = read_units(row.responsible or habits.unit, row.cooperating)
    deadline = read_deadline(row.deadline, habits.year) if row.deadline.strip() else None
    doubts = list(row.faults)
    if units.doubt:
        fault = problem(f"breakdown.{units.doubt}", text=row.responsible.strip())
        doubts.append(fault.at(row.where("responsible")))
    if isinstance(deadline, Problem):
        doubts.append(deadline.at(row.where("deadline")))
    elif deadline and deadline < date(habits.year, 1, 1):
        fault = problem("breakdown.deadline_past", text=row.deadline.strip())
        doubts.append(fault.at(row.where("deadline")))
    doubts += [problem("breakdown.shared")] if "goal" in row.shared else []
    return Draft(
        place=row.place,
        name=_short(row.name or row.text),
        code=row.code,
        number=row.number,
        chapter=row.chapter,
        responsible=units.lead,
        cooperating=units.named,
        leader=row.leader,
        deadline=deadline if isinstance(deadline, date) else None,
        source=" ".join((row.text or row.name).split()),
        note="；".join(one for one in (row.note, *units.collective) if one),
        assumed=(
            *(() if isinstance(deadline, date) else ("deadline",)),
            *(() if row.responsible else ("responsible",)),
        ),
        doubts=tuple(doubts),
    )


def _agreed(draft: Draft, goal: Goal, row: Row, habits: Habits) -> Draft:
    """Doubt a goal that the row's own prose does not speak of, where it speaks of figures."""
    said = [(one, read_goal(one.goal)) for one in figures(row.text, year=habits.year)]
    amounts = [(one, read) for one, read in said if isinstance(read, Goal)]
    same = [one.subject for one, read in amounts if _same(goal, read)]
    if amounts and not same:
        return doubting(draft, problem("breakdown.differs", text=amounts[0][1].stated))
    sides = {read.direction for _, read in amounts if _same(goal, read)}
    if sides and goal.direction not in sides:
        return doubting(draft, problem("breakdown.sides", text=amounts[0][1].stated))
    named = not row.name and same and same[0]
    return replace(draft, name=_short(same[0])) if named else draft


def _same(one: Goal, other: Goal) -> bool:
    return (one.spoken.measure, one.value, one.low, one.high) == (
        other.spoken.measure,
        other.value,
        other.low,
        other.high,
    )


def _of_goal_words(frame: Draft, row: Row, habits: Habits, goal: str) -> tuple[Draft, ...]:
    """A goal cell that is more than a goal: prose, a stage, or what a superior still owes."""
    if _PENDING.search(goal):
        return (_pending(frame, row, goal),)
    found = figures(goal, year=habits.year)
    if not found and _ELSEWHERE.search(goal):
        return (doubting(frame, problem("breakdown.elsewhere", text=goal)),)
    if not found:
        return (_without_figures(frame, f"{row.name or row.text}{goal}", goal),)
    label = row.name or _label(row.text)
    drafts = tuple(_figured(frame, one, row, habits, label=label) for one in found)
    if len(drafts) > 1:
        return tuple(doubting(one, problem("breakdown.several", text=goal)) for one in drafts)
    subject = found[0].subject
    if label and subject not in label and label not in subject and subject not in CARRIED:
        return (doubting(drafts[0], problem("breakdown.other_subject", text=subject)),)
    return drafts


def _label(text: str) -> str:
    """What a row is about, where its text is but a name."""
    return "" if len(text) > LONGEST_LABEL or figures(text) else text


def _pending(frame: Draft, row: Row, goal: str) -> Draft:
    spoken = find_measure(row.measure.strip())
    if spoken is None:
        return doubting(frame, problem("breakdown.no_measure", text=goal))
    percent = spoken.measure.name == "%"
    return replace(
        frame,
        kind=Kind.QUANTITY,
        goal=PENDING,
        measure=spoken.word,
        reported_as=ReportedAs.LEVEL if percent else ReportedAs.CUMULATIVE,
        pace="flat" if percent else "",
        assumed=(*frame.assumed, "reported_as", *(("pace",) if percent else ())),
    )


def _of_prose(frame: Draft, row: Row, habits: Habits) -> tuple[Draft, ...]:
    """A row without a goal cell: whatever its sentence promises."""
    text = row.text or row.name
    found = figures(text, year=habits.year)
    if not found:
        return (_without_figures(frame, f"{row.name} {text}", text),)
    label = row.name if row.text and row.name != row.text else ""
    drafts = tuple(_figured(frame, one, row, habits, label=label) for one in found)
    if _PROJECT.search(row.name) and _stages(text):
        return tuple(doubting(one, problem("breakdown.project", text=text)) for one in drafts)
    return drafts


def _figured(frame: Draft, figure: Figure, row: Row, habits: Habits, *, label: str) -> Draft:
    """A draft of one figure of a sentence."""
    name = figure.subject or label
    if label and "carried" in figure.doubts:
        name = label if figure.subject in label else f"{label}{figure.subject}"
    codes = [one for one in figure.doubts if not (label and one in {"subject", "carried"})]
    named = replace(frame, name=_short(name or frame.name))
    read = cell_goal(figure.goal, row.measure)
    doubts = [problem(f"breakdown.doubt_{one}", text=figure.goal) for one in codes]
    if isinstance(read, Problem):
        dark = replace(named, kind=Kind.QUANTITY, goal=figure.goal)
        return doubting(dark, problem("breakdown.no_measure", text=figure.goal))
    if figure.names and not doubts:
        return _listed(named, read, figure.names)
    return doubting(counted(named, read, habits), *doubts)


def _listed(frame: Draft, goal: Goal, names: tuple[str, ...]) -> Draft:
    assumed = (*frame.assumed, "ladder", "goal_stage", "direction")
    return replace(frame, kind=Kind.ITEMS, goal=goal.stated, items=names, assumed=assumed)


def _without_figures(frame: Draft, text: str, said: str) -> Draft:
    """A task, or a project with the one stage its words promise."""
    if spelled_out(said):
        return doubting(frame, problem("breakdown.spelled", text=_short(said)))
    if speaks_of_capacity(said):
        return doubting(frame, problem("breakdown.capacity", text=_short(said)))
    stages = _stages(said)
    if not stages or not _PROJECT.search(text):
        return frame
    staged = replace(frame, kind=Kind.PROJECT, goal_stage=stages[0])
    return (
        doubting(staged, problem("breakdown.stages", text=_short(said))) if stages[1:] else staged
    )


def _stages(text: str) -> list[str]:
    """Stages a text speaks of, the furthest first, each word counted once."""
    found, rest = [], text
    for stage, words in STAGES.items():
        if re.search(words, rest):
            found.append(stage)
            rest = re.sub(words, "", rest)
    return found


def _short(text: str) -> str:
    """A name from a sentence: its first clause, of a bearable length."""
    plain = (
        "".join(half_width(text).split()) if len(text) > LONGEST_NAME else " ".join(text.split())
    )
    return re.split(r"[,，;；。]", plain)[0][:LONGEST_NAME] if len(plain) > LONGEST_NAME else plain
