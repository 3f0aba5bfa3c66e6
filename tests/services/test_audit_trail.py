"""The audit: one list over every plan and the accounts, by when a thing was really written."""

import pytest

from monitor.core.account import Role, User
from monitor.core.happening import Book, Noted, Via
from monitor.core.problem import Refused
from monitor.services.accounts import Actor, add_user
from monitor.services.audit_trail import Asked, audit_trail
from tests.services.storybook import act, adopted, at, enter, half_a_year, issue

ROOT = Actor("root", "root")


def people(db):
    for name, role, unit in (("li", Role.CLERK, "JTJ"), ("wang", Role.SUPERVISOR, "")):
        add_user(db, User(name, name, "", frozenset({role}), unit), by=ROOT, now=at(1, 3))


@pytest.fixture
def lived(db):
    half_a_year(db)
    people(db)
    return db


def trail(db, **asked):
    return audit_trail(db, Asked(**asked)).happenings


def books(found):
    return {one.book for one in found}


def test_every_book_is_in_it_but_what_the_machine_derives(lived):
    assert books(trail(lived)) == set(Book) - {Book.VERDICTS}


def test_it_runs_by_when_a_thing_was_written_whatever_it_claims(db):
    adopted(db)
    enter(db, "2024-04", "7公里", code="LAMPS", now=at(6, 3))
    late = enter(db, "2024-03", "5公里", code="LAMPS", now=at(8, 1), known_at=at(4, 3))
    newest = trail(db)[-1]
    assert newest.seq == late
    assert newest.known_at == at(4, 3)
    assert newest in trail(db, since=at(8, 1))


def test_since_leaves_out_what_was_written_before(lived):
    found = trail(lived, since=at(6, 10))
    assert found
    assert min(one.recorded_at for one in found) == at(6, 10)


def test_by_asks_for_one_person_under_any_spelling_of_the_account(lived):
    assert {one.by for one in trail(lived, by="审核人")} == {"审核人"}
    enter(lived, "2024-07", "1", code="LAMPS", by="li")
    assert [one.book for one in trail(lived, by=" LI ")] == [Book.ENTRIES]


def test_a_unit_named_by_code_or_name_brings_its_figures_targets_people_and_matters(lived):
    act(lived, "matter", "1", "given", now=at(7, 5), unit="JTJ")
    act(lived, "matter", "1", "answered", now=at(7, 6))
    act(lived, "matter", "2", "given", now=at(7, 5), unit="ZJJ")
    found = trail(lived, unit="JTJ")
    assert found == trail(lived, unit="交通局")
    assert {one.what.observation.unit for one in found if one.book is Book.ENTRIES} == {"JTJ"}
    assert [one.what.code for one in found if one.book is Book.TARGETS] == ["JTJ", "ROAD", "ROAD"]
    assert [one.what.subject for one in found if isinstance(one.what, Noted)] == ["li"]
    steps = [(one.what.code, one.what.step) for one in found if one.book is Book.ACTS]
    assert steps == [("ROAD", "asked"), ("1", "given"), ("1", "answered")]


def test_an_answer_within_the_days_asked_for_belongs_to_the_unit_its_matter_was_given_to(lived):
    act(lived, "matter", "1", "given", now=at(7, 5), unit="JTJ")
    act(lived, "matter", "1", "answered", now=at(7, 6))
    found = trail(lived, unit="JTJ", since=at(7, 6))
    assert [one.what.step for one in found] == ["answered"]


def test_a_units_own_edition_is_its_own(lived):
    issue(lived, "2024-06", now=at(7, 9), name="own")
    assert Book.EDITIONS not in books(trail(lived, unit="JTJ"))


@pytest.mark.parametrize("book", sorted(set(Book) - {Book.VERDICTS}))
def test_a_book_may_be_asked_for_alone(lived, book):
    assert books(trail(lived, book=book)) == {book}


def test_the_newest_are_the_last_of_the_whole_list(lived):
    assert trail(lived, newest=4) == trail(lived)[-4:]
    assert trail(lived, newest=4, unit="JTJ") == trail(lived, unit="JTJ")[-4:]
    (line,) = trail(lived, newest=1, unit="JTJ", book=Book.ACCOUNTS)
    assert line.what.subject == "li"


def test_the_door_is_told_where_it_was_noted(lived):
    shell = [one for one in trail(lived, book=Book.ENTRIES) if one.via is Via.SHELL]
    assert [(one.by, one.os_user) for one in shell] == [("填报人", "clerk")]


def test_a_unit_nobody_knows_is_refused_with_those_there_are(lived):
    with pytest.raises(Refused) as refused:
        trail(lived, unit="NONE")
    fault = refused.value.problems[0]
    assert fault.code == "history.unknown_unit"
    assert dict(fault.args)["units"] == "JTJ、ZJJ"


def test_an_empty_house_has_an_empty_audit(db):
    assert trail(db) == ()
