"""Write a told scorecard as a workbook an office can go on working with.

Numbers are numbers, in the plan's own unit; days are days; everything else is plain text
that cannot turn into a formula. The same scorecard gives the same bytes. It refuses to
round what it writes, except percentages, which stand as they are printed everywhere.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from monitor.render.formats import UNKNOWN
from monitor.render.phrases import Words
from monitor.render.plain import safe
from monitor.render.rows import Told
from monitor.render.sheets import Book, Page

HEAD_ROW = 2
COLUMNS = (
    ("number", 6),
    ("name", 34),
    ("unit", 16),
    ("measure", 8),
    ("goal", 12),
    ("actual", 12),
    ("expected", 12),
    ("attainment", 9),
    ("lead", 22),
    ("status", 18),
    ("data_date", 12),
    ("data_source", 14),
    ("remaining", 12),
    ("needed", 12),
    ("flags", 18),
    ("reason", 60),
)
NUMBERS = {
    "goal": "goal",
    "actual": "actual",
    "expected": "expected",
    "remaining": "remaining",
    "needed": "needed_per_month",
}
"""Columns of numbers and the told field each is written from."""

LAST_PLACE = len(COLUMNS) - 1


def xlsx_bytes(status: Told, words: Words, *, title: str, notes: Sequence[str], head: str) -> bytes:
    """Return the workbook: the rows, then the tally with where the data comes from."""
    book = Book(title, status["known_at"], {"chain head": head})
    _rows(book.page(words.say("letter.sheet_rows")), status, words, title)
    _tally(book.page(words.say("letter.sheet_tally")), status, words, notes)
    return book.bytes()


def _rows(page: Page, status: Told, words: Words, title: str) -> None:
    page.text(0, 0, title, "title")
    page.text(1, 0, status["shown"]["verdict"], "plain")
    for place, (name, width) in enumerate(COLUMNS):
        page.sheet.set_column(place, place, width)
        page.text(HEAD_ROW, place, words.say(f"column.{name}"), "head")
    lines = [line for row in status["rows"] for line in (row, *map(_as_part, row["parts"]))]
    for number, row in enumerate(lines, HEAD_ROW + 1):
        for place, (name, _) in enumerate(COLUMNS):
            _cell(page, (number, place), name, row)
    page.sheet.freeze_panes(HEAD_ROW + 1, 2)
    page.sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(lines), LAST_PLACE)
    page.sheet.repeat_rows(HEAD_ROW)
    page.paper()


def _as_part(part: Told) -> Told:
    """A part stands under its target without a number, so that nobody counts it."""
    return part | {"number": "", "name": f"　└ {part['unit']}"}


def _cell(page: Page, at: tuple[int, int], name: str, row: Told) -> None:
    if name in NUMBERS:
        page.number(*at, in_plan_unit(row, NUMBERS[name]))
    elif name == "attainment":
        page.percent(*at, row["attainment"])
    elif name == "data_date":
        page.day(*at, row["data_date"])
    else:
        page.text(*at, _TEXTS[name](row))


def in_plan_unit(row: Told, field: str) -> Fraction | None:
    """A told number in the plan's own unit; none where nothing is known or counted."""
    if row[field] is None or row["spoken"] is None:
        return None
    return Fraction(Decimal(row[field])) / Fraction(Decimal(row["spoken"]["multiplier"]))


_TEXTS: dict[str, Callable[[Told], str]] = {
    "number": lambda row: row["number"],
    "name": lambda row: safe(row["name"]),
    "unit": lambda row: safe(row["unit"]),
    "measure": lambda row: row["shown"]["measure"],
    "lead": lambda row: row["shown"]["lead"],
    "status": lambda row: f"{row['shown']['shape']} {row['label']}",
    "data_source": lambda row: row["data_source"] or UNKNOWN,
    "flags": lambda row: row["shown"]["flags"],
    "reason": lambda row: safe(row["reason"]),
}


def _tally(page: Page, status: Told, words: Words, notes: Sequence[str]) -> None:
    page.sheet.set_column(0, 0, 28)
    page.sheet.set_column(1, 2, 10)
    for place, name in enumerate(("status", "count", "share")):
        page.text(0, place, words.say(f"column.{name}"), "head")
    classes = status["tally"]["classes"]
    for number, one in enumerate(classes, 1):
        page.text(number, 0, f"{one['shown']['shape']} {one['label']}")
        page.number(number, 1, Fraction(one["count"]))
        page.percent(number, 2, one["share"])
    page.text(len(classes) + 1, 0, words.say("letter.total"), "head")
    page.number(len(classes) + 1, 1, Fraction(status["tally"]["total"]))
    for number, note in enumerate(notes, len(classes) + 3):
        page.text(number, 0, note, "plain")
    page.paper()
