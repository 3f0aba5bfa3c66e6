"""Doubts about typed figures: each slip people make is asked about, growth is not."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.cross_check import CrossCheck, Relation, broken
from monitor.core.doubt import Past, Sort, doubt_of
from monitor.core.measure import find_measure
from monitor.core.period import months
from monitor.core.standing import Standing
from monitor.core.target import ReportedAs
from tests.builders import a_target

MU, KILO = find_measure("万亩"), find_measure("万公斤")
OCTOBER = months(2024, 10, 1)
GRAIN = a_target(goal=Decimal(120_000), spoken=MU, reported_as=ReportedAs.CUMULATIVE)
FLOW = replace(GRAIN, reported_as=ReportedAs.PERIOD)
RATE = replace(GRAIN, spoken=find_measure("%"), goal=Decimal(6), reported_as=ReportedAs.RATE)


def standing(month, value):
    """What a target stood at when a month ended."""
    period = months(2024, month, 1)
    return Standing("X", "", period, period.end, period.end, period.end, "", Decimal(value))


PAST = Past((standing(8, 80_000), standing(9, 90_000)))
FLOWS = Past(tuple(standing(month, month * 10_000) for month in range(1, 10)))
NOTHING = Past()


def ask(of, value, past=PAST):
    return doubt_of(of, Decimal(value), OCTOBER, past)


@pytest.mark.parametrize(
    ("typed", "meant", "factor"),
    [
        (950_000_000, 95_000, 10_000),
        ("9.5", 95_000, 10_000),
        (95_000_000, 95_000, 1000),
        (950_000, 95_000, 10),
        (9_500_000, 95_000, 100),
        (1_425_000, 95_000, 15),
        (190_000, 95_000, 2),
    ],
)
def test_a_slip_of_the_unit_is_asked_about_with_what_was_meant(typed, meant, factor):
    doubt = ask(GRAIN, typed)
    assert (doubt.sort, doubt.meant, doubt.factor) == (Sort.SLIP, meant, factor)


def test_the_month_alone_where_the_total_is_asked_for():
    assert (ask(GRAIN, 10_500).sort, ask(GRAIN, 10_500).meant) == (Sort.PART, 100_500)


def test_the_total_where_the_month_alone_is_asked_for():
    doubt = ask(FLOW, 100_500, FLOWS)
    assert (doubt.sort, doubt.meant) == (Sort.WHOLE, 10_500)


def test_a_total_that_falls_is_asked_about_without_a_guess():
    doubt = ask(GRAIN, 84_000)
    assert (doubt.sort, doubt.meant, doubt.against) == (Sort.FALLS, None, 90_000)


def test_last_years_figure_again_is_asked_about():
    assert ask(GRAIN, 97_531, replace(PAST, last_year=frozenset({Decimal(97_531)}))).sort is (
        Sort.LAST_YEAR
    )


def test_where_nothing_was_told_before_only_a_coarse_slip_is_asked_about():
    assert ask(GRAIN, 1_000_000_000, NOTHING).factor == 10_000
    assert ask(GRAIN, 200_000, NOTHING) is None
    assert ask(replace(GRAIN, goal=None), 1_000_000_000, NOTHING) is None


@pytest.mark.parametrize("typed", [90_000, 95_000, 100_000, 118_000, 160_000])
def test_growth_is_not_asked_about(typed):
    assert ask(GRAIN, typed) is None


@pytest.mark.parametrize("typed", [0, "-1", "4.9", "7"])
def test_a_rate_may_fall_and_turn(typed):
    assert ask(RATE, typed, Past((standing(9, "5.2"),))) is None


def test_a_rate_typed_as_a_share_is_asked_about():
    assert ask(RATE, "0.052", Past((standing(9, "5.2"),))).meant == Decimal("5.2")


@given(st.integers(min_value=1, max_value=11), st.integers(min_value=0, max_value=100))
def test_a_steady_year_is_never_asked_about(month, percent):
    """Whoever goes on at the way's own pace, up to as much again, is left alone."""
    value = Decimal(10_000 * month)
    next_month = months(2024, month + 1, 1)
    typed = value + 10_000 * Decimal(percent) / 100
    before = Past((standing(month, value),))
    assert doubt_of(GRAIN, typed, next_month, before) is None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.booleans())
def test_at_most_one_question_and_never_about_the_same_figure(typed, known):
    doubt = ask(GRAIN, typed, PAST if known else NOTHING)
    assert doubt is None or (doubt.said == typed and doubt.meant != typed)


YIELD = CrossCheck("单产", Relation.PER, "OUTPUT", ("AREA",), low=Decimal(200), high=Decimal(600))


@pytest.mark.parametrize(("output", "holds"), [(36_000_000, True), (72_000_000, False)])
def test_a_yield_lies_between_its_bounds(output, holds):
    figures = {"OUTPUT": Decimal(output), "AREA": Decimal(90_000)}
    found = broken([YIELD], figures, "OUTPUT", said=Decimal(output))
    assert [one.other for one in found] == ([] if holds else ["单产"])


def test_a_part_is_at_most_the_whole_and_a_total_the_sum_of_its_parts():
    most = CrossCheck("不多于", Relation.AT_MOST, "A", ("B",))
    total = CrossCheck("合计", Relation.SUM, "B", ("A", "C"), tolerance=Decimal("0.01"))
    figures = {"A": Decimal(5), "B": Decimal(4), "C": Decimal(0)}
    assert [one.against for one in broken([most, total], figures, "A", said=Decimal(5))] == [4, 5]
    figures["B"] = Decimal("5.04")
    assert broken([most, total], figures, "B", said=Decimal("5.04")) == []


def test_a_check_that_lacks_a_figure_says_nothing():
    assert broken([YIELD], {"OUTPUT": Decimal(1)}, "OUTPUT", said=Decimal(1)) == []
    figures = {"OUTPUT": Decimal(1), "AREA": Decimal(0)}
    assert broken([YIELD], figures, "OUTPUT", said=Decimal(1)) == []
