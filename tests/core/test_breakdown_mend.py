"""What a person typed over a reading counts, and is doubted anew where it cannot be read."""

from datetime import date

import pytest

from monitor.core.breakdown import Grade, Habits, Row
from monitor.core.breakdown_mend import Typed, mended, promise
from monitor.core.breakdown_rows import understand
from monitor.core.problem import Place
from monitor.core.target import Kind

YEAR = Habits(2024)
HERE = Place("表.xlsx", sheet="分解表", cell="C4")


def read(**cells):
    (draft,) = understand(Row(HERE, **({"responsible": "区住建局"} | cells)), YEAR)
    return draft


def typed(draft, **changes):
    shown = {"name": draft.name, "goal": promise(draft), "responsible": draft.responsible}
    return mended(draft, Typed(**(shown | changes)), YEAR)


def test_sent_back_as_shown_a_reading_is_settled():
    doubtful = read(text="引进100名以上省外校长")
    assert (doubtful.grade, typed(doubtful).grade) == (Grade.DOUBTFUL, Grade.UNDERSTOOD)
    assert typed(doubtful).goal == doubtful.goal


def test_a_goal_that_was_dark_becomes_one():
    one = typed(read(name="农村路", goal="25.93"), goal="25.93公里")
    assert (one.grade, one.kind, one.goal) == (Grade.UNDERSTOOD, Kind.QUANTITY, "25.93公里")


@pytest.mark.parametrize(
    ("goal", "kind"), [("竣工", Kind.PROJECT), ("", Kind.TASK), ("3座", Kind.QUANTITY)]
)
def test_the_goal_typed_says_what_kind_it_is(goal, kind):
    one = typed(read(name="水厂", goal="2座"), goal=goal)
    assert (one.kind, promise(one)) == (kind, goal)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"goal": "很多"}, "goal"),
        ({"goal": "待下达"}, "no_measure"),
        ({"responsible": ""}, "no_unit"),
        ({"responsible": "各镇"}, "collective"),
        ({"deadline": "开春"}, "deadline"),
    ],
)
def test_what_cannot_be_read_is_doubted_anew(changes, code):
    one = typed(read(name="水厂", goal="2座"), **changes)
    assert any(code in doubt.code for doubt in one.doubts)


def test_about_stays_open_until_somebody_says_by_how_much():
    one = read(name="涨幅", goal="3%左右")
    assert [doubt.code for doubt in typed(one).doubts] == ["breakdown.about"]
    assert typed(one, goal="3%以内").grade is Grade.UNDERSTOOD


def test_units_leader_and_day_are_taken_as_typed():
    changes = {"responsible": "甲局、乙局", "leader": "副区长", "deadline": "9月底前"}
    one = typed(read(name="水厂", goal="2座"), **changes)
    assert (one.responsible, one.cooperating, one.leader) == ("甲局", ("乙局",), "副区长")
    assert (one.deadline, "deadline" in one.assumed) == (date(2024, 9, 30), False)
