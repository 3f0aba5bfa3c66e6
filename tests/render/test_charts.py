"""Charts: marks where the numbers are, words beside them, no font inside."""

from xml.etree import ElementTree as ET  # our own drawing

import pytest

from monitor.core.rule import Status
from monitor.render.charts import bullet_svg, png
from monitor.render.geometry import bullet, stacked
from monitor.render.phrases import Words
from monitor.render.rows import told
from monitor.render.tones import BY_STATUS, BY_WORD, MUTED, UNJUDGED, tone
from tests.render.builders import ZONE, every_class

ZH = Words("zh")


@pytest.fixture(scope="module")
def rows():
    return {row["code"]: row for row in told(every_class(), ZH, ZONE)["rows"]}


def marks(row):
    found = bullet(row)
    assert found is not None
    return found


def drawn(row):
    found = bullet_svg(row, ZH)
    assert found is not None
    return found


def test_the_bar_the_pace_and_the_goal_stand_in_proportion(rows):
    mark = marks(rows["A14"])
    assert (mark.bar_from, mark.bar_width, mark.pace, mark.goals) == (
        "2.0",
        "109.2",
        "119.0",
        ("158.0",),
    )


def test_where_nothing_was_reported_there_is_no_bar(rows):
    assert marks(rows["A07"]).bar_width is None


def test_where_nothing_is_counted_there_is_no_chart(rows):
    assert bullet_svg(rows["A09"], ZH) is None
    assert bullet_svg(rows["A01"], ZH) is None


def test_a_negative_figure_grows_to_the_left_of_zero(rows):
    mark = marks(rows["A23"])
    assert mark.bar_from == "2.0"
    assert float(mark.zero) > 2


def test_a_range_shows_both_its_ends(rows):
    assert len(marks(rows["A24"]).goals) == 2


def test_a_chart_names_itself_and_holds_no_text(rows):
    drawing = ET.fromstring(drawn(rows["A15"]))  # noqa: S314  # our own drawing
    names = [child.tag.rpartition("}")[2] for child in drawing.iter()]
    assert "text" not in names
    assert drawing[0].text == "<b>中间缺报</b>&公路"
    assert drawing[1].text == "完成15公里，序时应完成19.4475公里，目标25.93公里"


def test_the_same_drawing_gives_the_same_picture(rows):
    svg = drawn(rows["A14"])
    assert png(svg) == png(svg)
    assert png(svg, scale=1) != png(svg)


@pytest.mark.parametrize("counts", [[1], [1, 999], [3, 0, 4], [1] * 11, []])
def test_a_stacked_bar_is_full_and_every_class_in_it_can_be_seen(counts):
    shown = stacked([{"count": count} for count in counts])
    assert sum(one["width"] for one in shown) == (100 if any(counts) else 0)
    assert all(one["width"] >= 1 for one in shown)
    assert len(shown) == sum(count > 0 for count in counts)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    "colour", sorted({*BY_WORD.values(), *BY_STATUS.values(), MUTED, UNJUDGED})
)
def test_every_shade_can_be_read_on_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_a_rules_own_colour_word_wins():
    assert tone("behind", "蓝") == tone("behind", "blue") == BY_WORD["blue"]
    assert tone("behind", "mauve") == tone("behind", None) == BY_STATUS[Status.BEHIND]
