"""What is told of a happening: the same fields for every kind, and lines a person can read."""

import csv
import io
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from monitor.core.happening import (
    BOOKS,
    Acted,
    Book,
    Entered,
    Happening,
    Judged,
    Noted,
    Printed,
    Reviewed,
    Revised,
    Via,
)
from monitor.core.matter import Deed
from monitor.core.plan import Plan, Unit
from monitor.core.rule import Rule
from monitor.core.target import Item, Part, Planned, Target
from monitor.render.changes import GOAL, field_word
from monitor.render.history import AUDIT, FIELDS, STORY, sheet, told
from monitor.render.phrases import LANGUAGES, Words
from monitor.render.voice import Voice
from tests.builders import YEAR, a_list, a_plan, a_project, a_stage, a_target, an_observation

ROAD = a_target()
PLAN = replace(
    a_plan(ROAD, a_list(), a_project()), units=(Unit("JTJ", "交通局"), Unit("ZJJ", "住建局"))
)
KNOWN = datetime(2024, 7, 3, 1, tzinfo=UTC)
NEXT_DAY = datetime(2024, 7, 4, 1, tzinfo=UTC)
ZH = Words("zh")


def a_happening(what, **changes):
    one = Happening(what, "li", KNOWN, KNOWN, "P2024", 7, 3, "ab" * 32)
    return replace(one, **changes)


def lines(what, words=ZH, **changes):
    return told(a_happening(what, **changes), PLAN, words, UTC)


def shown(what, words=ZH, **changes):
    return lines(what, words, **changes)["shown"]


def revised(after=ROAD, before=None, kind="target", **more):
    return Revised(kind, after.code if after else "ROAD", 1, before, after, YEAR.start, **more)


EDITION = Printed(
    "E1",
    "monthly",
    "2024-06",
    "全区",
    1,
    test=False,
    as_of=date(2024, 6, 30),
    known_at=KNOWN,
    subject="六月进展",
)
ONE_OF_EACH = (
    revised(),
    Entered(an_observation()),
    Reviewed(an_observation(), approved=True),
    Judged("ROAD", date(2024, 6, 30), "behind", "黄"),
    EDITION,
    Acted("matter", "1", "given", {"target": "ROAD"}),
    Noted("users.add", "li"),
)


def test_every_kind_of_happening_has_its_book():
    assert {type(what) for what in ONE_OF_EACH} == set(BOOKS)


@pytest.mark.parametrize("what", ONE_OF_EACH, ids=lambda what: type(what).__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_fills_the_same_fields(what, language):
    row = lines(what, Words(language))
    assert {*FIELDS, "shown"} <= row.keys()
    assert row["what"]
    assert (row["seq"], row["link"], row["who"]) == (7, 3, "li")


def test_a_figure_is_told_in_the_plans_unit_and_exactly():
    row = lines(Entered(an_observation("2024-06", "12.5", note="含支路")))
    assert (row["new"], row["value"], row["measure"]) == ("12.5公里", "12.5", "公里")
    assert (row["unit"], row["period"], row["source"]) == ("交通局", "2024-06", "部门调度数")
    assert row["shown"]["remarks"] == "含支路"


def test_a_correction_shows_both_values():
    before = an_observation("2024-06", "12.5")
    what = Entered(replace(before, value=Decimal(11), revision=2), before)
    row = lines(what, reason="核减")
    assert row["shown"]["content"] == "12.5公里 → 11公里"
    assert row["what"] == "更正填报"
    assert row["shown"]["why"] == "核减"


def test_no_change_a_stage_and_an_item_are_told_as_they_were_entered():
    assert shown(Entered(an_observation(value=None, no_change=True)))["content"] == "无变化"
    stage = a_stage("开工", date(2024, 3, 1), "2024-Q1")
    assert shown(Entered(stage))["content"] == "开工 3月1日"
    item = replace(stage, target="VILLAGES", item="南垂")
    assert shown(Entered(item))["content"] == "南垂 开工 3月1日"


def test_what_a_figure_carries_is_said_beside_it():
    one = an_observation(
        demo=True, backfilled=True, given_by="李主任 电话", not_before=date(2024, 8, 1)
    )
    notes = shown(Entered(one, editions=("E1", "E2")))["notes"]
    for said in ("演示数据", "补录", "李主任 电话", "2024-08-01", "刊于 E1、E2"):
        assert said in notes


def test_what_was_written_on_another_day_says_so():
    assert "2024-07-04 记入" in shown(revised(), recorded_at=NEXT_DAY)["notes"]
    assert "记入" not in shown(revised())["notes"]


def test_a_revised_goal_is_told_from_old_to_new():
    more = replace(ROAD, goal=Decimal(30), stated="30公里")
    row = lines(revised(more, ROAD, authority="〔2024〕1号", approver="区政府"), reason="年中调整")
    assert (row["old"], row["new"]) == ("25.93公里", "30公里")
    assert row["shown"]["content"] == "目标值：25.93公里 → 30公里"
    assert row["shown"]["why"] == "年中调整；文号：〔2024〕1号；批准：区政府；2024-01-01 起生效"


@pytest.mark.parametrize(
    ("change", "content"),
    [
        ({"responsible": "ZJJ"}, "责任单位：交通局 → 住建局"),
        ({"deadline": date(2024, 11, 30)}, "完成时限：2024-12-31 → 2024-11-30"),
        ({"cooperating": ("ZJJ",)}, "配合单位：— → 住建局"),
        ({"leader": "张三"}, "责任领导：— → 张三"),
        ({"baseline": Decimal(3)}, "基期值：— → 3公里"),
        ({"parts": (Part("ZJJ", Decimal(5)),)}, "分解：— → 住建局 5公里"),
        ({"items": (Item("南垂"),)}, "分项：— → 南垂"),
        ({"planned": (Planned("开工", date(2024, 3, 1)),)}, "计划节点：— → 开工 2024-03-01"),
        ({"no_figure_in": frozenset({2, 1})}, "不出数的月份：— → 1、2"),
    ],
)
def test_any_other_field_that_differs_is_told_with_both_values(change, content):
    assert shown(revised(replace(ROAD, **change), ROAD))["content"] == content


def test_several_fields_are_told_one_after_another():
    other = replace(ROAD, stated="30公里", goal=Decimal(30), responsible="ZJJ")
    row = lines(revised(other, ROAD))
    assert row["shown"]["content"] == "目标值：25.93公里 → 30公里；责任单位：交通局 → 住建局"
    assert row["old"] == "目标值：25.93公里；责任单位：交通局"


def test_a_withdrawn_target_tells_what_it_was():
    row = lines(revised(None, ROAD))
    assert (row["what"], row["shown"]["content"]) == ("撤销目标", "原为 25.93公里")


def test_a_unit_and_a_rule_are_revised_as_well():
    renamed = Revised("unit", "JTJ", 2, Unit("JTJ", "交通局"), Unit("JTJ", "交运局"), YEAR.start)
    assert shown(renamed)["content"] == "名称：交通局 → 交运局"
    rule = PLAN.rules[0]
    bands = Revised("rule", "default", 2, rule, replace(rule, bands=rule.bands[:2]), YEAR.start)
    assert shown(bands)["content"].startswith("分档：")
    first = Revised("plan", "P2024", 1, None, PLAN, YEAR.start)
    assert shown(first)["content"] == "重点工作"


def test_an_edition_tells_what_it_printed_and_on_what_it_rests():
    row = {"actual": "9", "label": "黄", "shown": {"actual": "9公里", "goal": "25.93公里"}}
    what = replace(EDITION, target="ROAD", row=row, rests_on=(3, 5))
    assert shown(what)["content"] == "印出 9公里，目标 25.93公里，黄"
    assert shown(what)["remarks"] == "依据填报第 3、5 号"
    assert shown(replace(what, test=True), by="")["who"] == "系统"
    assert lines(replace(what, number=2))["what"] == "再次签发"


def test_a_verdict_is_told_from_class_to_class():
    what = Judged("ROAD", date(2024, 6, 30), "behind", "黄", ("on_track", None))
    assert shown(what)["content"] == "达到序时进度 → 滞后序时进度（黄）"


def test_an_act_is_told_by_its_kind_its_step_and_what_it_says():
    body = {"target": "ROAD", "unit": "JTJ", "words": "加快", "photo": "ab" * 32, "deep": {"a": 1}}
    row = lines(Acted("matter", "1", "given", body))
    assert row["what"] == "督办事项·交办"
    assert (row["target"], row["unit"]) == ("ROAD", "交通局")
    assert row["shown"]["content"] == f"原文：加快；照片：{'ab' * 6}"


def test_an_act_nobody_has_words_for_goes_by_its_own_name():
    row = lines(Acted("dance", "1", "begun", {"colour": "red"}))
    assert row["what"] == "dance·begun"
    assert row["shown"]["content"] == "colour：red"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("deed", Deed)
def test_every_deed_about_a_matter_has_its_word(language, deed):
    assert Words(language).knows(f"history.step.{deed.value}")


def test_a_line_of_the_accounts_tells_its_detail_and_door():
    row = lines(
        Noted("users.add", "li", {"roles": ["clerk"]}), os_user="root", via=Via.SHELL, by="admin"
    )
    assert row["plan"] is None
    assert row["shown"]["content"] == "角色：填报人"
    assert row["shown"]["who"] == "admin（命令行，系统账号 root）"
    assert lines(Noted("matter.given", "P/1"))["what"] == "督办事项·交办"
    assert lines(Noted("tea.made", "1"))["what"] == "tea.made"


def test_who_came_by_the_page_is_told_so():
    assert shown(Entered(an_observation()), via=Via.PAGE)["who"] == "li（网页）"
    assert shown(Entered(an_observation()), os_user="li", via=Via.SHELL)["who"] == "li（命令行）"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_book_and_every_door_has_a_word(language):
    words = Words(language)
    assert all(words.knows(f"history.book.{one}") for one in Book if one is not Book.VERDICTS)
    assert all(words.knows(f"history.door.{one}") for one in Via if one)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [Target, Unit])
def test_every_field_that_can_differ_has_a_word(language, kind):
    words = Words(language)
    names = {one.name for one in fields(kind)} - {*GOAL, "code"} | {"goal"}
    assert [name for name in sorted(names) if not words.knows(f"history.field.{name}")] == []


@pytest.mark.parametrize("names", [STORY, AUDIT])
def test_the_sheet_is_marked_as_utf_8_and_has_a_row_for_each(names):
    data = sheet([lines(what) for what in ONE_OF_EACH], names)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert list(rows[0]) == list(names)
    assert len(rows) == len(ONE_OF_EACH)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_of_the_sheet_begins_a_formula(begin):
    note = f"{begin}cmd|' /C calc'!A0"
    one = Entered(an_observation(note=note, source=note, given_by=note))
    data = sheet([lines(one, reason=note, by=note)], STORY).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(data))
    for name in ("note", "source", "given_by", "reason", "who"):
        assert row[name] == f"'{note}"


def test_a_negative_number_stays_one():
    one = Entered(an_observation("2024-06", "-3"))
    assert "-3" in sheet([lines(one)], ("value",)).decode("utf-8-sig").splitlines()


def test_rules_and_plans_have_words_for_what_is_revised_most():
    voice = Voice(ZH, PLAN, YEAR.end)
    for kind, names in ((Rule, {"title", "bands"}), (Plan, {"title", "sources", "source"})):
        assert names <= {one.name for one in fields(kind)}
        assert all(field_word(name, voice) != name for name in names)
