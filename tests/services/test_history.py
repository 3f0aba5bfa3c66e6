"""A target's history: every promise, figure, decision, verdict and edition, oldest first."""

from dataclasses import replace

import pytest

from monitor.core.happening import Acted, Entered, Judged, Printed, Reviewed, Revised, Via
from monitor.core.problem import Refused
from monitor.services.history import history
from monitor.store import proof
from tests.services.storybook import (
    CODE,
    PLAN,
    ROAD,
    ZONE,
    act,
    adopted,
    at,
    enter,
    half_a_year,
    issue,
    review,
    span,
)


def told(db, code="ROAD", *, known_at=None, period=None):
    known_at = known_at or at(12, 31)
    return history(
        db, CODE, code, known_at=known_at, zone=ZONE, period=period and span(period)
    ).happenings


def kinds(story):
    return [type(one.what) for one in story]


def entries(story):
    return {one.seq: one for one in story if isinstance(one.what, Entered)}


@pytest.fixture
def lived(db):
    half_a_year(db)
    return db


def test_everything_that_was_done_stands_in_one_list_in_order(lived):
    story = told(lived)
    assert kinds(story) == [
        Revised,
        Entered,
        Reviewed,
        Entered,
        Reviewed,
        Judged,
        Printed,
        Acted,
        Revised,
    ]
    assert [one.known_at for one in story] == sorted(one.known_at for one in story)
    assert all(one.link and len(one.digest) == 64 for one in story)


def test_nothing_of_another_target_is_in_it(lived):
    assert kinds(told(lived, "LAMPS")) == [Revised, Judged, Printed, Entered]


def test_a_revision_tells_both_goals_why_and_by_what_authority(lived):
    one = told(lived)[-1]
    assert (one.what.before.stated, one.what.after.stated) == ("25.93公里", "30公里")
    assert (one.reason, one.what.authority, one.what.approver, one.by) == (
        "年中调整",
        "〔2024〕1号",
        "区政府",
        "督查员",
    )
    assert str(one.what.effective_from) == "2024-07-01"


def test_a_correction_names_what_it_corrects(lived):
    first, second = entries(told(lived)).values()
    assert first.what.before is None
    assert second.what.before == first.what.observation


def test_a_correction_of_another_span_ending_the_same_day_is_found(db):
    adopted(db)
    first = enter(db, "2024-01..2024-05", "8公里")
    review(db, first, now=at(6, 3))
    second = enter(db, "2024-05", "9公里", now=at(6, 4), reason="更正")
    assert entries(told(db))[second].what.before.seq == first


def test_a_decision_tells_who_and_why_and_of_which_figure(lived):
    returned, approved = (one for one in told(lived) if isinstance(one.what, Reviewed))
    assert (returned.what.approved, returned.by, returned.reason) == (False, "审核人", "与台账不符")
    assert approved.what.approved
    assert approved.what.observation.value == 9


def test_a_figure_names_the_editions_it_stood_in_and_one_that_was_returned_none(lived):
    returned, corrected = entries(told(lived)).values()
    assert returned.what.editions == ()
    assert corrected.what.editions == ("monthly-2024-05-1",)
    printed = next(one for one in told(lived) if isinstance(one.what, Printed))
    assert printed.what.rests_on == (corrected.seq,)
    assert (printed.what.row["actual"], printed.what.row["goal"]) == ("9", "25.93")


def test_a_figure_known_after_an_edition_did_not_stand_in_it(lived):
    later = enter(lived, "2024-05", "9.5公里", now=at(6, 12), reason="核减有误")
    review(lived, later, now=at(6, 12, 5))
    issue(lived, "2024-05", now=at(6, 15), name="monthly-2024-05-2")
    stood = [one.what.editions for one in entries(told(lived)).values()]
    assert stood == [(), ("monthly-2024-05-1",), ("monthly-2024-05-2",)]


def test_only_what_was_known_at_the_instant_is_told(lived):
    assert kinds(told(lived, known_at=at(6, 4))) == [Revised, Entered, Reviewed]


def test_what_was_loaded_later_stands_where_it_is_known_and_says_when_it_was_written(db):
    adopted(db)
    enter(db, "2024-04", "7公里", code="LAMPS", now=at(6, 3))
    late = enter(db, "2024-03", "5公里", code="LAMPS", now=at(8, 1), known_at=at(4, 3))
    _, first, second = told(db, "LAMPS")
    assert first.seq == late
    assert (first.known_at, first.recorded_at) == (at(4, 3), at(8, 1))
    assert first.what.observation.backfilled
    assert not second.what.observation.backfilled


def test_a_period_keeps_what_concerns_it(lived):
    june = enter(lived, "2024-06", "11公里", now=at(7, 4))
    of_june = told(lived, period="2024-06")
    assert {one.seq for one in of_june if isinstance(one.what, Entered)} == {june}
    assert Acted in kinds(of_june)
    assert kinds(told(lived, period="2024-05")) == [
        Entered,
        Reviewed,
        Entered,
        Reviewed,
        Judged,
        Printed,
    ]
    assert kinds(told(lived, period="2024-07")) == [Revised]


def test_a_matter_about_it_is_told_with_every_step_and_another_targets_is_not(db):
    adopted(db)
    act(db, "matter", "1", "given", now=at(3, 1), target="ROAD", words="加快")
    act(db, "matter", "2", "given", now=at(3, 1), target="LAMPS")
    act(db, "matter", "1", "answered", now=at(3, 2), text="已办")
    act(db, "matter", "2", "answered", now=at(3, 2))
    act(db, "matter", "ROAD", "given", now=at(3, 3), target="")
    steps = [(one.what.code, one.what.step) for one in told(db) if isinstance(one.what, Acted)]
    assert steps == [("1", "given"), ("1", "answered")]


def test_what_the_audit_noted_at_the_same_instant_tells_the_door(lived):
    first, second = entries(told(lived)).values()
    assert (first.via, first.os_user) == (Via.UNKNOWN, "")
    assert (second.via, second.os_user) == (Via.SHELL, "clerk")


def test_a_withdrawn_target_keeps_its_history(lived):
    adopted(lived, replace(PLAN, targets=(ROAD,)), now=at(8, 1), reason="取消")
    story = told(lived, "LAMPS")
    assert story[-1].what.after is None
    assert story[-1].what.before.name == "路灯"


def test_a_target_nobody_ever_promised_is_refused_and_so_is_a_day_before_the_plan(lived):
    with pytest.raises(Refused) as unknown:
        told(lived, "ROADS")
    assert unknown.value.problems[0].code == "entry.unknown_target"
    with pytest.raises(Refused) as early:
        told(lived, known_at=at(1, 1))
    assert early.value.problems[0].code == "entry.plan_not_yet"


def test_looking_back_breaks_no_chain(lived):
    told(lived)
    assert proof.plan_breaches(lived, CODE) == ()
