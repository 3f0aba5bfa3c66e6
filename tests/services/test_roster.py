"""A table of people changes everybody it names or nobody, and always leaves an administrator."""

import threading
from datetime import date

import pytest

from monitor.core.account import Role
from monitor.core.post import Holding
from monitor.core.problem import Place, Refused
from monitor.core.roster import Changed, Wish
from monitor.services import accounts as people
from monitor.services import posts
from monitor.services.accounts import OneTime
from monitor.services.contacts import addresses
from monitor.services.passwords import matches
from monitor.services.roster import change_person, fresh_keys, newcomers, take_in
from monitor.services.sessions import issue_token, token_user
from monitor.store import accounts, proof
from monitor.store import posts as stored
from monitor.store.engine import reading, writing
from tests.services.staff import (
    NOW,
    PLAN,
    POST,
    SHELL,
    TODAY,
    codes,
    deeds,
    detail,
    settle,
    user,
)
from tests.store.rows import adopt

CLERK = frozenset({Role.CLERK})
YESTERDAY = date(2024, 8, 5)


@pytest.fixture
def house(db):
    adopt(db, PLAN)
    settle(db)
    return db


def take(db, *wishes, **more):
    return take_in(db, wishes, by=SHELL, today=TODAY, now=NOW, **more)


def change(db, name, **wanted):
    return change_person(db, Wish(name, **wanted), by=SHELL, today=TODAY, now=NOW)


def refused_codes(db, *wishes):
    with pytest.raises(Refused) as refused:
        take(db, *wishes)
    return codes(refused)


def test_one_persons_contacts_change_and_the_audit_has_old_and_new(house):
    done = change(house, "LI", phone="0355-1234567", unit="水利局", stand_in=True)
    assert done == Changed(
        "li", (("unit", "JTJ", "SLJ"), ("phone", "", "0355-1234567"), ("stand_in", "no", "yes"))
    )
    li = user(house, "li")
    assert (li.unit, li.phone, li.stand_in) == ("SLJ", "0355-1234567", True)
    assert deeds(house) == [("root", "users.set", "li")]
    assert detail(house, "users.set") == {
        "unit": ["JTJ", "SLJ"],
        "phone": ["", "0355-1234567"],
        "stand_in": ["no", "yes"],
    }
    assert proof.audit_breaches(house) == ()


def test_what_is_so_already_is_not_noted(house):
    assert change(house, "li", mail="li@example.invalid").fields == ()
    assert deeds(house) == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"mail": "a@b,c@d"}, "accounts.mail"),
        ({"phone": "a\r\nb"}, "accounts.phone"),
        ({"phone": "0" * 33}, "accounts.phone"),
        ({"unit": "NOPE"}, "accounts.unit_unknown"),
        ({"roles": frozenset()}, "people.no_role"),
    ],
)
def test_what_cannot_be_is_refused(house, wanted, code):
    with pytest.raises(Refused) as refused:
        change(house, "li", **wanted)
    assert codes(refused) == [code]
    assert deeds(house) == []


def test_who_is_not_here_cannot_be_changed(house):
    with pytest.raises(Refused) as refused:
        change(house, "nobody", phone="1")
    assert codes(refused) == ["accounts.unknown"]


def test_a_units_letters_reach_the_first_contact_and_then_the_second(house):
    change(house, "qian", stand_in=True)
    to = addresses(house, ["role:clerk"], unit="JTJ")
    assert [name for name, _ in to] == ["LI", "QIAN"]
    change(house, "li", stand_in=True)
    change(house, "qian", stand_in=False)
    assert [name for name, _ in addresses(house, ["unit:JTJ"])] == ["QIAN", "LI"]


def test_a_table_makes_changes_and_leaves_alone(house):
    done = take(
        house,
        Wish("Sun", display="孙某", roles=CLERK, unit="交通局", phone="139 0000 0000"),
        Wish("li", display="李某"),
        Wish("zhao", unit="SLJ"),
    )
    assert (done.added, done.unchanged) == (("sun",), 1)
    assert done.changed == (Changed("li", (("display", "LI", "李某"),)),)
    assert done.absent == ("chen", "neu", "qian", "root", "wang")
    sun = user(house, "sun")
    assert (sun.display, sun.unit, sun.phone, sun.must_change) == (
        "孙某",
        "JTJ",
        "139 0000 0000",
        True,
    )
    assert matches(done.keys["sun"], accounts.row_of(house, "sun").password_hash)
    assert deeds(house) == [("root", "users.add", "sun"), ("root", "users.set", "li")]


def test_passwords_may_be_made_before_the_transaction(house):
    wishes = [Wish("sun", roles=CLERK), Wish("li", disabled=False), Wish("neu", phone="1")]
    people.disable(house, "neu", by=SHELL, now=NOW)
    assert newcomers(house, wishes) == ["sun"]
    assert newcomers(house, [Wish("neu", disabled=False)]) == ["neu"]
    keys = fresh_keys(["sun"])
    done = take(house, *wishes, keys=keys)
    assert done.keys == {"sun": keys["sun"].password}
    kept = OneTime("x", "y")
    assert take(house, Wish("neu", disabled=False), keys={"neu": kept}).keys == {"neu": "x"}


def test_one_fault_keeps_everything_as_it_was_and_all_are_told(house):
    before = accounts.all_users(house)
    found = refused_codes(
        house,
        Wish("sun", roles=CLERK),
        Wish("li", mail="nowhere"),
        Wish("zhao", unit="NOPE", phone="no"),
        Wish("no name", roles=CLERK),
        Wish("new"),
    )
    assert found == [
        "accounts.mail",
        "accounts.phone",
        "accounts.unit_unknown",
        "accounts.name",
        "people.no_role",
    ]
    assert accounts.all_users(house) == before
    assert deeds(house) == []


def test_a_fault_stands_at_the_cell_it_is_about(house):
    places = {"name": Place("t.xlsx", sheet="人员", cell="A2")}
    places["mail"] = Place("t.xlsx", sheet="人员", cell="E2")
    with pytest.raises(Refused) as refused:
        take(house, Wish("li", mail="nowhere", unit="NOPE", places=places))
    told = {fault.code: fault.place.cell for fault in refused.value.problems}
    assert told == {"accounts.mail": "E2", "accounts.unit_unknown": "A2"}


def test_who_is_closed_by_a_table_loses_every_key(house):
    token = issue_token(house, "li", label="", by=SHELL, now=NOW)
    accounts.change(house, "li", {"must_change": False})
    done = take(house, Wish("li", disabled=True))
    assert done.changed == (Changed("li", (("disabled", "no", "yes"),)),)
    assert token_user(house, token, now=NOW) is None
    assert ("root", "users.disable", "li") in deeds(house)


def test_a_closed_account_opens_only_where_the_table_says_so(house):
    people.disable(house, "li", by=SHELL, now=NOW)
    assert take(house, Wish("li", phone="1")).keys == {}
    assert user(house, "li").disabled_at == NOW
    done = take(house, Wish("li", disabled=False))
    assert user(house, "li").disabled_at is None
    assert user(house, "li").must_change
    assert matches(done.keys["li"], accounts.row_of(house, "li").password_hash)


def test_nobody_begins_closed(house):
    assert refused_codes(house, Wish("sun", roles=CLERK, disabled=True)) == ["people.new_closed"]


@pytest.mark.parametrize(
    "wish", [Wish("root", roles=CLERK), Wish("root", disabled=True)], ids=["role", "closed"]
)
def test_the_last_administrator_neither_loses_the_role_nor_the_account(house, wish):
    assert refused_codes(house, wish) == ["accounts.last_admin"]
    done = take(house, wish, Wish("wang", roles=frozenset({Role.SUPERVISOR, Role.ADMIN})))
    assert "wang" in [one.name for one in done.changed]
    assert [one.name for one in accounts.all_users(house) if one.administers] == ["wang"]


def test_a_closed_account_is_no_administrator(house):
    people.disable(house, "neu", by=SHELL, now=NOW)
    admin = frozenset({Role.ADMIN})
    taken = refused_codes(house, Wish("neu", roles=admin), Wish("root", roles=CLERK))
    assert taken == ["accounts.last_admin"]


def test_a_first_table_must_bring_an_administrator(db):
    assert refused_codes(db, Wish("li", roles=CLERK)) == ["people.no_admin"]
    assert take(db, Wish("li", roles=frozenset({Role.ADMIN}))).added == ("li",)


def test_two_administrators_cannot_close_each_other_at_once(engine):
    """Whoever comes second finds that nobody else is left."""
    with writing(engine) as db:
        settle(db)
        change(db, "wang", roles=frozenset({Role.ADMIN}))
    together = threading.Barrier(2)
    answers = []

    def close(name, deed):
        together.wait()
        try:
            with writing(engine) as db:
                deed(db, name)
            answers.append("closed")
        except Refused as refused:
            answers.append(refused.problems[0].code)

    def by_table(db, name):
        take(db, Wish(name, disabled=True))

    def by_hand(db, name):
        people.disable(db, name, by=SHELL, now=NOW)

    threads = [
        threading.Thread(target=close, args=args)
        for args in (("root", by_table), ("wang", by_hand))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["accounts.last_admin", "closed"]
    with reading(engine) as db:
        assert len([one for one in accounts.all_users(db) if one.administers]) == 1


def test_posts_come_and_go_with_a_table(house):
    posts.give(house, POST, "chen", since=date(2024, 1, 1), by=SHELL, now=NOW)
    posts.give(house, "区长", "wang", since=date(2024, 1, 1), by=SHELL, now=NOW)
    done = take(
        house,
        Wish("chen", posts=("区长",)),
        Wish("wang", posts=(POST,)),
        Wish("neu", phone="1"),
    )
    assert [one.name for one in done.changed] == ["neu", "chen", "wang"]
    assert [one for one in stored.all_of(house) if one.until is None] == [
        Holding(POST, "wang", TODAY),
        Holding("区长", "chen", TODAY),
    ]
    take(house, Wish("wang", posts=()), Wish("chen"))
    held = [(one.post, one.name) for one in stored.all_of(house) if one.holds(TODAY)]
    assert held == [("区长", "chen")]
    assert Holding(POST, "chen", date(2024, 1, 1), YESTERDAY) in stored.all_of(house)


def test_a_post_is_not_for_two_nor_for_who_is_gone(house):
    assert (
        refused_codes(house, Wish("chen", posts=(POST,)), Wish("wang", posts=(POST,)))
        == ["people.post_twice"] * 2
    )
    assert refused_codes(house, Wish("chen", posts=(POST,), disabled=True)) == [
        "people.post_closed"
    ]
    assert stored.all_of(house) == ()
