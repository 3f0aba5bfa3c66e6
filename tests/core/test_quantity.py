"""The one grammar for numbers people type: what it reads, what it refuses, what it stores."""

import inspect
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core import quantity
from monitor.core.measure import MEASURES, find_measure
from monitor.core.problem import Problem
from monitor.core.quantity import (
    INT64,
    LONGEST,
    fits,
    from_scaled,
    read_number,
    read_quantity,
    to_scaled,
)

MU, KILO, YUAN, PERCENT, PIECE = (MEASURES[name] for name in ("亩", "公斤", "元", "%", "个"))
READERS = [read_number, lambda text: read_quantity(text, into=MU)]
both_readers = pytest.mark.parametrize("read", READERS, ids=["bare", "with a measure"])


def code_of(answer):
    assert isinstance(answer, Problem), answer
    return answer.code


def argument(answer, name):
    return dict(answer.args)[name]


@both_readers
@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("12.05", "12.05", id="plain"),
        pytest.param("１２．０５", "12.05", id="full-width digits and point"),
        pytest.param("1,234,567.8", "1234567.8", id="thousands grouped in threes"),
        pytest.param("１，０００", "1000", id="full-width comma"),
        pytest.param("+5", "5", id="a plus sign"),
        pytest.param("＋5", "5", id="a full-width plus sign"),
        pytest.param("-5", "-5", id="a hyphen as minus"),
        pytest.param("−5", "-5", id="U+2212 as minus"),
        pytest.param("－5", "-5", id="U+FF0D as minus"),
        pytest.param("-0", "0", id="minus zero is zero"),
        pytest.param("-0.00", "0", id="minus zero with digits is zero"),
        pytest.param("00012", "12", id="leading zeros"),
        pytest.param(".5", "0.5", id="no digit before the point"),
        pytest.param("5.", "5", id="no digit after the point"),
        pytest.param("12.500", "12.5", id="trailing zeros"),
        pytest.param("100", "100", id="zeros that count"),
        pytest.param("5\n", "5", id="a trailing newline"),
        pytest.param(" 5　", "5", id="spaces around"),
        pytest.param("\xa05\xa0", "5", id="no-break spaces around"),
        pytest.param("\u200b12", "12", id="a zero-width space before"),
        pytest.param("12\ufeff", "12", id="a byte order mark behind"),
        pytest.param("\u202e12\u202c", "12", id="direction marks around"),
    ],
)
def test_a_number_is_read_exactly_and_has_one_form(read, text, value):
    assert str(read(text)) == value


def test_money_keeps_a_number_that_a_float_would_lose():
    assert str(read_number("9007199254740993.1")) == "9007199254740993.1"
    assert str(read_quantity("9007199254740993.1", into=YUAN)) == "9007199254740993.1"


@both_readers
@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "number.empty", id="nothing"),
        pytest.param("　\u200b\n", "number.empty", id="nothing to be seen"),
        pytest.param("٣٤", "number.other_script", id="Arabic-Indic digits"),
        pytest.param("१२", "number.other_script", id="Devanagari digits"),
        pytest.param("𝟙𝟚", "number.other_script", id="mathematical digits"),
        pytest.param("1٣", "number.other_script", id="two scripts in one number"),
        pytest.param("½", "number.other_script", id="a fraction sign"),
        pytest.param("5²", "number.other_script", id="a superscript"),
        pytest.param("③", "number.other_script", id="a circled digit"),
        pytest.param("Ⅻ", "number.other_script", id="a Roman numeral sign"),
        pytest.param("十二", "number.chinese", id="Chinese numerals"),
        pytest.param("壹拾贰", "number.chinese", id="Chinese numerals against forgery"),
        pytest.param("1,00", "number.grouping", id="a group of two"),
        pytest.param("1,0000", "number.grouping", id="a group of four"),
        pytest.param("1000,000", "number.grouping", id="a first group of four"),
        pytest.param(",100", "number.grouping", id="a comma first"),
        pytest.param("100,", "number.grouping", id="a comma last"),
        pytest.param("1,,000", "number.grouping", id="two commas"),
        pytest.param("1.000,5", "number.grouping", id="a decimal comma"),
        pytest.param("5-", "number.doubtful_sign", id="a minus behind"),
        pytest.param("-1e3", "number.exponent", id="an exponent behind a minus"),
        pytest.param("1_000", "number.exponent", id="an underscore"),
        pytest.param("–5", "number.doubtful_sign", id="an en dash"),
        pytest.param("—5", "number.doubtful_sign", id="an em dash"),
        pytest.param("(5)", "number.doubtful_sign", id="brackets"),
        pytest.param("（5）", "number.doubtful_sign", id="full-width brackets"),
        pytest.param("△5", "number.doubtful_sign", id="a triangle"),
        pytest.param("--5", "number.unreadable", id="two signs"),
        pytest.param("+-5", "number.unreadable", id="two different signs"),
        pytest.param("1.2.3", "number.unreadable", id="two points"),
        pytest.param(".", "number.unreadable", id="a point alone"),
        pytest.param("-", "number.unreadable", id="a sign alone"),
        pytest.param("NaN", "number.unreadable", id="not a number"),
        pytest.param("sNaN", "number.unreadable", id="a signalling not a number"),
        pytest.param("Infinity", "number.unreadable", id="infinity"),
        pytest.param("-inf", "number.unreadable", id="minus infinity"),
        pytest.param("１ｅ３", "number.exponent", id="a full-width exponent"),
        pytest.param("1e3", "number.exponent", id="an exponent"),
        pytest.param("1E-400", "number.exponent", id="an exponent below zero"),
        pytest.param("1e999999999", "number.exponent", id="an exponent that fills the memory"),
        pytest.param("1\u200b2", "number.invisible", id="a zero-width space inside"),
        pytest.param("12\ufeff3", "number.invisible", id="a byte order mark inside"),
        pytest.param("1\u202e2", "number.invisible", id="a direction mark inside"),
        pytest.param("1\n2", "number.invisible", id="a newline inside"),
        pytest.param("1\x002", "number.invisible", id="a zero byte inside"),
        pytest.param("9" * (LONGEST + 1), "number.too_long", id="one digit too many"),
        pytest.param("1," * 500_000, "number.too_long", id="a million characters"),
    ],
)
def test_what_is_no_plain_number_is_refused_by_name(read, text, code):
    assert code_of(read(text)) == code


@both_readers
@pytest.mark.parametrize("text", ["1 000", "1'000", "1\xa0000", "1+1", "0x1F", "5元5"])
def test_other_ways_to_write_a_number_are_not_guessed_at(read, text):
    assert isinstance(read(text), Problem)


@pytest.mark.parametrize(
    ("text", "point"),
    [("12\ufeff3", "U+FEFF"), ("1\u202e2", "U+202E"), ("1٣", "U+0663"), ("5²", "U+00B2")],
)
def test_what_cannot_be_seen_or_told_apart_is_named_by_its_code_point(text, point):
    assert argument(read_number(text), "point") == point


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        pytest.param("120500", MU, "120500", id="no unit is the base unit"),
        pytest.param("12.05万亩", MU, "120500", id="the unit of the plan"),
        pytest.param("12.05 万亩", MU, "120500", id="a space before the unit"),
        pytest.param("１２．０５万亩", MU, "120500", id="full-width"),
        pytest.param("12.05万", MU, "120500", id="a multiplier alone is of the target's measure"),
        pytest.param("2公顷", MU, "30", id="another unit of area"),
        pytest.param("1平方公里", MU, "1500", id="a large unit of area"),
        pytest.param("1㎡", MU, "0.0015", id="a unit of area as one sign"),
        pytest.param("3900万公斤", KILO, "39000000", id="a multiplied unit of mass"),
        pytest.param("3.9万吨", KILO, "39000000", id="the same in tonnes"),
        pytest.param("7800万斤", KILO, "39000000", id="the same in 斤"),
        pytest.param("1.2亿", YUAN, "120000000", id="money in 亿"),
        pytest.param("1,234.56元", YUAN, "1234.56", id="money with groups"),
        pytest.param("5%", PERCENT, "5", id="per cent"),
        pytest.param("５％", PERCENT, "5", id="a full-width per cent sign"),
        pytest.param("5‰", PERCENT, "0.5", id="per mille"),
        pytest.param("-0.3个百分点", PERCENT, "-0.3", id="points below zero"),
        pytest.param("0.05", PERCENT, "0.05", id="a small bare rate stays as typed"),
        pytest.param("5个", PIECE, "5", id="a count"),
    ],
)
def test_a_quantity_is_read_into_the_base_unit(text, measure, value):
    assert str(read_quantity(text, into=measure)) == value


def test_a_unit_of_another_dimension_names_the_unit_that_is_wanted():
    fault = read_quantity("5公斤", into=MU, spoken=find_measure("万亩"))
    assert code_of(fault) == "measure.other"
    assert (argument(fault, "word"), argument(fault, "measure")) == ("公斤", "万亩")


@pytest.mark.parametrize("text", ["5人", "5户", "5%", "5亩"])
def test_what_is_counted_in_one_thing_is_not_counted_in_another(text):
    assert code_of(read_quantity(text, into=PIECE)) == "measure.other"


@pytest.mark.parametrize("text", ["5公里桥", "5亩亩", "5 km", "5个村", "5十亩"])
def test_an_unknown_unit_is_named(text):
    fault = read_quantity(text, into=PIECE)
    assert code_of(fault) == "measure.unknown"
    assert argument(fault, "measure") == "个"


@pytest.mark.parametrize(
    ("text", "measure"),
    [("0.000001", MU), ("0.01", YUAN), ("1克", KILO), ("1米", MEASURES["公里"])],
)
def test_the_smallest_kept_amount_is_kept(text, measure):
    assert not isinstance(read_quantity(text, into=measure), Problem)


@pytest.mark.parametrize(
    ("text", "measure", "digits"),
    [
        pytest.param("0.0000001", MU, "6", id="a seventh digit"),
        pytest.param("0.001", YUAN, "2", id="a third digit of money"),
        pytest.param("0.001平方米", MU, "6", id="a seventh digit after converting"),
        pytest.param("0.5分", YUAN, "2", id="half a 分"),
    ],
)
def test_nothing_is_rounded_and_the_limit_is_named(text, measure, digits):
    fault = read_quantity(text, into=measure)
    assert code_of(fault) == "number.too_fine"
    assert argument(fault, "digits") == digits


@pytest.mark.parametrize("sign", [1, -1], ids=["above zero", "below zero"])
@pytest.mark.parametrize("measure", [MU, YUAN], ids=lambda measure: measure.name)
def test_the_last_number_that_fits_is_stored_and_the_next_is_refused(measure, sign):
    last = sign * Decimal(INT64).scaleb(-measure.scale)
    step = sign * Decimal(1).scaleb(-measure.scale)
    assert to_scaled(last, measure) == sign * INT64
    assert fits(last, measure) is None
    assert code_of(fits(last + step, measure)) == "number.too_large"
    assert code_of(read_quantity(f"{last + step}", into=measure)) == "number.too_large"


@pytest.mark.parametrize("measure", [MU, YUAN], ids=lambda measure: measure.name)
def test_the_limit_that_is_named_is_itself_within_the_limit(measure):
    limit = argument(fits(Decimal(10**20), measure), "limit")
    assert read_quantity(limit, into=measure) == Decimal(limit)


def test_a_large_unit_does_not_slip_past_the_limit():
    fault = read_quantity("999999999999万亿元", into=YUAN)
    assert code_of(fault) == "number.too_large"
    assert argument(fault, "measure") == "元"


scaled = st.integers(min_value=-INT64, max_value=INT64)


@given(scaled, st.sampled_from([MU, YUAN]))
def test_what_is_stored_comes_back_and_reads_back(number, measure):
    value = from_scaled(number, measure.scale)
    assert to_scaled(value, measure) == number
    assert read_quantity(f"{value:f}", into=measure) == value
    assert read_quantity(f"{value:,f}", into=measure) == value


@given(scaled, st.sampled_from([MU, YUAN]))
def test_one_number_has_one_form(number, measure):
    text = str(from_scaled(number, measure.scale))
    assert "E" not in text
    assert text != "-0"
    assert not ("." in text and text.endswith("0"))


@given(
    st.integers(min_value=0, max_value=10**9), st.sampled_from(["万亩", "公顷", "亩", "平方公里"])
)
def test_a_unit_multiplies_exactly(number, word):
    spoken = find_measure(word)
    assert spoken is not None
    assert read_quantity(f"{number}{word}", into=MU) == number * spoken.multiplier


@given(st.text())
def test_any_text_is_a_number_or_a_problem_with_a_code(text):
    for read in READERS:
        answer = read(text)
        assert isinstance(answer, Decimal) or answer.code.startswith(("number.", "measure."))


@given(st.text(alphabet="0123456789０９,，.．+-−－eE_%‰万亿亩 \u200b", max_size=LONGEST))
def test_a_number_that_is_read_is_finite_and_reads_again_as_itself(text):
    value = read_quantity(text, into=MU)
    if isinstance(value, Decimal):
        assert value.is_finite()
        assert read_quantity(str(value), into=MU) == value


@pytest.mark.parametrize(
    "text", ["1" * 10**6, "1," * 10**6, "\u200b" * 10**6, " " * 10**6, "9" * 129], ids=len
)
def test_a_long_text_is_refused_before_anything_looks_at_it(monkeypatch, text):
    monkeypatch.setattr(quantity, "_trimmed", lambda _: pytest.fail("looked at"))
    monkeypatch.setattr(quantity, "Decimal", lambda _: pytest.fail("converted"))
    assert code_of(read_number(text)) == "number.too_long"


def test_no_pattern_of_the_grammar_repeats_a_repetition_that_may_be_empty_or_open():
    source = inspect.getsource(quantity)
    assert source.count("re.compile(") == source.count("re.ASCII)")
    assert ".match(" not in source
    assert all(ending not in source for ending in ("+)+", "+)*", "*)+", "*)*", "?)+", "?)*"))
