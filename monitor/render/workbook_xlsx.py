"""Write the sheet a unit fills in for a period: everything known is there, only answers are open.

Its heads are those an import reads, so that it comes back unchanged. Cells that take an
answer are white and say what they take; all others are locked. A hidden sheet carries what
the sheet was made from. It refuses to fill in an answer for anybody: an untouched sheet
says nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.core.entry import usual_source
from monitor.core.entry_sheet import EntrySheet, Line
from monitor.core.target import Kind
from monitor.render.formats import UNKNOWN
from monitor.render.happenings import answer
from monitor.render.phrases import Words
from monitor.render.sheets import WASH, Book, Page
from monitor.render.voice import Voice
from monitor.render.workbook_checks import Checks

TITLE_ROW, HOW_ROW, HEAD_ROW = 0, 1, 3
COLUMNS = {
    "target": 18,
    "name": 22,
    "item": 13,
    "asks": 12,
    "period": 10,
    "unit": 13,
    "goal": 13,
    "newest": 19,
    "expected": 13,
    "measure": 9,
    "value": 12,
    "stage": 11,
    "on": 12,
    "no_change": 8,
    "source": 13,
    "note": 22,
    "reason": 16,
}
"""Each column and how wide it is; those from ``value`` on take answers."""

FROZEN_COLUMNS = 2
MARGIN = 0.4
MARK_SHEET = "_monitor"
MARK = ("plan", "unit", "period", "head", "version")
LOOSE = {"format_columns": True, "format_rows": True}
"""What stays allowed on a protected sheet: widening what is too narrow to read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line and the words to say it in."""

    line: Line
    voice: Voice

    @property
    def open_cells(self) -> frozenset[str]:
        """The columns in which this line takes an answer."""
        line = self.line
        answers = {
            "value": line.takes_value,
            "stage": line.takes_stage,
            "on": line.takes_value or line.takes_stage,
            "no_change": line.takes_no_change,
            "source": bool(self.voice.plan.sources),
            "note": True,
            "reason": True,
        }
        return frozenset(name for name, taken in answers.items() if taken)


def workbook_xlsx(sheet: EntrySheet, words: Words, *, made_at: datetime, version: str) -> bytes:
    """Return the workbook of one unit and period; ``made_at`` in the office's time zone."""
    voice = Voice(words, sheet.plan, sheet.period.end)
    marks = _marks(sheet, version)
    title = _title(sheet, voice)
    book = Book(title, made_at.isoformat(timespec="seconds"), marks)
    page = book.page(words.say("workbook.sheet"))
    hidden = book.page(MARK_SHEET)
    checks = Checks(page, hidden, words, tuple(one.name for one in sheet.plan.sources))
    _top(page, title, words)
    for place, line in enumerate(sheet.lines, HEAD_ROW + 1):
        _line(page, place, Asked(line, voice), checks)
    _layout(page, words)
    _mark(hidden, sheet, marks)
    return book.bytes()


def _title(sheet: EntrySheet, voice: Voice) -> str:
    said = {"title": sheet.plan.title, "unit": voice.unit(sheet.unit), "period": sheet.period.key}
    demo = any(line.newest and line.newest.demo for line in sheet.lines)
    return voice.say("workbook.title", **said) + (voice.say("letter.demo_mark") if demo else "")


def _top(page: Page, title: str, words: Words) -> None:
    page.text(TITLE_ROW, 0, title, "title")
    for place, code in enumerate(("workbook.how_fill", "workbook.how_return"), HOW_ROW):
        page.text(place, 0, words.say(code), "plain")
    for place, (name, width) in enumerate(COLUMNS.items()):
        page.sheet.set_column(place, place, width)
        page.text(HEAD_ROW, place, words.say(f"workbook.head.{name}"), "head")


def _layout(page: Page, words: Words) -> None:
    page.sheet.freeze_panes(HEAD_ROW + 1, FROZEN_COLUMNS)
    page.sheet.repeat_rows(HEAD_ROW)
    page.sheet.set_margins(left=MARGIN, right=MARGIN)
    page.sheet.set_footer(words.say("workbook.footer"))
    page.sheet.protect("", LOOSE)
    page.paper()


def _line(page: Page, place: int, asked: Asked, checks: Checks) -> None:
    for column, name in enumerate(COLUMNS):
        said = SAID[name](asked) if name in SAID else ""
        if name in asked.open_cells:
            page.exact(place, column, said, locked=False, num_format=_pattern(asked, name))
            checks.put((place, column), name, asked.line)
        else:
            page.exact(place, column, said, bg_color=WASH)


def _pattern(asked: Asked, name: str) -> str:
    """How an answer is shown; a percentage so that one typed with its sign looks wrong."""
    if name == "on":
        return "yyyy-mm-dd"
    return '0.0###"%"' if name == "value" and asked.line.target.measure == "%" else "General"


def _asks(asked: Asked) -> str:
    """What kind of answer is wanted, which is where most slips are made."""
    line = asked.line
    if line.takes_value:
        kind = line.target.reported_as
        return asked.voice.say(f"workbook.asks.{kind.value if kind else 'cumulative'}")
    if line.target.kind is Kind.TASK:
        return asked.voice.say("workbook.asks.task")
    return asked.voice.say(f"workbook.asks.{'stage' if line.takes_stage else 'whole'}")


def _newest(asked: Asked) -> str:
    line, voice = asked.line, asked.voice
    if line.reached:
        return f"{line.reached.stage} {voice.day(line.reached.on)}"
    if line.item or line.newest is None:
        return UNKNOWN
    period = line.newest.period.key
    return voice.say("workbook.newest", period=period, said=answer(line.newest, voice))


def _expected(asked: Asked) -> str:
    """What should be done by the close of the period."""
    line = asked.line
    if line.item or not line.target.goal:
        return UNKNOWN
    due = line.target.expected(line.period.end)
    return asked.voice.quantity(line.target, due, rounded=True)


def _unit(asked: Asked) -> str:
    """The unit's name, its code where two units are called the same."""
    plan, code = asked.voice.plan, asked.line.unit
    name = asked.voice.unit(code)
    return name if plan.unit_code(name) == code else code


def _measure(asked: Asked) -> str:
    """The measure a bare number is read in."""
    return asked.voice.measure(asked.line.target) if asked.line.takes_value else ""


SAID: dict[str, Callable[[Asked], str]] = {
    "target": lambda asked: asked.line.target.code,
    "name": lambda asked: asked.line.target.name,
    "item": lambda asked: asked.line.item,
    "asks": _asks,
    "period": lambda asked: asked.line.period.key,
    "unit": _unit,
    "goal": lambda asked: asked.voice.goal(asked.line.target),
    "newest": _newest,
    "expected": _expected,
    "measure": _measure,
    "source": lambda asked: usual_source(asked.line.target, asked.voice.plan),
}


def _marks(sheet: EntrySheet, version: str) -> dict[str, str]:
    mark = sheet.mark
    said = (mark.plan, mark.unit, mark.period, mark.head, version)
    return dict(zip(MARK, said, strict=True))


def _mark(hidden: Page, sheet: EntrySheet, marks: dict[str, str]) -> None:
    """What it was made from, and each goal, for the day it comes back."""
    for place, (name, text) in enumerate(marks.items()):
        hidden.text(place, 0, name)
        hidden.text(place, 1, text)
    for place, ((code, unit), goal) in enumerate(sheet.mark.goals.items(), len(marks)):
        for column, text in enumerate(("goal", code, unit, goal)):
            hidden.text(place, column, text)
    hidden.sheet.protect()
    hidden.sheet.very_hidden()
