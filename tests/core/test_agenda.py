"""What lies before one person: owed by the unit, sent back, to review, led."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from monitor.core.account import Role, User
from monitor.core.agenda import Case, items_of
from monitor.core.assessment import Promise, assess
from monitor.core.matter import Deed, Given, Kind, State, Step, fold
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


def test_what_waits_for_the_day_it_may_be_shown_is_not_owed_again():
    given = an_observation("2024-07", unit="SLJ", not_before=date(2024, 8, 20))
    target = a_target(reported_by="SLJ")
    unshown = replace(a_case(targets=(target,)), log=(given,))
    assert owed(somebody(Role.CLERK, unit="SLJ"), unshown) == []
    opened = replace(given, not_before=TODAY)
    unread = replace(a_case(targets=(target,)), log=(opened,))
    assert owed(somebody(Role.CLERK, unit="SLJ"), unread) != []


def test_a_closed_unit_s_clerk_owes_what_the_successor_does():
    plan = a_case().card.plan
    ended = Unit("WATER", "水务局", until=date(2024, 6, 30), successor="JTJ")
    case = a_case()
    case = replace(case, card=replace(case.card, plan=replace(plan, units=(*plan.units, ended))))
    assert owed(somebody(Role.CLERK, unit="WATER"), case) == owed(CLERK, case) != []


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


def a_matter(*steps, unit="JTJ", **changes):
    """A matter given at the end of July, as it stands on the day."""
    given = Given(Kind.INSTRUCTION, "请核实进度", unit, date(2024, 7, 29), "区长", **changes)
    first = Step(Deed.GIVEN, given.on, an_instant(given.on), "wang")
    return fold(1, given, first, steps, today=TODAY)


def a_deed(deed, **more):
    return Step(deed, TODAY, an_instant(TODAY), more.pop("by", "zhao"), **more)


ASKED = (
    a_deed(Deed.ANSWERED, unit="JTJ", text="已办"),
    a_deed(Deed.SETTLE_ASKED),
)


def concerns(person, *matters):
    items = items_of(person, [a_case(matters=matters)], NOBODY)
    return [one.matter for one in items.matters]


def test_an_open_matter_lies_before_the_people_of_its_units():
    matter = a_matter(cooperating=("SLJ",))
    for unit, seen in (("JTJ", [matter]), ("SLJ", [matter]), ("", []), ("LYJ", [])):
        assert concerns(somebody(Role.CLERK, unit=unit), matter) == seen
    assert concerns(somebody(Role.SUPERVISOR), matter) == []
    left = somebody(Role.CLERK, unit="JTJ", disabled_at=an_instant(YEAR.start))
    assert concerns(left, matter) == []


def test_what_is_to_be_closed_lies_before_a_second_person_who_supervises():
    matter = a_matter(*ASKED)
    assert matter.state is State.ASKED
    assert concerns(CLERK, matter) == []
    assert concerns(somebody(Role.SUPERVISOR), matter) == [matter]
    assert concerns(REVIEWER, matter) == []
    own = a_matter(ASKED[0], a_deed(Deed.SETTLE_ASKED, by="li"))
    assert concerns(somebody(Role.SUPERVISOR), own) == []


def test_what_is_closed_lies_before_nobody():
    closed = a_matter(*ASKED, a_deed(Deed.SETTLED, by="wang"))
    assert closed.closed
    assert concerns(CLERK, closed) == concerns(somebody(Role.SUPERVISOR), closed) == []


def test_an_overdue_matter_comes_before_one_that_is_not():
    late = a_matter()
    quiet = a_matter(*ASKED[:1], clocks=())
    assert late.late is not None
    assert concerns(CLERK, quiet, late) == [late, quiet]
