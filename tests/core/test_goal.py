"""Goal strings as plans speak them, and the many texts that are not plainly a goal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.goal import LONGEST, Direction, Goal, read_goal
from monitor.core.problem import Problem


def goal(text):
    found = read_goal(text)
    assert isinstance(found, Goal), found
    return found


@pytest.mark.parametrize(
    ("text", "value", "base", "direction"),
    [
        ("12万亩以上", "120000", "亩", Direction.AT_LEAST),
        ("3900万公斤以上", "39000000", "公斤", Direction.AT_LEAST),
        ("5个", "5", "个", Direction.AT_LEAST),
        ("26个", "26", "个", Direction.AT_LEAST),
        ("25.93公里", "25.93", "公里", Direction.AT_LEAST),
        ("不少于10个", "10", "个", Direction.AT_LEAST),
        ("不低于95%", "95", "%", Direction.AT_LEAST),
        ("至少3家", "3", "家", Direction.AT_LEAST),
        ("达到100%", "100", "%", Direction.AT_LEAST),
        ("达到100%以上", "100", "%", Direction.AT_LEAST),
        ("超过60亿元", "6000000000", "元", Direction.AT_LEAST),
        ("突破60亿元", "6000000000", "元", Direction.AT_LEAST),
        ("5个及以上", "5", "个", Direction.AT_LEAST),
        ("5.5%以内", "5.5", "%", Direction.AT_MOST),
        ("控制在3%以内", "3", "%", Direction.AT_MOST),
        ("控制在3%", "3", "%", Direction.AT_MOST),
        ("不超过3.5个百分点", "3.5", "%", Direction.AT_MOST),
        ("不高于3‰", "0.3", "%", Direction.AT_MOST),
        ("8%左右", "8", "%", Direction.ABOUT),
        ("约4.3公里", "4.3", "公里", Direction.ABOUT),
        ("约4.3公里左右", "4.3", "公里", Direction.ABOUT),
        ("控制在3%左右", "3", "%", Direction.ABOUT),
        ("恰好3个", "3", "个", Direction.EXACTLY),
        ("正好3个", "3", "个", Direction.EXACTLY),
        ("-2%以上", "-2", "%", Direction.AT_LEAST),
        ("1,200户", "1200", "户", Direction.AT_LEAST),
        ("１２万亩以上", "120000", "亩", Direction.AT_LEAST),
        (" 12 万亩 以上 ", "120000", "亩", Direction.AT_LEAST),
        ("−2%以上", "-2", "%", Direction.AT_LEAST),
        ("12万㎡以上", "180", "亩", Direction.AT_LEAST),
        ("3.9万吨", "39000000", "公斤", Direction.AT_LEAST),
    ],
)
def test_a_plain_goal_has_a_number_in_base_units_and_a_good_side(text, value, base, direction):
    found = goal(text)
    assert (found.value, found.spoken.measure.name) == (Decimal(value), base)
    assert (found.direction, found.low, found.high) == (direction, None, None)


@pytest.mark.parametrize("text", ["5-6个", "5至6个", "5~6个", "5～6个", "5到6个", "５－６个"])
def test_two_numbers_are_a_corridor(text):
    found = goal(text)
    assert (found.direction, found.value) == (Direction.BETWEEN, None)
    assert (found.low, found.high) == (5, 6)


def test_a_corridor_has_its_unit_on_both_numbers():
    found = goal("1.5-2万亩")
    assert (found.low, found.high) == (15000, 20000)


def test_the_words_of_the_plan_are_kept():
    found = goal(" 12万亩以上 ")
    assert (found.stated, found.spoken.word) == ("12万亩以上", "万亩")


def test_no_more_than_is_not_mistaken_for_more_than():
    assert goal("不超过5个").direction is Direction.AT_MOST
    assert goal("超过5个").direction is Direction.AT_LEAST


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "goal.unreadable", id="nothing"),
        pytest.param("持续推进乡村振兴", "goal.unreadable", id="prose"),
        pytest.param("力争完成5个", "goal.unreadable", id="a verb of hope before the number"),
        pytest.param("增长8%", "goal.unreadable", id="a verb that names another indicator"),
        pytest.param("5个、6个", "goal.unreadable", id="two goals"),
        pytest.param("5个至6公里", "goal.unreadable", id="a corridor of two measures"),
        pytest.param("6-5个", "goal.unreadable", id="a corridor backwards"),
        pytest.param("5-6个左右", "goal.unreadable", id="about a corridor"),
        pytest.param("不少于5-6个", "goal.unreadable", id="at least a corridor"),
        pytest.param("至少5个左右", "goal.unreadable", id="at least and about"),
        pytest.param("不少于10个以内", "goal.unreadable", id="at least and at most"),
        pytest.param("不超过10个以上", "goal.unreadable", id="at most and at least"),
        pytest.param("恰好3个以上", "goal.unreadable", id="exactly and at least"),
        pytest.param("十二个", "goal.unreadable", id="Chinese numerals"),
        pytest.param("٣个", "goal.unreadable", id="digits of another script"),
        pytest.param("½个", "goal.unreadable", id="a fraction sign"),
        pytest.param("5²个", "goal.measure", id="a superscript"),
        pytest.param("③个", "goal.unreadable", id="a circled digit"),
        pytest.param("𝟙𝟚个", "goal.unreadable", id="mathematical digits"),
        pytest.param("1 200亩", "goal.unreadable", id="a space inside the number"),
        pytest.param("5 6个", "goal.unreadable", id="two numbers with a space between"),
        pytest.param("超过3%以内", "goal.unreadable", id="more than and within"),
        pytest.param("超过5%左右", "goal.unreadable", id="more than and about"),
        pytest.param("5-5个", "goal.unreadable", id="a corridor without width"),
        pytest.param("2024年", "goal.measure", id="a year"),
        pytest.param("12月", "goal.measure", id="a month without its year"),
        pytest.param("1e3个", "goal.unreadable", id="an exponent"),
        pytest.param("(5)个", "goal.unreadable", id="brackets"),
        pytest.param("5\u200b6个", "goal.unreadable", id="something invisible inside"),
        pytest.param("2024年12月", "goal.unreadable", id="a month"),
        pytest.param("个", "goal.unreadable", id="a unit alone"),
        pytest.param("5", "goal.measure", id="no unit"),
        pytest.param("12万", "goal.measure", id="a multiplier without a unit"),
        pytest.param("5公里桥", "goal.measure", id="an unknown unit"),
        pytest.param("5个以上村", "goal.measure", id="a thing after the side word"),
        pytest.param("1,2,3个", "number.grouping", id="commas that group nothing"),
        pytest.param("5--6个", "number.doubtful_sign", id="two dashes"),
        pytest.param("5-6-7个", "number.unreadable", id="three numbers"),
        pytest.param("0.001元", "number.too_fine", id="finer than money is kept"),
        pytest.param("99999999999万亿元", "number.too_large", id="larger than can be kept"),
        pytest.param("5个" * LONGEST, "goal.unreadable", id="a long text"),
    ],
)
def test_what_is_not_plainly_a_goal_is_refused_and_never_guessed(text, code):
    found = read_goal(text)
    assert isinstance(found, Problem), found
    assert found.code == code


BEFORE = ["", "不少于", "至少", "达到", "超过", "不超过", "控制在", "约", "恰好"]
AFTER = ["", "以上", "以内", "左右"]


@given(
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.sampled_from(["万亩", "公里", "个", "亿元", "%"]),
    st.sampled_from(BEFORE),
    st.sampled_from(AFTER),
)
def test_whatever_words_stand_around_it_the_number_is_the_number(number, word, before, after):
    found = read_goal(f"{before}{number}{word}{after}")
    if isinstance(found, Goal):
        assert found.value == number * found.spoken.multiplier


@given(st.text(alphabet="0123456789.,-~至到万亿亩个%以上内左右约不超过达控制在 ", max_size=60))
def test_any_text_is_a_goal_with_its_numbers_in_order_or_a_problem(text):
    found = read_goal(text)
    if isinstance(found, Problem):
        assert found.code.startswith(("goal.", "number.", "measure."))
    elif found.direction is Direction.BETWEEN:
        assert found.value is None
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.high
    else:
        assert found.value is not None
