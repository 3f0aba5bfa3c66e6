"""What a row of the entry sheet tells: the goal, what was told last, what is due, what is left.

One row per target and period. A row that is answered folds away with its answer; what it takes
in stays the same, so that it can be corrected where it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from monitor.core.assessment import Assessment
from monitor.core.measure import said_in
from monitor.core.observation import Observation
from monitor.core.owed import due_day
from monitor.core.problem import Problem
from monitor.core.rule import Status
from monitor.core.split import as_target
from monitor.core.target import Kind, ReportedAs, Target
from monitor.render.said import said
from monitor.render.voice import Voice
from monitor.web.current import Current
from monitor.web.entry_form import Line, Typed
from monitor.web.entry_sheet import Asked, Sheet
from monitor.web.entry_write import newest_of
from monitor.web.page import instant

SLOW = frozenset({Status.BEHIND, Status.MISSED, Status.NOT_STARTED})
"""Where a unit is asked what it does about it; also where it told nothing until after the day."""


QUARTER = 3
"""With the figure of a quarter's last month a unit may say how the year will end."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page was sent: what was typed, its faults, and what it may have meant."""

    typed: Typed = field(default_factory=Typed)
    faults: Sequence[Problem] = ()


def rows_of(current: Current, sheet: Sheet, asked: Asked, told: Told) -> list[dict[str, Any]]:
    """Return the rows of a sheet in the order they press."""
    lines = groupby(asked.lines, key=lambda line: line.head)
    return [_row(current, sheet, asked, told, list(mine)) for _, mine in lines]


def _row(
    current: Current, sheet: Sheet, asked: Asked, told: Told, lines: list[Line]
) -> dict[str, Any]:
    voice, head = Voice(current.words, sheet.plan, current.today), lines[0]
    row = asked.rows.get((head.target.code, head.unit if head.target.parts else ""))
    mine, calendar = _own(head), current.web.runtime.calendar
    newest = newest_of(asked.log, head, sheet) or _newest_member(asked.log, head, sheet)
    answered = newest is not None and not newest.returned
    due = next((one for one in asked.owed if _same(one.target, one.unit, head)), None)
    achieved = row is not None and row.status is Status.ACHIEVED
    return {
        "key": head.key,
        "code": head.target.code,
        "name": head.target.name,
        "kind": head.target.kind.value,
        "staged": head.staged,
        "goal": voice.goal(head.target) if mine is head.target else voice.quantity(mine, mine.goal),
        "period": head.period.key,
        "before": _before(voice, asked.log, head, sheet),
        "due": due_day(head.target, head.period, calendar).isoformat() if due else "",
        "late": due is not None and due.late,
        "since": due.periods[0].key if due and due.periods[0] != head.period else "",
        "returned": newest is not None and newest.returned,
        "answer": _answer(current, voice, newest) if newest is not None and answered else None,
        "achieved": achieved,
        "done": answered or achieved,
        "slow": row is not None and (row.status in SLOW or "overdue" in row.flags),
        "no_change": _no_change(head.target),
        "said": _said(row),
        "yearly": head.period.end.month % QUARTER == 0,
        "lines": [_line(current, line, asked, told) for line in lines],
        "line": head,
        "ladder": head.target.ladder,
        "items": [one.name for one in head.target.items],
        "words": said_in(head.target.spoken) if head.target.spoken else (),
        "usual": head.target.figures,
        **_figures(voice, mine, head, row),
    }


def answer_of(
    current: Current, sheet: Sheet, log: Sequence[Observation], head: Line
) -> tuple[dict[str, Any] | None, str]:
    """What now answers a row, and the number up to which its entries were seen."""
    voice = Voice(current.words, sheet.plan, current.today)
    newest = newest_of(log, head, sheet) or _newest_member(log, head, sheet)
    told = _answer(current, voice, newest) if newest and not newest.returned else None
    return told, str(_seen(log, head))


def _seen(log: Sequence[Observation], line: Line) -> int:
    code, end = line.target.code, line.period.end
    return max((one.seq for one in log if (one.target, one.period.end) == (code, end)), default=0)


def _own(head: Line) -> Target:
    part = next((one for one in head.target.parts if one.unit == head.unit), None)
    return as_target(head.target, part) if part else head.target


def _same(target: Target, unit: str, head: Line) -> bool:
    return target.code == head.target.code and (not head.target.parts or unit == head.unit)


def _figures(voice: Voice, mine: Target, head: Line, row: Assessment | None) -> dict[str, str]:
    """What should be done when the period ends, and what is left to the goal."""
    if mine.kind is not Kind.QUANTITY or mine.goal is None:
        return {"expected": "", "left": ""}
    left = row.remaining if row else None
    return {
        "expected": voice.quantity(mine, mine.expected(head.period.end), rounded=True),
        "left": "" if left is None else voice.quantity(mine, left),
    }


def _line(current: Current, line: Line, asked: Asked, told: Told) -> dict[str, Any]:
    fields = told.typed.fields.get(line.key, {})
    mine = [one for one in told.faults if one.place and one.place.cell == line.key]
    return {
        "key": line.key,
        "typed": fields,
        "faults": current.words.problems(mine),
        "meant": told.typed.meant.get(line.key, ""),
        "seen": fields.get("seen") or str(_seen(asked.log, line)),
    }


def _newest_member(log: Sequence[Observation], head: Line, sheet: Sheet) -> Observation | None:
    """Of a list any member's entry answers the period."""
    found = (newest_of(log, head, sheet, item=one.name) for one in head.target.items)
    return max((one for one in found if one), key=lambda one: one.seq, default=None)


def _answer(current: Current, voice: Voice, one: Observation) -> dict[str, Any]:
    return {
        "said": said(voice, one),
        "who": one.entered_by,
        "when": instant(current, one.known_at),
        "waits": not one.approved,
    }


def _said(row: Assessment | None) -> dict[str, str]:
    """What the unit said last, to go on from."""
    said = row.statement if row else None
    if said is None:
        return {}
    words = {"progress": said.progress, "trouble": said.trouble, "next_step": said.next_step}
    return words | {"outlook": said.outlook.value if said.outlook else ""}


def _no_change(target: Target) -> str:
    """What one click says: the same figure again, or nothing new."""
    stays = {ReportedAs.CUMULATIVE, ReportedAs.LEVEL, ReportedAs.RATE}
    return "grid.same" if target.reported_as in stays else "grid.no_change"


def _before(voice: Voice, log: Sequence[Observation], head: Line, sheet: Sheet) -> dict[str, str]:
    """The newest answer before the period, of the unit or one it took over."""
    became = {} if head.target.parts else sheet.heirs
    mine = [
        one
        for one in log
        if one.target == head.target.code
        and became.get(one.unit, one.unit) == became.get(head.unit, head.unit)
        and one.period.end < head.period.end
    ]
    if not mine:
        return {}
    newest = max(mine, key=lambda one: (one.period.end, *one.age))
    return {"period": newest.period.key, "said": said(voice, newest)}
