"""Numbers: exact for programs, honest for people."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.render.formats import exact, fixed, grouped, percent, spoken


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.2E+5"), "120000"),
        (Decimal("25.930"), "25.93"),
        (Decimal("-0"), "0"),
        (Decimal("0.0000005"), "0"),
        (Decimal("0.0000015"), "0.000002"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(-200, 3), "-66.666667"),
        (Decimal(-7), "-7"),
    ],
)
def test_an_exact_number_has_no_exponent_and_no_useless_zero(value, text):
    assert exact(value) == text


def test_money_keeps_two_digits_half_to_even():
    assert [exact(Decimal(one), 2) for one in ("0.125", "0.135")] == ["0.12", "0.14"]


def test_unknown_stays_unknown():
    assert exact(None) is None
    assert percent(None) == "—"


@given(st.integers(-(10**18), 10**18), st.integers(0, 6))
def test_what_the_measure_keeps_is_written_exactly(scaled, scale):
    value = Decimal(scaled).scaleb(-scale)
    text = exact(value, 6) or ""
    assert Decimal(text) == value
    assert "E" not in text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(9996, 10000), "99.9%"),
        (Fraction(999999, 1000000), "99.9%"),
        (Fraction(1), "100.0%"),
        (Fraction(10004, 10000), "100.0%"),
        (Fraction(982, 1000), "98.2%"),
        (Fraction(-1, 8), "−12.5%"),
        (Fraction(0), "0.0%"),
    ],
)
def test_what_is_not_complete_is_never_printed_as_complete(share, text):
    assert percent(share) == text


def test_thousands_are_grouped_in_base_units_and_not_in_wan():
    assert spoken(Decimal(120500), Decimal(1)) == "120,500"
    assert spoken(Decimal(39000000), Decimal(10000)) == "3900"
    assert spoken(Decimal(120500), Decimal(10000)) == "12.05"


def test_a_negative_number_has_a_true_minus():
    assert grouped("-1234.5") == "−1,234.5"
    assert spoken(Decimal(-5), Decimal(10)) == "−0.5"
    assert fixed(Decimal("-0.04"), 1) == "0.0"
