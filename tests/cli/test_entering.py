"""Entering from the shell: one grammar, nothing twice, nothing half done."""

import csv
import io

import pytest
import xlsxwriter

OCTOBER = "2024-10-08T10:00:00+08:00"


def enter(office, words, *more):
    return office(f"record {words} --known-at {OCTOBER}", *more)


def test_the_same_value_in_another_unit_writes_nothing(office):
    assert enter(office, "GRAIN-AREA 12.05万亩 --period 2024-06").out == "已记录 GRAIN-AREA\n"
    for said in ("120500", "8033.333333公顷"):
        again = enter(office, f"GRAIN-AREA {said} --period 2024-06")
        wanted = (0, "GRAIN-AREA 与已有填报一致，未写入\n") if said == "120500" else (1, "")
        assert (again.code, again.out) == wanted


def test_another_value_names_the_old_one_and_asks_why(office):
    enter(office, "GRAIN-AREA 12.05万亩 --period 2024-06")
    refused = enter(office, "GRAIN-AREA 12.5万亩 --period 2024-06")
    assert (refused.code, refused.faults) == (
        1,
        ["GRAIN-AREA 2024-06 已有填报 120500，现填 125000：更正须写明原因"],
    )
    assert enter(office, "GRAIN-AREA 12.5万亩 --period 2024-06 --reason 更正").code == 0
    assert office.row("GRAIN-AREA")["actual"] == "125000"
    assert "restated" in office.row("GRAIN-AREA")["flags"]


def test_last_month_is_reprinted_as_it_was_known(office):
    enter(office, "RURAL-ROADS 18.1公里 --period 2024-09")
    later = "2024-11-20T10:00:00+08:00"
    office(f"record RURAL-ROADS 17公里 --period 2024-09 --reason 复核 --known-at {later}")
    assert office.row("RURAL-ROADS")["actual"] == "18.1"
    assert office.row("RURAL-ROADS", known_at=later)["actual"] == "17"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("NOPE 3 --period 2024-06", "没有编号为“NOPE”的目标任务"),
        ("GRAIN-ARAE 3 --period 2024-06", "GRAIN-AREA?"),
        ("GRAIN-AREA 12公斤 --period 2024-06", "单位“公斤”不能换算成万亩"),
        ("GRAIN-AREA 1e5 --period 2024-06", "不接受科学计数法"),
        ("GRAIN-AREA 0.0000001 --period 2024-06", "小数位超过6位"),
        ("GRAIN-AREA −5 --period 2024-06", "累计数不能为负"),
        ("GRAIN-AREA 3 --period 2024-13", "不是期间"),
        ("GRAIN-AREA 3 --period 2025-06", "尚未开始"),
        ("GRAIN-AREA 3 --period 2023-12", "早于该目标的起始日"),
        ("GRAIN-AREA 3 --period 2024-06 --on 2024-07-01", "不在期间"),
        ("GRAIN-AREA 3 --period 2024-06 --source 听说", "不在本计划的清单内"),
        ("GRAIN-AREA 3 --period 2024-06 --unit 区水利局", "责任单位是 AGRI"),
        ("MODEL-VILLAGES 3 --period 2024-Q3", "按节点填报"),
        ("MODEL-VILLAGES --stage 验收 --on 2024-08-01 --item 南锤 --period 2024-Q3", "南垂、果园"),
        ("MODEL-VILLAGES --stage 验收 --item 南垂 --period 2024-Q3", "须同时填写达到日期"),
        ("PRJ-WANGFUJING --stage 开业 --on 2024-06-01 --period 2024-Q2", "不在该目标的节点表内"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_sentence_and_changes_nothing(office, words, fault):
    before = office("verify").out, office("status --format csv --as-of 2024-09-30").out
    said = enter(office, words)
    assert said.code == 1
    assert len(said.faults) == 1
    assert fault in said.faults[0]
    assert before == (office("verify").out, office("status --format csv --as-of 2024-09-30").out)


@pytest.mark.parametrize(
    "words",
    ["GRAIN-AREA --period 2024-06", "GRAIN-AREA 3 --no-change --period 2024-06", "GRAIN-AREA 3"],
)
def test_a_wrong_call_leaves_with_2(office, words):
    assert enter(office, words).code == 2


def test_a_lower_source_never_displaces_a_higher_one(office):
    enter(office, "GRAIN-OUTPUT 800万公斤 --period 2024-09 --source 统计部门核定数")
    enter(office, "GRAIN-OUTPUT 900万公斤 --period 2024-09")
    row = office.row("GRAIN-OUTPUT")
    assert (row["actual"], row["data_source"]) == ("8000000", "统计部门核定数")
    assert (row["difference"]["shown"], row["difference"]["other"]) == ("8000000", "9000000")


def a_table(path, *rows):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("填报")
    for number, row in enumerate([["编号", "期间", "数值", "项目", "节点", "日期"], *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return str(path)


GOOD = (
    ["RURAL-ROADS", "2024-09", "18.1公里"],
    ["GRAIN-AREA", "2024-06", 120500],
    ["MODEL-VILLAGES", "2024-Q3", "", "南垂", "验收", "2024-08-15"],
)


def test_a_workbook_goes_in_whole(office, tmp_path):
    table = a_table(tmp_path / "t.xlsx", *GOOD)
    trial = office("import", table, "--dry-run", "--known-at", OCTOBER)
    assert trial.out == "试导入：将写入 3 条，另有 0 条与已有填报一致；未作任何改动\n"
    assert office.row("RURAL-ROADS")["actual"] is None
    assert office("import", table, "--known-at", OCTOBER).out.startswith("已导入 3 条")
    assert office("import", table, "--known-at", OCTOBER).out.startswith("已导入 0 条，另有 3 条")
    assert office.row("GRAIN-AREA")["actual"] == "120500"


def test_or_not_at_all_each_fault_with_its_cell(office, tmp_path):
    table = a_table(
        tmp_path / "t.xlsx", *GOOD, ["RURAL-ROADS", "2024-08", "十二"], ["X", "2024-08", 1]
    )
    said = office("import", table, "--known-at", OCTOBER)
    assert said.code == 1
    assert [fault.split(": ")[0] for fault in said.faults] == ["t.xlsx!填报!A5", "t.xlsx!填报!A6"]
    assert office.row("RURAL-ROADS")["actual"] is None


def test_a_table_from_an_old_office_program_goes_in_too(office, tmp_path):
    path = tmp_path / "旧.csv"
    path.write_bytes("编号,期间,数值\nRURAL-ROADS,2024-09,18.1公里\n".encode("gb18030"))
    assert office("import", str(path), "--known-at", OCTOBER).code == 0
    assert office.row("RURAL-ROADS")["actual"] == "18.1"


def test_csv_of_the_comparison_can_be_read_back(office):
    enter(office, "RURAL-ROADS 18.1公里 --period 2024-09")
    rows = list(csv.DictReader(io.StringIO(office("status --format csv --as-of 2024-09-30").out)))
    assert next(row for row in rows if row["code"] == "RURAL-ROADS")["actual"] == "18.1"


def test_a_clerk_enters_for_the_own_unit_alone(office):
    office("users add 张 --role clerk --unit TRANSPORT --mail z@x.invalid")
    assert office("record RURAL-ROADS 18公里 --period 2024-09 --by 张").code == 0
    refused = office("record GRAIN-AREA 3万亩 --period 2024-06 --by 张")
    assert (refused.code, refused.faults) == (1, ["用户“张”无权为单位 AGRI 填报"])
    past = office("record RURAL-ROADS 3公里 --period 2024-05 --by 张 --known-at", OCTOBER)
    assert (past.code, "须由管理员" in past.err) == (1, True)
