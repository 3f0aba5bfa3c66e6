"""A closed plan, its grants, and what a target lacks before its plan can be closed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.assessment import Promise, assess
from monitor.core.closing import (
    Cell,
    Closing,
    Deed,
    Grant,
    Lack,
    Step,
    awaited,
    fold_grants,
    locked,
)
from monitor.core.fold import standings
from monitor.core.owed import Asked
from monitor.core.period import Period
from tests.builders import PLAIN_WEEKS, YEAR, a_plan, a_target, an_observation

NOW = datetime(2025, 2, 10, 1, tzinfo=UTC)
DECEMBER = Period(date(2024, 12, 1), date(2024, 12, 31))
CELL = Cell("ROAD", "JTJ", DECEMBER)


def a_grant(number=1, cell=CELL, ends=NOW, **more):
    return Grant(number, cell, "wang", NOW, "更正", ends.date(), ends, **more)


def a_step(deed: Deed) -> Step:
    return Step(deed, "wang", NOW, NOW.date(), "年终数齐")


def test_a_plan_is_closed_by_its_newest_deed():
    assert Closing().closed is None
    closed, opened = a_step(Deed.CLOSED), a_step(Deed.REOPENED)
    assert Closing((closed,)).closed is closed
    assert Closing((closed, opened)).closed is None
    assert Closing((closed, opened, closed)).closed is closed


def test_a_grant_opens_its_own_cell_and_every_period_within_its_own():
    assert locked([CELL], [a_grant()], at=NOW) == ()
    whole = a_grant(cell=replace(CELL, period=YEAR))
    assert locked([CELL], [whole], at=NOW) == ()
    assert locked([replace(CELL, period=YEAR)], [a_grant()], at=NOW) != ()


@pytest.mark.parametrize(
    "other", [replace(CELL, target="PRJ"), replace(CELL, unit="SLJ"), replace(CELL, period=YEAR)]
)
def test_it_opens_no_other_target_unit_or_longer_period(other):
    assert locked([other], [a_grant()], at=NOW) == (other,)


def test_it_ends_with_its_last_instant_and_when_it_is_revoked():
    assert locked([CELL], [a_grant()], at=NOW + timedelta(microseconds=1)) == (CELL,)
    (revoked,) = fold_grants([a_grant(), (1, "sun", NOW)])
    assert (revoked.revoked_by, revoked.revoked_at) == ("sun", NOW)
    assert locked([CELL], [revoked], at=NOW) == (CELL,)


@given(st.lists(st.integers(1, 5)), st.lists(st.integers(1, 6)))
def test_revoking_ends_the_named_grants_and_no_other(given_ones, revoked):
    deeds = [a_grant(number) for number in given_ones]
    found = fold_grants([*deeds, *((number, "sun", NOW) for number in revoked)])
    assert [one.number for one in found] == sorted(set(given_ones))
    for one in found:
        assert (one.revoked_at is not None) == (one.number in revoked)


@given(
    st.lists(st.sampled_from(["ROAD", "PRJ", "AREA"])), st.sets(st.sampled_from(["ROAD", "PRJ"]))
)
def test_what_is_locked_and_what_is_granted_are_together_what_was_asked(codes, granted):
    cells = [replace(CELL, target=code) for code in codes]
    grants = [a_grant(cell=replace(CELL, target=code)) for code in granted]
    shut = {one.target for one in locked(cells, grants, at=NOW)}
    assert shut == set(codes) - granted


def judged(target, *entries, day=date(2025, 2, 10)):
    plan = a_plan(target)
    rows = {"": standings(target, "", entries, plan=plan)}
    asked = Asked(YEAR.end, day, PLAIN_WEEKS)
    return assess(Promise(target), plan, rows, asked=asked)


def lack(target, *entries, **more):
    found = awaited(judged(target, *entries), **more)
    return found.lack if found else None


def test_a_target_lacks_its_goal_its_figures_or_the_last_of_them():
    road = a_target()
    assert lack(replace(road, goal=None)) is Lack.GOAL
    assert lack(road) is Lack.FIGURE
    assert lack(road, an_observation("2024-11", "20")) is Lack.FINAL
    assert lack(road, an_observation("2024-12", "20")) is None


def test_what_is_achieved_early_awaits_nothing_unless_it_rests_on_a_forecast():
    road = a_target()
    assert lack(road, an_observation("2024-10", "26")) is None
    guessed = an_observation("2024-10", "26", source="预计数")
    assert lack(road, guessed) is Lack.PROVISIONAL


def test_an_entry_nobody_has_reviewed_is_awaited_before_everything_else():
    entry = an_observation("2024-12", "26")
    assert lack(a_target(), entry, waiting=frozenset({"ROAD"})) is Lack.REVIEW
    assert lack(a_target(), entry, waiting=frozenset({"PRJ"})) is None
