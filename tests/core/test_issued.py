"""Numbers of an issued document that are not the printed one's are pointed out; words are free."""

import pytest

from monitor.core.issued import Apart, numbers_apart

PRINTED = (
    "一、总体情况",
    "以99项为分母：滞后3项，占3.0%。",
    "1．农村路：完成18.1公里，完成率69.8%。",
)


def lines(*changes):
    """The printed document with its last line changed."""
    return (*PRINTED[:2], *changes)


def test_a_number_that_was_changed_is_told_with_both_lines():
    issued = "1．农村路：完成18.2公里，完成率69.8%。"
    assert numbers_apart(PRINTED, lines(issued)) == (Apart(PRINTED[2], issued, ("18.2",)),)


@pytest.mark.parametrize(
    "issued",
    [
        PRINTED,
        ("某区人民政府", *PRINTED, "望各单位抓紧落实。"),
        lines("农村路完成18.1公里（完成率69.8%），须抓紧。"),
        tuple(f" {line} " for line in PRINTED),
    ],
)
def test_wording_is_the_offices_own(issued):
    assert numbers_apart(PRINTED, issued) == ()


def test_a_number_nobody_printed_is_told_wherever_it_stands():
    (found,) = numbers_apart(PRINTED, (*PRINTED, "预计年底完成25公里，为99项之一。"))
    assert (found.printed, found.numbers) == ("", ("25",))


def test_a_line_left_out_is_no_other_number():
    assert numbers_apart(PRINTED, PRINTED[:1]) == ()
