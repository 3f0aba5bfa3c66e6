from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.assessment import Promise, assess
from monitor.core.fold_parts import part_standings
from monitor.core.period import months
from monitor.core.plan import Unit
from monitor.core.succession import forebears, heir, inherited, on_day, orphans, passed_on
from monitor.core.succession import heirs_on as heirs
from monitor.core.target import Part, ReportedAs
from tests.builders import a_plan, a_target, an_observation, asked

LAST = date(2024, 6, 30)
FIRST = LAST + timedelta(days=1)
EAST = Unit("EAST", "东街街道", until=LAST, successor="NEW", document="民政〔2024〕7号")
WEST = Unit("WEST", "西街街道", until=LAST, successor="NEW")
NEW = Unit("NEW", "城中街道", since=FIRST)
SOUTH = Unit("SOUTH", "南关街道")
MERGED = (EAST, WEST, NEW, SOUTH)
APART = (Unit("EAST", "东街街道"), Unit("WEST", "西街街道"), NEW, SOUTH)
PARTS = (Part("EAST", Decimal(12)), Part("WEST", Decimal(6)), Part("SOUTH", Decimal(6)))


def shared(**changes):
    return a_target(parts=PARTS, goal=Decimal(24), **changes)


def month(number):
    return f"2024-{number:02}"


def said(unit, number, value):
    return an_observation(month(number), str(value), unit=unit, seq=100 * number + len(unit))


def told(target, plan, log, day):
    """The assessment of a day from the kept rows, as the comparison makes it."""
    rows = inherited(target, plan, part_standings(target, log, plan=plan), day)
    now = passed_on(target, heirs(plan, day))
    return assess(Promise(now), on_day(plan, day), rows, asked=asked(day))


def test_a_renamed_unit_bears_the_name_of_the_day():
    old = Unit("JTJ", "交通局", until=LAST)
    plan = a_plan(units=(old, Unit("JTJ", "交通运输局", since=FIRST)))
    assert on_day(plan, LAST).unit("JTJ").name == "交通局"
    assert on_day(plan, FIRST).unit("JTJ").name == "交通运输局"
    assert on_day(plan, FIRST).targets == plan.targets


def test_from_the_day_after_its_last_a_closed_unit_s_targets_are_its_successor_s():
    plan = a_plan(
        a_target(responsible="EAST", reported_by="WEST", cooperating=("WEST", "SOUTH")),
        units=MERGED,
    )
    (before,), (after,) = on_day(plan, LAST).targets, on_day(plan, FIRST).targets
    assert before.responsible == "EAST"
    assert (after.responsible, after.reported_by, after.cooperating) == ("NEW", "NEW", ("SOUTH",))
    assert [heir(plan, "WEST", day) for day in (LAST, FIRST)] == ["WEST", "NEW"]
    assert forebears(plan, "NEW", FIRST) == ("EAST", "WEST")
    assert on_day(plan, FIRST).unit("EAST").name == "东街街道"


def test_successors_are_followed_to_the_last():
    again = date(2024, 9, 30)
    chain = (EAST, replace(NEW, until=again, successor="SOUTH"), SOUTH)
    plan = a_plan(units=chain)
    assert heir(plan, "EAST", again) == "NEW"
    assert heir(plan, "EAST", again + timedelta(days=1)) == "SOUTH"


def test_a_split_unit_leaves_its_targets_to_be_named():
    split = Unit("EAST", "东街街道", until=LAST, successors=("WEST", "SOUTH"))
    plan = a_plan(
        a_target(responsible="EAST"),
        a_target(code="OVER", responsible="EAST", deadline=LAST),
        units=(split, SOUTH),
    )
    assert [(target.code, unit.code) for target, unit in orphans(plan, FIRST)] == [("ROAD", "EAST")]
    assert on_day(plan, FIRST).targets[0].responsible == "EAST"
    assert orphans(plan, LAST) == ()


def test_parts_of_units_that_became_one_add_up():
    plan = a_plan(shared(), units=MERGED)
    (target,) = on_day(plan, FIRST).targets
    assert target.parts == (Part("NEW", Decimal(18)), Part("SOUTH", Decimal(6)))


months_said = st.lists(st.integers(0, 5), min_size=6, max_size=6)


@pytest.mark.parametrize("reported_as", [ReportedAs.CUMULATIVE, ReportedAs.PERIOD])
@given(
    east=months_said,
    west=months_said,
    south=months_said,
    day=st.dates(date(2024, 2, 1), date(2024, 12, 31)),
)
def test_a_merger_changes_no_earlier_verdict_and_no_total(reported_as, east, west, south, day):
    target = shared(reported_as=reported_as)
    log = [
        one
        for unit, done in (("EAST", east), ("WEST", west), ("SOUTH", south))
        for one in figures(unit, done, reported_as)
    ]
    merged = told(target, a_plan(target, units=MERGED), log, day)
    apart = told(target, a_plan(target, units=APART), log, day)
    if day <= LAST:
        assert merged == apart
    assert merged.actual == apart.actual
    assert (merged.verdict, merged.flags) == (apart.verdict, apart.flags)


def figures(unit, done, reported_as):
    total = 0
    for number, one in enumerate(done, 1):
        total += one
        yield said(unit, number, total if reported_as is ReportedAs.CUMULATIVE else one)


@pytest.mark.parametrize("reported_as", [ReportedAs.CUMULATIVE, ReportedAs.PERIOD])
@given(east=months_said, west=months_said, later=months_said)
def test_the_successor_s_figures_go_on_where_the_predecessors_stopped(
    reported_as, east, west, later
):
    target = shared(reported_as=reported_as)
    plan = a_plan(target, units=MERGED)
    log = [*figures("EAST", east, reported_as), *figures("WEST", west, reported_as)]
    done = sum(east) + sum(west)
    for number, one in enumerate(later, 7):
        done += one
        log.append(said("NEW", number, done if reported_as is ReportedAs.CUMULATIVE else one))
    row = told(target, plan, log, date(2024, 12, 31)).parts[0]
    assert (row.unit, row.actual, row.data_date) == ("NEW", done, date(2024, 12, 31))
    assert "gap" not in row.flags


def test_a_predecessor_that_said_nothing_leaves_the_sum_unknown_until_the_successor_speaks():
    target = shared()
    plan = a_plan(target, units=MERGED)
    log = [said("EAST", 6, 5)]
    assert told(target, plan, log, FIRST).parts[0].actual is None
    later = told(target, plan, [*log, said("NEW", 7, 9)], date(2024, 7, 31))
    assert later.parts[0].actual == 9


def test_flows_of_a_successor_do_not_leap_over_a_month_nobody_reported():
    target = shared(reported_as=ReportedAs.PERIOD)
    plan = a_plan(target, units=MERGED)
    log = [said(unit, number, 1) for unit in ("EAST", "WEST") for number in range(1, 6)]
    row = told(target, plan, [*log, said("NEW", 7, 4)], date(2024, 7, 31)).parts[0]
    assert (row.actual, row.data_date) == (10, months(2024, 5, 1).end)
    assert "gap" in row.flags


def test_a_unit_that_takes_another_in_had_a_part_of_its_own_before():
    absorbed = replace(EAST, successor="SOUTH")
    parts = (PARTS[0], PARTS[2])
    target = a_target(parts=parts, goal=Decimal(18))
    plan = a_plan(target, units=(absorbed, SOUTH))
    log = [said("EAST", 6, 5), said("SOUTH", 6, 2)]
    assert [one.actual for one in told(target, plan, log, LAST).parts] == [5, 2]
    assert told(target, plan, log, FIRST).actual == 7
    july = told(target, plan, [*log, said("SOUTH", 7, 8)], date(2024, 7, 31))
    assert [one.actual for one in july.parts] == [8]


def test_mergers_one_after_another_add_up():
    autumn = date(2024, 9, 30)
    units = (
        replace(EAST, successor="SOUTH"),
        Unit("WEST", "西街街道", until=autumn, successor="SOUTH"),
        SOUTH,
    )
    target = shared(reported_as=ReportedAs.PERIOD)
    plan = a_plan(target, units=units)
    log = [said("EAST", number, 1) for number in range(1, 7)]
    log += [said("WEST", number, 10) for number in range(1, 10)]
    log += [said("SOUTH", number, 100) for number in range(1, 11)]
    for month_, total in ((6, 666), (9, 996), (10, 1096)):
        row = told(target, plan, log, months(2024, month_, 1).end + timedelta(days=1))
        assert row.actual == total


def test_whoever_reaches_less_after_a_merger_fell_back():
    target = shared(deadline=date(2024, 12, 31))
    plan = a_plan(target, units=MERGED)
    log = [said("EAST", 6, 12), said("WEST", 6, 6), said("NEW", 7, 17)]
    assert "fell_back" in told(target, plan, log, date(2024, 7, 31)).parts[0].flags


def test_a_unit_whose_end_was_ordered_for_later_still_answers():
    plan = a_plan(a_target(responsible="EAST"), units=MERGED)
    assert on_day(plan, LAST).targets[0].responsible == "EAST"
    assert on_day(plan, LAST).unit("NEW").name == "城中街道"
