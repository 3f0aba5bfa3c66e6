"""A post is one person's at a time; who held it last month still held it then."""

from datetime import date

import pytest

from monitor.core.account import Role, User
from monitor.core.post import (
    Directory,
    Holding,
    ended,
    handed_on,
    passed_on,
    plain_post,
    post_fault,
)
from tests.builders import YEAR, an_instant

POST = "分管农业副区长"


def day(text):
    return date.fromisoformat(f"2024-{text}")


def held(name, since, until=None, post=POST):
    return Holding(post, name, day(since), day(until) if until else None)


def somebody(name, display="", **changes):
    return User(name, display or name, "", frozenset({Role.LEADER}), **changes)


def everybody(*holdings):
    people = (
        somebody("chen", "陈某"),
        somebody("wang", "王某"),
        somebody("old", "旧某", disabled_at=an_instant(YEAR.start)),
    )
    return Directory(people, holdings)


def names(found):
    return [user.name for user in found]


def test_who_takes_a_post_ends_who_held_it_the_day_before():
    before = (held("chen", "01-01"),)
    after = handed_on(before, POST, "wang", day("07-01"))
    assert after == (held("chen", "01-01", "06-30"), held("wang", "07-01"))


def test_who_is_written_in_before_somebody_holds_it_until_then():
    after = handed_on((held("wang", "07-01"),), POST, "chen", day("03-01"))
    assert after == (held("chen", "03-01", "06-30"), held("wang", "07-01"))


def test_the_same_day_is_a_correction():
    after = handed_on((held("chen", "07-01"),), POST, "wang", day("07-01"))
    assert after == (held("wang", "07-01"),)


def test_who_holds_it_already_goes_on_holding_it():
    before = (held("chen", "01-01"),)
    assert handed_on(before, POST, "chen", day("07-01")) == before


def test_a_gap_stays_a_gap():
    before = (held("chen", "01-01", "03-31"),)
    after = handed_on(before, POST, "wang", day("07-01"))
    assert after == (*before, held("wang", "07-01"))


def test_a_post_ends_after_a_day():
    before = (held("chen", "01-01", "05-31"), held("wang", "06-01"))
    assert ended(before, POST, day("09-30")) == (before[0], held("wang", "06-01", "09-30"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            [("chen", "01-01", "12-31")],
            [("chen", "01-01", "06-30"), ("wang", "07-01", "12-31")],
            id="what is held, with its end",
        ),
        pytest.param([("chen", "09-01")], [("wang", "09-01")], id="what is still to come"),
        pytest.param([("chen", "07-01")], [("wang", "07-01")], id="what begins that very day"),
        pytest.param(
            [("chen", "01-01", "06-30")], [("chen", "01-01", "06-30")], id="not what is over"
        ),
        pytest.param([("li", "01-01")], [("li", "01-01")], id="not somebody else's"),
    ],
)
def test_all_that_one_has_from_a_day_on_is_anothers(before, after):
    found = passed_on([held(*one) for one in before], "chen", "wang", day("07-01"))
    assert found == tuple(held(*one) for one in after)


def test_a_post_is_its_holders_on_the_day_asked_for():
    people = everybody(held("chen", "01-01", "06-30"), held("wang", "07-01"))
    assert names(people.leaders(POST, day("06-30"))) == ["chen"]
    assert names(people.leaders(POST, day("07-01"))) == ["wang"]
    assert people.posts_of("wang", day("07-01")) == (POST,)
    assert people.posts_of("wang", day("06-30")) == ()


def test_a_post_nobody_holds_that_day_is_nobody():
    assert everybody(held("chen", "03-01")).leaders(POST, day("02-01")) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("chen", ["chen"]),
        ("陈某", ["chen"]),
        (" 陈某 ", ["chen"]),
        ("陈某、王某", ["chen", "wang"]),
        ("陈某/王某", ["chen", "wang"]),
        ("陈某、陈某", ["chen"]),
        ("张某", []),
        ("", []),
    ],
)
def test_a_plan_may_name_people_themselves(text, found):
    assert names(everybody().leaders(text, day("01-01"))) == found


def test_a_title_with_a_comma_in_it_is_one_title():
    both = "区委常委、常务副区长"
    people = everybody(held("chen", "01-01", post=both), held("wang", "01-01", post="区长"))
    assert names(people.leaders(both, day("02-01"))) == ["chen"]
    assert names(people.leaders(f"区长、{POST}", day("02-01"))) == ["wang"]


def test_two_of_one_name_are_nobody_until_one_of_them_has_left():
    twins = (somebody("chen", "陈某"), somebody("chen2", "陈某"))
    assert Directory(twins, ()).leaders("陈某", day("01-01")) == ()
    one_left = (somebody("chen", "陈某", disabled_at=an_instant(YEAR.start)), twins[1])
    assert Directory(one_left, ()).leaders("陈某", day("01-01")) == ()
    assert names(Directory(one_left, ()).leaders("陈某", day("01-02"))) == ["chen2"]


def test_who_has_left_leads_what_was_before_and_nothing_after():
    people = everybody(held("old", "01-01"))
    for text in (POST, "旧某"):
        assert names(people.leaders(text, day("01-01"))) == ["old"]
        assert people.leaders(text, day("01-02")) == ()


def test_a_post_named_like_a_person_is_the_post():
    people = everybody(held("wang", "01-01", post="陈某"))
    assert names(people.leaders("陈某", day("01-01"))) == ["wang"]
    assert not people.names_person("陈某", somebody("chen", "陈某"))


def test_a_person_is_named_where_the_plan_says_the_name():
    chen = somebody("chen", "陈某")
    assert everybody().names_person("王某、陈某", chen)
    assert not everybody(held("chen", "01-01")).names_person(POST, chen)


def test_titles_have_one_form():
    assert plain_post(" 分管（农业） 副区长 ") == "分管(农业) 副区长"
    assert post_fault("副区长") is None
    for bad in ("", "长" * 65, "a\x00b"):
        assert post_fault(bad).code == "people.post"
