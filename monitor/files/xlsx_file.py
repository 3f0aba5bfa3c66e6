"""Reads the tables of an xlsx workbook: visible sheets that have a header row of ours.

The bytes are inspected here and parsed in a child process. What a reader of the workbook
does not see or cannot mean (hidden rows, merged cells, formulas without a result, error
values) is a fault that names the cell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.core.observation import Placed
from monitor.core.problem import Place, Problem, problem
from monitor.files.entry_rows import HEADERS, Cell, Columns, Row, find_header, read_rows
from monitor.files.sandbox import parse_in_child
from monitor.files.zip_inspection import refusal

CHILD = Path(__file__).with_name("xlsx_child.py")
AREA = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet: its cells, and what its XML says beyond their values."""

    book: str
    name: str
    rows: list[Row]
    about: Mapping[str, Any]

    def place(self, row: int, column: int) -> Place:
        """The place of a cell; rows are counted from 1, columns from 0."""
        return Place(self.book, sheet=self.name, cell=f"{_letters(column)}{row}")


@dataclass(frozen=True, slots=True)
class Book:
    """The visible sheets of a workbook, and the rows of the mark ours carry."""

    sheets: list[Sheet]
    mark: list[list[str]]


def open_book(data: bytes, name: str) -> list[Sheet] | Problem:
    """Return the visible sheets of a workbook, or why it is not read."""
    book = parsed(data, name)
    return book if isinstance(book, Problem) else book.sheets


def parsed(data: bytes, name: str) -> Book | Problem:
    """Parse a workbook in the child, or say why it is not read."""
    book = Place(name)
    fault = refusal(data)
    if fault:
        return fault.at(book)
    answer = parse_in_child(CHILD, data)
    if isinstance(answer, Problem):
        return answer.at(book)
    if "refused" in answer:
        return problem(f"book.{answer['refused']}", **answer["args"]).at(book)
    sheets = [Sheet(name, told["name"], _rows(told, name), told) for told in answer["sheets"]]
    return Book(sheets, answer["mark"])


def tables_of(book: Book, name: str) -> list[Placed | Problem]:
    """Return the entries and the faults of every table in the workbook."""
    tables = [_table(sheet) for sheet in book.sheets]
    if all(table is None for table in tables):
        return [problem("book.no_header").at(Place(name))]
    return [one for table in tables if table is not None for one in table]


def _table(sheet: Sheet) -> list[Placed | Problem] | None:
    """Read one sheet; none where it has no header row and so is no table of entries."""
    header = find_header(sheet.rows)
    if header is None:
        return None
    if isinstance(header, Problem):
        return [header]
    number, columns = header
    titles = {field: names[0] for field, names in HEADERS.items()}
    faults = [*unseen(sheet, columns, after=number + 1, titles=titles)]
    return [*faults, *read_rows(sheet.rows[number + 1 :], columns)]


def _rows(sheet: dict[str, Any], name: str) -> list[Row]:
    rows = [
        [_cell(cell, _place(sheet, name, row, column)) for column, cell in enumerate(cells)]
        for row, cells in enumerate(sheet["rows"], start=1)
    ]
    for address, text in sheet["errors"].items():
        column, row = _split(address)
        while len(rows) < row:
            rows.append([])
        rows[row - 1] += [None] * (column + 1 - len(rows[row - 1]))
        place = _place(sheet, name, row, column)
        rows[row - 1][column] = Cell(text, place, "error")
    return [*rows]


def _cell(told: list[str] | None, place: Place) -> Cell | None:
    if told is None or not told[1].strip():
        return None
    return Cell(told[1], place, told[0])


def _place(sheet: dict[str, Any], name: str, row: int, column: int) -> Place:
    return Place(name, sheet=sheet["name"], cell=f"{_letters(column)}{row}")


def unseen(
    sheet: Sheet, columns: Columns, *, after: int, titles: Mapping[str, str]
) -> list[Problem]:
    """Fault what a table holds but does not show, below row ``after``.

    ``titles`` names each field's column as people know it.
    """
    fields = {column: field for field, column in columns.items()}
    faults = [
        problem("book.hidden_row").at(sheet.place(row, min(fields)))
        for row in sheet.about["hidden_rows"]
        if after < row <= len(sheet.rows) and any(sheet.rows[row - 1])
    ]
    for low, high in sheet.about["hidden_columns"]:
        for column in range(low - 1, high):
            if column in fields:
                fault = problem("book.hidden_column", name=titles[fields[column]])
                faults.append(fault.at(sheet.place(after, column)))
    for address in sheet.about["empty_formulas"]:
        column, row = _split(address)
        if row > after and column in fields:
            faults.append(problem("book.formula").at(sheet.place(row, column)))
    return [*faults, *_merged(sheet, fields, after)]


def _merged(sheet: Sheet, fields: Mapping[int, str], after: int) -> list[Problem]:
    faults = []
    for area in sheet.about["merged"]:
        found = AREA.fullmatch(area)
        if found is None:
            continue
        left, right = _number(found[1]), _number(found[3])
        if int(found[4]) > after and any(left <= column <= right for column in fields):
            place = sheet.place(int(found[2]), left)
            faults.append(problem("book.merged", cells=area).at(place))
    return faults


def _split(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return _number(letters), int(address[len(letters) :])


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
