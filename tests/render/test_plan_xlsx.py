"""The office's table given back: its own columns as it writes them, then where it all stands."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

from monitor.core.assessment import Promise, assess
from monitor.core.measure import find_measure
from monitor.core.owed import Asked
from monitor.core.plan import Unit
from monitor.core.scorecard import arrange
from monitor.core.target import Kind
from monitor.render.phrases import Words
from monitor.render.plan_xlsx import plan_xlsx
from monitor.render.rows import told
from tests.builders import PLAIN_WEEKS, a_list, a_plan, a_project, a_target
from tests.render.builders import AS_OF, HEAD, KNOWN_AT, ZONE, every_class, nothing, stands

ZH = Words("zh")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADS = [
    "编号",
    "序号",
    "板块",
    "目标任务",
    "指标",
    "目标值",
    "责任领导",
    "牵头单位",
    "配合单位",
    "完成时限",
    "备注",
    "累计完成",
    "占全年目标(%)",
    "序时应完成",
    "状态",
    "数据截止日",
]


def book(card=None, words=ZH):
    return plan_xlsx(card or every_class(), words, zone=ZONE, head=HEAD)


def lines(data):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    title, head, *rows = sheet.to_python()
    return title[0], head, [dict(zip(head, row, strict=True)) for row in rows]


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.read(name).decode()


def written(data):
    """The sheet's XML with the format of each cell by its address."""
    root = ET.fromstring(part(data, "xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
    styles = ET.fromstring(part(data, "xl/styles.xml"))  # noqa: S314 - our own
    kinds = styles.find(f"{MAIN}cellXfs").findall(f"{MAIN}xf")
    return root, {cell.get("r"): kinds[int(cell.get("s") or 0)] for cell in root.iter(f"{MAIN}c")}


def card_of(*targets):
    """A scorecard of these targets, each with 18.1 done by the end of September."""
    units = (Unit("JTJ", "交通局"), Unit("NYJ", "农业局"), Unit("SLJ", "水利局"))
    plan = a_plan(*targets, title="某区2024年目标任务", units=units)
    asked = Asked(AS_OF, date(2024, 10, 10), PLAIN_WEEKS)
    rows = [assess(Promise(one), plan, {"": [stands("18.1")]}, asked=asked) for one in targets]
    return arrange(plan, rows, as_of=AS_OF, known_at=KNOWN_AT)


def only(target):
    return lines(book(card_of(target)))[2][0]


def test_the_heads_are_those_an_office_writes():
    title, head, rows = lines(book())
    assert title == "示例区2024年目标任务（截至2024年9月30日）【演示数据】"
    assert head == HEADS
    assert len(rows) == 25


def test_a_plan_without_invented_figures_is_not_called_a_demonstration():
    assert lines(book(card_of(a_target())))[0] == "某区2024年目标任务（截至2024年9月30日）"


def test_what_the_plan_says_comes_back_as_it_says_it():
    row = only(
        a_target(
            code="ROAD",
            chapter="交通",
            source="新改建四好农村路25.93公里",
            leader="分管交通的副区长",
            cooperating=("NYJ", "SLJ"),
            note="含水毁修复",
        )
    )
    assert {name: row[name] for name in HEADS[:11]} == {
        "编号": "ROAD",
        "序号": 5.0,
        "板块": "交通",
        "目标任务": "新改建四好农村路25.93公里",
        "指标": "四好农村路",
        "目标值": "25.93公里",
        "责任领导": "分管交通的副区长",
        "牵头单位": "交通局",
        "配合单位": "农业局、水利局",
        "完成时限": date(2024, 12, 31),
        "备注": "含水毁修复",
    }


def test_without_a_clause_the_name_is_the_task():
    assert only(a_target(source=""))["目标任务"] == "四好农村路"


def test_a_running_number_that_is_none_stays_text():
    numbers = [only(a_target(number=text))["序号"] for text in ("7", "07", "3-1", "一", "")]
    assert numbers == [7.0, "07", "3-1", "一", ""]


def test_goals_that_are_no_number_are_said_in_words():
    task = a_target(kind=Kind.TASK, goal=None, spoken=None, stated="", reported_as=None)
    said = [
        only(a_project())["目标值"],
        only(a_list(stated="3个"))["目标值"],
        only(a_target(goal=None, stated="待下达"))["目标值"],
        only(a_target(goal=None, stated=""))["目标值"],
        only(task)["目标值"],
    ]
    assert said == ["竣工", "3个", "待下达", "待下达", ""]


def test_where_it_stands_is_what_every_face_says():
    card = every_class()
    rows = {row["编号"]: row for row in lines(book(card))[2]}
    for one in told(card, ZH, ZONE)["rows"]:
        row = rows[one["code"]]
        assert row["状态"] == f"{one['shown']['shape']} {one['label']}"
        shown = one["shown"]["attainment"].rstrip("%").replace(",", "").replace("−", "-")
        assert str(row["占全年目标(%)"]) == shown
        day = one["data_date"]
        assert row["数据截止日"] == (date.fromisoformat(day) if day else "—")


def test_figures_are_numbers_that_show_the_plans_unit_and_as_many_digits_as_everywhere():
    field = a_target(
        goal=Decimal(120000), stated="12万亩以上", spoken=find_measure("万亩"), deadline=AS_OF
    )
    data = book(card_of(a_target(goal=Decimal("25.93")), replace(field, code="FIELD")))
    _, formats = written(data)
    styles = part(data, "xl/styles.xml")
    codes = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    shown = {at: codes.get(formats[at].get("numFmtId")) for at in ("L3", "N3", "N4")}
    assert shown == {
        "L3": "#,##0.0&quot;公里&quot;",
        "N3": "#,##0.0000&quot;公里&quot;",
        "N4": "0&quot;万亩&quot;",
    }
    rows = lines(data)[2]
    assert [row["累计完成"] for row in rows] == [18.1, 0.00181]
    assert [row["序时应完成"] for row in rows] == [19.4475, 12.0]


def test_days_are_days_written_as_offices_write_them():
    data = book(card_of(a_target()))
    _, formats = written(data)
    codes = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', part(data, "xl/styles.xml")))
    wanted = "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"
    assert {codes[formats[at].get("numFmtId")] for at in ("J3", "P3")} == {wanted}


def test_rows_stand_in_the_order_of_the_plan_and_parts_stay_inside_their_target():
    rows = lines(book())[2]
    assert [row["编号"] for row in rows] == [f"A{n:02}" for n in range(1, 26)]


def test_what_looks_like_a_formula_comes_back_letter_for_letter_and_stays_text():
    attacks = ["=cmd()|x", "+1+1", "-平安", "@SUM(A1)", "＝1", "https://a.invalid"]
    plan = [a_target(code=f"T{n}", name=text, note=text) for n, text in enumerate(attacks)]
    data = book(card_of(*plan))
    assert [row["指标"] for row in lines(data)[2]] == attacks
    assert [row["备注"] for row in lines(data)[2]] == attacks
    root, formats = written(data)
    assert [found for found in root.iter() if found.tag in {f"{MAIN}f", f"{MAIN}hyperlink"}] == []
    quoted = [formats[f"E{place}"].get("quotePrefix") for place in range(3, 9)]
    assert quoted == ["1"] * 5 + [None]


def test_nothing_is_merged_and_the_heads_stay_in_sight_and_on_every_page():
    root, _ = written(book())
    assert root.find(f"{MAIN}mergeCells") is None
    pane = root.find(f".//{MAIN}pane")
    assert (pane.get("xSplit"), pane.get("ySplit"), pane.get("state")) == ("2", "2", "frozen")
    assert root.find(f"{MAIN}autoFilter").get("ref") == "A2:P27"
    setup = root.find(f"{MAIN}pageSetup")
    assert (setup.get("paperSize"), setup.get("orientation"), setup.get("fitToHeight")) == (
        "9",
        "landscape",
        "0",
    )
    assert "分解表!$1:$2" in part(book(), "xl/workbook.xml")


def test_it_says_in_its_properties_what_it_rests_on():
    custom = part(book(), "docProps/custom.xml")
    for said in (HEAD, "2024-10-10T08:30:00+08:00", "YL2024"):
        assert f"<vt:lpwstr>{said}</vt:lpwstr>" in custom


def test_the_same_plan_gives_the_same_bytes(words):
    assert book(words=words) == book(words=words)


def test_a_plan_without_targets_is_a_table_without_rows(words):
    assert lines(book(nothing(), words))[2] == []
