"""History takes note of a verdict when its class changes, and of the tally once a night."""

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from monitor.core.assessment import Promise, assess
from monitor.core.fold import standings
from monitor.core.scorecard import arrange
from monitor.store import verdicts
from monitor.store.engine import reading, writing
from monitor.store.tables import summaries
from tests.builders import a_plan, a_target, an_instant, an_observation, asked
from tests.store.rows import breaches

ROAD = a_target()
PLAN = a_plan(ROAD)
JULY = date(2024, 7, 1)
NOW = an_instant(JULY)


def a_card(value):
    """The plan on the first of July with one figure for the first half of the year."""
    rows = standings(ROAD, "", [an_observation("2024-06", value)], plan=PLAN)
    row = assess(Promise(ROAD), PLAN, {"": rows}, asked=asked(JULY))
    return arrange(PLAN, [row], as_of=JULY, known_at=NOW)


def note(engine, card):
    with writing(engine) as db:
        verdicts.append(db, card, card.rows, recorded_at=NOW)


def test_a_noted_verdict_comes_back_with_its_exact_lead(engine):
    card = a_card("12")
    note(engine, card)
    with reading(engine) as db:
        (row,) = verdicts.history(db, PLAN.code, "ROAD")
    assert (row.status, row.level) == ("behind", "蓝")
    assert Fraction(row.lead) == card.rows[0].verdict.lead
    assert (row.as_of, row.known_at, tuple(row.flags)) == (JULY, NOW, card.rows[0].flags)


def test_the_newest_class_is_the_one_last_noted(engine):
    note(engine, a_card("5"))
    note(engine, a_card("20"))
    with reading(engine) as db:
        assert verdicts.newest(db, PLAN.code) == {"ROAD": ("ahead", None)}
        assert len(verdicts.history(db, PLAN.code, "ROAD")) == 2


def test_a_verdict_without_a_lead_comes_back_without_one(engine):
    row = assess(Promise(ROAD), PLAN, {}, asked=asked(JULY))
    note(engine, arrange(PLAN, [row], as_of=JULY, known_at=NOW))
    with reading(engine) as db:
        (kept,) = verdicts.history(db, PLAN.code, "ROAD")
    assert (kept.lead, kept.level) == (None, None)


def test_noting_nothing_writes_nothing(engine):
    card = a_card("12")
    with writing(engine) as db:
        verdicts.append(db, card, (), recorded_at=NOW)
        assert verdicts.newest(db, PLAN.code) == {}


def test_noted_verdicts_are_sealed_in_the_plans_chain(engine):
    note(engine, a_card("12"))
    note(engine, a_card("20"))
    with reading(engine) as db:
        assert breaches(db, PLAN.code) == set()


@pytest.mark.parametrize(("day", "first"), [(JULY, False), (date(2024, 7, 2), True)])
def test_a_night_is_summed_up_once(engine, day, first):
    card = a_card("12")
    with writing(engine) as db:
        assert verdicts.summarise(db, card, day=JULY, recorded_at=NOW)
        assert verdicts.summarise(db, card, day=day, recorded_at=NOW) is first


def test_the_tally_of_a_night_closes(engine):
    with writing(engine) as db:
        verdicts.summarise(db, a_card("12"), day=JULY, recorded_at=NOW)
        tally = db.execute(select(summaries.c.tally)).scalar_one()
    assert sum(one["count"] for one in tally) == 1
    assert {"status": "behind", "level": "蓝", "count": 1} in tally
