"""Turns rows of a table, from whatever file, into entries: one header row, one entry a row.

Columns are found by their Chinese or English names, in any order; columns of other names
are for the reader and are passed over. A row without any answer is a row not filled in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.core.problem import Place, Problem, problem
from monitor.core.quantity import half_width

HEADERS = {
    "target": ("编号", "目标编号", "任务编号", "code"),
    "period": ("期间", "period"),
    "value": ("数值", "value"),
    "item": ("项目", "分项", "item"),
    "stage": ("节点", "stage"),
    "on": ("日期", "on"),
    "no_change": ("无变化", "no_change"),
    "unit": ("责任单位", "单位", "unit"),
    "source": ("数据来源", "source"),
    "note": ("说明", "note"),
    "reason": ("原因", "更正原因", "reason"),
    "measure": ("计量单位", "measure"),
    "not_before": ("不早于", "发布日", "not_before"),
    "given_by": ("提供人", "given_by"),
}
NAMES = {name: field for field, names in HEADERS.items() for name in names}
ANSWERS = ("value", "stage", "no_change")
REMARKS = (*ANSWERS, "on", "note", "reason")
HEADER_WITHIN = 20
YES = frozenset({"是", "√", "✓", "y", "yes", "true", "1", "无变化"})
NO = frozenset({"否", "×", "n", "no", "false", "0"})
BARE = frozenset("0123456789.,+- ")
DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something; ``kind`` is text, number, day, time, bool or error."""

    text: str
    place: Place
    kind: str = "text"


Row = Sequence[Cell | None]
Columns = dict[str, int]


def find_header(rows: Sequence[Row]) -> tuple[int, Columns] | Problem | None:
    """Return which row is the header and where each field's column is; none if no row is."""
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        columns: Columns = {}
        for index, cell in enumerate(row):
            field = NAMES.get("".join(cell.text.split()).lower()) if cell else None
            if cell is None or field is None:
                continue
            if field in columns:
                return problem("book.header_twice", name=cell.text).at(cell.place)
            columns[field] = index
        if {"target", "period"} <= columns.keys() and columns.keys() & set(ANSWERS):
            return number, columns
    return None


def read_rows(rows: Iterable[Row], columns: Columns) -> Iterator[Placed | Problem]:
    """Yield the entry of every filled row below the header, or what is wrong with it."""
    first: dict[object, Place] = {}
    for row in rows:
        cells = {field: row[at] for field, at in columns.items() if at < len(row) and row[at]}
        if not any(cells.get(field) for field in REMARKS):
            continue
        filled = {field: cell for field, cell in cells.items() if cell}
        place = (filled.get("target") or next(cell for cell in row if cell)).place
        entry = _entry(filled, place)
        if isinstance(entry, list):
            yield from entry
            continue
        same = (entry.target, entry.unit, entry.item, entry.period, entry.source, entry.stage)
        if same in first:
            yield problem("book.twice", first=shown(first[same])).at(place)
            continue
        first[same] = place
        yield Placed(entry, place)


def shown(place: Place) -> str:
    """Name a place inside a sentence: a cell, or a line."""
    if place.cell:
        return f"{place.sheet}!{place.cell}" if place.sheet else place.cell
    return str(place.line)


def _entry(cells: dict[str, Cell], place: Place) -> Entry | list[Problem]:
    faults: list[Problem] = [
        problem("book.missing", name=HEADERS[field][0]).at(place)
        for field in ("target", "period")
        if field not in cells
    ]
    read: dict[str, Any] = {}
    for field, cell in cells.items():
        value = _READERS.get(field, cell_text)(cell)
        if isinstance(value, Problem):
            faults.append(replace(value, place=cell.place))
        else:
            read[field] = value
    measure = read.pop("measure", "")
    if measure and "value" in read and _is_bare(read["value"]):
        read["value"] = f"{read['value']}{measure}"
    return faults or Entry(**read)


def _is_bare(value: str) -> bool:
    """Whether a value names no unit, so that the one of its row holds."""
    return all(char in BARE for char in half_width(value))


def cell_text(cell: Cell) -> str | Problem:
    """Return what a cell says as people would write it, or why it says nothing."""
    if cell.kind == "error":
        return problem("book.error_value", text=cell.text)
    text = _plain(cell) if cell.kind == "number" else cell.text.strip()
    if any(ord(char) < 32 and char not in "\t\r\n" for char in text):  # noqa: PLR2004 - controls
        return problem("book.control")
    return text


def _plain(cell: Cell) -> str:
    """Write a number as people do, without an exponent."""
    return f"{Decimal(cell.text):f}"


def _value(cell: Cell) -> str | Problem:
    if cell.kind in {"bool", "day", "time"}:
        return problem("book.boolean", text=cell.text)
    return cell_text(cell)


def _period(cell: Cell) -> Period | Problem:
    text = cell_text(cell)
    if isinstance(text, Problem):
        return text
    if cell.kind == "day":  # a spreadsheet turns 2024-06 into the first of June by itself
        if not text.endswith("-01"):
            return problem("book.period_day", text=text)
        text = text.removesuffix("-01")
    return read_period(text)


def _day(cell: Cell) -> date | Problem:
    text = cell_text(cell)
    if isinstance(text, Problem):
        return text
    match = DAY.fullmatch(text) if cell.kind != "number" else None
    if match is None:
        return problem("book.day", text=text)
    year, *months, day = match.groups()
    try:
        return date(int(year), int(next(month for month in months if month)), int(day))
    except ValueError:
        return problem("book.day", text=text)


def _no_change(cell: Cell) -> bool | Problem:
    word = cell.text.strip().lower()
    if word in YES:
        return True
    return False if word in NO else problem("book.no_change", text=cell.text)


_READERS = {
    "period": _period,
    "on": _day,
    "not_before": _day,
    "no_change": _no_change,
    "value": _value,
}
