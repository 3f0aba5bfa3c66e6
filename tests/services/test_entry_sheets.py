"""What units are asked for: what they owe, and what they took over from units that are gone."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.core.plan import Unit
from monitor.core.problem import Refused
from monitor.core.target import Part
from monitor.services.entry_sheets import changed_since_made, entry_sheets
from monitor.services.observations import Sitting, record
from tests.builders import PLAIN_WEEKS, a_list, a_plan, a_target
from tests.store.rows import adopt, revise

ZONE = ZoneInfo("Asia/Shanghai")
OCTOBER = datetime(2024, 10, 8, 1, tzinfo=UTC)
TODAY = date(2024, 10, 8)
EAST, WEST = Unit("EAST", "东街街道"), Unit("WEST", "西街街道")
GONE = Unit("WEST", "西街街道", until=date(2024, 6, 30), successor="EAST")
PARTS = (Part("EAST", Decimal(20)), Part("WEST", Decimal("5.93")))


def span(text):
    found = read_period(text)
    assert isinstance(found, Period)
    return found


def sheets(db, period="2024-09", unit=None, known_at=OCTOBER):
    return entry_sheets(
        db, "P2024", span(period), known_at=known_at, calendar=PLAIN_WEEKS, zone=ZONE, unit=unit
    )


def lines(db, period="2024-09", unit="EAST"):
    (sheet,) = sheets(db, period, unit)
    return [(line.target.code, line.unit, line.target.goal) for line in sheet.lines]


def enter(db, code, period, value, unit=None, **more):
    entry = Entry(code, span(period), value=value, unit=unit, **more)
    return record(db, [Placed(entry)], plan="P2024", sitting=Sitting("li", OCTOBER, ZONE))


def plan_of(*targets, units=(EAST, WEST)):
    return a_plan(*targets, units=units)


def road(**changes):
    return a_target(**({"responsible": "WEST"} | changes))


def test_every_unit_that_owes_something_has_a_sheet_in_the_order_of_the_plan(db):
    adopt(db, plan_of(road(), road(code="LANE", responsible="EAST")))
    assert [sheet.unit for sheet in sheets(db)] == ["EAST", "WEST"]
    assert [sheet.unit for sheet in sheets(db, unit="西街街道")] == ["WEST"]
    assert len(sheets(db)[0].head) == 64


def test_a_member_that_is_accepted_and_a_goal_that_is_reached_rest(db):
    adopt(db, plan_of(road(), a_list(responsible="WEST")))
    assert [one.item for one in sheets(db)[0].lines] == ["", "", "南垂", "果园", "张祖"]
    village = Entry("VILLAGES", span("2024-Q3"), stage="验收", item="果园", on=date(2024, 8, 1))
    record(db, [Placed(village)], plan="P2024", sitting=Sitting("li", OCTOBER, ZONE))
    enter(db, "ROAD", "2024-08", "26")
    assert [one.item for one in sheets(db)[0].lines] == ["", "南垂", "张祖"]


def test_what_was_known_then_is_what_the_sheet_shows(db):
    adopt(db, plan_of(road()))
    enter(db, "ROAD", "2024-08", "26")
    before = datetime(2024, 10, 1, tzinfo=UTC)
    (line,) = sheets(db, known_at=before)[0].lines
    assert line.newest is None


@pytest.mark.parametrize(("period", "unit"), [("2026-01", None), ("2023-12", None)])
def test_where_nothing_is_owed_there_is_no_sheet(db, period, unit):
    adopt(db, plan_of(road()))
    with pytest.raises(Refused) as refused:
        sheets(db, period, unit)
    assert refused.value.problems[0].code == "workbook.nobody_owes"


@pytest.mark.parametrize(
    ("unit", "code"), [("NONE", "workbook.unknown_unit"), ("EAST", "workbook.owes_nothing")]
)
def test_a_unit_that_is_unknown_or_owes_nothing_is_told_apart(db, unit, code):
    adopt(db, plan_of(road()))
    with pytest.raises(Refused) as refused:
        sheets(db, unit=unit)
    assert refused.value.problems[0].code == code


def test_what_a_unit_that_is_gone_owed_is_asked_of_its_successor(db):
    adopt(db, plan_of(road(), units=(EAST, GONE)))
    enter(db, "ROAD", "2024-05", "9")
    (sheet,) = sheets(db)
    (line,) = sheet.lines
    assert (sheet.unit, line.unit, line.newest.value) == ("EAST", "EAST", Decimal(9))
    assert sheets(db, unit="WEST") == (sheet,)
    assert len(enter(db, "ROAD", "2024-09", "18", unit=line.unit).written) == 1


def test_shares_that_became_one_units_are_asked_for_together_and_apart_for_the_days_before(db):
    adopt(db, plan_of(road(parts=PARTS), units=(EAST, GONE)))
    assert lines(db) == [("ROAD", "EAST", Decimal("25.93"))]
    assert lines(db, "2024-05") == [
        ("ROAD", "EAST", Decimal(20)),
        ("ROAD", "WEST", Decimal("5.93")),
    ]
    for period in ("2024-05", "2024-09"):
        for _, unit, _ in lines(db, period):
            assert len(enter(db, "ROAD", period, "3", unit=unit).written) == 1


def told(db, sheet):
    found = changed_since_made(db, sheet.mark, "P2024", day=TODAY)
    return [(one.code, dict(one.args)) for one in found]


def test_a_sheet_that_comes_back_is_held_against_the_plan_of_the_day(db):
    plan = plan_of(road(parts=PARTS), road(code="LANE"), units=(EAST, GONE))
    adopt(db, plan)
    early, late = sheets(db, "2024-05")[0], sheets(db)[0]
    assert told(db, early) == told(db, late) == []
    moved = (Part("EAST", Decimal(21)), Part("WEST", Decimal("4.93")))
    revise(db, plan, road(parts=moved), road(code="LANE", goal=Decimal(20), stated="20公里"))
    lane = {"code": "LANE", "before": "25.93公里", "now": "20公里"}
    assert told(db, late) == [("workbook.goal_changed", lane)]
    assert told(db, early) == [
        ("workbook.goal_changed", lane),
        ("workbook.goal_changed", {"code": "ROAD", "before": "20公里", "now": "21公里"}),
        ("workbook.goal_changed", {"code": "ROAD", "before": "5.93公里", "now": "4.93公里"}),
    ]
