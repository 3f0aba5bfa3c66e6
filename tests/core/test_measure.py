"""Words of measure: what they convert into, exactly, and what they do not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.measure import LONGEST_WORD, MEASURES, MULTIPLIERS, find_measure


@pytest.mark.parametrize(
    ("word", "base", "worth"),
    [
        ("亩", "亩", "1"),
        ("公顷", "亩", "15"),
        ("千公顷", "亩", "15000"),
        ("平方米", "亩", "0.0015"),
        ("㎡", "亩", "0.0015"),
        ("平方公里", "亩", "1500"),
        ("万亩", "亩", "10000"),
        ("公斤", "公斤", "1"),
        ("千克", "公斤", "1"),
        ("斤", "公斤", "0.5"),
        ("担", "公斤", "50"),
        ("吨", "公斤", "1000"),
        ("克", "公斤", "0.001"),
        ("万吨", "公斤", "10000000"),
        ("亿斤", "公斤", "50000000"),
        ("千米", "公里", "1"),
        ("里", "公里", "0.5"),
        ("米", "公里", "0.001"),
        ("百万元", "元", "1000000"),
        ("千万元", "元", "10000000"),
        ("亿元", "元", "100000000"),
        ("十亿元", "元", "1000000000"),
        ("万亿元", "元", "1000000000000"),
        ("%", "%", "1"),
        ("‰", "%", "0.1"),
        ("百分点", "%", "1"),
        ("个百分点", "%", "1"),
        ("兆瓦", "千瓦", "1000"),
        ("万千瓦", "千瓦", "10000"),
        ("万千瓦时", "千瓦时", "10000"),
        ("万立方米", "立方米", "10000"),
        ("万人次", "人次", "10000"),
    ],
)
def test_a_word_is_worth_so_many_base_units(word, base, worth):
    spoken = find_measure(word)
    assert spoken is not None
    assert (spoken.measure.name, spoken.multiplier, spoken.word) == (base, Decimal(worth), word)


@pytest.mark.parametrize(
    "word",
    ["", "万", "公里桥", "个村", "亩亩", "万万亩", "km", "亩 ", "１", "公里" * 20],
    ids=[
        "no word",
        "a multiplier of nothing",
        "a thing measured in 公里",
        "a counted thing after its counter",
        "a measure twice",
        "a multiplier twice",
        "a Latin abbreviation",
        "a measure with a space",
        "a digit",
        "a long text",
    ],
)
def test_any_other_word_is_unknown(word):
    assert find_measure(word) is None


def test_villages_are_not_counted_in_households():
    villages, households = find_measure("个"), find_measure("户")
    assert villages is not None
    assert households is not None
    assert villages.measure.dimension != households.measure.dimension


def test_money_keeps_two_fraction_digits_and_everything_else_six():
    assert {m.name for m in MEASURES.values() if m.scale == 2} == {"元", "角", "分"}
    assert {m.scale for m in MEASURES.values()} == {2, 6}


def test_every_dimension_is_named_after_a_base_unit_worth_one():
    for measure in MEASURES.values():
        base = MEASURES[measure.base]
        assert base.factor == 1
        assert (base.dimension, base.scale) == (measure.dimension, measure.scale)


def test_no_measure_is_longer_than_the_words_looked_up():
    assert max(map(len, MEASURES)) + max(map(len, MULTIPLIERS)) <= LONGEST_WORD


@given(st.sampled_from(sorted(MULTIPLIERS)), st.sampled_from(sorted(MEASURES)))
def test_a_multiplier_multiplies_every_measure_that_the_two_do_not_name_together(prefix, name):
    spoken, alone = find_measure(prefix + name), find_measure(name)
    assert spoken is not None
    assert alone is not None
    if prefix + name not in MEASURES:
        assert spoken.measure == alone.measure
        assert spoken.multiplier == MULTIPLIERS[prefix] * alone.multiplier


@given(st.text(max_size=20))
def test_any_text_is_a_known_word_or_none(text):
    spoken = find_measure(text)
    assert spoken is None or spoken.word == text
