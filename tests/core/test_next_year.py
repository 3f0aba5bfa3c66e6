"""What of a plan goes on into the next year."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.assessment import Promise, assess
from monitor.core.fold import standings
from monitor.core.next_year import Fate, after_year, fates, shifted, shifted_period
from monitor.core.owed import Asked
from monitor.core.plan import Unit
from monitor.core.scorecard import arrange
from tests.builders import (
    PLAIN_WEEKS,
    YEAR,
    a_list,
    a_plan,
    a_project,
    a_stage,
    a_target,
    an_instant,
    an_observation,
)


def fates_of(plan, *entries):
    asked = Asked(YEAR.end, date(2025, 2, 1), PLAIN_WEEKS)
    rows = []
    for target in plan.targets:
        mine = [one for one in entries if one.target == target.code]
        held = {"": standings(target, "", mine, plan=plan)}
        rows.append(assess(Promise(target), plan, held, asked=asked))
    card = arrange(plan, rows, as_of=YEAR.end, known_at=an_instant(date(2025, 2, 1)))
    return {one.target.code: one for one in fates(card)}


def test_a_number_is_promised_anew_whether_it_was_reached_or_not():
    plan = a_plan(a_target(), a_target(code="LATE", number="6"))
    found = fates_of(plan, an_observation("2024-12", "26"))
    assert {code: one.fate for code, one in found.items()} == {
        "ROAD": Fate.RECURRING,
        "LATE": Fate.RECURRING,
    }


def test_a_project_goes_on_until_it_is_done():
    plan = a_plan(a_project())
    assert fates_of(plan)["PRJ"].fate is Fate.UNFINISHED
    broken = a_stage("开工", date(2024, 5, 1), "2024-06")
    assert fates_of(plan, broken)["PRJ"].fate is Fate.UNFINISHED
    done = a_stage("竣工", date(2024, 11, 1), "2024-11")
    assert not fates_of(plan, done)["PRJ"].goes_on


def test_of_a_list_only_what_is_left_goes_on():
    plan = a_plan(a_list())
    one = a_stage("验收", date(2024, 10, 1), "2024-10", target="VILLAGES", item="果园")
    found = fates_of(plan, one)["VILLAGES"]
    assert found.fate is Fate.UNFINISHED
    assert [item.name for item in found.items] == ["南垂", "张祖"]


def test_what_a_unit_handed_to_another_goes_on_with_the_successor():
    old = Unit("JTJ", "交通局", until=YEAR.end, successor="SLJ")
    plan = a_plan(a_target(), units=(old, Unit("SLJ", "水利局")))
    assert fates_of(plan)["ROAD"].target.responsible == "SLJ"
    assert after_year(plan).target("ROAD").responsible == "SLJ"


def test_targets_keep_the_order_of_the_plan():
    targets = [a_target(code=f"T{n}", number=str(n)) for n in (1, 2, 10)]
    plan = a_plan(*targets)
    assert list(fates_of(plan)) == ["T1", "T2", "T10"]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_moves_to_the_same_day_of_the_next_year_and_keeps_the_order(day):
    moved = shifted(day)
    assert (moved.year, moved.month) == (day.year + 1, day.month)
    assert moved.day == day.day or (day.month, abs(moved.day - day.day)) == (2, 1)
    assert shifted(day + timedelta(days=1)) >= moved


def test_the_end_of_february_stays_the_end_of_february():
    assert shifted(date(2024, 2, 29)) == date(2025, 2, 28)
    assert shifted(date(2023, 2, 28)) == date(2024, 2, 29)
    assert shifted_period(YEAR) == replace(YEAR, start=date(2025, 1, 1), end=date(2025, 12, 31))
