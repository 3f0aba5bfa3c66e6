"""Review: what a reviewed unit enters counts once somebody else approved it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.core.observation import Entry, Placed
from monitor.core.period import Period
from monitor.core.plan import Unit
from monitor.core.problem import Refused
from monitor.services.accounts import Actor
from monitor.services.observations import Sitting, record
from monitor.services.reviews import decide, waiting
from monitor.services.targets import Authority, adopt
from monitor.services.verification import verify
from monitor.store import schema, standings
from monitor.store.engine import make_engine, reading, rehearsing, writing
from tests.builders import YEAR, a_plan, a_target

NOW = datetime(2024, 7, 3, tzinfo=UTC)
PLAN = replace(a_plan(a_target()), units=(Unit("JTJ", "交通局", review="within"),))
JUNE = Period(YEAR.start.replace(month=6), YEAR.start.replace(month=6, day=30))
REVIEWER = Actor("审核人")


@pytest.fixture
def engine(database_url):
    found = make_engine(database_url)
    schema.prepare(found)
    with writing(found) as db:
        adopt(db, [PLAN], authority=Authority("督查员", NOW, UTC))
    yield found
    found.dispose()


def enter(engine, value="12公里", **more):
    entry = Entry("ROAD", JUNE, value=value, **more)
    with writing(engine) as db:
        return record(db, [Placed(entry)], plan="P2024", sitting=Sitting("填报人", NOW, UTC))


def actual(engine):
    with reading(engine) as db:
        rows = standings.all_of(db, PLAN).get("ROAD", {}).get("", ())
    return rows[-1].value if rows else None


def say(engine, number, **more):
    with writing(engine) as db:
        decide(db, "P2024", [number], by=REVIEWER, now=NOW, **({"approve": True} | more))


def numbers(engine):
    with reading(engine) as db:
        return [one.seq for one in waiting(db, "P2024")]


def test_it_counts_once_approved(engine):
    enter(engine)
    assert actual(engine) is None
    (number,) = numbers(engine)
    say(engine, number)
    assert (actual(engine), numbers(engine)) == (12, [])


def test_returned_it_may_be_entered_again_just_the_same(engine):
    enter(engine)
    say(engine, numbers(engine)[0], approve=False, reason="口径不对")
    assert numbers(engine) == []
    assert len(enter(engine).written) == 1
    assert len(numbers(engine)) == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"by": Actor("填报人")}, "review.own"),
        ({"approve": False}, "review.needs_reason"),
        ({"number": 99}, "review.not_waiting"),
    ],
)
def test_nobody_decides_wrongly(engine, more, code):
    enter(engine)
    asked = {"approve": True, "by": REVIEWER, "now": NOW, "number": numbers(engine)[0]} | more
    number = asked.pop("number")
    with writing(engine) as db, pytest.raises(Refused) as refused:
        decide(db, "P2024", [number], **asked)
    assert [one.code for one in refused.value.problems] == [code]
    assert len(numbers(engine)) == 1


def test_decisions_stand_in_the_chain(engine):
    enter(engine)
    say(engine, numbers(engine)[0])
    with rehearsing(engine) as trial:
        assert verify(trial.db) == ()
