"""Accounts are made, closed and given new passwords by whoever may; letters find people."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.core.account import Action, Role, User, password_fault
from monitor.core.observation import Entry
from monitor.core.period import Period
from monitor.core.problem import Refused
from monitor.core.target import Part
from monitor.services import accounts as people
from monitor.services.accounts import Actor, may_enter, require, require_entry
from monitor.services.contacts import addresses
from monitor.services.passwords import matches
from monitor.store import accounts, proof
from tests.builders import YEAR, a_target, an_instant

NOW = an_instant(YEAR.start)
SHELL = Actor("admin", "root")
JUNE = Period(date(2024, 6, 1), date(2024, 6, 30))


def person(name, *roles, unit="", mail=None):
    address = f"{name}@example.invalid" if mail is None else mail
    return User(name, name.upper(), address, frozenset(roles), unit)


def add(db, name, *roles, unit="", mail=None):
    return people.add_user(db, person(name, *roles, unit=unit, mail=mail), by=SHELL, now=NOW)


def kept(db, name):
    row = accounts.row_of(db, name)
    assert row is not None
    return row


def codes(refused):
    return [fault.code for fault in refused.value.problems]


def test_a_new_account_has_a_password_that_its_owner_must_change(db):
    password = add(db, "li", Role.CLERK, unit="AGRI")
    row = kept(db, "li")
    assert password_fault(password, name="li") is None
    assert matches(password, row.password_hash)
    assert row.must_change
    assert password not in row.password_hash


def test_no_two_names_look_alike(db):
    add(db, "li", Role.CLERK)
    with pytest.raises(Refused) as refused:
        add(db, "ＬＩ", Role.LEADER)
    assert codes(refused) == ["accounts.taken"]


def test_a_closed_account_keeps_its_line_and_loses_its_letters(db):
    add(db, "li", Role.LEADER)
    people.disable(db, "li", by=SHELL, now=NOW)
    assert accounts.user_of(kept(db, "li")).disabled_at == NOW
    assert addresses(db, ["role:leader"]) == ()


def test_a_reset_gives_another_password_and_opens_the_account_again(db):
    first = add(db, "li", Role.CLERK)
    accounts.change(db, "li", {"failed": 4, "locked_until": NOW, "must_change": False})
    people.disable(db, "li", by=SHELL, now=NOW)
    second = people.reset(db, "li", by=SHELL, now=NOW)
    row = kept(db, "li")
    assert (row.failed, row.locked_until, row.disabled_at, row.must_change) == (0, None, None, True)
    assert not matches(first, row.password_hash)
    assert matches(second, row.password_hash)


def test_who_is_not_there_cannot_be_changed(db):
    for deed in (people.disable, people.reset):
        with pytest.raises(Refused) as refused:
            deed(db, "nobody", by=SHELL, now=NOW)
        assert codes(refused) == ["accounts.unknown"]


def test_every_change_stands_in_the_audit_and_its_chain_holds(db):
    add(db, "li", Role.CLERK)
    people.reset(db, "li", by=SHELL, now=NOW)
    people.disable(db, "li", by=SHELL, now=NOW)
    lines = [
        (line.who, line.os_user, line.action, line.subject) for line in accounts.audit_lines(db)
    ]
    assert lines == [
        ("admin", "root", f"users.{deed}", "li") for deed in ("add", "reset", "disable")
    ]
    assert proof.audit_breaches(db) == ()


def test_the_audit_holds_no_password(db):
    password = add(db, "li", Role.CLERK)
    assert password not in str([tuple(line) for line in accounts.audit_lines(db)])


def test_before_any_account_exists_the_shell_may_everything(db):
    actor = people.shell_actor(db, None, os_user="root")
    assert actor.name == "root"
    require(actor, Action.ADMINISTER)


def test_once_accounts_exist_the_shell_must_name_one(db):
    add(db, "li", Role.CLERK)
    with pytest.raises(Refused) as refused:
        people.shell_actor(db, None, os_user="root")
    assert codes(refused) == ["accounts.by_missing"]
    with pytest.raises(Refused) as refused:
        people.shell_actor(db, "wang", os_user="root")
    assert codes(refused) == ["accounts.unknown"]
    assert people.shell_actor(db, "LI", os_user="root").name == "li"


def test_the_last_administrator_stays(db):
    add(db, "li", Role.ADMIN)
    add(db, "chen", Role.LEADER)
    with pytest.raises(Refused) as refused:
        people.disable(db, "li", by=SHELL, now=NOW)
    assert codes(refused) == ["accounts.last_admin"]
    add(db, "wang", Role.ADMIN)
    people.disable(db, "li", by=SHELL, now=NOW)


def test_a_closed_account_cannot_act_from_the_shell(db):
    add(db, "li", Role.SUPERVISOR)
    people.disable(db, "li", by=SHELL, now=NOW)
    with pytest.raises(Refused) as refused:
        people.shell_actor(db, "li", os_user="root")
    assert codes(refused) == ["accounts.disabled"]


def test_letters_go_to_roles_units_and_plain_addresses_once_each(db):
    add(db, "chen", Role.LEADER)
    add(db, "li", Role.CLERK, Role.LEADER, unit="AGRI")
    add(db, "zhao", Role.CLERK, unit="WATER")
    add(db, "mute", Role.LEADER, mail="")
    to = ["role:leader", "unit:AGRI", "office@example.invalid"]
    assert addresses(db, to) == (
        ("CHEN", "chen@example.invalid"),
        ("LI", "li@example.invalid"),
        ("", "office@example.invalid"),
    )


def test_a_units_letter_goes_to_the_clerks_of_that_unit(db):
    add(db, "li", Role.CLERK, unit="AGRI")
    add(db, "zhao", Role.CLERK, unit="WATER")
    assert addresses(db, ["role:clerk"], unit="WATER") == (("ZHAO", "zhao@example.invalid"),)
    assert len(addresses(db, ["role:clerk"])) == 2


def test_letters_of_a_unit_reach_the_people_of_those_it_took_over(db):
    add(db, "li", Role.CLERK, unit="AGRI")
    add(db, "zhao", Role.CLERK, unit="WATER")
    found = addresses(db, ["role:clerk"], unit="WATER", formerly=("AGRI",))
    assert [name for name, _ in found] == ["LI", "ZHAO"]


def test_a_clerk_enters_what_the_unit_answers_for_or_reports():
    clerk = person("li", Role.CLERK, unit="AGRI")
    assert may_enter(clerk, a_target(responsible="AGRI"))
    assert may_enter(clerk, a_target(responsible="WATER", reported_by="AGRI"))
    assert not may_enter(clerk, a_target(responsible="WATER"))


def test_a_clerk_enters_the_own_part_of_a_split_target_alone():
    clerk = person("li", Role.CLERK, unit="AGRI")
    split = a_target(
        responsible="AGRI", parts=(Part("AGRI", Decimal(1)), Part("WATER", Decimal(2)))
    )
    assert may_enter(clerk, split, "AGRI")
    assert not may_enter(clerk, split, "WATER")


def test_back_dating_is_the_administrators_even_for_who_may_enter(db):
    supervisor = person("wang", Role.SUPERVISOR)
    entry = Entry("ROAD", JUNE, value="1")
    with pytest.raises(Refused) as refused:
        require_entry(db, Actor("wang", "", supervisor), "P2024", [entry], backdated=True)
    assert codes(refused) == ["accounts.may_not_backdate"]
