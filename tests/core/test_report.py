"""Which slots the calendar makes due, for any report and any plan's days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.period import Cadence, Period
from monitor.core.report import MOST_SLOTS, Audience, Office, Report, Scope, period_of, slots_due
from monitor.core.workdays import DueKind, DueRule, WorkCalendar
from tests.builders import PLAIN_WEEKS, YEAR

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOLDEN_WEEK = frozenset(date(2024, 10, day) for day in range(1, 8))
HOLIDAYS = WorkCalendar(GOLDEN_WEEK, frozenset({date(2024, 10, 12)}), frozenset({2024}))


def a_report(every=Cadence.MONTH, on="6个工作日", at=time(8, 30)):
    rule = DueRule.read(on)
    assert isinstance(rule, DueRule)
    return Report("monthly", "月报", ("html",), every, rule, at, (Audience("全区", ("a@b",)),))


def due(report, until, *, span=YEAR, office=None):
    office = office or Office(PLAIN_WEEKS, SHANGHAI)
    return slots_due(report, "P", span, until=until, audience="全区", office=office)


def test_a_slot_is_judged_by_its_periods_last_day_and_due_on_its_working_day():
    slot = due(a_report(), datetime(2024, 12, 31, tzinfo=UTC), office=Office(HOLIDAYS, SHANGHAI))[8]
    assert slot.key == ("P", "monthly", "2024-09", "全区")
    assert slot.as_of == date(2024, 9, 30)
    # 8, 9, 10, 11, 12 (a Saturday made a working day) and 14 October
    assert slot.due_at == datetime(2024, 10, 14, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "keys"),
    [
        (Cadence.QUARTER, ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]),
        (Cadence.HALF, ["2024-H1", "2024-H2"]),
        (Cadence.YEAR, ["2024"]),
    ],
)
def test_every_cadence_tiles_the_plans_days(every, keys):
    slots = due(a_report(every), datetime(2025, 6, 1, tzinfo=UTC))
    assert [slot.period.key for slot in slots] == keys


def test_the_last_slot_falls_due_after_the_plan_is_over():
    slots = due(a_report(), datetime(2025, 2, 1, tzinfo=UTC))
    assert len(slots) == 12
    assert slots[-1].due_at > datetime(2025, 1, 1, tzinfo=UTC)


def test_a_plan_of_a_part_of_a_year_has_slots_of_its_own_days():
    span = Period(date(2024, 3, 15), date(2024, 5, 10))
    slots = due(a_report(), datetime(2024, 12, 1, tzinfo=UTC), span=span)
    assert [slot.as_of for slot in slots] == [
        date(2024, 3, 31),
        date(2024, 4, 30),
        date(2024, 5, 10),
    ]
    assert len({slot.period.key for slot in slots}) == 3


def test_the_period_of_a_day_is_the_one_its_slot_has():
    span = Period(date(2024, 3, 15), date(2024, 5, 10))
    march = Period(span.start, date(2024, 3, 31))
    assert period_of(a_report(), span, date(2024, 3, 20)) == march
    assert period_of(a_report(), YEAR, date(2024, 9, 30)).key == "2024-09"
    assert period_of(a_report(Cadence.QUARTER), YEAR, date(2024, 9, 1)).key == "2024-Q3"
    assert period_of(a_report(), YEAR, date(2025, 1, 5)).key == "2025-01"


def test_a_local_time_that_summer_time_skips_still_is_one_instant():
    working_sunday = WorkCalendar(frozenset(), frozenset({date(2024, 3, 31)}), frozenset())
    report = a_report(on="次月31日", at=time(2, 30))
    office = Office(working_sunday, ZoneInfo("Europe/Berlin"))
    february = due(report, datetime(2024, 4, 1, tzinfo=UTC), office=office)[1]
    assert february.due_at == datetime(2024, 3, 31, 1, 30, tzinfo=UTC)


def test_a_plan_of_centuries_has_no_more_slots_than_the_bound():
    span = Period(date(1900, 1, 1), date(2200, 12, 31))
    assert len(due(a_report(), datetime(2300, 1, 1, tzinfo=UTC), span=span)) == MOST_SLOTS


def test_a_unit_has_a_schedule_of_its_own_under_its_own_name():
    clerks = Audience("各单位", ("role:clerk",), Scope.UNIT)
    assert clerks.key == "各单位"
    assert clerks.of_unit("JTJ").key == "各单位/JTJ"
    assert clerks.of_unit("JTJ").to == clerks.to


instants = st.datetimes(datetime(2023, 6, 1), datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
reports = st.builds(
    a_report,
    st.sampled_from(Cadence),
    st.sampled_from(["1个工作日", "6个工作日", "次月15日", "次月31日", "30天"]),
    st.times(),
)


@given(reports, instants)
def test_slots_ascend_are_due_and_end_before_they_are_due(report, until):
    slots = due(report, until)
    assert list(slots) == sorted(slots, key=lambda slot: slot.due_at)
    assert all(slot.due_at <= until for slot in slots)
    assert all(slot.due_at.date() >= slot.period.end for slot in slots)


@given(reports, instants, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_is_due_stays_due(report, until, more):
    assert due(report, until + more)[: len(due(report, until))] == due(report, until)


def test_a_working_day_rule_names_its_kind():
    assert a_report().on == DueRule(DueKind.WORKING_DAYS, 6)
