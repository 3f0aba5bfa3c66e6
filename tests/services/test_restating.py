"""What was said before is not written again; what is taken back may be said anew."""

from datetime import UTC, date, datetime

import pytest

from monitor.core.judgement import TASK_WORDS
from monitor.core.observation import Entry, Placed
from monitor.core.pace import Pace, PaceKind
from monitor.core.period import Period
from monitor.core.problem import Refused
from monitor.core.target import Kind
from monitor.services.observations import Sitting, record
from monitor.services.targets import Authority, adopt
from monitor.store import schema, standings
from monitor.store.engine import make_engine, reading, writing
from tests.builders import a_list, a_plan, a_project, a_target

NOW = datetime(2024, 10, 8, tzinfo=UTC)
QUARTER = Period(date(2024, 7, 1), date(2024, 9, 30))
TASK = a_project(
    code="TASK", kind=Kind.TASK, ladder=TASK_WORDS, planned=(), pace=Pace(PaceKind.FLAT)
)
PLAN = a_plan(TASK, a_project(), a_list())


@pytest.fixture
def engine(sqlite_url):
    found = make_engine(sqlite_url)
    schema.prepare(found)
    with writing(found) as db:
        adopt(db, [PLAN], authority=Authority("督查员", NOW, UTC))
    yield found
    found.dispose()


def say(engine, stage, code="TASK", **more):
    entry = Entry(code, QUARTER, stage=stage, **more)
    with writing(engine) as db:
        done = record(db, [Placed(entry)], plan="P2024", sitting=Sitting("填报人", NOW, UTC))
    return len(done.written)


def stands(engine, code="TASK"):
    with reading(engine) as db:
        return standings.all_of(db, PLAN)[code][""][-1].stage


def test_the_same_word_again_writes_nothing(engine):
    assert [say(engine, "按计划"), say(engine, "按计划")] == [1, 0]


def test_a_word_taken_back_may_be_said_again(engine):
    say(engine, "按计划")
    say(engine, "滞后", reason="资金未到位")
    assert stands(engine) == "滞后"
    assert say(engine, "按计划") == 1
    assert stands(engine) == "按计划"


def test_falling_back_needs_a_reason(engine):
    say(engine, "按计划")
    with pytest.raises(Refused) as refused:
        say(engine, "滞后")
    assert refused.value.problems[0].code == "entry.needs_reason"
    assert stands(engine) == "按计划"


def test_passing_a_further_stage_in_the_same_quarter_needs_none(engine):
    assert say(engine, "开工", code="PRJ", on=date(2024, 7, 5)) == 1
    assert say(engine, "主体完工", code="PRJ", on=date(2024, 9, 5)) == 1
    assert stands(engine, "PRJ") == "主体完工"


def test_another_day_for_a_stage_is_a_correction(engine):
    say(engine, "开工", code="PRJ", on=date(2024, 7, 5))
    with pytest.raises(Refused):
        say(engine, "开工", code="PRJ", on=date(2024, 7, 6))
    assert say(engine, "开工", code="PRJ", on=date(2024, 7, 6), reason="笔误") == 1


def test_a_figure_for_the_whole_year_handed_in_twice_is_two_revisions(sqlite_url):
    engine = make_engine(sqlite_url)
    schema.prepare(engine)
    whole = Period(date(2024, 1, 1), date(2024, 12, 31))
    plan = a_plan(a_target())
    with writing(engine) as db:
        adopt(db, [plan], authority=Authority("督查员", NOW, UTC))
    told = []
    for value, now in (("8公里", NOW), ("12公里", NOW.replace(month=12))):
        with writing(engine) as db:
            entry = Placed(Entry(plan.targets[0].code, whole, value=value))
            done = record(db, [entry], plan="P2024", sitting=Sitting("填报人", now, UTC))
        told += [one.revision for one in done.written]
    engine.dispose()
    assert told == [1, 2]
