"""The desk in words: reminders anyone can paste, numbers a telephone can dial."""

import pytest

from monitor.core.observation import Observation
from monitor.render.chasing import periods_shown
from monitor.render.desk import callable_part, typed_by
from monitor.render.phrases import Words
from monitor.render.voice import Voice
from tests.builders import YEAR, a_plan, a_span, an_observation

VOICE = Voice(Words("zh"), a_plan(), YEAR.end)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["2024-01"], "2024-01"),
        (["2024-01", "2024-02"], "2024-01、2024-02"),
        (["2024-01", "2024-02", "2024-03"], "2024-01 至 2024-03（3 期）"),
        (["2024-01", "2024-03", "2024-04", "2024-05"], "2024-01、2024-03 至 2024-05（3 期）"),
        (["2024-Q1", "2024-Q2"], "2024-Q1、2024-Q2"),
    ],
)
def test_a_long_run_of_periods_is_named_by_its_ends(keys, shown):
    assert periods_shown([a_span(key) for key in keys], VOICE) == shown


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("0355-2021234", "03552021234"),
        ("0355 202 1234 转 6", "03552021234"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("13800000000、13900000000", "13800000000"),
        ("", ""),
    ],
)
def test_a_telephone_dials_the_first_number_without_the_extension(phone, dialled):
    assert callable_part(phone) == dialled


def test_who_gave_a_figure_stands_beside_who_typed_it():
    own: Observation = an_observation(entered_by="li")
    assert typed_by(own, VOICE) == "li"
    given = an_observation(entered_by="wang", given_by="赵工")
    assert typed_by(given, VOICE) == "代录：赵工 提供，wang 录入"
