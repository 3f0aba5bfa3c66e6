"""What was entered stays, numbered without gaps, exactly as it was said."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from monitor.core.measure import find_measure
from monitor.core.plan import Unit
from monitor.core.problem import Refused
from monitor.store import chain, observations
from monitor.store.canonical import row_digest
from monitor.store.engine import make_engine, reading, rehearsing, writing
from monitor.store.schema import prepare
from monitor.store.tables import observations as log
from tests.builders import YEAR, a_plan, a_project, a_stage, a_target, an_instant, an_observation
from tests.store.rows import breaches, decide

GRAIN = a_target(code="GRAIN", number="1", spoken=find_measure("万亩"))
PLAN = a_plan(a_target(), GRAIN, a_project())
REVIEWED = replace(PLAN, units=(Unit("JTJ", "交通局", review="lead"),))
AUGUST = an_instant(date(2024, 8, 1))
NOW = an_instant(YEAR.end)


def append(engine, *fresh, plan=PLAN):
    with writing(engine) as db:
        return observations.append(db, plan, fresh, recorded_at=NOW)


def read(engine, *, plan=PLAN, **question):
    with reading(engine) as db:
        return observations.log(db, plan, **question)


def test_what_was_entered_comes_back_with_its_number(engine):
    said = an_observation(note="已通车", entered_by="张三", demo=True, backfilled=True)
    written = append(engine, said)
    assert read(engine) == [replace(said, seq=1)] == list(written)


@pytest.mark.parametrize("demo", [True, False])
def test_invented_figures_of_a_plan_are_found(engine, demo):
    append(engine, an_observation(), an_observation("2024-07", demo=demo))
    with reading(engine) as db:
        assert observations.any_demo(db, PLAN.code) is demo
        assert not observations.any_demo(db, "P2023")


def test_a_stage_comes_back_with_its_day(engine):
    passed = a_stage("开工", date(2024, 3, 30), "2024-Q1", reason="核实")
    append(engine, passed)
    assert read(engine) == [passed]


def test_no_change_comes_back_as_no_number(engine):
    same = an_observation(value=None, no_change=True)
    append(engine, same)
    assert read(engine) == [same]


def test_zero_is_a_number(engine):
    append(engine, an_observation(value="0"))
    assert read(engine)[0].value == Decimal(0)


@pytest.fixture(scope="module")
def exact(tmp_path_factory):
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('store') / 'm.db'}")
    prepare(engine)
    yield engine
    engine.dispose()


@given(value=st.integers(-(10**15), 10**15).map(lambda n: Decimal(n).scaleb(-3)))
def test_a_number_comes_back_to_the_last_digit(exact, value):
    with rehearsing(exact) as trial:
        db = trial.db
        observations.append(db, PLAN, [an_observation(value=f"{value:f}")], recorded_at=NOW)
        assert observations.log(db, PLAN)[0].value == value


def test_a_number_too_fine_to_keep_is_refused_and_nothing_is_written(engine):
    fine = an_observation(value="0." + "0" * 15 + "1")
    with pytest.raises(Refused) as caught:
        append(engine, an_observation("2024-05"), fine)
    assert [fault.code for fault in caught.value.problems] == ["number.too_fine"]
    assert read(engine) == []


def test_a_number_no_measure_is_known_for_is_never_dropped_unsaid(engine):
    """A figure of a target the plan does not state has no scale to be kept in."""
    with pytest.raises(Refused):
        append(engine, an_observation(target="NONE"))


def test_numbers_go_on_without_gaps_whatever_is_entered_together(engine):
    append(engine, an_observation("2024-01"), an_observation("2024-02"))
    append(engine, an_observation("2024-03"))
    assert [one.seq for one in read(engine)] == [1, 2, 3]


def test_numbers_of_one_plan_do_not_move_those_of_another(engine):
    other = replace(PLAN, code="P2025")
    append(engine, an_observation())
    append(engine, an_observation(), plan=other)
    assert [one.seq for one in read(engine, plan=other)] == [1]


def test_a_unit_that_failed_leaves_no_gap(engine):
    with rehearsing(engine) as trial:
        db = trial.db
        observations.append(db, PLAN, [an_observation("2024-01")], recorded_at=NOW)
    append(engine, an_observation("2024-02"))
    assert [one.seq for one in read(engine)] == [1]


def test_appending_nothing_writes_nothing(engine):
    append(engine)
    with reading(engine) as db:
        assert chain.head(db, PLAN.code).seq == 0


@pytest.mark.parametrize("target", ["ROAD", "PRJ"])
def test_one_revision_of_a_cell_cannot_be_entered_twice(engine, target):
    said = an_observation() if target == "ROAD" else a_stage("开工", YEAR.start, "2024-Q1")
    append(engine, said)
    with pytest.raises(IntegrityError):
        append(engine, said)
    assert len(read(engine)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"revision": 2},
        {"unit": "LZQ"},
        {"item": "南垂"},
        {"source": "测产数"},
        {"target": "GRAIN"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_cell_or_revision_is_another_row(engine, change):
    append(engine, an_observation(), an_observation(**change))
    assert len(read(engine)) == 2


def test_a_correction_leaves_what_it_corrects(engine):
    append(engine, an_observation(), an_observation(value="13", revision=2, reason="更正"))
    assert [(one.revision, one.value) for one in read(engine)] == [
        (1, Decimal("12.5")),
        (2, Decimal(13)),
    ]


def test_the_log_of_some_targets_holds_nothing_else(engine):
    append(engine, an_observation(), an_observation(target="GRAIN"))
    assert [one.target for one in read(engine, targets={"GRAIN"})] == ["GRAIN"]
    assert read(engine, targets=set()) == []


def test_the_log_as_it_was_known_holds_nothing_learnt_later(engine):
    append(engine, an_observation("2024-06"), an_observation("2024-07", known_at=AUGUST))
    assert len(read(engine, known_at=AUGUST)) == 2
    assert len(read(engine, known_at=AUGUST - timedelta(microseconds=1))) == 1


def test_the_newest_instant_known_is_that_of_an_entry_or_a_decision(engine):
    with reading(engine) as db:
        assert observations.newest_known_at(db, PLAN.code) == observations.NEVER
    append(engine, an_observation())
    with writing(engine) as db:
        assert observations.newest_known_at(db, PLAN.code) == an_observation().known_at
        decide(db, PLAN.code, 1, approved=True, known_at=AUGUST)
        assert observations.newest_known_at(db, PLAN.code) == AUGUST


def test_what_a_reviewed_unit_enters_counts_once_it_is_approved(engine):
    append(engine, an_observation())
    assert not read(engine, plan=REVIEWED)[0].approved
    with writing(engine) as db:
        decide(db, PLAN.code, 1, approved=True, known_at=AUGUST)
    assert read(engine, plan=REVIEWED)[0].approved
    assert not read(engine, plan=REVIEWED, known_at=AUGUST - timedelta(days=1))[0].approved


def test_the_last_decision_counts(engine):
    append(engine, an_observation())
    with writing(engine) as db:
        decide(db, PLAN.code, 1, approved=True, known_at=AUGUST)
        decide(db, PLAN.code, 1, approved=False, known_at=AUGUST)
    assert not read(engine, plan=REVIEWED)[0].approved


def test_what_a_unit_without_review_enters_counts_at_once(engine):
    append(engine, an_observation())
    assert read(engine)[0].approved


def test_every_row_keeps_a_digest_of_what_it_says_and_the_link_it_was_sealed_in(engine):
    append(engine, an_observation("2024-01"), an_observation("2024-02"))
    with reading(engine) as db:
        rows = [dict(row) for row in db.execute(select(log)).mappings()]
        assert [row["digest"] for row in rows] == [row_digest(row) for row in rows]
        assert [row["link"] for row in rows] == [1, 1]
        assert breaches(db, PLAN.code) == set()


def test_a_figure_slipped_past_the_log_cannot_take_a_number_already_given(engine):
    append(engine, an_observation())
    with reading(engine) as db:
        row = dict(db.execute(select(log)).mappings().one())
    with pytest.raises(IntegrityError), writing(engine) as db:
        db.execute(insert(log).values(row | {"revision": 2}))
    with reading(engine) as db:
        assert db.execute(select(func.count()).select_from(log)).scalar() == 1
