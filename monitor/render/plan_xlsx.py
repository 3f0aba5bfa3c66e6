"""Write the plan as the table an office keeps of it: 分解表, with where each target stands.

One row per target in the order of the plan, nothing merged, so that the table can be
sorted, filled in by hand and taken in again. What the plan speaks stays text; figures and
days are figures and days. The last columns are told as every face tells them. It refuses
to judge, and to let a cell be run as a formula.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from fractions import Fraction

from monitor.core.scorecard import Scorecard
from monitor.core.target import Kind, Target
from monitor.render.formats import UNKNOWN
from monitor.render.phrases import Words
from monitor.render.rows import Told, told
from monitor.render.sheets import Book, Page, hundredths
from monitor.render.voice import Voice
from monitor.render.xlsx import in_plan_unit

TITLE_ROW, HEAD_ROW = 0, 1
COLUMNS = {
    "code": 18,
    "number": 5,
    "chapter": 13,
    "clause": 30,
    "name": 18,
    "goal": 13,
    "leader": 9,
    "lead_unit": 13,
    "cooperating": 15,
    "deadline": 15,
    "note": 16,
    "actual": 12,
    "attainment": 9,
    "expected": 12,
    "status": 15,
    "data_date": 15,
}
"""Each column and how wide it is; up to ``note`` it is the office's own table."""

FROZEN_COLUMNS = 2
MARGIN = 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """One target, what is told of it, and the words to say it in."""

    target: Target
    row: Told
    voice: Voice


def plan_xlsx(card: Scorecard, words: Words, *, zone: tzinfo, head: str) -> bytes:
    """Return the table of a whole plan as of the scorecard's day."""
    status = told(card, words, zone)
    voice = Voice(words, card.plan, card.as_of)
    marks = {"chain head": head, "known at": status["known_at"], "plan": card.plan.code}
    title = _title(card, words)
    book = Book(title, status["known_at"], marks)
    page = book.page(words.say("exporting.sheet"))
    _heads(page, title, words)
    rows = {row["code"]: row for row in status["rows"]}
    lines = [Line(one, rows[one.code], voice) for one in card.plan.targets if one.code in rows]
    for place, line in enumerate(lines, HEAD_ROW + 1):
        _line(page, place, line)
    _layout(page, len(lines), words)
    return book.bytes()


def _title(card: Scorecard, words: Words) -> str:
    day = card.as_of
    month = words.say(f"status.month.m{day.month}")
    full = words.say("status.day_of_year", year=day.year, month=month, day=day.day)
    mark = words.say("letter.demo_mark") if card.demo else ""
    return words.say("exporting.title", title=card.plan.title, day=full) + mark


def _heads(page: Page, title: str, words: Words) -> None:
    page.text(TITLE_ROW, 0, title, "title")
    for place, (name, width) in enumerate(COLUMNS.items()):
        page.sheet.set_column(place, place, width)
        page.text(HEAD_ROW, place, words.say(f"exporting.head.{name}"), "head")


def _layout(page: Page, count: int, words: Words) -> None:
    page.sheet.freeze_panes(HEAD_ROW + 1, FROZEN_COLUMNS)
    page.sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + count, len(COLUMNS) - 1)
    page.sheet.repeat_rows(TITLE_ROW, HEAD_ROW)
    page.sheet.set_margins(left=MARGIN, right=MARGIN)
    page.sheet.set_footer(words.say("exporting.footer"))
    page.paper()


def _line(page: Page, place: int, line: Line) -> None:
    for column, name in enumerate(COLUMNS):
        if name in {"actual", "expected"}:
            _figure(page, (place, column), line.row, name)
        elif name == "attainment":
            _attainment(page, (place, column), line.row)
        elif name in {"deadline", "data_date"}:
            pattern = line.voice.say("exporting.day_format")
            page.day(place, column, line.row[name], num_format=pattern, align="left")
        elif name == "number":
            _number(page, (place, column), line.target.number)
        else:
            _text(page, (place, column), TEXTS[name](line))


def _text(page: Page, at: tuple[int, int], text: str) -> None:
    page.exact(*at, text, "unknown" if text == UNKNOWN else "text")


def _number(page: Page, at: tuple[int, int], text: str) -> None:
    """A running number counts where it is one; ``3-1`` and ``03`` stay what they are."""
    if text.isascii() and text.isdigit() and str(int(text)) == text:
        page.number(*at, Fraction(text))
    else:
        _text(page, at, text)


def _figure(page: Page, at: tuple[int, int], row: Told, field: str) -> None:
    """A number that shows its unit and as many digits as everywhere, else what is said."""
    value = in_plan_unit(row, field)
    if value is None:
        _text(page, at, row["shown"][field])
        return
    digits = re.search(r"\.(\d+)", row["shown"][field])
    whole = "#,##0" if row["spoken"]["multiplier"] == "1" else "0"
    places = f".{'0' * len(digits[1])}" if digits else ""
    pattern = f'{whole}{places}"{row["spoken"]["word"]}"'
    page.sheet.write_number(*at, float(value), page.book.format("number", num_format=pattern))


def _attainment(page: Page, at: tuple[int, int], row: Told) -> None:
    """In percent, as printed: the head says so."""
    if row["attainment"] is None:
        page.text(*at, row["shown"]["attainment"], "unknown")
        return
    kind = page.book.format("number", num_format="#,##0.0")
    page.sheet.write_number(*at, float(hundredths(row["attainment"])), kind)


def _goal(line: Line) -> str:
    """As the plan speaks it; what is to be reached where nothing is counted."""
    return "" if line.target.kind is Kind.TASK else line.voice.goal(line.target)


TEXTS: dict[str, Callable[[Line], str]] = {
    "code": lambda line: line.target.code,
    "chapter": lambda line: line.target.chapter,
    "clause": lambda line: line.target.source or line.target.name,
    "name": lambda line: line.target.name,
    "goal": _goal,
    "leader": lambda line: line.target.leader,
    "lead_unit": lambda line: line.voice.unit(line.target.responsible),
    "cooperating": lambda line: line.voice.say("exporting.and").join(
        line.voice.unit(code) for code in line.target.cooperating
    ),
    "note": lambda line: line.target.note,
    "status": lambda line: f"{line.row['shown']['shape']} {line.row['label']}",
}
