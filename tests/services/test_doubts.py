"""Questions about figures in a sitting: by what was told before, and by the plan's own checks."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from monitor.core.cross_check import CrossCheck, Relation
from monitor.core.doubt import Sort
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, months
from monitor.core.target import Part
from monitor.services.doubts import doubts_of
from monitor.services.observations import Sitting, record
from monitor.services.targets import stored_plan
from tests.builders import a_plan, a_target
from tests.store.rows import adopt

SITTING = Sitting("李", datetime(2024, 10, 8, tzinfo=UTC), UTC)
ROAD = a_target(goal=Decimal(24), no_figure_in=frozenset())
BRIDGE = a_target(code="BRIDGE", name="桥", goal=Decimal(24))
SPLIT = a_target(code="SPLIT", parts=(Part("JTJ", Decimal(12)), Part("SLJ", Decimal(12))))
CHECK = CrossCheck("桥在路上", Relation.AT_MOST, "BRIDGE", ("ROAD",))
PLAN = a_plan(ROAD, BRIDGE, SPLIT, checks=(CHECK,))
SEPTEMBER = months(2024, 9, 1)


@pytest.fixture
def year(db):
    """A year whose road and whose parts went on steadily until August."""
    adopt(db, PLAN)
    told = [Placed(Entry("ROAD", months(2024, month, 1), value=f"{2 * month}")) for month in (7, 8)]
    told.append(Placed(Entry("SPLIT", months(2024, 8, 1), value="8", unit="JTJ")))
    record(db, told, plan=PLAN.code, sitting=SITTING)
    return db


def ask(db, *entries):
    stored = stored_plan(db, PLAN.code)
    found = doubts_of(db, stored, [Placed(one) for one in entries], sitting=SITTING)
    return {at: [(one.sort, one.meant) for one in doubts] for at, doubts in found.items()}


def september(code, value, **more):
    return Entry(code, SEPTEMBER, value=value, **more)


def test_a_steady_figure_is_not_asked_about(year):
    assert ask(year, september("ROAD", "18")) == {}


def test_a_slip_is_asked_about_at_its_place_among_the_entries(year):
    found = ask(year, september("BRIDGE", "3"), september("ROAD", "18000"))
    assert found == {1: [(Sort.SLIP, Decimal(18))]}


def test_a_reason_settles_the_question(year):
    assert ask(year, september("ROAD", "18000", reason="改线")) == {}


def test_a_part_is_measured_by_its_own_past(year):
    assert ask(year, september("SPLIT", "9", unit="JTJ")) == {}
    assert ask(year, september("SPLIT", "1", unit="JTJ")) == {0: [(Sort.PART, Decimal(9))]}


def test_what_is_typed_together_is_checked_together(year):
    assert ask(year, september("BRIDGE", "19"), september("ROAD", "18")) == {
        0: [(Sort.CHECK, None)],
        1: [(Sort.CHECK, None)],
    }
    assert ask(year, september("BRIDGE", "17"), september("ROAD", "18")) == {}
    assert ask(year, september("BRIDGE", "19")) == {}


def test_last_years_figure_is_known_again(year):
    last = a_plan(
        a_target(period=Period(date(2023, 1, 1), date(2023, 12, 31)), deadline=date(2023, 12, 31)),
        code="P2023",
        year=2023,
        period=Period(date(2023, 1, 1), date(2023, 12, 31)),
    )
    adopt(year, last, effective_from=date(2023, 1, 1))
    told = [Placed(Entry("ROAD", months(2023, 9, 1), value="17.531"))]
    record(year, told, plan="P2023", sitting=SITTING)
    assert ask(year, september("ROAD", "17.531")) == {0: [(Sort.LAST_YEAR, None)]}


def test_what_is_no_entry_has_no_question(year):
    assert ask(year, september("NONE", "1"), september("ROAD", "viel")) == {}
