"""Rows of a breakdown table: each promise is right, or its doubt is named."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.core.breakdown import Grade, Habits, Row
from monitor.core.breakdown_rows import understand
from monitor.core.problem import Place
from monitor.core.target import Kind, ReportedAs

YEAR = Habits(2024)
HERE = Place("表.xlsx", sheet="分解表", cell="C4")


def drafts(habits=YEAR, **cells):
    return understand(Row(HERE, **({"responsible": "区农业农村局"} | cells)), habits)


def draft(habits=YEAR, **cells):
    (found,) = drafts(habits, **cells)
    return found


def codes(one):
    return {doubt.code.removeprefix("breakdown.") for doubt in one.doubts}


@pytest.mark.parametrize(
    ("goal", "measure", "said"),
    [
        ("12万亩以上", "", "12万亩以上"),
        ("12", "万亩", "12万亩"),
        ("12以上", "万亩", "12万亩以上"),
        ("≥8900人", "", "不低于8900人"),
        ("≤5.5%", "", "不超过5.5%"),
        ("10-12", "座", "10-12座"),
        ("１２万亩", "", "12万亩"),
    ],
)
def test_a_goal_cell_is_read_with_its_measure(goal, measure, said):
    one = draft(name="某项", goal=goal, measure=measure)
    assert (one.kind, one.goal, one.grade) == (Kind.QUANTITY, said, Grade.UNDERSTOOD)


def test_a_goal_without_a_measure_leaves_nothing_to_accept():
    one = draft(name="农村路", goal="25.93")
    assert (one.grade, codes(one)) == (Grade.DARK, {"no_measure"})


def test_a_goal_the_text_does_not_speak_of_is_doubted():
    agreed = draft(text="粮食生产面积稳定在12万亩以上", goal="120000亩以上")
    differing = draft(text="粮食生产面积稳定在12万亩以上", goal="12亩以上")
    assert (agreed.grade, agreed.name) == (Grade.UNDERSTOOD, "粮食生产面积")
    assert codes(differing) == {"differs"}


def test_growth_is_a_rate_and_has_no_pace():
    one = draft(text="规上工业增加值", goal="增长8%以上")
    assert (one.name, one.goal, one.reported_as) == (
        "规上工业增加值增长",
        "8%以上",
        ReportedAs.RATE,
    )
    assert one.pace == "flat"
    assert {"reported_as", "pace"} <= set(one.assumed)


def test_about_waits_to_be_told_how_far_off_is_allowed():
    asked = draft(name="涨幅", goal="3%左右")
    told = draft(Habits(2024, Decimal(5)), name="涨幅", goal="3%左右")
    assert codes(asked) == {"about"}
    assert (told.grade, told.tolerance) == (Grade.UNDERSTOOD, "0.15%")
    assert "tolerance" in told.assumed


def test_a_goal_a_superior_still_owes_is_pending_in_its_measure():
    one = draft(name="固定资产投资", goal="以市下达为准", measure="%")
    assert (one.goal, one.measure, one.grade) == ("待下达", "%", Grade.UNDERSTOOD)
    assert draft(name="固定资产投资", goal="待下达").grade is Grade.DARK


def test_prose_without_a_number_is_a_task():
    one = draft(text="推进政务服务“一网通办”")
    assert (one.kind, one.goal, one.grade) == (Kind.TASK, "", Grade.UNDERSTOOD)


def test_a_project_goes_to_the_stage_its_words_promise():
    one = draft(name="县医院二期工程", goal="竣工")
    several = draft(name="水库除险加固工程", goal="开工，争取主体完工")
    assert (one.kind, one.goal_stage, one.grade) == (Kind.PROJECT, "竣工", Grade.UNDERSTOOD)
    assert codes(several) == {"stages"}


def test_a_project_with_an_investment_is_not_silently_a_sum_of_money():
    one = draft(name="某某产业园项目", text="总投资3亿元，年底前竣工")
    assert "project" in codes(one)


def test_a_list_of_names_becomes_items():
    one = draft(text="完成甲村、乙村2个精品示范村创建")
    assert (one.kind, one.items, one.goal) == (Kind.ITEMS, ("甲村", "乙村"), "2个")


def test_several_promises_of_one_sentence_become_several_drafts():
    found = drafts(text="粮食生产面积12万亩以上，粮食产量3900万公斤以上")
    assert [one.name for one in found] == ["粮食生产面积", "粮食产量"]


def test_several_goals_in_one_cell_are_doubted():
    assert all("several" in codes(one) for one in drafts(name="公厕", goal="新建10座，改造5座"))


def test_a_goal_merged_over_rows_is_doubted():
    assert codes(draft(name="甲", goal="12座", shared=frozenset({"goal"}))) == {"shared"}


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ({"name": "甲", "goal": "12座", "responsible": ""}, "no_unit"),
        ({"name": "甲", "goal": "12座", "responsible": "各镇"}, "collective"),
        ({"name": "甲", "goal": "12座", "deadline": "春节前"}, "deadline"),
        ({"name": "甲", "goal": "12座", "deadline": "2023年底"}, "deadline_past"),
        ({"name": "", "goal": ""}, "no_text"),
        ({"name": "建成十二个公园", "goal": ""}, "spelled"),
        ({"name": "污水厂", "goal": "年处理能力5万吨"}, "capacity"),
    ],
)
def test_each_other_doubt_has_its_name(cells, doubt):
    assert doubt in codes(draft(**cells))


def test_a_doubt_names_the_cell_it_speaks_of():
    there = Place("表.xlsx", sheet="分解表", cell="G4")
    one = draft(name="甲", goal="12座", deadline="春节前", places={"deadline": there})
    assert one.doubts[0].place == there


def test_a_time_limit_that_is_not_said_is_assumed():
    said = draft(name="甲", goal="12座", deadline="9月底前")
    silent = draft(name="甲", goal="12座")
    assert (said.deadline, said.assumed.count("deadline")) == (date(2024, 9, 30), 0)
    assert (silent.deadline, silent.assumed.count("deadline")) == (None, 1)


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ({"name": "城镇登记失业率", "goal": "4%"}, "direction"),
        ({"name": "污染物排放量", "goal": "500公斤"}, "direction"),
        ({"text": "城镇登记失业率4%"}, "direction"),
        ({"text": "失业率控制在5.5%以内", "goal": "5.5%"}, "direction"),
        ({"text": "用水总量2000万吨以内", "goal": "2000万吨"}, "sides"),
        ({"name": "居民收入", "goal": "与经济增长同步"}, "elsewhere"),
        ({"name": "能耗降低率", "goal": "完成上级下达任务"}, "elsewhere"),
    ],
)
def test_a_ceiling_is_never_silently_a_floor(cells, doubt):
    assert doubt in codes(draft(**cells))


@pytest.mark.parametrize("goal", ["4%以内", "不超过4%", "不低于4%", "控制在4%以内"])
def test_a_side_that_is_said_is_taken(goal):
    assert draft(name="城镇登记失业率", goal=goal).grade is Grade.UNDERSTOOD


def test_a_fall_that_is_promised_is_a_floor():
    assert draft(text="单位生产总值能耗下降3%").grade is Grade.UNDERSTOOD


def test_rows_that_name_nobody_go_to_the_unit_that_was_told():
    one = draft(Habits(2024, unit="区统计局"), name="公厕", goal="12座", responsible="")
    assert (one.responsible, "responsible" in one.assumed) == ("区统计局", True)
