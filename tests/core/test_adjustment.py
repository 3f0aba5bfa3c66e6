"""A wish for another goal, and the first ruling on it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.adjustment import (
    LONGEST_TEXT,
    Adjustment,
    Deed,
    Ruling,
    Wish,
    change_fault,
    fold,
    wish_faults,
)
from monitor.core.goal import Direction
from monitor.core.target import Kind
from tests.builders import a_list, a_project, a_target

NOW = datetime(2024, 7, 1, tzinfo=UTC)
WISH = Wish("ROAD", "JTJ", goal="20公里", reason="资金未到位")
DEEDS = [Deed.ACCEPTED, Deed.REFUSED, Deed.WITHDRAWN]


def an_adjustment(number=1):
    return Adjustment(number, WISH, "li", NOW)


@given(
    st.sets(st.integers(1, 6)),
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from(DEEDS))),
)
def test_the_first_ruling_on_each_number_stands(numbers, said):
    rulings = [(number, Ruling(deed, "wang", NOW)) for number, deed in said]
    found = fold([an_adjustment(number) for number in numbers], rulings)
    first = dict(reversed(said))
    assert {one.number: one.state for one in found} == {
        number: first.get(number, Deed.ASKED) for number in sorted(numbers)
    }


def faults(wish, target):
    return [one.code for one in wish_faults(wish, target)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"goal": "", "deadline": date(2025, 3, 31)}, []),
        ({"goal": ""}, ["adjust.nothing"]),
        ({"reason": " "}, ["adjust.reason_missing"]),
        ({"reason": "长" * (LONGEST_TEXT + 1)}, ["adjust.long"]),
        ({"goal": "", "reason": ""}, ["adjust.nothing", "adjust.reason_missing"]),
    ],
)
def test_a_wish_says_what_and_why(changes, said):
    assert faults(replace(WISH, **changes), a_target()) == said


def test_a_task_has_no_goal_to_adjust():
    task = a_target(kind=Kind.TASK, goal=None)
    assert faults(WISH, task) == ["adjust.task_goal"]
    assert faults(replace(WISH, goal="", deadline=date(2025, 1, 31)), task) == []


def turned(before, after):
    fault = change_fault(before, after)
    return fault.code if fault else None


def test_a_change_has_to_change_something():
    road = a_target()
    assert turned(road, replace(road, name="改名")) == "adjust.same"
    assert turned(road, replace(road, goal=Decimal(20))) is None
    assert turned(road, replace(road, deadline=date(2025, 3, 31))) is None
    assert turned(a_project(), replace(a_project(), goal_stage="开工")) is None
    assert turned(a_list(), replace(a_list(), goal=Decimal(2))) is None


def test_a_floor_does_not_become_a_ceiling_by_a_slip():
    road = a_target()
    ceiling = replace(road, goal=Decimal(20), direction=Direction.AT_MOST)
    assert turned(road, ceiling) == "adjust.turned"
    assert turned(ceiling, road) == "adjust.turned"


def test_a_goal_that_was_pending_takes_the_direction_it_is_issued_with():
    pending = a_target(goal=None)
    assert turned(pending, replace(pending, goal=Decimal(5), direction=Direction.AT_MOST)) is None
