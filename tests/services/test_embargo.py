"""A figure given before the day it may be shown, on both databases, before and after a rebuild."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.account import Role, User
from monitor.core.embargo import WITHHELD, may_see
from monitor.core.happening import Entered
from monitor.core.observation import Entry, Placed
from monitor.core.period import months
from monitor.core.problem import Refused
from monitor.services.comparison import compare
from monitor.services.history import history, shown_to
from monitor.services.observations import Sitting, record
from monitor.services.standings import rebuild
from monitor.services.targets import Authority, adopt, stored_plan
from monitor.services.verification import verify
from monitor.store import observations, schema, standings
from monitor.store.engine import make_engine, rehearsing, writing
from tests.builders import PLAIN_WEEKS, a_plan, a_target, an_instant

NUMBERS = count()
GIVEN = date(2024, 7, 10)
OPENS = date(2024, 7, 18)
JUNE = months(2024, 6, 1)


@pytest.fixture
def engine(database_url):
    found = make_engine(database_url)
    schema.prepare(found)
    yield found
    found.dispose()


def at(day):
    return an_instant(day)


def a_home(engine):
    """A plan whose road is reported by the bureau of statistics."""
    road = a_target(reported_by="TJJ", figures="统计部门核定数")
    plan = a_plan(road, code=f"E{next(NUMBERS)}")
    with writing(engine) as db:
        adopt(db, [plan], authority=Authority("督查员", at(date(2024, 1, 2)), UTC))
    return plan.code


def say(engine, plan, value, *, day=GIVEN, opens=OPENS, unit="TJJ", reason=None):
    entry = Entry("ROAD", JUNE, value=value, unit=unit, not_before=opens, reason=reason)
    with writing(engine) as db:
        record(db, [Placed(entry)], plan=plan, sitting=Sitting("统计员", at(day), UTC))


def told(engine, plan, known, as_of=JUNE.end, *, rebuilt=False):
    """What a question is answered, by the kept rows as they are or made anew."""
    with rehearsing(engine) as trial, writing(trial) as db:
        if rebuilt:
            rebuild(db, stored_plan(db, plan))
        card = compare(db, plan, as_of=as_of, known_at=at(known), calendar=PLAIN_WEEKS, zone=UTC)
        (row,) = card.rows
        return row


def test_a_withheld_figure_counts_by_itself_from_its_day(engine):
    plan = a_home(engine)
    say(engine, plan, "12公里")
    before, after = told(engine, plan, OPENS - timedelta(days=1)), told(engine, plan, OPENS)
    assert (before.actual, before.data_date, before.status.value) == (None, None, "no_data")
    assert (after.actual, after.data_source) == (12, "统计部门核定数")


def test_what_counted_before_counts_until_then(engine):
    plan = a_home(engine)
    say(engine, plan, "10公里", opens=None, unit="JTJ")
    say(engine, plan, "12公里")
    assert told(engine, plan, GIVEN).actual == 10
    after = told(engine, plan, OPENS)
    assert (after.actual, after.difference.other) == (12, 10)


def test_the_verdict_says_on_which_day_it_can_change_by_itself(engine):
    plan = a_home(engine)
    say(engine, plan, "12公里")
    assert told(engine, plan, GIVEN, GIVEN).next_change_on == OPENS
    assert told(engine, plan, OPENS, OPENS).next_change_on > OPENS


def test_the_kept_rows_do_not_depend_on_the_day_they_were_made(engine):
    plan = a_home(engine)
    say(engine, plan, "12公里")
    say(engine, plan, "13公里", day=OPENS, opens=None, reason="核定")
    with rehearsing(engine) as trial, writing(trial) as db:
        assert verify(db) == ()


def test_a_withheld_figure_is_in_no_kept_row(engine):
    plan = a_home(engine)
    say(engine, plan, "12公里")
    with rehearsing(engine) as trial, writing(trial) as db:
        (kept,) = standings.all_of(db, stored_plan(db, plan)).values()
    assert list(kept) == [WITHHELD]
    assert [row.value for row in kept[WITHHELD]] == [None]


figures = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.integers(0, 20),
        st.one_of(st.none(), st.integers(0, 25)),
        st.sampled_from(["TJJ", "JTJ"]),
    ),
    max_size=5,
)


@given(said=figures, known=st.integers(0, 50))
def test_a_question_is_answered_alike_before_and_after_a_rebuild_and_for_ever(engine, said, known):
    plan = a_home(engine)
    start = date(2024, 7, 1)
    for value, day, wait, unit in sorted(said, key=lambda one: one[1]):
        given_on = start + timedelta(days=day)
        opens = None if wait is None else given_on + timedelta(days=wait)
        say(engine, plan, f"{value}公里", day=given_on, opens=opens, unit=unit, reason="核对")
    day = start + timedelta(days=known)
    then = told(engine, plan, day)
    assert then == told(engine, plan, day, rebuilt=True)
    later = start + timedelta(days=60)
    say(engine, plan, "29公里", day=later, opens=None, reason="年报")
    assert (then.actual, then.verdict) == (
        told(engine, plan, day).actual,
        told(engine, plan, day).verdict,
    )
    assert told(engine, plan, later).actual is not None


def test_another_day_for_the_same_figure_is_said_anew(engine):
    plan = a_home(engine)
    say(engine, plan, "12公里")
    say(engine, plan, "12公里", opens=None)
    assert told(engine, plan, GIVEN).actual is None
    say(engine, plan, "12公里", opens=GIVEN)
    assert told(engine, plan, GIVEN).actual == 12


@pytest.mark.parametrize(
    ("role", "unit", "sees"),
    [
        (Role.CLERK, "TJJ", True),
        (Role.CLERK, "JTJ", False),
        (Role.LEADER, "", False),
        (Role.ADMIN, "", False),
        (Role.SUPERVISOR, "", True),
        (Role.AUDITOR, "", True),
    ],
)
def test_until_its_day_only_who_gave_it_and_who_supervises_sees_a_figure(engine, role, unit, sees):
    plan = a_home(engine)
    say(engine, plan, "12公里")
    with rehearsing(engine) as trial, writing(trial) as db:
        (one,) = observations.log(db, stored_plan(db, plan))
    person = User("li", "李四", "", frozenset({role}), unit)
    assert may_see(person, one, GIVEN) is sees
    assert may_see(person, one, OPENS)


def test_a_history_hides_what_may_not_be_shown_from_whoever_may_not_see_it(engine):
    plan = a_home(engine)
    say(engine, plan, "10公里", opens=None, unit="JTJ")
    say(engine, plan, "12公里")
    with rehearsing(engine) as trial, writing(trial) as db:
        story = history(db, plan, "ROAD", known_at=at(GIVEN), zone=UTC)

    def entered(role, day, unit=""):
        person = User("li", "李四", "", frozenset({role}), unit)
        shown = shown_to(story, person, day).happenings
        return [one.what.observation.value for one in shown if isinstance(one.what, Entered)]

    assert entered(Role.LEADER, GIVEN) == entered(Role.CLERK, GIVEN, "JTJ") == [10]
    assert entered(Role.AUDITOR, GIVEN) == entered(Role.CLERK, GIVEN, "TJJ") == [10, 12]
    assert entered(Role.LEADER, OPENS) == [10, 12]


def test_the_unit_that_gives_the_number_is_believed_before_the_responsible_one(engine):
    plan = a_home(engine)
    say(engine, plan, "12公里", opens=None)
    say(engine, plan, "10公里", opens=None, unit="JTJ")
    row = told(engine, plan, OPENS)
    assert (row.actual, row.data_source) == (12, "统计部门核定数")
    assert [(one.period.key, one.difference.other) for one in row.differences] == [("2024-06", 10)]


def test_the_responsible_unit_cannot_speak_as_the_statistician(engine):
    plan = a_home(engine)
    entry = Entry("ROAD", JUNE, value="12公里", unit="JTJ", source="统计部门核定数")
    with pytest.raises(Refused, match=r"units\.source_of_other"), writing(engine) as db:
        record(db, [Placed(entry)], plan=plan, sitting=Sitting("填报人", at(GIVEN), UTC))


def test_the_responsible_unit_s_clerk_enters_for_the_own_unit(engine):
    plan = a_home(engine)
    with writing(engine) as db:
        sitting = Sitting("填报人", at(GIVEN), UTC, unit="JTJ")
        done = record(db, [Placed(Entry("ROAD", JUNE, value="9公里"))], plan=plan, sitting=sitting)
    (one,) = done.written
    assert (one.unit, one.source) == ("JTJ", "部门调度数")


def test_the_instant_decides_and_not_the_clock(engine):
    plan = a_home(engine)
    say(engine, plan, "12公里")
    midnight = datetime(2024, 7, 18, 0, 0, tzinfo=UTC)
    with rehearsing(engine) as trial, writing(trial) as db:
        cards = [
            compare(db, plan, as_of=JUNE.end, known_at=instant, calendar=PLAIN_WEEKS, zone=UTC)
            .rows[0]
            .actual
            for instant in (midnight - timedelta(seconds=1), midnight)
        ]
    assert cards == [None, 12]
