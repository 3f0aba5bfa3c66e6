"""A merger on a day in the middle of a year: who enters, what adds up, what earlier days say."""

import json
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from itertools import count

import pytest

from monitor.core.account import Role, User
from monitor.core.observation import Entry, Placed
from monitor.core.period import months
from monitor.core.plan import Unit
from monitor.core.problem import Refused
from monitor.core.target import Part
from monitor.services.accounts import Actor, require_entry
from monitor.services.comparison import compare
from monitor.services.observations import Sitting, record
from monitor.services.targets import Authority, adopt, plan_in_force
from monitor.services.verification import verify
from monitor.store import schema
from monitor.store.engine import make_engine, rehearsing, writing
from monitor.store.tables import revisions
from tests.builders import PLAIN_WEEKS, a_plan, a_target, an_instant

NUMBERS = count()
LAST = date(2024, 6, 30)
FIRST = LAST + timedelta(days=1)
JANUARY = date(2024, 1, 2)
ROAD = a_target(responsible="EAST", reported_by="")
VILLAGES = a_target(
    code="TREES",
    number="6",
    goal=Decimal(18),
    responsible="GOV",
    parts=(Part("EAST", Decimal(12)), Part("WEST", Decimal(6))),
)
GOV, EAST, WEST = Unit("GOV", "区政府"), Unit("EAST", "东街街道"), Unit("WEST", "西街街道")
NEW = Unit("NEW", "城中街道", since=FIRST)
APART = (GOV, EAST, WEST)
ENDED = (
    GOV,
    replace(EAST, until=LAST, successor="NEW", document="民政〔2024〕7号"),
    replace(WEST, until=LAST, successor="NEW", document="民政〔2024〕7号"),
    NEW,
)


@pytest.fixture
def engine(database_url):
    found = make_engine(database_url)
    schema.prepare(found)
    yield found
    found.dispose()


def adopted(engine, units, plan=None, *, day=JANUARY, effective=None):
    plan = plan or a_plan(ROAD, VILLAGES, code=f"S{next(NUMBERS)}")
    plan = replace(plan, units=units)
    under = Authority("督查员", an_instant(day), UTC, reason="机构改革", effective=effective)
    with writing(engine) as db:
        adopt(db, [plan], authority=under)
    return plan


def say(engine, plan, code, number, value, *, day, unit=None, reason=None):
    entry = Entry(code, months(2024, number, 1), value=value, unit=unit, reason=reason)
    with writing(engine) as db:
        sitting = Sitting("填报人", an_instant(day), UTC)
        return record(db, [Placed(entry)], plan=plan.code, sitting=sitting).written


def rows(engine, plan, day, known=None, unit=None):
    with rehearsing(engine) as trial, writing(trial) as db:
        card = compare(
            db,
            plan.code,
            as_of=day,
            known_at=an_instant(known or day),
            calendar=PLAIN_WEEKS,
            zone=UTC,
            unit=unit,
        )
    return {row.target.code: row for row in card.rows}


def codes(refused):
    return [fault.code for fault in refused.value.problems]


@pytest.fixture
def merged(engine):
    """Five months entered apart, then two streets become one on the first of July."""
    plan = adopted(engine, APART)
    for number in range(1, 6):
        day = months(2024, number, 1).next_day
        say(engine, plan, "ROAD", number, f"{number}公里", day=day)
        say(engine, plan, "TREES", number, f"{number}公里", day=day, unit="EAST")
        say(engine, plan, "TREES", number, f"{number / 2}公里", day=day, unit="WEST")
    return adopted(engine, ENDED, plan, day=FIRST, effective=FIRST)


def test_open_targets_pass_to_the_successor_and_earlier_days_keep_the_old(engine, merged):
    before, after = rows(engine, merged, LAST, FIRST), rows(engine, merged, FIRST)
    assert (before["ROAD"].unit, after["ROAD"].unit) == ("EAST", "NEW")
    assert [part.unit for part in before["TREES"].parts] == ["EAST", "WEST"]
    assert [part.unit for part in after["TREES"].parts] == ["NEW"]
    assert before["TREES"].actual == after["TREES"].actual == Decimal("7.5")
    assert set(rows(engine, merged, FIRST, unit="WEST")) == {"ROAD", "TREES"}
    assert set(rows(engine, merged, LAST, unit="WEST")) == {"TREES"}


def test_figures_before_and_after_are_one_run(engine, merged):
    july = date(2024, 8, 1)
    (one,) = say(engine, merged, "ROAD", 7, "9公里", day=july)
    assert one.unit == "NEW"
    (part,) = say(engine, merged, "TREES", 7, "11公里", day=july, unit="NEW")
    assert part.unit == "NEW"
    row = rows(engine, merged, july)
    assert (row["ROAD"].actual, row["TREES"].actual) == (9, 11)
    with rehearsing(engine) as trial, writing(trial) as db:
        assert verify(db) == ()


def test_a_figure_of_the_predecessors_month_is_entered_for_them(engine, merged):
    day = FIRST + timedelta(days=2)
    with pytest.raises(Refused) as refused:
        say(engine, merged, "TREES", 6, "9公里", day=day, unit="NEW")
    assert codes(refused) == ["entry.which_unit"]
    say(engine, merged, "TREES", 6, "6公里", day=day, unit="EAST")
    say(engine, merged, "TREES", 6, "3公里", day=day, unit="WEST")
    assert rows(engine, merged, day)["TREES"].actual == 9


def test_the_successor_corrects_what_the_predecessor_said_with_a_reason(engine, merged):
    with pytest.raises(Refused) as refused:
        say(engine, merged, "ROAD", 5, "4公里", day=FIRST)
    assert codes(refused) == ["entry.needs_reason"]
    (one,) = say(engine, merged, "ROAD", 5, "4公里", day=FIRST, unit="EAST", reason="复核")
    assert (one.unit, one.revision) == ("NEW", 2)
    assert rows(engine, merged, FIRST)["ROAD"].actual == 4


def test_the_successor_s_clerk_and_the_predecessor_s_both_enter(engine, merged):
    entries = [Entry("ROAD", months(2024, 6, 1), value="1")]
    parts = [Entry("TREES", months(2024, 6, 1), value="1", unit="西街街道")]
    with rehearsing(engine) as trial, writing(trial) as db:
        for unit in ("NEW", "EAST", "WEST"):
            who = Actor("li", "", User("li", "李四", "", frozenset({Role.CLERK}), unit))
            for said in (entries, parts):
                require_entry(db, who, merged.code, said, backdated=False, day=FIRST)
        west = Actor("li", "", User("li", "李四", "", frozenset({Role.CLERK}), "WEST"))
        with pytest.raises(Refused):
            require_entry(db, west, merged.code, entries, backdated=False, day=LAST)


def test_a_plan_bears_the_names_of_the_day_asked_for(engine):
    units = (GOV, replace(EAST, until=LAST), Unit("EAST", "东街道", since=FIRST), WEST)
    plan = adopted(engine, units)
    with rehearsing(engine) as trial, writing(trial) as db:
        names = [
            plan_in_force(db, plan.code, as_of=day, known_at=an_instant(FIRST)).unit("EAST").name
            for day in (LAST, FIRST)
        ]
    assert names == ["东街街道", "东街道"]


def test_adopting_the_same_units_again_changes_nothing(engine, merged):
    with writing(engine) as db:
        under = Authority("督查员", an_instant(FIRST), UTC)
        (done,) = adopt(db, [merged], authority=under)
    assert not done.changed


def test_a_unit_adopted_before_units_could_name_an_heir_is_not_adopted_again(engine):
    plan = adopted(engine, APART)
    with writing(engine) as db:
        query = revisions.select().where(
            revisions.c.plan == plan.code, revisions.c.kind == "unit", revisions.c.code == "GOV"
        )
        row = dict(db.execute(query).one()._mapping)  # its documented name
        body = json.loads(row["body"])
        for name in ("document", "successor", "successors"):
            del body[name]
        old = {"seq": 999, "number": 2, "body": json.dumps(body, ensure_ascii=False)}
        db.execute(revisions.insert(), row | old)
        (done,) = adopt(db, [plan], authority=Authority("督查员", an_instant(JANUARY), UTC))
    assert not done.changed
