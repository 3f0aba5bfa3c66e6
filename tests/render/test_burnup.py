"""A burn-up draws what is known: inside its frame, nothing after the last figure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.period import months
from monitor.core.standing import Standing
from monitor.render.burnup import HEIGHT, WIDTH, burnup
from monitor.render.charts import burnup_svg
from monitor.render.phrases import Words
from monitor.render.voice import Voice
from tests.builders import a_list, a_plan, a_target

ROAD = a_target(goal=Decimal(24))
VOICE = Voice(Words("zh"), a_plan(ROAD), date(2024, 9, 30))


def standing(month, value):
    period = months(2024, month, 1)
    return Standing("ROAD", "", period, period.end, period.end, period.end, "", Decimal(value))


@given(
    st.lists(st.decimals(min_value=-(10**6), max_value=10**9, places=2), max_size=12),
    st.decimals(min_value=1, max_value=10**9, places=2),
)
def test_every_mark_lies_inside_the_frame(values, goal):
    rows = [standing(month, value) for month, value in enumerate(values, 1)]
    chart = burnup(replace(ROAD, goal=goal), rows)
    for mark in (*chart.done, *chart.pace, chart.goal):
        assert 0 <= float(mark.x) <= WIDTH
        assert 0 <= float(mark.y) <= HEIGHT
    assert all(one.day <= rows[-1].data_date for one in chart.done)


def test_the_pace_ends_at_the_goal_on_the_deadline():
    chart = burnup(ROAD, [standing(9, 17)])
    assert (chart.pace[-1].day, chart.pace[-1].value) == (ROAD.deadline, 24)
    assert chart.pace[-1].y == chart.goal.y


def test_what_is_done_goes_through_its_data_dates_and_ends_there():
    chart = burnup(ROAD, [standing(3, 6), standing(9, 17)])
    assert [(one.day.month, one.value) for one in chart.done] == [(1, 0), (3, 6), (9, 17)]


def test_labels_that_would_meet_are_moved_apart():
    labels = burnup(ROAD, [standing(12, "23.9")]).labels
    assert float(labels["done"]) - float(labels["goal"]) >= 14


def test_without_a_goal_or_a_number_nothing_is_drawn():
    assert burnup(replace(ROAD, goal=None), []) is None
    assert burnup(a_list(), []) is None


def test_the_picture_says_in_words_what_it_shows():
    svg = burnup_svg(ROAD, [standing(9, 17)], VOICE) or ""
    assert "<title>四好农村路：累计完成、序时和目标</title>" in svg
    assert "到9月30日完成17公里，目标24公里" in svg
    assert "style=" not in svg
    assert burnup_svg(a_list(), [], VOICE) is None
