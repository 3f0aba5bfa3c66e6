"""Cases are gathered for who asks, leaders are found by day, links end with the account."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.core.handover import Terms
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.services import accounts as people
from monitor.services import posts, reviews
from monitor.services.handover import hand_over
from monitor.services.observations import Sitting, record
from monitor.services.people import (
    cases,
    directory,
    items_of,
    leader_names,
    person_of_link,
    unknown_leaders,
)
from tests.builders import PLAIN_WEEKS
from tests.services.staff import (
    NOW,
    OCCASION,
    PLAN,
    POST,
    SHELL,
    TODAY,
    ZONE,
    actor,
    at,
    settle,
    user,
)
from tests.store.rows import adopt


@pytest.fixture
def house(db):
    adopt(db, PLAN)
    settle(db)
    return db


def enter(db, period, value, by="li", now=NOW):
    span = read_period(period)
    assert isinstance(span, Period)
    entry = Entry("ROAD", span, value=value)
    record(db, [Placed(entry)], plan=PLAN.code, sitting=Sitting(by, now, ZONE))


def items(db, name, day=TODAY, now=NOW):
    found = cases(db, as_of=day, known_at=now, calendar=PLAIN_WEEKS, zone=ZONE)
    return items_of(user(db, name), found, directory(db))


def test_a_figure_goes_from_the_clerk_to_the_reviewer_and_back(house):
    assert items(house, "li").owed_periods == 7
    enter(house, "2024-07", "12公里")
    (waiting,) = items(house, "li").waiting
    assert items(house, "li").owed == ()
    assert items(house, "qian").to_review == (waiting,)
    number = waiting.entry.seq
    decision = {"approve": False, "by": actor(house, "qian"), "now": NOW, "reason": "请核对"}
    reviews.decide(house, PLAN.code, [number], **decision)
    (back,) = items(house, "li").returned
    assert (back.entry.seq, back.reason) == (number, "请核对")
    assert items(house, "li").owed_periods == 7
    assert items(house, "qian").to_review == ()


def test_what_is_asked_of_a_past_day_is_told_with_what_was_known_then(house):
    enter(house, "2024-07", "12公里")
    before = items(house, "qian", now=at("08-01"))
    assert before.to_review == ()


def test_a_plan_is_asked_about_from_its_first_day_until_its_last_figures_are_in(house):
    for day, asked in (
        (date(2023, 12, 31), 0),
        (date(2024, 1, 20), 1),
        (date(2025, 1, 20), 1),
        (date(2025, 6, 1), 0),
    ):
        found = cases(house, as_of=day, known_at=NOW, calendar=PLAIN_WEEKS, zone=ZONE)
        assert len(found) == asked, day


def test_a_leader_is_told_by_name_beside_the_post(house):
    assert leader_names(house, PLAN, as_of=TODAY) == {}
    assert unknown_leaders(house, as_of=TODAY) == {POST: 1}
    posts.give(house, POST, "chen", since=TODAY, by=SHELL, now=NOW)
    assert leader_names(house, PLAN, as_of=TODAY) == {POST: "CHEN"}
    assert leader_names(house, PLAN, as_of=date(2024, 8, 5)) == {}
    assert unknown_leaders(house, as_of=TODAY) == {}
    assert [one.row.target.code for one in items(house, "chen").led] == ["ROAD"]


def test_who_is_named_in_person_is_not_told_twice(house):
    named = replace(PLAN, targets=(replace(PLAN.targets[0], leader="CHEN"),))
    assert leader_names(house, named, as_of=TODAY) == {}


def test_a_link_opens_for_whom_it_was_made(house):
    assert person_of_link(house, "chen", made_at=NOW).name == "chen"
    assert person_of_link(house, "nobody", made_at=NOW) is None


def test_a_link_of_who_was_closed_opens_nothing_not_even_once_opened_again(house):
    people.disable(house, "chen", by=SHELL, now=at("08-10"))
    assert person_of_link(house, "chen", made_at=NOW) is None
    people.reset(house, "chen", by=SHELL, now=at("08-11"))
    assert person_of_link(house, "chen", made_at=NOW) is None
    assert person_of_link(house, "chen", made_at=at("08-12")).name == "chen"


def test_a_link_of_who_handed_over_opens_nothing(house):
    hand_over(house, "li", "neu", terms=Terms(), by=actor(house, "wang"), on=OCCASION)
    people.reset(house, "li", by=SHELL, now=at("08-11"))
    assert person_of_link(house, "li", made_at=at("08-01")) is None
    assert person_of_link(house, "neu", made_at=at("08-01")).name == "neu"


def test_a_post_of_who_was_closed_is_told_to_be_nobodys(house):
    posts.give(house, POST, "chen", since=date(2024, 1, 1), by=SHELL, now=NOW)
    people.disable(house, "chen", by=SHELL, now=NOW)
    assert unknown_leaders(house, as_of=date(2024, 8, 7)) == {POST: 1}
    assert leader_names(house, PLAN, as_of=date(2024, 7, 31)) == {POST: "CHEN"}
