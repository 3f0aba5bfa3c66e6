"""The last day in time, as plans name it; two possible days are none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.deadline import read_deadline
from monitor.core.problem import Problem


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年底前", "2024-12-31"),
        ("年底前", "2024-12-31"),
        ("全年", "2024-12-31"),
        ("长期坚持", "2024-12-31"),
        ("年内完成", "2024-12-31"),
        ("9月底前", "2024-09-30"),
        ("2月", "2024-02-29"),
        ("2024年12月底前完成", "2024-12-31"),
        ("6月30日前", "2024-06-30"),
        ("2024年6月30日", "2024-06-30"),
        ("2024-09-30", "2024-09-30"),
        ("2024/6/30", "2024-06-30"),
        ("2024.9", "2024-09-30"),
        ("三季度", "2024-09-30"),
        ("第一季度末前", "2024-03-31"),
        ("上半年", "2024-06-30"),
        ("11月上旬", "2024-11-10"),
        ("11月中旬前", "2024-11-20"),
        ("11月下旬", "2024-11-30"),
        ("2025年6月底前", "2025-06-30"),
        ("２０２４年９月底前", "2024-09-30"),
    ],
)
def test_a_time_limit_is_its_last_day(text, day):
    assert read_deadline(text, 2024) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["9月前", "春节前", "13月", "2月30日", "尽快", "8月至10月", "45000"]
)
def test_what_names_no_one_day_is_refused(text):
    assert isinstance(read_deadline(text, 2024), Problem)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_written_out_is_itself(day):
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日前"):
        assert read_deadline(text, 2024) == day


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_a_problem(text):
    assert isinstance(read_deadline(text, 2024), date | Problem)
