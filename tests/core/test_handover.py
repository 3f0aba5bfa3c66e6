"""What moves with a handover, and what keeps one from being done."""

import pytest

from monitor.core.account import Role, User
from monitor.core.handover import Handover, Terms, handover_faults, left_unattended, taken_over
from tests.builders import YEAR, an_instant


def somebody(name, *roles, unit="", **changes):
    return User(name, name, f"{name}@example.invalid", frozenset(roles), unit, **changes)


LI = somebody("li", Role.CLERK, unit="AGRI")
ROOT = somebody("root", Role.ADMIN)


def codes(giver, taker, *others, **terms):
    everybody = (giver, taker, *others)
    return [one.code for one in handover_faults(giver, taker, everybody, Terms(**terms))]


def test_the_taker_has_both_peoples_roles_and_the_unit():
    after = taken_over(LI, somebody("zhao", Role.REVIEWER), with_admin=False)
    assert (after.name, after.unit) == ("zhao", "AGRI")
    assert after.roles == {Role.CLERK, Role.REVIEWER}


def test_who_takes_over_from_somebody_of_no_unit_keeps_the_own_one():
    after = taken_over(somebody("chen", Role.LEADER), LI, with_admin=False)
    assert after.unit == "AGRI"


@pytest.mark.parametrize("said", [True, False])
def test_the_administrators_role_moves_only_where_that_is_said(said):
    giver = somebody("wang", Role.SUPERVISOR, Role.ADMIN)
    after = taken_over(giver, somebody("zhao", Role.CLERK), with_admin=said)
    done = Handover(giver, somebody("zhao", Role.CLERK), after)
    assert (Role.ADMIN in after.roles) is said
    assert done.kept_back == (() if said else (Role.ADMIN,))


@pytest.mark.parametrize(
    ("giver_is", "taker_is", "becomes"),
    [
        pytest.param(False, True, False, id="the stand-in takes over from the first contact"),
        pytest.param(True, False, False, id="the first contact takes over from the stand-in"),
        pytest.param(True, True, True, id="one stand-in from another"),
    ],
)
def test_within_a_unit_the_first_contact_stays_one(giver_is, taker_is, becomes):
    giver = somebody("li", Role.CLERK, unit="AGRI", stand_in=giver_is)
    taker = somebody("zhao", Role.CLERK, unit="AGRI", stand_in=taker_is)
    assert taken_over(giver, taker, with_admin=False).stand_in is becomes


def test_who_comes_from_elsewhere_is_the_contact_the_giver_was():
    giver = somebody("li", Role.CLERK, unit="AGRI", stand_in=True)
    taker = somebody("zhao", Role.CLERK)
    assert taken_over(giver, taker, with_admin=False).stand_in


def test_nobody_hands_over_to_himself():
    assert codes(LI, LI) == ["people.same"]


def test_who_is_closed_takes_nothing():
    gone = somebody("zhao", disabled_at=an_instant(YEAR.start))
    assert codes(LI, gone) == ["people.taker_closed"]


def test_an_account_of_another_unit_moves_only_where_that_is_said():
    zhao = somebody("zhao", Role.CLERK, unit="WATER")
    assert codes(LI, zhao) == ["people.other_unit"]
    assert codes(LI, zhao, move=True) == []
    assert codes(LI, somebody("zhao", Role.CLERK)) == []


def test_the_last_administrator_hands_that_role_on_or_stays():
    zhao = somebody("zhao", Role.CLERK)
    assert codes(ROOT, zhao) == ["people.last_admin"]
    assert codes(ROOT, zhao, with_admin=True) == []
    assert codes(ROOT, zhao, somebody("wang", Role.ADMIN)) == []
    closed = somebody("wang", Role.ADMIN, disabled_at=an_instant(YEAR.start))
    assert codes(ROOT, zhao, closed) == ["people.last_admin"]


def test_a_unit_left_without_a_clerk_is_told():
    before = somebody("zhao", Role.CLERK, unit="WATER")
    after = somebody("zhao", Role.CLERK, unit="AGRI")
    assert left_unattended(after, before, (LI, before)) == "WATER"
    other = somebody("qian", Role.CLERK, unit="WATER")
    assert left_unattended(after, before, (LI, before, other)) == ""
    assert left_unattended(before, before, (LI, before)) == ""
