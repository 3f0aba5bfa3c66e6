"""A sheet of ours comes back: its mark is read, its numbers are in the unit their row names."""

import io

import pytest
import xlsxwriter

from monitor.core.entry_sheet import SheetMark
from monitor.files.sheet_mark import read_mark
from monitor.files.workbook import read_entries, read_handed

HEADER = ["编号", "期间", "计量单位", "数值"]
MARK = [
    ["plan", "P2024"],
    ["unit", "JTJ"],
    ["period", "2024-06"],
    ["head", "f" * 64],
    ["goal", "ROAD", "", "25.93公里"],
]


def book(*rows, mark=None, hide="very_hidden"):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("填报")
        hidden = workbook.add_worksheet("_monitor")
        for number, row in enumerate([HEADER, *rows]):
            sheet.write_row(number, 0, row)
        for number, row in enumerate(mark or []):
            hidden.write_row(number, 0, row)
        getattr(hidden, hide)()
    return stream.getvalue()


def value_of(*row):
    (placed,) = read_handed(book(row), "表.xlsx").entries
    return placed.entry.value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        pytest.param(12.05, "12.05万亩", id="a number"),
        pytest.param("12.05", "12.05万亩", id="a number typed as text"),
        pytest.param("１２．０５", "１２．０５万亩", id="full-width digits"),
        pytest.param("1,200", "1,200万亩", id="grouped"),
        pytest.param(-3, "-3万亩", id="below zero"),
        pytest.param("180750亩", "180750亩", id="a unit of its own goes first"),
        pytest.param("12万", "12万", id="so does a multiplier"),
    ],
)
def test_a_bare_number_is_in_the_unit_its_row_names(typed, value):
    assert value_of("FIELD", "2024-06", "万亩", typed) == value


def test_where_the_row_names_no_unit_a_bare_number_stays_one():
    assert value_of("FIELD", "2024-06", "", 120500) == "120500"


def test_a_row_that_only_names_a_unit_is_not_filled_in():
    read = read_handed(book(["FIELD", "2024-06", "万亩", ""]), "表.xlsx")
    assert [one.code for one in read.problems] == ["book.no_rows"]


@pytest.mark.parametrize("hide", ["very_hidden", "hide"])
def test_the_mark_is_read_from_the_hidden_sheet(hide):
    read = read_handed(book(["ROAD", "2024-06", "公里", 3], mark=MARK, hide=hide), "表.xlsx")
    assert read.mark == SheetMark("P2024", "JTJ", "2024-06", "f" * 64, {("ROAD", ""): "25.93公里"})
    assert len(read.entries) == 1


def test_a_sheet_of_ours_that_nobody_filled_in_is_untouched_and_no_fault():
    data = book(["ROAD", "2024-06", "公里", ""], mark=MARK)
    read = read_handed(data, "表.xlsx")
    assert (read.untouched, read.entries, read.problems) == (True, (), ())
    assert [one.code for one in read_entries(data, "表.xlsx")[1]] == ["book.no_rows"]


def test_a_fault_in_a_sheet_of_ours_is_a_fault():
    read = read_handed(book(["ROAD", "六月", "公里", 3], mark=MARK), "表.xlsx")
    assert not read.untouched
    assert [one.code for one in read.problems] == ["period.unreadable"]


@pytest.mark.parametrize(
    "mark", [[], [["plan", "P2024"]], [["x"]], [["goal", "ROAD", "", "1公里"]]]
)
def test_half_a_mark_is_none(mark):
    assert read_mark(mark) is None
