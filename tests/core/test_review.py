"""Who looks at an entry, and what in it deserves a look."""

from dataclasses import replace
from decimal import Decimal

import pytest

from monitor.core.plan import Unit
from monitor.core.review import Remark, reviewing_unit, waiting_of
from monitor.core.target import Part
from tests.builders import a_plan, a_target, an_observation

ROAD = a_target(goal=Decimal(24))
SPLIT = a_target(
    code="SPLIT", responsible="LEAD", parts=(Part("JTJ", Decimal(12)), Part("SLJ", Decimal(12)))
)


def plan(review):
    units = (Unit("LEAD", "牵头"), Unit("JTJ", "交通局", parent="GOV", review=review))
    return a_plan(ROAD, SPLIT, units=units)


@pytest.mark.parametrize(
    ("review", "target", "reviewer"),
    [
        ("none", "ROAD", "JTJ"),
        ("within", "ROAD", "JTJ"),
        ("within", "SPLIT", "JTJ"),
        ("lead", "ROAD", "GOV"),
        ("lead", "SPLIT", "LEAD"),
    ],
)
def test_a_unit_is_reviewed_within_or_by_its_lead(review, target, reviewer):
    entry = an_observation(target=target, unit="JTJ")
    assert reviewing_unit(plan(review), entry) == reviewer


COUNTED = an_observation(unit="JTJ", value="10", seq=1, entered_by="li")


def remarks(value, reader="wang", **changes):
    fresh = an_observation(
        unit="JTJ", value=value, seq=2, approved=False, entered_by="li", **changes
    )
    (one,) = waiting_of(plan("within"), [COUNTED, fresh], reader=reader)
    assert one.before == COUNTED
    return one.remarks


@pytest.mark.parametrize(
    ("value", "said"),
    [("12", ()), ("9", (Remark.FALLS,)), ("31", (Remark.JUMP,)), ("100000", (Remark.SLIP,))],
)
def test_what_is_unremarkable_has_no_remark(value, said):
    assert remarks(value) == said


def test_an_own_entry_and_a_correction_are_remarked():
    assert remarks("12", reader="li") == (Remark.OWN,)
    assert remarks("12", reason="漏报") == (Remark.REASON,)


def test_two_figures_for_one_cell_name_each_other():
    first = replace(COUNTED, approved=False)
    second = replace(first, seq=2, value=Decimal(11), entered_by="wu")
    one, two = waiting_of(plan("within"), [first, second], reader="wang")
    assert (one.rivals, two.rivals) == ((second,), (first,))
    assert Remark.RIVALS in one.remarks


def test_what_was_returned_or_approved_waits_no_more():
    back = replace(COUNTED, approved=False, returned=True)
    assert waiting_of(plan("within"), [COUNTED, back], reader="wang") == ()
