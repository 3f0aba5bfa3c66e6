"""Tables as offices lay them out come out as rows, whatever is merged, named or hidden."""

from datetime import datetime

import pytest

from monitor.core.breakdown import Grade, Habits, Table
from monitor.core.breakdown_rows import understand
from monitor.files.breakdown_table import read_breakdown
from tests.files.breakdowns import CHAPTERED, INDICATORS, PROSE, TITLE, TWO_HEADS, book

HEADS = ["序号", "指标名称", "目标值", "责任单位", "完成时限"]


def table(layout, **more):
    rows, options = layout
    found = read_breakdown(book(rows, **options), "分解表.xlsx", **more)
    assert isinstance(found, Table), found
    return found


def of_rows(*rows, **options):
    return read_breakdown(book([HEADS, *rows], **options), "分解表.xlsx")


def graded(found):
    """What each promise of a table came to: its goal by name, or its doubts."""
    drafts = [d for row in found.rows for d in understand(row, Habits(found.year or 2024))]
    return {
        draft.name: draft.goal or draft.goal_stage or draft.kind.value
        if draft.grade is Grade.UNDERSTOOD
        else {doubt.code.removeprefix("breakdown.") for doubt in draft.doubts}
        for draft in drafts
    }


def test_a_table_with_chapters_and_merged_cells():
    found = table(CHAPTERED)
    assert (found.title, found.year) == (TITLE, 2024)
    assert found.passed == ("A11 注：本表由督查室制。",)
    assert [row.chapter for row in found.rows] == ["农业农村"] * 3 + ["民生保障"] * 3
    assert [row.responsible for row in found.rows[:2]] == ["区农业农村局"] * 2
    assert [row.leader for row in found.rows[:3]] == ["张区长"] * 3
    assert graded(found) == {
        "粮食生产面积": "12万亩以上",
        "粮食产量": "3900万公斤以上",
        "“四好农村路”建设": {"no_measure"},
        "城镇调查失业率": "控制在5.5%以内",
        "规上工业增加值增长": {"about"},
        "推进政务服务“一网通办”": "task",
    }


def test_a_table_of_prose():
    found = table(PROSE)
    assert set(found.unused) == {"责任人", "联系电话"}
    assert [row.chapter for row in found.rows] == ["乡村振兴"] * 3 + ["民生"] * 5
    assert graded(found) == {
        "精品示范村": "5个",
        "提档升级村创建": "26个",
        "粮食生产面积": "12万亩以上",
        "粮食产量": "3900万公斤以上",
        "城镇居民人均可支配收入增长": "6%",
        "农村居民人均可支配收入增长": "9%",
        "新建消防栓": "40个",
        "新建消防水鹤": "4座",
        "村集体年收入": {"doubt_two", "doubt_threshold"},
        "力争实现20%的村集体年收入超30万元": {"doubt_two", "doubt_subject"},
        "打造15分钟便民生活圈，推进7×24小时自助服务": {"deadline"},
        "城乡居民收入与经济增长同步": "task",
        "建成十二个口袋公园": {"spelled", "deadline"},
    }


def test_a_table_with_heads_in_two_rows_and_the_measure_in_a_head():
    found = table(TWO_HEADS)
    assert (found.heads["responsible"], found.heads["cooperating"]) == ("牵头单位", "配合单位")
    assert graded(found) == {
        "高标准农田": "0.15万亩",
        "耕地修复": "0.2万亩以上",
        "县医院二期工程": "竣工",
        "水库除险加固工程": {"stages"},
    }


def test_a_table_of_indicators_with_a_column_of_measures():
    assert graded(table(INDICATORS)) == {
        "地区生产总值": "8%",
        "一般公共预算收入": "15.8亿元",
        "新增城镇就业": "不低于8900人",
        "PM2.5浓度": {"no_measure"},
        "居民消费价格涨幅": {"about"},
        "民生支出占比": {"percent"},
        "固定资产投资": "待下达",
    }


def test_a_doubt_stands_at_its_cell():
    found = of_rows([1, "公厕", "12座", "区住建局", "春节前"])
    (draft,) = understand(found.rows[0], Habits(2024))
    assert [doubt.place.cell for doubt in draft.doubts] == ["E2"]


def test_unit_means_a_measure_where_measures_stand_below_it():
    heads = ["指标", "单位", "目标", "责任单位"]
    found = read_breakdown(book([heads, ["公厕", "座", 12, "区住建局"]]), "表.xlsx")
    assert (found.rows[0].measure, found.rows[0].responsible) == ("座", "区住建局")


def test_a_day_that_may_only_be_a_month_is_doubted():
    days = {(1, 4): 0}
    found = of_rows([1, "公厕", "12座", "区住建局", datetime(2024, 9, 1)], days=days)  # noqa: DTZ001 - a spreadsheet's day
    assert graded(found) == {"公厕": {"first_day"}}


def test_a_hidden_row_is_not_taken_silently():
    found = of_rows(
        [1, "公厕", "12座", "区住建局", "年底前"],
        [2, "路灯", "30盏", "区住建局", "年底前"],
        hidden=(2,),
    )
    drafts = [understand(row, Habits(2024))[0] for row in found.rows]
    assert [draft.grade for draft in drafts] == [Grade.UNDERSTOOD, Grade.DOUBTFUL]


def test_a_match_told_once_goes_before_the_words():
    rows = [["事情", "数", "谁干"], ["公厕", "12座", "区住建局"]]
    silent = read_breakdown(book(rows), "表.xlsx")
    told = {"事情": "name", "数": "goal", "谁干": "responsible"}
    found = read_breakdown(book(rows), "表.xlsx", told=told)
    assert isinstance(silent, tuple)
    assert silent[0].code == "breakdown.no_heads"
    assert (found.rows[0].name, found.rows[0].goal) == ("公厕", "12座")


def test_two_columns_for_one_field_are_named():
    rows = [["指标", "目标值", "年度目标", "责任单位"], ["公厕", "12座", "13座", "区住建局"]]
    read = read_breakdown(book(rows), "表.xlsx")
    assert isinstance(read, tuple)
    (fault,) = read
    assert (fault.code, dict(fault.args)["heads"]) == ("breakdown.column_twice", "目标值、年度目标")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_is_read_as_well(encoding):
    text = "指标,目标值,责任单位\n公厕,12座,区住建局\n"
    found = read_breakdown(text.encode(encoding), "表.csv")
    assert (found.rows[0].goal, found.rows[0].place.line) == ("12座", 2)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "表.xls", "book.old_excel"),
        (b"<html>", "表.xls", "book.html"),
        (b"PK\x03\x04 broken", "表.xlsx", "book.unreadable"),
        ("甲,乙\n1,2\n".encode(), "表.csv", "breakdown.no_heads"),
        ("指标,目标值,责任单位\n".encode(), "表.csv", "breakdown.no_rows"),
    ],
)
def test_what_is_no_table_is_refused_with_its_name(data, name, code):
    read = read_breakdown(data, name)
    assert isinstance(read, tuple)
    (fault,) = read
    assert (fault.code, fault.place.file) == (code, name)
