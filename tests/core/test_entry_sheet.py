"""What a sheet asks for, and what is told when it comes back late."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from monitor.core.entry_sheet import (
    EntrySheet,
    Known,
    SheetMark,
    changed_since,
    goal_of,
    lines_asked,
    reporters,
)
from monitor.core.period import Period, read_period
from monitor.core.standing import Reached
from monitor.core.target import Kind, Part
from tests.builders import a_list, a_plan, a_project, a_target, an_observation


def span(text):
    found = read_period(text)
    assert isinstance(found, Period)
    return found


def asked(plan, period="2024-09", unit="JTJ", **known):
    return lines_asked(plan, unit, span(period), Known(**known))


def split(**changes):
    parts = (Part("JTJ", Decimal(20)), Part("NYJ", Decimal("5.93")))
    return a_target(**({"parts": parts} | changes))


def test_what_a_unit_owes_for_the_period_is_asked_for_and_nothing_else():
    plan = a_plan(a_target(), a_project(), a_target(code="FIELD", responsible="NYJ"))
    assert [line.target.code for line in asked(plan)] == ["ROAD", "PRJ"]
    assert [line.target.code for line in asked(plan, "2024-08")] == ["ROAD"]
    assert asked(plan, "2023-12") == ()


def test_a_quarterly_figure_is_asked_for_its_quarter():
    assert [line.period.key for line in asked(a_plan(a_project()))] == ["2024-Q3"]


def test_the_unit_that_reports_a_figure_is_asked_and_not_the_one_that_answers_for_it():
    plan = a_plan(a_target(reported_by="TJJ"))
    assert asked(plan) == ()
    assert [line.unit for line in asked(plan, unit="TJJ")] == ["TJJ"]


def test_each_unit_of_a_split_target_is_asked_for_its_own_share():
    (line,) = asked(a_plan(split()), unit="NYJ")
    assert (line.unit, line.target.goal, line.target.stated) == ("NYJ", Decimal("5.93"), "")
    assert reporters(split()) == ("JTJ", "NYJ")


def test_what_is_done_is_not_asked_for_again_and_of_a_split_target_only_that_unit_rests():
    whole, done = frozenset({("ROAD", "")}), frozenset({("ROAD", "JTJ")})
    assert asked(a_plan(a_target()), done=whole) == ()
    assert asked(a_plan(split()), done=done) == ()
    assert len(asked(a_plan(split()), unit="NYJ", done=done)) == 1


def test_a_list_has_a_line_for_the_whole_and_one_for_each_member_still_open():
    day = date(2024, 5, 1)
    reached = {"VILLAGES": [Reached("果园", "验收", day), Reached("南垂", "开工", day)]}
    lines = asked(a_plan(a_list()), reached=reached)
    assert [line.item for line in lines] == ["", "南垂", "张祖"]
    assert [line.reached.stage if line.reached else "" for line in lines] == ["", "开工", ""]


def test_each_line_takes_the_answers_its_kind_has():
    task = a_target(code="TASK", kind=Kind.TASK, goal=None, spoken=None, reported_as=None)
    lines = asked(a_plan(a_target(), a_project(), task, a_list()))
    took = [
        (one.target.code, one.takes_value, one.takes_stage, one.takes_no_change)
        for one in lines[:5]
    ]
    assert took == [
        ("ROAD", True, False, True),
        ("PRJ", False, True, True),
        ("TASK", False, True, True),
        ("VILLAGES", False, False, True),
        ("VILLAGES", False, True, False),
    ]


def test_the_newest_answer_is_the_one_of_the_newest_period_that_was_not_sent_back():
    old, new = an_observation("2024-07", seq=3), an_observation("2024-08", seq=2)
    back = an_observation("2024-09", seq=4, returned=True)
    (line,) = asked(a_plan(a_target()), log={("ROAD", ""): [old, new, back]})
    assert line.newest == new


def test_a_project_says_where_it_stands():
    reached = {
        "PRJ": [Reached("", "签约", date(2024, 2, 1)), Reached("", "开工", date(2024, 4, 1))]
    }
    (line,) = asked(a_plan(a_project()), reached=reached)
    assert line.reached.stage == "开工"


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (a_target(stated="25.93公里以上"), "25.93公里以上"),
        (a_target(stated=""), "25.93公里"),
        (a_target(stated="", goal=None, low=Decimal(5), high=Decimal(6)), "5公里 6公里"),
        (a_project(stated=""), "竣工"),
        (a_list(stated="3个"), "3个 验收"),
        (a_target(stated="", goal=None), ""),
    ],
)
def test_a_goal_is_one_text(target, text):
    assert goal_of(target) == text


def mark_of(plan):
    lines = asked(plan)
    return EntrySheet(plan, "JTJ", span("2024-09"), lines, "f" * 64).mark


def test_a_sheet_carries_what_it_was_made_from():
    assert mark_of(a_plan()) == SheetMark(
        "P2024", "JTJ", "2024-09", "f" * 64, {("ROAD", ""): "25.93公里"}
    )


def test_nothing_is_told_of_a_plan_that_still_says_the_same():
    plan = a_plan(a_target(), split(code="SPLIT"), a_list())
    assert changed_since(mark_of(plan), plan) == ()


def test_a_target_withdrawn_and_a_goal_moved_are_told():
    plan = a_plan(a_target(), a_target(code="FIELD"), split(code="SPLIT"))
    moved = a_target(goal=Decimal(20), stated="20公里")
    other = (Part("JTJ", Decimal(21)), Part("NYJ", Decimal("4.93")))
    now = replace(plan, targets=(moved, split(code="SPLIT", parts=other)))
    told = [(one.code, dict(one.args)) for one in changed_since(mark_of(plan), now)]
    assert told == [
        ("workbook.goal_changed", {"code": "ROAD", "before": "25.93公里", "now": "20公里"}),
        ("workbook.withdrawn", {"code": "FIELD"}),
        ("workbook.goal_changed", {"code": "SPLIT", "before": "20公里", "now": "21公里"}),
    ]


def test_a_sheet_of_another_plan_is_told_and_compared_with_nothing():
    told = changed_since(mark_of(a_plan()), a_plan(code="P2025"))
    assert [(one.code, dict(one.args)) for one in told] == [
        ("workbook.other_plan", {"made": "P2024", "plan": "P2025"})
    ]
