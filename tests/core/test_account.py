"""Rights stand in one place, and names and passwords in one form."""

from dataclasses import replace

import pytest

from monitor.core.account import (
    Action,
    Role,
    User,
    name_fault,
    password_fault,
    phone_fault,
    plain_name,
)
from tests.builders import YEAR, an_instant

MAY = {
    Role.CLERK: "read",
    Role.REVIEWER: "read",
    Role.SUPERVISOR: "read enter review adopt issue staff audit",
    Role.LEADER: "read",
    Role.ADMIN: "read administer backdate adopt issue staff audit",
    Role.AUDITOR: "read audit",
}
"""What each role may do wherever it is; what only a unit's own people may do stands below."""


def someone(*roles, unit=""):
    return User("li", "李", "li@example.invalid", frozenset(roles), unit)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_may_do_what_its_line_says_and_nothing_else(role, action):
    assert someone(role).may(action) == (action.value in MAY[role].split())


@pytest.mark.parametrize(
    ("role", "action"), [(Role.CLERK, Action.ENTER), (Role.REVIEWER, Action.REVIEW)]
)
def test_a_units_own_people_act_for_their_unit_alone(role, action):
    person = someone(role, unit="AGRI")
    assert person.may(action, "AGRI")
    assert not person.may(action, "WATER")
    assert not person.may(action, "")
    assert not person.may(action)


def test_a_clerk_of_no_unit_enters_nowhere():
    assert not someone(Role.CLERK).may(Action.ENTER, "")


def test_two_roles_may_what_either_may():
    both = someone(Role.LEADER, Role.AUDITOR)
    assert both.may(Action.AUDIT)
    assert not both.may(Action.ENTER, "AGRI")


@pytest.mark.parametrize("action", Action)
def test_a_closed_account_may_nothing(action):
    closed = replace(someone(*Role, unit="AGRI"), disabled_at=an_instant(YEAR.start))
    assert not closed.may(action, "AGRI")


@pytest.mark.parametrize("written", ["Li", " li ", "ＬＩ", "LI"])
def test_names_that_look_alike_are_one_name(written):
    assert plain_name(written) == "li"


@pytest.mark.parametrize("name", ["", "a b", "a/b", "<b>", "a\u200bb", "长" * 65])
def test_a_name_that_could_be_mistaken_cannot_stand(name):
    assert name_fault(name) is not None


@pytest.mark.parametrize("name", ["li.na", "李娜", "a@b", "x_1-2"])
def test_names_of_letters_digits_and_few_signs_stand(name):
    assert name_fault(name) is None


@pytest.mark.parametrize(
    "password",
    ["Short-1aa", "alllowercase", "lowerand123", "Lina-12345", "A1-" + "x" * 126],
    ids=["nine characters", "one class", "two classes", "holds the name", "too long to hash"],
)
def test_a_weak_password_is_refused(password):
    assert password_fault(password, name="lina") is not None


def test_a_name_too_short_to_tell_anything_may_occur_by_chance():
    assert password_fault("Q7-xliZk29", name="li") is None


@pytest.mark.parametrize("password", ["Abcdefgh12", "abcdefg-12", "密码密码密码Ab-1"])
def test_ten_characters_of_three_classes_are_enough(password):
    assert password_fault(password, name="li") is None


@pytest.mark.parametrize(
    "phone",
    ["", "13900001234", "+86 139 0000 1234", "0355-1234567转801", "（0355）1234567", "111、112"],
)
def test_a_telephone_number_is_written_as_people_do(phone):
    assert phone_fault(phone) is None


@pytest.mark.parametrize("phone", ["abc", "139\r\n1", "0" * 33, "=1+1", "１３９"])
def test_what_is_no_telephone_number_is_refused(phone):
    assert phone_fault(phone).code == "accounts.phone"
