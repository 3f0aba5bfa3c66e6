"""What every workbook of ours shares: a book of the same bytes, its formats, its paper.

Cells are written by their kind and nothing is ever taken for a formula or a link. A book
carries in its properties when it was known and which state of the chain it speaks of. It
refuses to know what a sheet is about.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter

from monitor.render.formats import UNKNOWN, percent
from monitor.render.plain import safe

A4 = 9
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
CELL = {"valign": "top", "border": 1, "border_color": "#DCDFE4"}
WASH = "#F5F6F8"
KINDS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "plain": {},
    "head": CELL | {"bold": True, "bg_color": WASH, "text_wrap": True},
    "text": CELL | {"text_wrap": True},
    "number": CELL | {"num_format": "#,##0.######"},
    "whole": CELL | {"num_format": "#,##0"},
    "percent": CELL | {"num_format": "0.0%"},
    "day": CELL | {"num_format": "yyyy-mm-dd"},
    "unknown": CELL | {"align": "right"},
}


class Book:
    """A workbook in memory; ``marks`` are said in its properties."""

    def __init__(self, title: str, known_at: str, marks: Mapping[str, str]) -> None:
        """Begin an empty book, dated by the instant its figures were known."""
        self._out = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(self._out, PLAIN)
        created = datetime.fromisoformat(known_at).replace(tzinfo=None)
        self.book.set_properties({"title": title, "created": created})
        for name, text in marks.items():
            self.book.set_custom_property(name, text, "text")
        self._formats: dict[str, Any] = {}

    def format(self, kind: str, **more: Any) -> Any:  # noqa: ANN401  # xlsxwriter ships no types
        """The format of a kind of cell, with what is particular to this one."""
        key = f"{kind} {sorted(more.items())}"
        if key not in self._formats:
            self._formats[key] = self.book.add_format(KINDS[kind] | more)
        return self._formats[key]

    def page(self, name: str) -> "Page":
        """Add a sheet."""
        return Page(self, self.book.add_worksheet(name))

    def bytes(self) -> bytes:
        """Close the book and return it."""
        self.book.close()
        return self._out.getvalue()


@dataclass(frozen=True, slots=True)
class Page:
    """A worksheet that is written cell by cell, each by its kind."""

    book: Book
    sheet: Any

    def text(self, row: int, column: int, text: str, kind: str = "text", **more: object) -> None:
        """Write text as it stands."""
        self.sheet.write_string(row, column, text, self.book.format(kind, **more))

    def exact(self, row: int, column: int, text: str, kind: str = "text", **more: object) -> None:
        """Write text letter for letter; what looks like a formula stays text when edited."""
        self.text(row, column, text, kind, **more, quote_prefix=safe(text) != text)

    def number(self, row: int, column: int, value: Fraction | None) -> None:
        """Write a number, a dash where it is unknown."""
        if value is None:
            self.text(row, column, UNKNOWN, "unknown")
            return
        kind = "whole" if value.denominator == 1 else "number"
        self.sheet.write_number(row, column, float(value), self.book.format(kind))

    def percent(self, row: int, column: int, share: float | None) -> None:
        """As printed: what is not complete does not read 100.0 %."""
        if share is None:
            self.text(row, column, UNKNOWN, "unknown")
            return
        kind = self.book.format("percent")
        self.sheet.write_number(row, column, float(hundredths(share) / 100), kind)

    def day(self, row: int, column: int, day: str | None, **more: object) -> None:
        """Write a day as a day, a dash where there is none."""
        if day is None:
            self.text(row, column, UNKNOWN)
        else:
            at = date.fromisoformat(day)
            self.sheet.write_datetime(row, column, at, self.book.format("day", **more))

    def paper(self) -> None:
        """A4, lying, as wide as one page."""
        self.sheet.set_paper(A4)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)


def hundredths(share: float) -> Decimal:
    """A share in percent, as it is printed everywhere."""
    return Decimal(percent(Fraction(share)).rstrip("%").replace(",", "").replace("−", "-"))
