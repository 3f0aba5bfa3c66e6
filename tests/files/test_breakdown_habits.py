"""How an office's table is laid out is said once, and can be edited by hand."""

from decimal import Decimal

import pytest

from monitor.core.problem import Problem, Refused
from monitor.files.breakdown_habits import (
    FILE,
    Layout,
    column_given,
    keep_layout,
    read_layout,
    share_given,
)


def test_nothing_kept_is_nothing_told(tmp_path):
    assert read_layout(tmp_path) == Layout()


def test_what_is_kept_comes_back(tmp_path):
    layout = Layout({"谁来干：主责": "responsible", "电话": "-"}, Decimal("2.5"))
    keep_layout(tmp_path, layout)
    assert read_layout(tmp_path) == layout
    assert layout.told == {"谁来干：主责": "responsible", "电话": ""}


@pytest.mark.parametrize("text", ["columns: {甲: 乙}", "about: 80%", "column: {}", "- 1", "a: ["])
def test_a_fault_of_the_file_is_told_with_its_line(tmp_path, text):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_layout(tmp_path)
    assert all(fault.place.line for fault in caught.value.problems)


def test_a_column_is_given_as_head_and_field():
    assert column_given("谁 干=responsible") == ("谁干", "responsible")
    assert isinstance(column_given("谁干=谁"), Problem)
    assert isinstance(column_given("谁干"), Problem)


@pytest.mark.parametrize("text", ["0%", "60%", "许多", "-1%"])
def test_an_unlikely_share_is_refused(text):
    assert isinstance(share_given(text), Problem)
