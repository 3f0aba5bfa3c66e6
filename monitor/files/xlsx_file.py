"""Reads the tables of an xlsx workbook: visible sheets that have a header row of ours.

The bytes are inspected here and parsed in a child process. What a reader of the workbook
does not see or cannot mean (hidden rows, merged cells, formulas without a result, error
values) is a fault that names the cell.
"""

import re
from pathlib import Path
from typing import Any

from monitor.core.observation import Placed
from monitor.core.problem import Place, Problem, problem
from monitor.files.entry_rows import HEADERS, Cell, Columns, Row, find_header, read_rows
from monitor.files.sandbox import parse_in_child
from monitor.files.zip_inspection import refusal

CHILD = Path(__file__).with_name("xlsx_child.py")
AREA = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def read_xlsx(data: bytes, name: str) -> list[Placed | Problem]:
    """Return the entries and the faults of every table in the workbook."""
    book = Place(name)
    fault = refusal(data)
    if fault:
        return [fault.at(book)]
    answer = parse_in_child(CHILD, data)
    if isinstance(answer, Problem):
        return [answer.at(book)]
    if "refused" in answer:
        return [problem(f"book.{answer['refused']}", **answer["args"]).at(book)]
    tables = [_table(sheet, name) for sheet in answer["sheets"]]
    if all(table is None for table in tables):
        return [problem("book.no_header").at(book)]
    return [one for table in tables if table is not None for one in table]


def _table(sheet: dict[str, Any], name: str) -> list[Placed | Problem] | None:
    """Read one sheet; none where it has no header row and so is no table of entries."""
    rows = _rows(sheet, name)
    header = find_header(rows)
    if header is None:
        return None
    if isinstance(header, Problem):
        return [header]
    number, columns = header
    faults = [*_seen(sheet, name, columns, after=number + 1, rows=rows)]
    return [*faults, *read_rows(rows[number + 1 :], columns)]


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


def _seen(
    sheet: dict[str, Any], name: str, columns: Columns, *, after: int, rows: list[Row]
) -> list[Problem]:
    """Fault what the table holds but does not show, below row ``after``."""
    fields = {column: field for field, column in columns.items()}
    faults = []
    for row in sheet["hidden_rows"]:
        if after < row <= len(rows) and any(rows[row - 1]):
            place = _place(sheet, name, row, min(fields))
            faults.append(problem("book.hidden_row").at(place))
    for low, high in sheet["hidden_columns"]:
        for column in range(low - 1, high):
            if column in fields:
                place = _place(sheet, name, after, column)
                header = HEADERS[fields[column]][0]
                faults.append(problem("book.hidden_column", name=header).at(place))
    for address in sheet["empty_formulas"]:
        column, row = _split(address)
        if row > after and column in fields:
            faults.append(problem("book.formula").at(_place(sheet, name, row, column)))
    return [*faults, *_merged(sheet, name, fields, after)]


def _merged(sheet: dict[str, Any], name: str, fields: dict[int, str], after: int) -> list[Problem]:
    faults = []
    for area in sheet["merged"]:
        found = AREA.fullmatch(area)
        if found is None:
            continue
        left, right = _number(found[1]), _number(found[3])
        if int(found[4]) > after and any(left <= column <= right for column in fields):
            place = _place(sheet, name, int(found[2]), left)
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
