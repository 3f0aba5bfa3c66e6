"""The working calendar the program ships, and the home's own days over it."""

from datetime import date

import pytest

from monitor.core.workdays import DueRule
from monitor.files.calendar import read_calendar, shipped_calendar

YEARS = range(2024, 2027)


def with_file(home, text):
    (home / "calendar.yaml").write_text(text, encoding="utf-8")
    return read_calendar(home, YEARS)


@pytest.mark.parametrize("day", [date(2024, 10, 12), date(2026, 2, 14)], ids=str)
def test_these_saturdays_were_made_working_days(day):
    assert day.weekday() == 5
    assert shipped_calendar(YEARS).is_working(day)


@pytest.mark.parametrize("day", range(1, 8))
def test_the_first_week_of_october_2024_was_off(day):
    assert not shipped_calendar(YEARS).is_working(date(2024, 10, day))


def test_figures_for_september_2024_were_due_on_saturday_the_twelfth():
    rule = DueRule.read("5个工作日")
    assert isinstance(rule, DueRule)
    assert rule.due_day(date(2024, 9, 30), shipped_calendar(YEARS)) == date(2024, 10, 12)


def test_a_year_is_known_once_its_made_up_working_days_are_published():
    assert shipped_calendar(range(2024, 2040)).known_years >= {2024, 2025, 2026}
    assert 2039 not in shipped_calendar(range(2024, 2040)).known_years


def test_without_a_file_of_its_own_a_home_has_the_shipped_calendar(tmp_path):
    assert read_calendar(tmp_path, YEARS) == (shipped_calendar(YEARS), ())


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "days_off: []\nworkdays:\n"])
def test_a_file_that_names_no_day_changes_nothing(tmp_path, text):
    assert with_file(tmp_path, text) == (shipped_calendar(YEARS), ())


def test_the_days_of_the_home_win_over_the_shipped_ones(tmp_path):
    own, faults = with_file(
        tmp_path, "days_off: [2024-10-12, 2024-08-08]\nworkdays: [2024-10-05, 2024-10-01]\n"
    )
    assert faults == ()
    assert not own.is_working(date(2024, 10, 12))
    assert not own.is_working(date(2024, 8, 8))
    assert own.is_working(date(2024, 10, 5))
    assert own.is_working(date(2024, 10, 1))
    assert not own.is_working(date(2024, 10, 2))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("\n- 2024-10-01\n", "calendar.shape", 1, id="a bare list"),
        pytest.param(
            "workdays: []\nholidays: []\n", "calendar.unknown_key", 2, id="a key not known"
        ),
        pytest.param("\nworkdays: 2024-10-12\n", "calendar.days", 2, id="a day that is no list"),
        pytest.param("days_off:\n  - no\n", "calendar.days", 1, id="a word that is no day"),
        pytest.param(
            "days_off:\n  - 2024-10-01 08:00:00\n", "calendar.days", 1, id="a day with an hour"
        ),
        pytest.param(
            "days_off: []\ndays_off: []\n", "calendar.unreadable", 2, id="the same key twice"
        ),
        pytest.param("days_off: [2026-02-30]\n", "calendar.unreadable", None, id="no such day"),
        pytest.param("days_off: [\n", "calendar.unreadable", 2, id="a bracket left open"),
        pytest.param("[" * 1200, "calendar.unreadable", None, id="brackets without end"),
        pytest.param("days_off: []\x00", "calendar.unreadable", None, id="a zero byte"),
    ],
)
def test_a_fault_names_the_file_and_the_line_and_leaves_the_shipped_calendar(
    tmp_path, text, code, line
):
    calendar, faults = with_file(tmp_path, text)
    assert [fault.code for fault in faults] == [code]
    assert (faults[0].place.file, faults[0].place.line) == ("calendar.yaml", line)
    assert calendar == shipped_calendar(YEARS)


def test_every_fault_of_the_file_is_told_at_once(tmp_path):
    _, faults = with_file(tmp_path, "days_off: 1\nworkdays: 2\nholidays: 3\n")
    assert [fault.place.line for fault in faults] == [3, 1, 2]


def test_a_file_in_another_encoding_is_a_fault_and_not_a_crash(tmp_path):
    (tmp_path / "calendar.yaml").write_bytes("# 国庆\ndays_off: []\n".encode("gb18030"))
    assert [fault.code for fault in read_calendar(tmp_path, YEARS)[1]] == ["calendar.unreadable"]
