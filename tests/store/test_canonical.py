"""Equal values have equal texts, and a text gives its value back."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.observation import Observation
from monitor.core.pace import Milestone, Pace, PaceKind
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.standing import Difference, Reached, Standing
from monitor.core.target import Target
from monitor.files.targets_yaml import read_targets
from monitor.store.canonical import row_digest, text_of, value_of
from tests.builders import DEFAULT_RULE, STAGE_RULE, a_list, a_plan, a_project, a_target

SHIPPED = Path(__file__).parents[2] / "targets.yaml"

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12))
instants = st.datetimes(timezones=st.just(UTC))
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
observations = st.builds(
    Observation,
    target=words,
    unit=words,
    period=periods,
    data_date=days,
    source=words,
    known_at=instants,
    value=st.none() | numbers,
    note=words,
)
standings = st.builds(
    Standing,
    target=words,
    unit=words,
    period=periods,
    data_date=days,
    speaks_of=days,
    answered_to=days,
    source=words,
    value=st.none() | numbers,
    reached=st.lists(st.builds(Reached, words, words, days), max_size=3).map(tuple),
    difference=st.none() | st.builds(Difference, words, numbers, words, numbers),
)


@given(one=observations)
def test_an_observation_comes_back_from_its_text(one):
    assert value_of(text_of(one), Observation) == one


@given(row=standings)
def test_a_standing_comes_back_from_its_text(row):
    assert value_of(text_of(row), Standing) == row


@given(share=st.fractions())
def test_a_fraction_comes_back_exactly(share):
    assert value_of(text_of(share), Fraction) == share


@pytest.mark.parametrize("target", [a_target(), a_project(), a_list()], ids=lambda one: one.code)
def test_a_target_comes_back_from_its_text(target):
    assert value_of(text_of(target), Target) == target


def test_a_plan_with_its_rules_comes_back_from_its_text():
    plan = a_plan(rules=(DEFAULT_RULE, STAGE_RULE), notes={"b": "2", "a": "1"})
    assert value_of(text_of(plan), Plan) == plan


def test_the_shipped_plan_comes_back_from_its_text():
    read = read_targets(SHIPPED.read_text(encoding="utf-8"), "targets.yaml")
    assert read.problems == ()
    assert tuple(value_of(text_of(plan), Plan) for plan in read.plans) == read.plans


def test_a_pace_comes_back_from_its_text():
    agreed = (Milestone(date(2024, 6, 30), Decimal(50_000)),)
    pace = Pace(PaceKind.MILESTONES, "grain", (Decimal("2.5"), Decimal(100)), agreed)
    assert value_of(text_of(pace), Pace) == pace


def test_the_order_in_which_a_mapping_was_written_does_not_count():
    one, other = ({"a": "1", "b": "2"}, {"b": "2", "a": "1"})
    assert text_of(a_plan(notes=one)) == text_of(a_plan(notes=other))


def test_the_order_in_which_a_set_was_written_does_not_count():
    one, other = (a_target(no_figure_in=frozenset(months)) for months in ([4, 12], [12, 4]))
    assert one == other
    assert text_of(one) == text_of(other)


def test_chinese_stands_in_the_text_as_it_is_read():
    assert "四好农村路" in text_of(a_target())


def test_a_text_that_holds_no_such_value_is_refused():
    with pytest.raises(ValueError, match="Standing"):
        value_of('{"target":"ROAD"}', Standing)


def test_a_digest_does_not_depend_on_the_zone_an_instant_is_told_in():
    noon = datetime(2024, 7, 1, 12, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=8)))
    assert row_digest({"at": noon}) == row_digest({"at": there})


def test_a_digest_does_not_depend_on_the_order_of_columns():
    assert row_digest({"a": 1, "b": None}) == row_digest({"b": None, "a": 1})


@given(row=st.dictionaries(st.sampled_from("abc"), st.none() | st.booleans() | st.integers()))
def test_any_changed_cell_changes_the_digest(row):
    for name, value in row.items():
        assert row_digest(row | {name: f"{value}!"}) != row_digest(row)


def test_a_row_is_known_by_its_content_and_not_by_where_it_was_sealed():
    row = {"value": Decimal(5)}
    assert row_digest(row | {"digest": "x", "link": 1}) == row_digest(row | {"link": 2})
