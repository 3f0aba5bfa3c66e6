"""Signing in tells a stranger nothing, and a session ends by itself."""

from datetime import timedelta

import pytest

from monitor.core.account import Role, User
from monitor.core.problem import Problem, Refused, problem
from monitor.services import accounts as people
from monitor.services import sessions
from monitor.services.accounts import Actor
from monitor.services.sessions import IDLE_FOR, LOCKED_FOR, LONGEST, MOST_FAILURES
from monitor.store import accounts
from tests.builders import YEAR, an_instant

NOW = an_instant(YEAR.start)
MINUTE = timedelta(minutes=1)
SHELL = Actor("admin", "root")
NEW = "Anders-2024"


@pytest.fixture
def password(db):
    li = User("li", "李", "", frozenset({Role.CLERK}), "AGRI")
    return people.add_user(db, li, by=SHELL, now=NOW)


def opened(db, password, at=NOW):
    key = sessions.sign_in(db, "li", password, now=at)
    assert isinstance(key, str)
    return key


def user(db, key, at=NOW):
    found = sessions.signed_in(db, key, now=at)
    assert found is not None
    return found


def who(db, key, at):
    found = sessions.signed_in(db, key, now=at)
    return found.name if found else None


def stored(db):
    return next(one for one in accounts.all_users(db) if one.name == "li")


def wrong(db, times, at=NOW):
    return [sessions.sign_in(db, "li", "wrong", now=at) for _ in range(times)]


def test_the_right_password_opens_a_session_whose_key_is_not_kept(db, password):
    key = sessions.sign_in(db, " ＬＩ", password, now=NOW)
    assert isinstance(key, str)
    assert who(db, key, NOW) == "li"
    assert accounts.session(db, key) is None


def test_every_refusal_says_the_same(db, password):
    said = [sessions.sign_in(db, "nobody", password, now=NOW), *wrong(db, MOST_FAILURES + 1)]
    said.append(sessions.sign_in(db, "li", password, now=NOW))
    said.append(sessions.sign_in(db, "li", "x" * 100_000, now=NOW))
    assert set(said) == {problem("accounts.sign_in")}


def test_five_failures_lock_an_account_for_half_an_hour(db, password):
    wrong(db, MOST_FAILURES)
    almost = NOW + LOCKED_FOR - MINUTE
    assert isinstance(sessions.sign_in(db, "li", password, now=almost), Problem)
    assert isinstance(sessions.sign_in(db, "li", password, now=NOW + LOCKED_FOR), str)


def test_a_success_forgets_the_failures_before_it(db, password):
    wrong(db, MOST_FAILURES - 1)
    sessions.sign_in(db, "li", password, now=NOW)
    wrong(db, MOST_FAILURES - 1)
    assert isinstance(sessions.sign_in(db, "li", password, now=NOW), str)


def test_a_closed_account_does_not_open(db, password):
    people.disable(db, "li", by=SHELL, now=NOW)
    assert isinstance(sessions.sign_in(db, "li", password, now=NOW), Problem)


def test_a_session_ends_after_half_an_hour_of_silence(db, password):
    key = opened(db, password)
    assert who(db, key, NOW + IDLE_FOR - MINUTE) == "li"
    assert who(db, key, NOW + IDLE_FOR) is None


def test_use_keeps_a_session_open_but_not_beyond_twelve_hours(db, password):
    key = opened(db, password)
    at = NOW
    while at + IDLE_FOR < NOW + LONGEST:
        at += IDLE_FOR - MINUTE
        sessions.keep_alive(db, key, now=at)
    assert who(db, key, NOW + LONGEST - MINUTE) == "li"
    assert who(db, key, NOW + LONGEST) is None


def test_signing_out_ends_one_session_and_closing_the_account_all(db, password):
    first, second, third = (opened(db, password) for _ in range(3))
    sessions.sign_out(db, first)
    assert [who(db, key, NOW) for key in (first, second, third)] == [None, "li", "li"]
    people.disable(db, "li", by=SHELL, now=NOW)
    assert [who(db, key, NOW) for key in (second, third)] == [None, None]


def test_a_new_password_ends_every_session_and_opens_another(db, password):
    before = opened(db, password)
    li = user(db, before)
    assert li.must_change
    after = sessions.change_password(db, li, password, NEW, now=NOW)
    assert who(db, before, NOW) is None
    assert not user(db, after).must_change
    assert isinstance(sessions.sign_in(db, "li", password, now=NOW), Problem)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wrong", NEW, "accounts.old_password"),
        (None, "weak", "accounts.weak"),
        (None, None, "accounts.same_password"),
    ],
)
def test_a_password_is_not_changed_for_a_wrong_a_weak_or_the_same_one(db, password, old, new, code):
    li = stored(db)
    with pytest.raises(Refused) as refused:
        sessions.change_password(db, li, old or password, new or password, now=NOW)
    assert [fault.code for fault in refused.value.problems] == [code]


@pytest.mark.usefixtures("password")
def test_a_token_opens_for_its_owner_once_the_first_password_is_changed(db):
    token = sessions.issue_token(db, "li", label="表", by=SHELL, now=NOW)
    assert sessions.token_user(db, token, now=NOW) is None
    accounts.change(db, "li", {"must_change": False})
    assert sessions.token_user(db, token, now=NOW) == stored(db)
    assert sessions.token_user(db, token[:-1], now=NOW) is None


@pytest.mark.usefixtures("password")
def test_a_revoked_token_and_one_of_a_closed_account_open_nothing(db):
    accounts.change(db, "li", {"must_change": False})
    token = sessions.issue_token(db, "li", label="表", by=SHELL, now=NOW)
    accounts.revoke_tokens(db, "li", at=NOW)
    assert sessions.token_user(db, token, now=NOW) is None


def test_signing_in_and_failing_are_audited(db, password):
    wrong(db, 1)
    sessions.sign_in(db, "li", password, now=NOW)
    actions = [line.action for line in accounts.audit_lines(db)]
    assert actions == ["users.add", "session.failed", "session.open"]
