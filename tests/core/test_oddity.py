"""What looks wrong in figures: told for a person to ask about, judged by nobody here."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from monitor.core.fold import standings
from monitor.core.oddity import Why, oddities, slipped_by
from monitor.core.target import ReportedAs
from tests.builders import a_plan, a_target, an_observation

PLAN = a_plan()
YEAR_END = date(2024, 12, 31)


def looked_at(*log, plan=PLAN, as_of=YEAR_END):
    (target,) = plan.targets
    rows = {target.code: {"": standings(target, "", log, plan=plan)}}
    return oddities(plan, rows, log, as_of=as_of)


def corrected(before, now, reason="已核实"):
    first = an_observation("2024-06", before, seq=1)
    again = an_observation("2024-06", now, seq=2, revision=2, reason=reason)
    return first, replace(again, known_at=datetime(2024, 8, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("before", "now", "factor"),
    [
        ("9.5", "95000", 10000),
        ("95000", "9.5", 10000),
        ("1.2", "1200", 1000),
        ("12", "1200", 100),
        ("2.5", "25.5", 10),
        ("8", "16", 2),
        ("8", "12", 0),
        ("0", "12", 0),
        ("8", "8", 0),
    ],
)
def test_a_slip_is_known_by_its_factor(before, now, factor):
    assert slipped_by(Decimal(before), Decimal(now)) == factor


def test_a_correction_by_a_factor_is_told_with_both_figures_and_the_reason():
    (odd,) = looked_at(*corrected("1.25", "12.5"))
    assert (odd.why, odd.before, odd.now) == (Why.SLIP, Decimal("1.25"), Decimal("12.5"))
    assert (odd.factor, odd.reason) == (10, "已核实")


def test_a_figure_made_smaller_is_told():
    (odd,) = looked_at(*corrected("12.5", "11"))
    assert odd.why is Why.FELL


def test_what_was_put_right_again_is_told_no_more():
    log = corrected("1.25", "12.5")
    back = an_observation("2024-06", "1.3", seq=3, revision=3, reason="更正")
    assert len(looked_at(*log)) == 1
    (odd,) = looked_at(*log, replace(back, known_at=datetime(2024, 9, 1, tzinfo=UTC)))
    assert (odd.before, odd.now) == (Decimal("12.5"), Decimal("1.3"))


@pytest.mark.parametrize(("before", "now"), [("12.5", "13"), ("12.5", "12.6")])
def test_a_small_correction_upwards_is_nobodys_business(before, now):
    assert looked_at(*corrected(before, now)) == ()


def test_two_sources_that_differ_are_told():
    one = an_observation("2024-06", "12.5", source="部门调度数", seq=1)
    other = an_observation("2024-06", "11", source="统计部门核定数", seq=2)
    (odd,) = looked_at(one, other)
    assert odd.why is Why.DIFFERENCE
    assert (odd.difference.shown, odd.difference.other) == (Decimal(11), Decimal("12.5"))


def test_a_cumulative_figure_that_falls_is_told_until_it_is_made_up_for():
    fall = [an_observation("2024-05", "12.5"), an_observation("2024-06", "11")]
    (odd,) = looked_at(*fall)
    assert (odd.why, odd.period.key) == (Why.FALLS, "2024-06")
    assert looked_at(*fall, an_observation("2024-07", "13")) == ()


def test_a_hole_in_what_is_added_up_is_told():
    plan = a_plan(a_target(reported_as=ReportedAs.PERIOD))
    odd = looked_at(an_observation("2024-01", "1"), an_observation("2024-03", "1"), plan=plan)
    assert [one.why for one in odd] == [Why.GAP]


def test_what_speaks_of_a_later_day_is_not_looked_at():
    fall = [an_observation("2024-05", "12.5"), an_observation("2024-06", "11")]
    assert looked_at(*fall, as_of=date(2024, 5, 31)) == ()
