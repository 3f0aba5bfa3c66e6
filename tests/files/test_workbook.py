import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from monitor.core.observation import Entry
from monitor.core.period import Period, read_period
from monitor.files import sandbox
from monitor.files.sandbox import parse_in_child
from monitor.files.workbook import read_entries
from monitor.files.xlsx_file import CHILD

JUNE = Period(date(2024, 6, 1), date(2024, 6, 30))
HEADER = ["编号", "期间", "数值", "项目", "节点", "日期", "无变化", "说明"]


def book(*rows, header=HEADER, change=None, **options):
    """The bytes of a workbook with one sheet ``填报``; ``change`` works on the sheet itself."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options) as workbook:
        sheet = workbook.add_worksheet("填报")
        for number, row in enumerate([header, *rows]):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(
                        number, column, value, workbook.add_format({"num_format": "yyyy-mm-dd"})
                    )
                elif value is not None:
                    sheet.write(number, column, value)
        if change:
            change(sheet, workbook)
    return stream.getvalue()


def read(data, name="表.xlsx"):
    return read_entries(data, name)


def told(data, name="表.xlsx"):
    _, problems = read(data, name)
    return [(one.place.cell or one.place.line, one.code) for one in problems]


def rezipped(data, **more):
    """The same archive with members added, or (None) taken out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename not in more:
                new.writestr(member.filename, old.read(member))
        for name, content in more.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def with_sheet(data, change):
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(name).decode()
    assert change(sheet) != sheet
    return rezipped(data, **{name: change(sheet)})


def entry(*row):
    (placed,), problems = read(book(row))
    assert problems == ()
    return placed.entry


def test_a_row_becomes_an_entry_with_the_place_of_its_code():
    (placed,), problems = read(book(["GRAIN", "2024-06", "12.05万亩"]))
    assert problems == ()
    assert placed.entry == Entry("GRAIN", JUNE, value="12.05万亩")
    assert (placed.place.file, placed.place.sheet, placed.place.cell) == ("表.xlsx", "填报", "A2")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param(120500, "120500", id="a whole number"),
        pytest.param(0.1 + 0.2, "0.3", id="binary noise"),
        pytest.param(25.93, "25.93", id="a decimal"),
        pytest.param(1e15, "1000000000000000", id="no exponent"),
        pytest.param("１２.05", "１２.05", id="full-width digits are the grammar's to read"),
        pytest.param("12万\u00a0", "12万", id="a no-break space at the end"),
    ],
)
def test_a_value_keeps_what_was_typed(cell, value):
    assert entry("GRAIN", "2024-06", cell).value == value


def test_a_month_that_the_spreadsheet_turned_into_a_day_is_the_month():
    assert entry("GRAIN", date(2024, 6, 1), 1).period == JUNE
    assert told(book(["GRAIN", date(2024, 6, 15), 1])) == [("B2", "book.period_day")]


def test_a_year_typed_as_a_number_is_a_year():
    assert entry("GRAIN", 2024, 1).period == read_period("2024")


@pytest.mark.parametrize(
    "day",
    [
        "2024-06-03",
        "2024/6/3",
        "2024.6.3",
        "2024年6月3日",
        date(2024, 6, 3),
    ],
)
def test_a_stage_has_a_day_in_any_form_people_use(day):
    found = entry("ROAD", "2024-06", None, None, "开工", day)
    assert (found.stage, found.on) == ("开工", date(2024, 6, 3))


def test_no_change_is_a_tick():
    assert entry("GRAIN", "2024-06", None, None, None, None, "是").no_change is True


def test_rows_without_an_answer_are_not_filled_in():
    entries, problems = read(book(["A", "2024-06", 1], ["B", "2024-06", None], [None, None, None]))
    assert ([placed.entry.target for placed in entries], problems) == (["A"], ())


def test_english_headers_columns_in_any_order_and_columns_for_the_reader():
    data = book([1, "粮食", "GRAIN", "2024-06"], header=["value", "目标名称", " Code ", "PERIOD"])
    ((placed,), _) = read(data)
    assert placed.entry == Entry("GRAIN", JUNE, value="1")


def test_a_sheet_without_our_header_is_passed_over():
    def explain(_, workbook):
        workbook.add_worksheet("填表说明").write(0, 0, "请填写数值")

    entries, problems = read(book(["A", "2024-06", 1], change=explain))
    assert (len(entries), problems) == (1, ())


def test_a_hidden_sheet_is_not_read():
    def hide(_, workbook):
        other = workbook.add_worksheet("旧表")
        other.write_row(0, 0, HEADER)
        other.write_row(1, 0, ["OLD", "2023-01", 1])
        other.hide()

    entries, _ = read(book(["A", "2024-06", 1], change=hide))
    assert [placed.entry.target for placed in entries] == ["A"]


@pytest.mark.parametrize(
    ("row", "where", "code"),
    [
        pytest.param(["A", "2024-06", True], "C2", "book.boolean", id="true is no number"),
        pytest.param(
            ["A", "2024-06", date(2024, 1, 1)], "C2", "book.boolean", id="a day is no number"
        ),
        pytest.param(["A", "六月", 1], "B2", "period.unreadable", id="a period nobody can read"),
        pytest.param(["A", None, 1], "A2", "book.missing", id="no period"),
        pytest.param([None, "2024-06", 1], "B2", "book.missing", id="no code"),
        pytest.param(["A", "2024-06", None, None, "开工", "三月"], "F2", "book.day", id="no day"),
        pytest.param(
            ["A", "2024-06", None, None, "开工", "2024-02-30"], "F2", "book.day", id="no such day"
        ),
        pytest.param(
            ["A", "2024-06", None, None, "开工", 45000], "F2", "book.day", id="a serial number"
        ),
        pytest.param(
            ["A", "2024-06", None, None, None, None, "也许"], "G2", "book.no_change", id="perhaps"
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(row, where, code):
    assert told(book(row)) == [(where, code)]


def test_all_faults_are_told_beside_the_rows_that_could_be_read():
    data = book(["A", "2024-06", 1], ["B", "六月", 1], ["C", "2024-06", True])
    assert told(data) == [("B3", "period.unreadable"), ("C4", "book.boolean")]
    assert [one.entry.target for one in read(data)[0]] == ["A"]


def test_two_rows_for_one_cell_name_each_other():
    _, (found,) = read(book(["A", "2024-06", 1], ["B", "2024-06", 2], ["A", "2024-06", 3]))
    assert (found.place.cell, found.code, dict(found.args)) == (
        "A4",
        "book.twice",
        {"first": "填报!A2"},
    )


def test_two_stages_of_one_project_in_one_period_are_two_answers():
    rows = [["A", "2024-06", None, None, stage, "2024-06-03"] for stage in ("开工", "竣工")]
    assert len(read(book(*rows))[0]) == 2


def test_error_values_and_formulas_without_a_result_are_named():
    def formulas(sheet, _):
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("C3", "=SUM(1,2)", None, "")
        sheet.write_formula("C4", "=SUM(1,2)", None, 3)

    rows = [["A", "2024-06"], ["B", "2024-06"], ["C", "2024-06"]]
    assert sorted(told(book(*rows, change=formulas))) == [
        ("C2", "book.error_value"),
        ("C3", "book.formula"),
    ]


def test_a_formula_with_its_result_is_the_result():
    found = book(
        ["A", "2024-06"], change=lambda sheet, _: sheet.write_formula("C2", "=1+2", None, 3)
    )
    assert read(found)[0][0].entry.value == "3"


def test_merged_cells_below_the_header_are_named():
    found = book(["A", "2024-06", 1], change=lambda sheet, _: sheet.merge_range("A3:A4", "B"))
    (one,) = read(found)[1]
    assert (one.code, one.place.cell, dict(one.args)) == ("book.merged", "A3", {"cells": "A3:A4"})


def test_a_merged_title_above_the_header_does_no_harm():
    data = book(
        HEADER,
        ["A", "2024-06", 1],
        header=[],
        change=lambda sheet, _: sheet.merge_range("A1:H1", "填报表"),
    )
    assert len(read(data)[0]) == 1


def test_hidden_rows_and_columns_are_told():
    data = book(
        ["A", "2024-06", 1], change=lambda sheet, _: sheet.set_row(1, None, None, {"hidden": True})
    )
    assert told(data) == [("A2", "book.hidden_row")]
    data = book(
        ["A", "2024-06", 1],
        change=lambda sheet, _: sheet.set_column("C:C", None, None, {"hidden": True}),
    )
    assert told(data) == [("C1", "book.hidden_column")]


def test_a_header_twice_or_not_at_all():
    assert told(book(["A", "2024-06", 1, 2], header=["编号", "期间", "数值", "value"])) == [
        ("D1", "book.header_twice")
    ]
    assert told(book(["A"], header=["名称"])) == [(None, "book.no_header")]
    assert told(book()) == [(None, "book.no_rows")]


SOUND = book(["A", "2024-06", 1])
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        pytest.param(b"<html><table>", "表.xls", "book.html", id="a web page renamed"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "表.xls",
            "book.old_excel",
            id="an old workbook",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "表.xlsx",
            "book.encrypted",
            id="a password",
        ),
        pytest.param(SOUND, "表.xlsm", "book.macros", id="a macro workbook by name"),
        pytest.param(
            rezipped(SOUND, **{"xl/vbaProject.bin": "x"}),
            "表.xlsx",
            "book.macros",
            id="macros inside",
        ),
        pytest.param(
            rezipped(SOUND, **{"xl/externalLinks/externalLink1.xml": "<x/>"}),
            "表.xlsx",
            "book.external",
            id="a link outside",
        ),
        pytest.param(
            rezipped(SOUND, **{"xl/media/a.bin": b"\0" * (2 << 20)}),
            "表.xlsx",
            "book.bomb",
            id="a bomb",
        ),
        pytest.param(
            rezipped(SOUND, **{"inner.zip": b"x"}), "表.xlsx", "book.bomb", id="a zip inside"
        ),
        pytest.param(
            rezipped(SOUND, **{f"x{n}": "" for n in range(2001)}),
            "表.xlsx",
            "book.bomb",
            id="too many members",
        ),
        pytest.param(
            rezipped(SOUND, **{"xl/../../etc/x": "x"}),
            "表.xlsx",
            "book.unreadable",
            id="a path that climbs",
        ),
        pytest.param(
            rezipped(SOUND, **{"xl/workbook.xml": None}),
            "表.xlsx",
            "book.unreadable",
            id="no workbook inside",
        ),
        pytest.param(SOUND[:-40], "表.xlsx", "book.unreadable", id="cut off"),
        pytest.param(
            with_sheet(SOUND, lambda xml: xml.replace("</sheetData>", FAR)),
            "表.xlsx",
            "book.far_cell",
            id="a cell far out",
        ),
        pytest.param(
            with_sheet(SOUND, lambda xml: xml.replace('ref="A1:H2"', 'ref="A1:XFD1048576"')),
            "表.xlsx",
            "book.far_cell",
            id="a dimension that lies",
        ),
        pytest.param(
            with_sheet(SOUND, lambda xml: xml.replace("<worksheet", DOCTYPE, 1)),
            "表.xlsx",
            "book.doctype",
            id="entities",
        ),
        pytest.param(
            with_sheet(SOUND, lambda xml: xml[:200]),
            "表.xlsx",
            "book.unreadable",
            id="half a sheet",
        ),
        pytest.param(b"hello", "表.xlsx", "book.kind", id="neither workbook nor text"),
        pytest.param(b"", "表.xlsx", "book.kind", id="an empty file"),
        pytest.param(
            b"a" * (10 << 20) + b"a", "表.csv", "book.too_large", id="more than ten mebibytes"
        ),
    ],
)
def test_a_file_that_is_not_parsed_says_why(data, name, code):
    assert told(data, name) == [(None, code)]


def test_a_missing_file_is_a_problem_not_an_error(tmp_path):
    assert [one.code for one in read_entries(tmp_path / "没有.xlsx")[1]] == ["book.not_found"]


def test_a_path_names_itself(tmp_path):
    path = tmp_path / "六月.xlsx"
    path.write_bytes(SOUND)
    assert read_entries(path)[0][0].place.file == "六月.xlsx"


def child(tmp_path, body):
    script = tmp_path / "child.py"
    path = f"import sys; sys.path.insert(0, {str(CHILD.parent)!r})"
    script.write_text(f"{path}\nfrom xlsx_child import limit\n{body}\n")
    return parse_in_child(script, b"")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("import os; os.abort()", id="it aborts"),
        pytest.param("print('nonsense')", id="it babbles"),
        pytest.param("print('[]')", id="it answers something else"),
        pytest.param("limit(); x = bytearray(2 << 30); print('{}')", id="it takes too much memory"),
        pytest.param(
            "limit(); import pathlib; pathlib.Path('x').write_text('x'); print('{}')",
            id="it writes",
        ),
    ],
)
def test_a_child_that_ends_badly_is_a_file_that_cannot_be_read(tmp_path, body):
    assert child(tmp_path, body).code == "book.unreadable"


def test_a_child_that_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 1)
    assert child(tmp_path, "import time; time.sleep(60)").code == "book.too_slow"


def test_the_child_sees_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_SECRET_KEY", "geheim")
    answer = child(tmp_path, "import json, os; print(json.dumps({'keys': sorted(os.environ)}))")
    assert "MONITOR_SECRET_KEY" not in answer["keys"]
