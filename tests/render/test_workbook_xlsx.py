"""The sheet a unit fills in: what is known is there, what is asked for is open, the rest locked."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from monitor.core.entry_sheet import EntrySheet, Known, lines_asked
from monitor.core.measure import find_measure
from monitor.core.period import Period, read_period
from monitor.core.plan import Unit
from monitor.core.standing import Reached
from monitor.core.target import Kind, Part, ReportedAs
from monitor.files.entry_rows import ANSWERS, HEADERS
from monitor.render.phrases import Words
from monitor.render.workbook_xlsx import COLUMNS, workbook_xlsx
from tests.builders import a_list, a_plan, a_project, a_target, an_observation
from tests.render.builders import HEAD, ZONE

ZH = Words("zh")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MADE_AT = datetime(2024, 10, 8, 1, tzinfo=UTC).astimezone(ZONE)
UNITS = (Unit("JTJ", "交通局"), Unit("NYJ", "农业局"))
RATE = {
    "code": "RATE",
    "name": "产值增速",
    "goal": Decimal("5.5"),
    "stated": "5.5%左右",
    "spoken": find_measure("%"),
    "reported_as": ReportedAs.RATE,
}
TASK = {"code": "TASK", "kind": Kind.TASK, "goal": None, "spoken": None, "stated": ""}


def sheet(*targets, unit="JTJ", known=None, **plan):
    stated = a_plan(*targets, **({"units": UNITS, "title": "某区2024年目标任务"} | plan))
    span = read_period("2024-09")
    assert isinstance(span, Period)
    return EntrySheet(stated, unit, span, lines_asked(stated, unit, span, known or Known()), HEAD)


def book(made, words=ZH):
    return workbook_xlsx(made, words, made_at=MADE_AT, version="1.2.3")


def opened(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def rows(data):
    *top, head = opened(data).get_sheet_by_index(0).to_python()[:4]
    lines = opened(data).get_sheet_by_index(0).to_python()[4:]
    return top, [dict(zip(head, line, strict=True)) for line in lines]


def row(*targets, **more):
    return rows(book(sheet(*targets, **more)))[1][0]


def xml(data, name="xl/worksheets/sheet1.xml"):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314 - our own


def open_heads(data, place=5):
    """The heads of the cells in a row that are not locked."""
    kinds = xml(data, "xl/styles.xml").find(f"{MAIN}cellXfs").findall(f"{MAIN}xf")
    head = opened(data).get_sheet_by_index(0).to_python()[3]
    found = []
    for cell in xml(data).iter(f"{MAIN}c"):
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r") or "").groups()
        lock = kinds[int(cell.get("s") or 0)].find(f"{MAIN}protection")
        if int(number) == place and lock is not None and lock.get("locked") == "0":
            found.append(head[ord(letters) - ord("A")])
    return found


def checks(data):
    """Each check by its cell: what it is, how strict, and its two formulas."""
    found = {}
    for one in xml(data).iter(f"{MAIN}dataValidation"):
        texts = [(part.text or "") for part in one]
        found[one.get("sqref")] = (one.get("type"), one.get("errorStyle", "stop"), *texts)
    return found


def test_the_heads_are_those_an_import_reads(words):
    for name in COLUMNS:
        head = words.say(f"workbook.head.{name}")
        known = [field for field, names in HEADERS.items() if head in names]
        assert known == ([name] if name in HEADERS else [])
    assert {"target", "period", "unit", *ANSWERS} <= COLUMNS.keys()


def test_what_is_known_is_filled_in():
    answered = an_observation("2024-08", "18.1")
    known = Known(log={("ROAD", ""): [answered]})
    assert row(a_target(), known=known) == {
        "编号": "ROAD",
        "目标任务": "四好农村路",
        "项目": "",
        "要填什么": "累计数",
        "期间": "2024-09",
        "责任单位": "交通局",
        "目标值": "25.93公里",
        "上次填报": "2024-08：18.1公里",
        "期末序时应完成": "19.4475公里",
        "计量单位": "公里",
        "数值": "",
        "节点": "",
        "日期": "",
        "无变化": "",
        "数据来源": "部门调度数",
        "说明": "",
        "原因": "",
    }


def test_the_top_says_whose_it_is_and_how_it_is_filled_in_and_returned():
    top, _ = rows(book(sheet(a_target())))
    assert top[0][0] == "某区2024年目标任务　交通局　2024-09 填报表"
    assert "只填白格" in top[1][0]
    assert "原因" in top[2][0]


def test_a_sheet_that_shows_invented_figures_says_so():
    known = Known(log={("ROAD", ""): [an_observation(demo=True)]})
    assert rows(book(sheet(a_target(), known=known)))[0][0][0].endswith("【演示数据】")


@pytest.mark.parametrize(
    ("target", "asks"),
    [
        (a_target(reported_as=ReportedAs.PERIOD), "本期数"),
        (a_target(reported_as=ReportedAs.LEVEL), "期末数"),
        (a_target(**RATE), "增速"),
        (a_project(), "节点和日期"),
        (a_target(**TASK), "进展，选节点"),
        (a_list(), "整体无变化"),
    ],
)
def test_every_line_says_what_kind_of_answer_it_wants(target, asks):
    assert row(target)["要填什么"] == asks


def test_only_the_cells_that_take_an_answer_are_open():
    rest = ["数据来源", "说明", "原因"]
    lists = book(sheet(a_list()))
    assert open_heads(book(sheet(a_target()))) == ["数值", "日期", "无变化", *rest]
    assert open_heads(book(sheet(a_project()))) == ["节点", "日期", "无变化", *rest]
    assert open_heads(lists) == ["无变化", *rest]
    assert open_heads(lists, 6) == ["节点", "日期", *rest]
    assert open_heads(book(sheet(a_target(), sources=()))) == ["数值", "日期", "无变化", *rest[1:]]


def test_the_sheet_is_protected_and_has_no_password():
    lock = xml(book(sheet(a_target()))).find(f"{MAIN}sheetProtection")
    assert lock.get("sheet") == "1"
    assert lock.get("password") is None


def test_a_number_is_asked_for_where_a_number_belongs():
    found = checks(book(sheet(a_target(), a_target(code="L", reported_as=ReportedAs.LEVEL))))
    assert found["K5"] == ("decimal", "stop", "0", "1000000000000000")
    assert found["K6"] == ("decimal", "stop", "-1000000000000000", "1000000000000000")


def test_a_percentage_typed_with_its_sign_is_asked_about():
    kind, style, formula = checks(book(sheet(a_target(**RATE))))["K5"]
    assert (kind, style) == ("custom", "warning")
    assert formula == "AND(ISNUMBER(K5),OR(K5=0,ABS(K5)>=1))"


def test_an_answer_shows_as_what_it_is():
    data = book(sheet(a_target(), a_target(**RATE)))
    styles = xml(data, "xl/styles.xml")
    codes = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{MAIN}numFmt")}
    kinds = styles.find(f"{MAIN}cellXfs").findall(f"{MAIN}xf")
    at = {cell.get("r"): kinds[int(cell.get("s") or 0)] for cell in xml(data).iter(f"{MAIN}c")}
    shown = {one: codes.get(at[one].get("numFmtId")) for one in ("K5", "K6", "M5")}
    assert shown == {"K5": None, "K6": '0.0###"%"', "M5": "yyyy-mm-dd"}


def test_days_lie_where_an_import_takes_them():
    found = checks(book(sheet(a_target(), a_project())))
    origin = date(1899, 12, 30)
    first, last = (date(2024, 9, 1) - origin).days, (date(2024, 9, 30) - origin).days
    assert found["M5"] == ("date", "stop", str(first), str(last))
    assert found["M6"] == ("date", "stop", str((date(2000, 1, 1) - origin).days), str(last))


def listed(data, formula):
    """What stands on the hidden sheet where a list points."""
    column, first, last = re.fullmatch(r"'_monitor'!\$(\w)\$(\d+):\$\w\$(\d+)", formula).groups()
    sheet = opened(data).get_sheet_by_name("_monitor").to_python(skip_empty_area=False)
    return [line[ord(column) - ord("A")] for line in sheet[int(first) - 1 : int(last)]]


def test_stages_sources_and_yes_are_chosen_from_lists():
    data = book(sheet(a_project()))
    found = checks(data)
    assert listed(data, found["L5"][2]) == ["签约", "开工", "主体完工", "竣工"]
    assert listed(data, found["O5"][2]) == ["预计数", "部门调度数", "测产数", "统计部门核定数"]
    assert found["N5"] == ("list", "stop", '"是"')


def test_a_part_shows_its_own_share_and_what_it_should_have_done():
    parts = (Part("JTJ", Decimal(20)), Part("NYJ", Decimal("5.93")))
    mine = row(a_target(parts=parts), unit="JTJ")
    assert (mine["目标值"], mine["期末序时应完成"]) == ("20公里", "15公里")


def test_members_of_a_list_show_where_they_stand():
    reached = {"VILLAGES": [Reached("南垂", "开工", date(2024, 5, 1))]}
    lines = rows(book(sheet(a_list(), known=Known(reached=reached))))[1]
    assert [(one["项目"], one["上次填报"]) for one in lines] == [
        ("", "—"),
        ("南垂", "开工 5月1日"),
        ("果园", "—"),
        ("张祖", "—"),
    ]


def test_a_unit_whose_name_another_one_has_too_goes_by_its_code():
    twins = (Unit("JTJ", "交通局"), Unit("OLD", "交通局"))
    assert row(a_target(), units=twins)["责任单位"] == "JTJ"
    assert row(a_target(), units=UNITS)["责任单位"] == "交通局"


def test_what_looks_like_a_formula_is_text_letter_for_letter():
    data = book(sheet(a_target(name="=1+1"), replace(a_list(), name="-平安")))
    assert [one["目标任务"] for one in rows(data)[1]][:2] == ["=1+1", "-平安"]
    assert [one.tag for one in xml(data).iter() if one.tag == f"{MAIN}f"] == []


def test_a_hidden_sheet_says_what_it_was_made_from():
    data = book(sheet(a_target(), a_project(stated="")))
    told = opened(data).get_sheet_by_name("_monitor").to_python()
    assert [line[:4] for line in told if line[0]] == [
        ["plan", "P2024", "", ""],
        ["unit", "JTJ", "", ""],
        ["period", "2024-09", "", ""],
        ["head", HEAD, "", ""],
        ["version", "1.2.3", "", ""],
        ["goal", "ROAD", "", "25.93公里"],
        ["goal", "PRJ", "", "竣工"],
    ]
    states = {one.get("name"): one.get("state") for one in xml(data, "xl/workbook.xml")[3]}
    assert states == {"填报": None, "_monitor": "veryHidden"}


def test_the_same_sheet_gives_the_same_bytes(words):
    made = sheet(a_target(), a_project(), a_list())
    assert book(made, words) == book(made, words)
