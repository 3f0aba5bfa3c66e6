"""A supervisor's matter: its clocks, who may do what next, and where it stands on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from monitor.core.demand import CLOCKS_13710, Clock, Given, Kind, Stop
from monitor.core.matter import CLOSED, Deed, State, Step, fold, pass_on
from monitor.core.matter_rules import closing_fault, deed_fault, read_clocks, until_fault
from monitor.core.problem import Problem

GIVEN_ON = date(2024, 9, 2)
GENERAL = Given(Kind.INSTRUCTION, "请核实进度", "AGRI", GIVEN_ON, "区长", cooperating=("WATER",))
MAJOR = replace(GENERAL, major=True)


def day(number):
    """The so-manieth day after it was given."""
    return GIVEN_ON + timedelta(days=number)


def step(deed, on, **more):
    at = datetime(2024, 9, 2, 2, tzinfo=UTC) + timedelta(days=on)
    return Step(deed, day(on), at, more.pop("by", "li"), **more)


def answered(on, **more):
    return step(Deed.ANSWERED, on, **({"unit": "AGRI"} | more))


ASKED = step(Deed.SETTLE_ASKED, 5)


def on_day(number, *steps, given=GENERAL):
    first = step(Deed.GIVEN, 0, by="wang")
    return fold(3, given, first, [one for one in steps if one.on <= day(number)], today=day(number))


def late(matter):
    return (matter.late.clock.stop, matter.late.late_days) if matter.late else None


def test_13710_is_day_1_3_7_and_for_major_ones_30():
    assert [(one.clock.days, one.due) for one in on_day(0).clocks] == [
        (1, date(2024, 9, 3)),
        (3, date(2024, 9, 5)),
        (7, date(2024, 9, 9)),
    ]
    assert [one.clock.days for one in on_day(0, given=MAJOR).clocks] == [1, 3, 30]


@pytest.mark.parametrize(
    ("today", "state", "what"),
    [
        (0, State.OPEN, None),
        (1, State.OPEN, None),
        (2, State.OVERDUE, (Stop.STUDY, 1)),
        (9, State.OVERDUE, (Stop.STUDY, 8)),
    ],
)
def test_silence_runs_past_the_first_clock(today, state, what):
    matter = on_day(today)
    assert (matter.state, late(matter)) == (state, what)


def test_work_arranged_is_no_report():
    arranged = answered(1, study=True)
    assert on_day(3, arranged).state is State.ANSWERED
    assert late(on_day(4, arranged)) == (Stop.REPORT, 1)


def test_a_full_answer_stops_both_answering_clocks_but_not_the_end():
    matter = on_day(7, answered(1))
    assert [one.stopped_on for one in matter.clocks] == [day(1), day(1), None]
    assert matter.state is State.ANSWERED
    assert late(on_day(8, answered(1))) == (Stop.SETTLE, 1)


def test_a_late_answer_stays_late():
    study, report, _ = on_day(7, answered(5)).clocks
    assert (study.late_days, report.late_days, study.overdue) == (4, 2, False)


def test_a_cooperating_unit_answers_but_stops_no_clock():
    matter = on_day(4, answered(1, unit="WATER"))
    assert (matter.state, len(matter.answers)) == (State.OVERDUE, 1)


def test_each_report_answers_for_its_own_stretch():
    given = replace(GENERAL, clocks=(Clock(3, Stop.REPORT), Clock(10, Stop.REPORT)))
    assert late(on_day(11, answered(2), given=given)) == (Stop.REPORT, 1)
    assert late(on_day(11, answered(2), answered(9), given=given)) is None
    both = on_day(12, answered(12), given=given)
    assert [one.late_days for one in both.clocks] == [9, 2]


def test_asking_for_the_end_stops_the_clocks_and_being_sent_back_starts_them():
    back = step(Deed.SETTLE_REFUSED, 9, by="wang")
    assert on_day(8, ASKED).state is State.ASKED
    assert on_day(8, ASKED).late is None
    matter = on_day(9, ASKED, back)
    assert (matter.state, late(matter), matter.asked_by) == (
        State.OVERDUE,
        (Stop.SETTLE, 2),
        "",
    )


def test_a_check_that_finds_it_untrue_takes_the_asking_back():
    untrue = step(Deed.CHECKED, 6, by="wang", found=False)
    true = step(Deed.CHECKED, 6, by="wang", found=True)
    assert on_day(6, ASKED, untrue).state is State.OPEN
    assert on_day(6, ASKED, true).state is State.ASKED


def test_closed_in_time_is_judged_by_the_day_it_was_asked_for():
    closed = step(Deed.SETTLED, 20, by="sun")
    matter = on_day(60, ASKED, closed)
    assert (matter.state, matter.closed_on) == (State.SETTLED, day(20))
    assert [one.late_days for one in matter.clocks][-1] == 0


def test_more_time_moves_the_end_alone():
    more = step(Deed.EXTENDED, 2, by="wang", until=day(15))
    matter = on_day(8, answered(1), more)
    assert matter.late is None
    assert [one.due for one in matter.clocks] == [day(1), day(3), day(15)]
    assert late(on_day(16, answered(1), more)) == (Stop.SETTLE, 1)


def test_more_time_only_asked_for_moves_nothing():
    asked = step(Deed.EXTENSION_ASKED, 2, until=day(15))
    refused = step(Deed.EXTENSION_REFUSED, 3, by="wang")
    assert on_day(8, answered(1), asked).state is State.OVERDUE
    assert on_day(8, answered(1), asked).extension == asked
    assert on_day(8, answered(1), asked, refused).extension is None


def test_an_open_matter_passes_to_the_unit_that_took_over():
    heirs = {"AGRI": "RURAL", "WATER": "RURAL"}
    first = step(Deed.GIVEN, 0, by="wang")
    matter = pass_on(on_day(4, answered(1)), heirs, first, today=day(4))
    assert (matter.given.units, matter.given_to) == (("RURAL",), "AGRI")
    assert (matter.answers[0].unit, matter.state) == ("RURAL", State.ANSWERED)
    closed = on_day(9, ASKED, step(Deed.SETTLED, 6, by="sun"))
    assert pass_on(closed, heirs, first, today=day(9)) is closed
    untouched = on_day(4)
    assert pass_on(untouched, {"OTHER": "RURAL"}, first, today=day(4)) is untouched


def code(fault):
    return fault.code if fault else None


def test_what_is_closed_takes_nothing_more():
    withdrawn = on_day(9, step(Deed.WITHDRAWN, 3, by="wang"))
    assert {code(deed_fault(withdrawn, deed)) for deed in Deed} == {"matters.closed"}


@pytest.mark.parametrize(
    ("steps", "deed", "fault"),
    [
        ((), Deed.SETTLED, "matters.not_asked"),
        ((), Deed.SETTLE_REFUSED, "matters.not_asked"),
        ((ASKED,), Deed.SETTLED, None),
        ((ASKED,), Deed.SETTLE_ASKED, "matters.asked_already"),
        ((), Deed.EXTENSION_REFUSED, "matters.no_extension"),
        ((ASKED,), Deed.ANSWERED, None),
    ],
)
def test_what_may_come_next(steps, deed, fault):
    assert code(deed_fault(on_day(6, *steps), deed)) == fault


@pytest.mark.parametrize(
    ("name", "unit", "fault"),
    [
        ("li", "", "matters.own_asking"),
        ("wang", "AGRI", "matters.own_unit"),
        ("wang", "WATER", "matters.own_unit"),
        ("wang", "", None),
        ("sun", "COURT", None),
    ],
)
def test_closing_takes_a_second_person_who_is_not_of_its_units(name, unit, fault):
    assert code(closing_fault(on_day(6, ASKED), name, unit)) == fault


@pytest.mark.parametrize(
    ("until", "fault"),
    [(7, "matters.until_early"), (8, None), (400, "matters.until_late")],
)
def test_the_end_is_put_off_to_a_later_day(until, fault):
    assert code(until_fault(on_day(2), day(until), day(2))) == fault


@pytest.mark.parametrize("text", ["", "13710", " １３７１０ "])
def test_nothing_said_is_the_preset(text):
    assert read_clocks(text) == CLOCKS_13710


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("3,15", [(3, Stop.REPORT, ""), (15, Stop.SETTLE, "")]),
        ("3，15", [(3, Stop.REPORT, ""), (15, Stop.SETTLE, "")]),
        ("1、3天、7日", [(1, Stop.STUDY, ""), (3, Stop.REPORT, ""), (7, Stop.SETTLE, "")]),
        ("15", [(15, Stop.SETTLE, "")]),
        ("首报=2, 办结=20", [(2, Stop.REPORT, "首报"), (20, Stop.SETTLE, "办结")]),
    ],
)
def test_an_office_names_its_own_clocks(text, clocks):
    read = read_clocks(text)
    assert not isinstance(read, Problem)
    assert [(one.days, one.stop, one.name) for one in read] == clocks


@pytest.mark.parametrize("text", ["0", "7,3", "3,3", "400", "三天", "3,,7", "a=", "3-7", "9" * 999])
def test_what_is_no_list_of_rising_days_is_refused(text):
    assert isinstance(read_clocks(text), Problem)


DEEDS = st.builds(
    lambda deed, on, extra, found: step(
        deed, on, until=day(on + extra), found=found, unit="AGRI", by="li"
    ),
    st.sampled_from([one for one in Deed if one is not Deed.GIVEN]),
    st.integers(0, 40),
    st.integers(1, 60),
    st.booleans(),
)
STORIES = st.lists(DEEDS, max_size=8).map(lambda steps: sorted(steps, key=lambda one: one.on))
ORDERS = st.sampled_from([GENERAL, MAJOR, replace(GENERAL, clocks=(Clock(5, Stop.SETTLE),))])


def allowed(steps, given):
    """The steps of a story that the rules let happen, one after another."""
    kept: list[Step] = []
    for one in steps:
        if deed_fault(on_day(40, *kept, given=given), one.deed) is None:
            kept.append(one)
    return kept


@for_all(STORIES, ORDERS, st.integers(0, 90))
def test_overdue_means_that_a_clock_runs_past_its_day(steps, given, today):
    matter = on_day(today, *allowed(steps, given), given=given)
    assert (matter.state is State.OVERDUE) == (matter.late is not None)
    for one in matter.clocks:
        assert one.overdue == (one.stopped_on is None and day(today) > one.due)
        assert one.late_days == max(0, ((one.stopped_on or day(today)) - one.due).days)


@for_all(STORIES, ORDERS, st.integers(40, 60), st.integers(1, 300))
def test_a_closed_matter_never_changes_and_an_open_one_only_grows_later(steps, given, today, later):
    story = allowed(steps, given)
    now, then = (on_day(one, *story, given=given) for one in (today, today + later))
    if now.state in CLOSED:
        assert then == now
    else:
        assert then.state in {now.state, State.OVERDUE}
        before, after = ({c.clock for c in one.clocks if c.overdue} for one in (now, then))
        assert before <= after


@for_all(STORIES, ORDERS)
def test_one_more_answer_never_makes_it_worse(steps, given):
    story = allowed(steps, given)
    matter = on_day(41, *story, given=given)
    if not matter.closed:
        better = on_day(41, *story, answered(41), given=given)
        overdue = [{c.clock for c in one.clocks if c.overdue} for one in (matter, better)]
        assert overdue[1] <= overdue[0]


@for_all(STORIES, ORDERS)
def test_nothing_happens_after_the_end_and_one_end_at_most(steps, given):
    deeds = [one.deed for one in allowed(steps, given)]
    ends = [n for n, deed in enumerate(deeds) if deed in {Deed.SETTLED, Deed.WITHDRAWN}]
    assert ends in ([], [len(deeds) - 1])
