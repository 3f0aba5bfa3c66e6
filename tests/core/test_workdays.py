"""Working days and due days, on a small calendar of three days off and one Saturday worked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.problem import Problem
from monitor.core.workdays import DueKind, DueRule, WorkCalendar

PLAIN = WorkCalendar(frozenset(), frozenset(), frozenset())
AUTUMN = WorkCalendar(
    days_off=frozenset(date(2024, 10, day) for day in (1, 2, 3, 4, 7)),
    workdays=frozenset({date(2024, 9, 29), date(2024, 10, 12)}),
    known_years=frozenset({2024}),
)
SEPTEMBER_ENDS = date(2024, 9, 30)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
calendars = st.builds(
    WorkCalendar,
    st.frozensets(days, max_size=20),
    st.frozensets(days, max_size=20),
    st.just(frozenset()),
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2024, 9, 27), True, id="a Friday"),
        pytest.param(date(2024, 9, 28), False, id="a Saturday"),
        pytest.param(date(2024, 9, 29), True, id="a Sunday worked for a holiday"),
        pytest.param(date(2024, 10, 1), False, id="a holiday on a Tuesday"),
        pytest.param(date(2024, 10, 6), False, id="a Sunday within a holiday"),
        pytest.param(date(2024, 10, 12), True, id="a Saturday worked for a holiday"),
    ],
)
def test_offices_work_on_weekdays_but_for_holidays_and_on_weekends_made_up(day, works):
    assert AUTUMN.is_working(day) is works


def test_the_fifth_working_day_after_september_2024_is_the_saturday_worked():
    assert AUTUMN.nth_working_day_after(SEPTEMBER_ENDS, 5) == date(2024, 10, 12)
    assert PLAIN.nth_working_day_after(SEPTEMBER_ENDS, 5) == date(2024, 10, 7)


def test_a_working_day_is_its_own_next_and_a_holiday_is_not():
    assert AUTUMN.next_working_day(date(2024, 9, 29)) == date(2024, 9, 29)
    assert AUTUMN.next_working_day(date(2024, 10, 1)) == date(2024, 10, 8)


@given(calendars, days, st.integers(min_value=1, max_value=40))
def test_working_days_are_counted_one_by_one_and_leave_none_out(calendar, day, n):
    found = calendar.nth_working_day_after(day, n)
    between = [day + timedelta(days=i) for i in range(1, (found - day).days + 1)]
    assert calendar.is_working(found)
    assert sum(map(calendar.is_working, between)) == n


@given(calendars, days, st.integers(min_value=1, max_value=40))
def test_a_later_working_day_is_later_and_a_later_start_never_ends_earlier(calendar, day, n):
    found = calendar.nth_working_day_after(day, n)
    assert found < calendar.nth_working_day_after(day, n + 1)
    assert found <= calendar.nth_working_day_after(day + timedelta(days=1), n)


@pytest.mark.parametrize(
    ("text", "rule", "told"),
    [
        ("5个工作日", DueRule(DueKind.WORKING_DAYS, 5), "5个工作日"),
        ("第5个工作日", DueRule(DueKind.WORKING_DAYS, 5), "5个工作日"),
        ("５个工作日", DueRule(DueKind.WORKING_DAYS, 5), "5个工作日"),
        ("5 working days", DueRule(DueKind.WORKING_DAYS, 5), "5个工作日"),
        ("1 working day", DueRule(DueKind.WORKING_DAYS, 1), "1个工作日"),
        ("次月15日", DueRule(DueKind.DAY_OF_MONTH, 15), "次月15日"),
        ("15日", DueRule(DueKind.DAY_OF_MONTH, 15), "次月15日"),
        ("day 15", DueRule(DueKind.DAY_OF_MONTH, 15), "次月15日"),
        ("30天", DueRule(DueKind.DAYS, 30), "30天"),
        ("30 days", DueRule(DueKind.DAYS, 30), "30天"),
    ],
)
def test_a_due_rule_is_read_in_both_languages_and_told_in_one_way(text, rule, told):
    assert DueRule.read(text) == rule
    assert str(rule) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0个工作日",
        "-5天",
        "201天",
        "32日",
        "0日",
        "5",
        "五个工作日",
        "5周",
        "月底",
        "٥天",
        "5" * 10**6,
    ],
    ids=lambda text: text[:8] or "nothing",
)
def test_what_is_no_due_rule_is_refused(text):
    fault = DueRule.read(text)
    assert isinstance(fault, Problem), fault
    assert fault.code == "due.unreadable"


@given(st.builds(DueRule, st.sampled_from(DueKind), st.integers(min_value=1, max_value=31)))
def test_a_due_rule_reads_back_from_its_words(rule):
    assert DueRule.read(str(rule)) == rule


@pytest.mark.parametrize(
    ("text", "period_end", "due"),
    [
        pytest.param("5个工作日", SEPTEMBER_ENDS, date(2024, 10, 12), id="over a holiday"),
        pytest.param("次月15日", SEPTEMBER_ENDS, date(2024, 10, 15), id="on a working day"),
        pytest.param("次月5日", SEPTEMBER_ENDS, date(2024, 10, 8), id="moved over a holiday"),
        pytest.param("次月31日", date(2024, 1, 31), date(2024, 2, 29), id="in a shorter month"),
        pytest.param("次月10日", date(2024, 12, 31), date(2025, 1, 10), id="in the next year"),
        pytest.param(
            "次月15日", date(2024, 6, 20), date(2024, 7, 15), id="after a period cut short"
        ),
        pytest.param("12天", SEPTEMBER_ENDS, date(2024, 10, 12), id="on a Saturday worked"),
        pytest.param("13天", SEPTEMBER_ENDS, date(2024, 10, 14), id="moved off a Sunday"),
    ],
)
def test_what_is_due_is_due_on_a_working_day(text, period_end, due):
    rule = DueRule.read(text)
    assert isinstance(rule, DueRule)
    assert rule.due_day(period_end, AUTUMN) == due


@given(calendars, days, st.integers(min_value=1, max_value=31))
def test_whatever_day_a_period_ends_it_is_due_later_and_on_a_working_day(calendar, end, count):
    for kind in DueKind:
        due = DueRule(kind, count).due_day(end, calendar)
        assert due > end
        assert calendar.is_working(due)


@pytest.mark.parametrize("text", ["5个工作日" + " " * 40 + "x", "⁵天"])
def test_a_due_rule_has_nothing_far_behind_it_and_no_digits_of_other_kinds(text):
    assert isinstance(DueRule.read(text), Problem)
