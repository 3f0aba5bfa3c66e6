"""Standings are kept by target and unit, and are nothing but a fold of the log."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from monitor.core.period import Period, read_period
from monitor.core.standing import Difference, Reached, Standing
from monitor.store import standings
from monitor.store.engine import reading, writing
from monitor.store.tables import standings as table
from tests.builders import a_plan, a_target

PLAN = a_plan(a_target(), a_target(code="RAIL", number="6"))


def a_standing(period="2024-06", value="12.5", **changes):
    span = read_period(period)
    assert isinstance(span, Period)
    row = Standing(
        target="ROAD",
        unit="",
        period=span,
        data_date=span.end,
        speaks_of=span.end,
        answered_to=span.end,
        source="部门调度数",
        value=Decimal(value),
    )
    return replace(row, **changes)


def keep(engine, *rows, target="ROAD", unit=""):
    with writing(engine) as db:
        standings.replace(db, PLAN, target, {unit: rows})


def kept(engine, **question):
    with reading(engine) as db:
        return standings.all_of(db, PLAN, **question)


def test_a_row_comes_back_whole(engine):
    row = a_standing(
        stage="开工",
        high=Decimal(13),
        low=Decimal("-0.5"),
        reached=(Reached("", "开工", date(2024, 3, 30)),),
        gap=True,
        difference=Difference("部门调度数", Decimal("12.5"), "测产数", Decimal(11)),
        seq=7,
    )
    keep(engine, row)
    assert kept(engine) == {"ROAD": {"": (row,)}}


def test_rows_come_oldest_first_however_they_were_put(engine):
    june, may = a_standing("2024-06"), a_standing("2024-05")
    keep(engine, june, may)
    assert kept(engine)["ROAD"][""] == (may, june)


def test_renewing_a_target_leaves_no_old_row_and_no_other_target_touched(engine):
    rail = a_standing(target="RAIL")
    keep(engine, rail, target="RAIL")
    keep(engine, a_standing("2024-05"), a_standing("2024-06"))
    keep(engine, a_standing("2024-07"))
    assert kept(engine) == {"RAIL": {"": (rail,)}, "ROAD": {"": (a_standing("2024-07"),)}}


def test_a_target_without_rows_is_not_there(engine):
    keep(engine, a_standing())
    keep(engine)
    assert kept(engine) == {}


def test_the_units_of_a_split_target_stand_apart(engine):
    one, other = a_standing(unit="A"), a_standing(unit="B", value="3")
    with writing(engine) as db:
        standings.replace(db, PLAN, "ROAD", {"A": [one], "B": [other]})
    assert kept(engine)["ROAD"] == {"A": (one,), "B": (other,)}


def test_a_question_of_a_day_leaves_out_what_speaks_of_later_days(engine):
    june, july = a_standing("2024-06"), a_standing("2024-07")
    keep(engine, june, july)
    assert kept(engine, as_of=date(2024, 7, 30))["ROAD"][""] == (june,)
    assert kept(engine, as_of=date(2024, 7, 31))["ROAD"][""] == (june, july)


def test_periods_of_different_lengths_may_end_on_one_day(engine):
    rows = (a_standing("2024-06"), a_standing("2024-Q2"))
    keep(engine, *rows)
    assert set(kept(engine)["ROAD"][""]) == set(rows)


def test_rows_put_again_are_the_same_to_the_byte(engine):
    keep(engine, a_standing("2024-05"), a_standing("2024-06"))
    with reading(engine) as db:
        before = standings.texts(db, PLAN.code)
    keep(engine, a_standing("2024-06"), a_standing("2024-05"))
    with reading(engine) as db:
        assert standings.texts(db, PLAN.code) == before
        assert len(before) == 2


def test_the_value_stands_beside_the_text_as_a_whole_number(engine):
    keep(engine, a_standing(value="12.5"))
    with reading(engine) as db:
        value, scale = db.execute(select(table.c.value, table.c.scale)).one()
    assert Decimal(value).scaleb(-scale) == Decimal("12.5")
