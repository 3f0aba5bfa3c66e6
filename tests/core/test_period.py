"""Periods: both ends included, one canonical text each, tiling their year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.period import (
    LONGEST,
    Cadence,
    Period,
    containing,
    days_gone,
    months,
    months_completed,
    read_period,
    whole_months,
)
from monitor.core.problem import Problem

YEAR = months(2024, 1, 12)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
spans = st.tuples(days, st.integers(min_value=0, max_value=1500)).map(
    lambda drawn: Period(drawn[0], drawn[0] + timedelta(days=drawn[1]))
)
cadences = st.sampled_from(Cadence)


def span(start, end):
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "start", "end", "key"),
    [
        ("2024", "2024-01-01", "2024-12-31", "2024"),
        ("2024年", "2024-01-01", "2024-12-31", "2024"),
        ("2024-06", "2024-06-01", "2024-06-30", "2024-06"),
        ("2024年6月", "2024-06-01", "2024-06-30", "2024-06"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024-02"),
        ("2023-02", "2023-02-01", "2023-02-28", "2023-02"),
        ("2024Q2", "2024-04-01", "2024-06-30", "2024-Q2"),
        ("2024-Q2", "2024-04-01", "2024-06-30", "2024-Q2"),
        ("2024q2", "2024-04-01", "2024-06-30", "2024-Q2"),
        ("2024年第2季度", "2024-04-01", "2024-06-30", "2024-Q2"),
        ("2024年二季度", "2024-04-01", "2024-06-30", "2024-Q2"),
        ("2024年第四季度", "2024-10-01", "2024-12-31", "2024-Q4"),
        ("2024-H1", "2024-01-01", "2024-06-30", "2024-H1"),
        ("2024H2", "2024-07-01", "2024-12-31", "2024-H2"),
        ("2024年上半年", "2024-01-01", "2024-06-30", "2024-H1"),
        ("2024年下半年", "2024-07-01", "2024-12-31", "2024-H2"),
        ("2024-01..2024-02", "2024-01-01", "2024-02-29", "2024-01..2024-02"),
        ("2024-01~2024-02", "2024-01-01", "2024-02-29", "2024-01..2024-02"),
        ("2024-01..2024-03", "2024-01-01", "2024-03-31", "2024-Q1"),
        ("2023-11..2024-02", "2023-11-01", "2024-02-29", "2023-11..2024-02"),
        ("2024-06-01..2024-06-30", "2024-06-01", "2024-06-30", "2024-06"),
        ("2024-06-03..2024-06-20", "2024-06-03", "2024-06-20", "2024-06-03..2024-06-20"),
        ("2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29"),
        ("２０２４－０６", "2024-06-01", "2024-06-30", "2024-06"),
        (" 2024-06\n", "2024-06-01", "2024-06-30", "2024-06"),
    ],
)
def test_a_period_is_read_as_people_write_it_and_told_in_one_way(text, start, end, key):
    period = span(start, end)
    assert read_period(text) == period
    assert period.key == key


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("2024-13", id="a thirteenth month"),
        pytest.param("2024-00", id="a month nought"),
        pytest.param("2024年13月", id="a thirteenth month in Chinese"),
        pytest.param("2024Q5", id="a fifth quarter"),
        pytest.param("2024年第5季度", id="a fifth quarter in Chinese"),
        pytest.param("2024-H3", id="a third half"),
        pytest.param("2024-W05", id="a week"),
        pytest.param("2024年第53周", id="a week in Chinese"),
        pytest.param("2026-02-29", id="a leap day in a common year"),
        pytest.param("2024-06-31", id="a day after the month's last"),
        pytest.param("26/9/1", id="a day with slashes"),
        pytest.param("24-06", id="a year of two digits"),
        pytest.param("0000", id="the year nought"),
        pytest.param("9999", id="the last year there is"),
        pytest.param("45000", id="a day's number out of a workbook"),
        pytest.param("6月", id="a month without its year"),
        pytest.param("2024-06..", id="a range without its end"),
        pytest.param("..2024-06", id="a range without its start"),
        pytest.param("2024-01..2024-02..2024-03", id="a range of three"),
        pytest.param("٢٠٢٤-٠٦", id="digits of another script"),
        pytest.param("2024-06 上旬", id="a part of a month"),
        pytest.param("2024-06" * 10**5, id="a long text"),
        pytest.param("2024-06" + " " * 10**6 + "x", id="something far behind the spaces"),
        pytest.param("2024-0²", id="a superscript"),
        pytest.param("𝟚𝟘𝟚𝟜", id="mathematical digits"),
        pytest.param("2024年第2", id="a second of nothing"),
        pytest.param("0900", id="a year nobody speaks of"),
        pytest.param("9999-11-01..9999-12-31", id="days no calendar counts on from"),
    ],
)
def test_what_is_no_period_is_refused(text):
    fault = read_period(text)
    assert isinstance(fault, Problem), fault
    assert fault.code == "period.unreadable"
    assert len(dict(fault.args)["text"]) <= LONGEST


def test_a_range_that_ends_before_it_starts_is_told_so():
    fault = read_period("2024-06..2024-05")
    assert isinstance(fault, Problem)
    assert fault.code == "period.backwards"


def test_a_period_cannot_be_made_backwards():
    with pytest.raises(ValueError, match=r"2024-06-02\.\.2024-06-01"):
        span("2024-06-02", "2024-06-01")


@given(spans)
def test_a_period_reads_back_from_its_key(period):
    assert read_period(period.key) == period


@given(st.text(alphabet="0123456789-年月日第季度上下半QHW.~ ", max_size=50))
def test_any_text_is_a_period_or_a_problem(text):
    found = read_period(text)
    assert isinstance(found, Period) or found.code.startswith("period.")


@pytest.mark.parametrize(
    ("cadence", "count"),
    [(Cadence.MONTH, 12), (Cadence.QUARTER, 4), (Cadence.HALF, 2), (Cadence.YEAR, 1)],
)
def test_a_year_has_so_many_periods(cadence, count):
    assert len(cadence.periods(YEAR)) == count


@given(cadences, spans)
def test_the_periods_of_a_cadence_tile_the_span_without_gap_or_overlap(cadence, within):
    tiles = cadence.periods(within)
    assert (tiles[0].start, tiles[-1].end) == (within.start, within.end)
    for one, following in pairwise(tiles):
        assert one.next_day == following.start


@given(cadences, spans)
def test_only_the_first_and_the_last_tile_may_be_clipped(cadence, within):
    for tile in cadence.periods(within)[1:-1]:
        assert tile == containing(cadence, tile.start)


@given(cadences, days)
def test_the_period_of_a_day_holds_it_and_is_the_same_for_all_its_days(cadence, day):
    period = containing(cadence, day)
    assert period.holds(day)
    assert containing(cadence, period.start) == containing(cadence, period.end) == period
    assert whole_months(period) == cadence.months


@pytest.mark.parametrize(
    ("period", "count"),
    [
        pytest.param(YEAR, 12, id="a year"),
        pytest.param(span("2023-11-01", "2024-02-29"), 4, id="over the turn of the year"),
        pytest.param(span("2024-02-01", "2024-02-28"), None, id="a leap February but one day"),
        pytest.param(span("2024-01-15", "2024-02-14"), None, id="from the middle to the middle"),
        pytest.param(span("2024-06-30", "2024-06-30"), None, id="a month's last day"),
    ],
)
def test_whole_calendar_months_are_counted_and_nothing_else_is(period, count):
    assert whole_months(period) == count


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2023-12-31", 0),
        ("2024-01-01", 0),
        ("2024-01-30", 0),
        ("2024-01-31", 1),
        ("2024-02-28", 1),
        ("2024-02-29", 2),
        ("2024-09-29", 8),
        ("2024-09-30", 9),
        ("2024-12-30", 11),
        ("2024-12-31", 12),
        ("2025-06-30", 12),
    ],
)
def test_a_month_is_over_at_the_close_of_its_last_day_and_not_before(day, count):
    assert months_completed(YEAR, date.fromisoformat(day)) == count


def test_a_month_that_starts_on_the_fifteenth_is_over_on_the_fourteenth():
    period = span("2024-01-15", "2024-12-31")
    assert months_completed(period, date(2024, 2, 13)) == 0
    assert months_completed(period, date(2024, 2, 14)) == 1


@given(spans, days)
def test_months_never_run_backwards_from_one_day_to_the_next(period, day):
    assert months_completed(period, day) <= months_completed(period, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "count"),
    [("2023-12-31", 0), ("2024-01-01", 1), ("2024-12-31", 366), ("2025-06-30", 366)],
)
def test_the_cut_off_day_counts_as_gone(day, count):
    assert days_gone(YEAR, date.fromisoformat(day)) == count


def test_a_cadence_is_told_by_the_word_the_plan_uses():
    assert [str(cadence) for cadence in Cadence] == [
        "monthly",
        "quarterly",
        "half-yearly",
        "yearly",
    ]
