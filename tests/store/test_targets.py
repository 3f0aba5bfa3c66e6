"""What was promised, as of a day and as known at an instant."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from monitor.core.plan import Unit
from monitor.files.targets_yaml import read_targets
from monitor.store import chain, targets
from monitor.store.canonical import text_of
from monitor.store.engine import reading, writing
from monitor.store.tables import revisions
from monitor.store.targets import Change
from tests.builders import a_list, a_plan, a_project, a_target, an_instant
from tests.store.rows import ADOPTED, adopt, circumstances, revise

SHIPPED = Path(__file__).parents[2] / "targets.yaml"
JULY, AUGUST, LATER = date(2024, 7, 1), date(2024, 8, 1), date(2024, 12, 1)
ROAD = a_target()
LONGER = a_target(goal=Decimal(30), stated="30公里")
PLAN = a_plan(
    ROAD,
    a_project(number="12"),
    units=(Unit("JTJ", "交通局"), Unit("LZQ", "潞州区", since=date(2018, 6, 1))),
)


def at(engine, as_of=LATER, known=LATER):
    with reading(engine) as db:
        return targets.plan_at(db, PLAN.code, as_of=as_of, known_at=an_instant(known))


def promise(engine, as_of=LATER, known=LATER):
    with reading(engine) as db:
        found = targets.promises_at(db, PLAN.code, as_of=as_of, known_at=an_instant(known))
    return next((one for one in found if one.target.code == "ROAD"), None)


@pytest.fixture
def adopted(engine):
    with writing(engine) as db:
        adopt(db, PLAN)
    return engine


@pytest.fixture
def lengthened(adopted):
    """In July it became known that the goal is another one from August on."""
    with writing(adopted) as db:
        revise(db, PLAN, LONGER, effective_from=AUGUST, known_at=an_instant(JULY), reason="调整")
    return adopted


def test_a_plan_comes_back_as_it_was_adopted(adopted):
    assert at(adopted) == PLAN


def test_the_shipped_plan_comes_back_as_it_was_adopted(engine):
    for plan in read_targets(SHIPPED.read_text(encoding="utf-8"), "targets.yaml").plans:
        with writing(engine) as db:
            adopt(db, plan)
        with reading(engine) as db:
            back = targets.plan_at(db, plan.code)
        assert back is not None
        assert set(back.targets) == set(plan.targets)
        assert replace(back, targets=plan.targets) == plan


def test_a_plan_nobody_adopted_is_not_there(engine):
    assert at(engine) is None
    assert promise(engine) is None


def test_a_plan_is_not_there_before_it_was_known(adopted):
    assert at(adopted, known=date(2023, 12, 31)) is None


def test_the_first_revision_is_in_force_whatever_day_is_asked_for(engine):
    with writing(engine) as db:
        adopt(db, PLAN, effective_from=AUGUST)
    assert at(engine, as_of=date(2024, 1, 1)) == PLAN


def test_codes_are_listed_in_order_and_only_once_known(engine):
    with writing(engine) as db:
        adopt(db, replace(PLAN, code="P2025"), known_at=an_instant(AUGUST))
        adopt(db, PLAN)
    with reading(engine) as db:
        assert targets.plan_codes(db) == ("P2024", "P2025")
        assert targets.plan_codes(db, known_at=an_instant(JULY)) == ("P2024",)


def test_targets_stand_in_the_order_of_their_numbers(engine):
    codes = {"10": "J", "2": "B", "": "Z"}
    plan = a_plan(*(a_target(code=code, number=number) for number, code in codes.items()))
    with writing(engine) as db:
        adopt(db, plan)
    assert [target.code for target in at(engine).targets] == ["B", "J", "Z"]


@pytest.mark.parametrize(
    ("as_of", "known", "goal"),
    [
        (date(2024, 7, 31), LATER, "25.93"),  # known, not yet in force
        (AUGUST, LATER, "30"),
        (LATER, date(2024, 6, 30), "25.93"),  # in force, but nobody knew
        (AUGUST, JULY, "30"),
    ],
)
def test_a_goal_counts_from_its_day_once_it_is_known(lengthened, as_of, known, goal):
    assert promise(lengthened, as_of, known).target.goal == Decimal(goal)
    assert at(lengthened, as_of, known).target("ROAD").goal == Decimal(goal)


def test_an_adjusted_promise_names_the_goal_it_replaced(lengthened):
    told = promise(lengthened)
    assert (told.adjusted, told.goal_before) == (True, "25.93公里")


def test_a_promise_is_not_adjusted_before_the_new_goal_is_in_force(lengthened):
    told = promise(lengthened, as_of=JULY)
    assert (told.adjusted, told.goal_before) == (False, None)


def test_another_name_is_no_adjustment(adopted):
    with writing(adopted) as db:
        revise(db, PLAN, replace(ROAD, name="农村公路"), known_at=an_instant(JULY))
    told = promise(adopted)
    assert (told.target.name, told.adjusted) == ("农村公路", False)


def test_a_goal_that_was_only_awaited_is_issued_and_not_adjusted(engine):
    awaited = replace(ROAD, goal=None, stated="待下达")
    with writing(engine) as db:
        adopt(db, a_plan(awaited))
        revise(db, PLAN, ROAD, known_at=an_instant(JULY))
    assert not promise(engine).adjusted


def test_a_goal_of_zero_that_is_raised_is_adjusted(engine):
    none = replace(ROAD, goal=Decimal(0), stated="0公里")
    with writing(engine) as db:
        adopt(db, a_plan(none))
        revise(db, PLAN, ROAD, known_at=an_instant(JULY))
    assert (promise(engine).adjusted, promise(engine).goal_before) == (True, "0公里")


def test_another_limit_of_a_range_is_an_adjustment(engine):
    ranged = replace(ROAD, goal=None, low=Decimal(5), high=Decimal(6), stated="5-6公里")
    with writing(engine) as db:
        adopt(db, a_plan(ranged))
        revise(db, PLAN, replace(ranged, high=Decimal(7)), known_at=an_instant(JULY))
    assert promise(engine).goal_before == "5-6公里"


def test_the_goal_before_is_the_one_last_replaced(lengthened):
    longest = replace(LONGER, goal=Decimal(40), stated="40公里")
    with writing(lengthened) as db:
        revise(db, PLAN, longest, effective_from=AUGUST, known_at=an_instant(AUGUST))
    assert promise(lengthened).goal_before == "30公里"


@pytest.mark.parametrize(("as_of", "there"), [(JULY, True), (AUGUST, False)])
def test_a_withdrawn_target_is_in_force_until_its_day(adopted, as_of, there):
    with writing(adopted) as db:
        under = circumstances(effective_from=AUGUST, known_at=an_instant(JULY))
        targets.append(db, PLAN.code, [Change("target", "ROAD", None)], under=under)
    assert (promise(adopted, as_of) is not None) is there
    assert (at(adopted, as_of).target("ROAD") is not None) is there


def test_a_unit_that_was_renamed_keeps_both_its_dated_names(engine):
    until, since = date(2018, 5, 31), date(2018, 6, 1)
    units = (Unit("JTJ", "交通局", until=until), Unit("JTJ", "交通运输局", since=since))
    with writing(engine) as db:
        adopt(db, a_plan(units=units))
    assert at(engine).units == units


def test_revisions_of_a_thing_are_numbered_from_one(lengthened):
    with reading(lengthened) as db:
        rows = targets.history(db, PLAN.code, "ROAD")
    assert [(row.number, row.reason) for row in rows] == [(1, ""), (2, "调整")]


def test_one_revision_number_cannot_be_given_twice(adopted):
    with reading(adopted) as db:
        row = dict(db.execute(select(revisions).limit(1)).mappings().one())
    with pytest.raises(IntegrityError), writing(adopted) as db:
        db.execute(revisions.insert().values(row | {"seq": 99}))


def test_appending_nothing_writes_nothing(adopted):
    with writing(adopted) as db:
        before = chain.head(db, PLAN.code)
        targets.append(db, PLAN.code, [], under=circumstances())
        assert chain.head(db, PLAN.code) == before


def test_the_newest_bodies_are_told_whether_in_force_or_not(adopted):
    with writing(adopted) as db:
        targets.append(
            db, PLAN.code, [Change("target", "PRJ", None)], under=circumstances(known_at=ADOPTED)
        )
    with reading(adopted) as db:
        found = targets.newest(db, PLAN.code)
    assert found[("target", "PRJ")] is None
    assert found[("target", "ROAD")] == text_of(ROAD)


def test_a_list_keeps_its_items_and_their_planned_days(engine):
    villages = a_list()
    with writing(engine) as db:
        adopt(db, a_plan(villages))
    assert at(engine).target("VILLAGES") == villages
