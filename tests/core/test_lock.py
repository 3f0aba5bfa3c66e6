"""Every target of a unit is asked for in a period, or it is said why not."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.closing import Closing, Deed, Step
from monitor.core.lock import Shutters, Why, locks_of
from monitor.core.owed import owed_periods
from monitor.core.period import Cadence, Period
from monitor.core.target import Part
from tests.builders import YEAR, a_plan, a_project, a_span, a_target
from tests.core.test_closing import NOW, a_grant

OCTOBER = date(2024, 10, 8)
CLOSED = Closing((Step(Deed.CLOSED, "wang", NOW, NOW.date(), "年终数齐"),))
MONTHS = Cadence.MONTH.periods(YEAR)


def found(target, period, *, unit="JTJ", day=OCTOBER, closing=None, grants=(), heirs=None):
    plan, shutters = a_plan(target), Shutters(closing or Closing(), grants, NOW)
    locks = locks_of(plan, unit, a_span(period), heirs=heirs or {}, day=day, shutters=shutters)
    return [(lock.why, lock.with_period and lock.with_period.key) for lock in locks]


def test_what_is_owed_and_can_be_known_is_open():
    assert found(a_target(), "2024-09") == []


def test_a_month_that_has_not_begun_is_not_asked_for():
    assert found(a_target(), "2024-11") == [(Why.FUTURE, None)]


def test_the_month_that_runs_may_be_answered_early():
    assert found(a_target(), "2024-10") == []


def test_a_month_without_a_figure_is_answered_with_the_next():
    silent = a_target(no_figure_in=frozenset({1}))
    assert found(silent, "2024-01") == [(Why.LATER, "2024-01..2024-02")]
    assert found(silent, "2024-02") == []


def test_what_is_asked_by_the_quarter_names_the_quarter():
    assert found(a_project(), "2024-08") == [(Why.RARELY, "2024-Q3")]
    assert found(a_project(), "2024-09") == []


def test_after_the_deadline_nothing_is_asked():
    short = a_target(deadline=date(2024, 6, 30))
    assert found(short, "2024-07") == [(Why.OVER, None)]


def test_where_another_unit_gives_the_number_the_responsible_one_is_told_who():
    counted = a_target(reported_by="TJJ")
    assert found(counted, "2024-09") == [(Why.OTHER, None)]
    assert found(counted, "2024-09", unit="TJJ") == []


def test_a_closed_plan_keeps_every_cell_closed_that_no_grant_opens():
    assert found(a_target(), "2024-12", day=NOW.date(), closing=CLOSED) == [(Why.CLOSED, None)]
    granted = [a_grant()]
    assert found(a_target(), "2024-12", day=NOW.date(), closing=CLOSED, grants=granted) == []
    other = found(a_target(), "2024-11", day=NOW.date(), closing=CLOSED, grants=granted)
    assert other == [(Why.CLOSED, None)]


def test_who_took_over_is_asked_for_what_the_former_unit_owed():
    plan = a_plan(a_target(responsible="OLD"))
    heirs = {"OLD": "JTJ"}
    shut = Shutters(CLOSED, (), NOW)
    (lock,) = locks_of(plan, "JTJ", a_span("2024-12"), heirs=heirs, day=NOW.date(), shutters=shut)
    assert (lock.why, lock.closed) == (Why.CLOSED, CLOSED.closed)


def test_of_a_split_target_each_unit_answers_for_its_own_part():
    halves = a_target(parts=(Part("A", Decimal(10)), Part("B", Decimal(15))))
    assert found(halves, "2024-11", unit="A") == [(Why.FUTURE, None)]
    assert found(halves, "2024-11", unit="C") == []


@given(
    st.sampled_from(MONTHS),
    st.sampled_from(list(Cadence)),
    st.frozensets(st.integers(1, 12), max_size=6),
    st.sampled_from([month.end for month in MONTHS]),
)
def test_a_target_is_either_asked_for_or_locked(period: Period, cadence, silent, deadline):
    target = a_target(cadence=cadence, no_figure_in=silent, deadline=deadline)
    asked_for = any(one.end == period.end for one in owed_periods(target))
    locked = bool(found(target, period.key, day=YEAR.end))
    assert asked_for is not locked
