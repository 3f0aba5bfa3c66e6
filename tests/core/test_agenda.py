"""What lies before one person: owed by the unit, sent back, to review, led."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.core.account import Role, User
from monitor.core.agenda import Case, items_of
from monitor.core.assessment import Promise, assess
from monitor.core.owed import Asked
from monitor.core.plan import Unit
from monitor.core.post import Directory, Holding
from monitor.core.scorecard import arrange
from monitor.core.target import Part
from monitor.services.standings import folded
from tests.builders import (
    PLAIN_WEEKS,
    YEAR,
    a_plan,
    a_target,
    an_instant,
    an_observation,
)

TODAY = date(2024, 8, 6)
"""The second working day after July: its figure is owed and in time."""

NOBODY = Directory((), ())
UNITS = (Unit("JTJ", "交通局", review="within"), Unit("SLJ", "水利局"))


def somebody(*roles, unit="", **changes):
    return User("li", "李某", "", frozenset(roles), unit, **changes)


CLERK = somebody(Role.CLERK, unit="JTJ")
REVIEWER = somebody(Role.REVIEWER, unit="JTJ")


def a_case(*log, targets=(), **changes):
    plan = a_plan(*targets, units=UNITS)
    asked = Asked(TODAY, TODAY, PLAIN_WEEKS)
    counting = [one for one in log if one.approved]
    rows = [
        assess(
            Promise(target),
            plan,
            folded(target, [one for one in counting if one.target == target.code], plan=plan),
            asked=asked,
        )
        for target in plan.targets
    ]
    card = arrange(plan, rows, as_of=TODAY, known_at=an_instant(TODAY))
    return Case(card, asked, tuple(log), **changes)


def owed(person, *cases):
    return [
        (one.target.code, one.unit, [period.key for period in one.periods], one.late)
        for one in items_of(person, cases, NOBODY).owed
    ]


def test_a_clerk_owes_what_ended_and_nobody_answered():
    case = a_case(an_observation("2024-05"))
    assert owed(CLERK, case) == [("ROAD", "JTJ", ["2024-06", "2024-07"], True)]
    assert items_of(CLERK, [case], NOBODY).owed_periods == 2


def test_what_is_within_its_time_is_owed_and_not_late():
    assert owed(CLERK, a_case(an_observation("2024-06"))) == [("ROAD", "JTJ", ["2024-07"], False)]


def test_who_has_answered_everything_owes_nothing():
    assert owed(CLERK, a_case(an_observation("2024-07"))) == []


def test_what_is_achieved_is_owed_no_longer():
    assert owed(CLERK, a_case(an_observation("2024-03", "25.93"))) == []


def test_what_waits_for_a_reviewer_is_not_owed_a_second_time():
    waits = an_observation("2024-07", approved=False, seq=2)
    items = items_of(CLERK, [a_case(an_observation("2024-06"), waits)], NOBODY)
    assert items.owed == ()
    assert [one.entry for one in items.waiting] == [waits]


def test_what_was_sent_back_is_owed_again_and_told_with_its_reason():
    back = an_observation("2024-07", approved=False, returned=True, seq=2)
    case = a_case(an_observation("2024-06"), back, reasons={2: "少了一个零"})
    items = items_of(CLERK, [case], NOBODY)
    assert [one.reason for one in items.returned] == ["少了一个零"]
    assert items.owed_periods == 1


def test_what_was_entered_anew_is_not_told_as_sent_back():
    back = an_observation("2024-07", approved=False, returned=True, seq=2)
    again = an_observation("2024-07", "13", approved=False, revision=2, seq=3)
    items = items_of(CLERK, [a_case(back, again)], NOBODY)
    assert (items.returned, [one.entry for one in items.waiting]) == ((), [again])


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(somebody(Role.CLERK, unit="SLJ"), id="another unit's clerk"),
        pytest.param(somebody(Role.CLERK), id="a clerk of no unit"),
        pytest.param(somebody(Role.REVIEWER, unit="JTJ"), id="the unit's reviewer"),
        pytest.param(somebody(Role.SUPERVISOR), id="the supervisor"),
        pytest.param(
            somebody(Role.CLERK, unit="JTJ", disabled_at=an_instant(YEAR.start)), id="who left"
        ),
    ],
)
def test_nobody_else_owes_a_units_figures(person):
    assert owed(person, a_case()) == []


def test_the_second_contact_owes_what_the_first_owes():
    assert owed(somebody(Role.LEADER, unit="JTJ", stand_in=True), a_case()) != []


def test_who_reports_a_figure_owes_it_in_place_of_who_answers_for_it():
    reported = a_case(targets=(a_target(reported_by="SLJ"),))
    assert owed(CLERK, reported) == []
    assert [row[:2] for row in owed(somebody(Role.CLERK, unit="SLJ"), reported)] == [
        ("ROAD", "SLJ")
    ]


def test_a_unit_owes_its_own_part_of_a_split_target_alone():
    parts = (Part("JTJ", Decimal(10)), Part("SLJ", Decimal("15.93")))
    split = a_target(parts=parts)
    case = a_case(an_observation("2024-07", unit="SLJ"), targets=(split,))
    assert [row[:2] for row in owed(CLERK, case)] == [("ROAD", "JTJ")]
    assert owed(somebody(Role.CLERK, unit="SLJ"), case) == []


def test_a_reviewer_decides_about_the_units_entries_but_not_the_own_ones():
    waits = an_observation("2024-07", approved=False, seq=2, entered_by="zhao")
    own = an_observation("2024-06", approved=False, seq=3, entered_by="li")
    back = an_observation("2024-05", approved=False, returned=True, seq=4, entered_by="zhao")
    items = items_of(REVIEWER, [a_case(waits, own, back)], NOBODY)
    assert [one.entry.seq for one in items.to_review] == [2]
    elsewhere = somebody(Role.REVIEWER, unit="SLJ")
    assert items_of(elsewhere, [a_case(waits)], NOBODY).to_review == ()


def test_a_leader_finds_the_targets_of_the_post_held_on_the_day():
    post = "分管交通副区长"
    case = a_case(targets=(a_target(leader=post), a_target(code="OTHER", leader="区长")))
    li = somebody(Role.LEADER)
    for since, led in ((date(2024, 8, 6), ["ROAD"]), (date(2024, 8, 7), [])):
        directory = Directory((li,), (Holding(post, "li", since),))
        items = items_of(li, [case], directory)
        assert [one.row.target.code for one in items.led] == led


def test_what_is_late_comes_first():
    slow = a_target(code="LATE", number="9")
    case = a_case(an_observation("2024-06"), targets=(a_target(), slow))
    assert [row[0] for row in owed(CLERK, case)] == ["LATE", "ROAD"]
