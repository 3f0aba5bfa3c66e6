"""Posts are given and ended from a day on, and every change is audited with what it was."""

from datetime import date

import pytest

from monitor.core.post import Holding
from monitor.core.problem import Refused
from monitor.services import accounts as people
from monitor.services import posts
from monitor.store import posts as stored
from monitor.store import proof
from tests.services.staff import NOW, POST, SHELL, TODAY, codes, deeds, detail, settle

MARCH = date(2024, 3, 1)


@pytest.fixture
def house(db):
    settle(db)
    return db


def give(db, name, since=MARCH, post=POST):
    return posts.give(db, post, name, since=since, by=SHELL, now=NOW)


def test_a_post_changes_hands_and_the_audit_tells_from_whom(house):
    assert give(house, "chen") is None
    assert give(house, "WANG", TODAY).name == "chen"
    assert stored.of_post(house, POST) == (
        Holding(POST, "chen", MARCH, date(2024, 8, 5)),
        Holding(POST, "wang", TODAY),
    )
    assert deeds(house) == [("root", "posts.set", POST)] * 2
    assert detail(house, "posts.set") == {
        "to": "wang",
        "since": "2024-08-06",
        "before": [["chen", "2024-03-01", ""]],
    }
    assert proof.audit_breaches(house) == ()


def test_what_changes_nothing_is_not_noted(house):
    give(house, "chen")
    give(house, "chen", TODAY)
    assert deeds(house) == [("root", "posts.set", POST)]


@pytest.mark.parametrize(
    ("post", "name", "code"),
    [
        (POST, "nobody", "accounts.unknown"),
        (POST, "neu", "accounts.disabled"),
        (" ", "chen", "people.post"),
        ("长" * 65, "chen", "people.post"),
    ],
)
def test_a_post_needs_a_title_and_somebody_who_is_here(house, post, name, code):
    people.disable(house, "neu", by=SHELL, now=NOW)
    with pytest.raises(Refused) as refused:
        give(house, name, post=post)
    assert codes(refused) == [code]
    assert stored.all_of(house) == ()


def test_a_post_ends_after_a_day_if_anybody_holds_it(house):
    give(house, "chen")
    with pytest.raises(Refused) as refused:
        posts.end(house, POST, last=date(2024, 2, 28), by=SHELL, now=NOW)
    assert codes(refused) == ["people.post_unheld"]
    posts.end(house, POST, last=TODAY, by=SHELL, now=NOW)
    assert stored.of_post(house, POST) == (Holding(POST, "chen", MARCH, TODAY),)
    assert deeds(house)[-1] == ("root", "posts.end", POST)


def test_a_post_dropped_today_was_held_until_yesterday(house):
    give(house, "chen")
    posts.drop(house, POST, day=TODAY, by=SHELL, now=NOW)
    assert stored.of_post(house, POST) == (Holding(POST, "chen", MARCH, date(2024, 8, 5)),)
    give(house, "wang", TODAY)
    posts.drop(house, POST, day=TODAY, by=SHELL, now=NOW)
    assert stored.of_post(house, POST) == (Holding(POST, "chen", MARCH, date(2024, 8, 5)),)
