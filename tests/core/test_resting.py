"""Which entries a printed figure rests on: those that made it, and no others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from monitor.core.plan import Unit
from monitor.core.resting import resting_on
from monitor.core.target import Part, ReportedAs
from tests.builders import YEAR, a_list, a_plan, a_project, a_stage, a_target, an_observation


def resting(target, *log, as_of=YEAR.end):
    numbered = [replace(one, seq=number) for number, one in enumerate(log, 1)]
    return resting_on(target, numbered, plan=a_plan(target), as_of=as_of)


def no_change(period):
    return an_observation(period, None, no_change=True)


ROAD = a_target()
MARCH, APRIL = an_observation("2024-03", "3"), an_observation("2024-04", "4")


def test_a_cumulative_figure_rests_on_itself():
    assert resting(ROAD, MARCH, APRIL) == (2,)


def test_what_speaks_of_a_later_day_was_not_printed():
    assert resting(ROAD, MARCH, APRIL, as_of=date(2024, 3, 31)) == (1,)
    assert resting(ROAD, MARCH, as_of=date(2024, 2, 29)) == ()


def test_no_change_rests_on_the_figure_it_leaves_standing_as_well():
    assert resting(ROAD, MARCH, APRIL, no_change("2024-05"), no_change("2024-06")) == (2, 3, 4)


def test_of_two_figures_of_a_period_the_one_that_counts_was_printed():
    low = replace(APRIL, source="预计数", value=Decimal(9))
    assert resting(ROAD, MARCH, APRIL, low) == (2,)
    again = replace(APRIL, value=Decimal(5), revision=2)
    assert resting(ROAD, MARCH, APRIL, again) == (3,)


def test_what_waits_or_was_returned_was_not_printed():
    assert resting(ROAD, MARCH, replace(APRIL, approved=False)) == (1,)


def test_a_sum_rests_on_every_figure_of_its_run():
    flow = a_target(reported_as=ReportedAs.PERIOD)
    months = [an_observation(f"2024-0{month}", "2") for month in (1, 2, 3)]
    assert resting(flow, *months) == (1, 2, 3)
    assert resting(flow, *months, as_of=date(2024, 2, 29)) == (1, 2)


def test_a_figure_behind_a_hole_is_not_part_of_the_sum():
    flow = a_target(reported_as=ReportedAs.PERIOD)
    assert resting(flow, an_observation("2024-01", "2"), an_observation("2024-04", "2")) == (1,)
    assert resting(flow, an_observation("2024-04", "2")) == ()


def test_a_project_rests_on_every_stage_that_still_stands():
    begun = a_stage("开工", date(2024, 3, 1), "2024-Q1")
    done = a_stage("主体完工", date(2024, 6, 1), "2024-Q2")
    fell = a_stage("开工", date(2024, 3, 5), "2024-Q3")
    assert resting(a_project(), begun, done) == (1, 2)
    assert resting(a_project(), begun, done, fell) == (3,)


def test_a_stage_told_once_more_and_sent_back_was_not_printed():
    begun = a_stage("开工", date(2024, 3, 1), "2024-Q1")
    again = replace(begun, revision=2, note="附照片", approved=False)
    assert resting(a_project(), begun, again) == (1,)


def test_an_item_entered_under_an_earlier_name_is_found():
    target = a_list()
    target = replace(target, items=(replace(target.items[0], was=("南村",)), *target.items[1:]))
    begun = a_stage("开工", date(2024, 3, 1), "2024-Q1", target="VILLAGES", item="南村")
    assert resting(target, begun) == (1,)


@pytest.mark.parametrize("unit", ["JTJ", "ZJJ"])
def test_a_split_target_rests_on_a_figure_of_every_part(unit):
    split = a_target(parts=(Part("JTJ", Decimal(10)), Part("ZJJ", Decimal(15))))
    assert resting(split, replace(MARCH, unit=unit)) == (1,)
    both = (replace(MARCH, unit="JTJ"), replace(APRIL, unit="ZJJ"), replace(APRIL, unit="JTJ"))
    assert resting(split, *both) == (2, 3)


def test_after_a_merger_a_sum_rests_on_the_predecessors_until_the_successor_speaks():
    units = tuple(
        Unit(code, code, until=date(2024, 6, 30), successor="NEW") for code in ("EAST", "WEST")
    )
    parts = (Part("EAST", Decimal(12)), Part("WEST", Decimal(6)))
    said = [("EAST", "2024-06"), ("WEST", "2024-06"), ("NEW", "2024-07")]
    log = [
        an_observation(period, "3", unit=unit, seq=number)
        for number, (unit, period) in enumerate(said, 1)
    ]

    def rests(reported_as, as_of):
        target = a_target(parts=parts, reported_as=reported_as, no_figure_in=frozenset(range(1, 6)))
        plan = a_plan(target, units=(*units, Unit("NEW", "NEW", since=date(2024, 7, 1))))
        return resting_on(target, log, plan=plan, as_of=as_of)

    assert rests(ReportedAs.CUMULATIVE, date(2024, 7, 1)) == (1, 2)
    assert rests(ReportedAs.CUMULATIVE, date(2024, 7, 31)) == (3,)
    assert rests(ReportedAs.PERIOD, date(2024, 7, 31)) == (1, 2, 3)
