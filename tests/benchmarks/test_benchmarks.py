"""What the benchmarks compare must be the same answer; no time is asserted here."""

import pytest

from monitor.store import schema
from monitor.store.engine import make_engine
from tests.benchmarks.figures import classes_by_core, classes_by_sql, make_goals
from tests.benchmarks.generator import TARGETS, fill, log_of, plan_of

PLANS = 5


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('bench') / 'b.db'}")
    schema.prepare(engine)
    fill(engine, "10k")
    make_goals(engine, PLANS)
    yield engine
    engine.dispose()


def test_the_generator_makes_the_same_office_every_time():
    plan = plan_of(3)
    assert plan == plan_of(3)
    assert log_of(plan, 3) == log_of(plan, 3)
    assert plan != plan_of(4)


def test_both_ways_of_comparing_say_the_same_of_every_target(filled):
    said = classes_by_core(filled, PLANS)
    assert len(said) == PLANS * TARGETS
    assert said == classes_by_sql(filled)
    assert {"ahead", "on_track", "behind 蓝", "behind 黄"} <= set(said.values())
