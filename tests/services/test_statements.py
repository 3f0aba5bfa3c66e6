"""A unit's own words: kept in the chain, the newest counts, told as of a day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from monitor.core.account import Role, User
from monitor.core.period import months
from monitor.core.problem import Refused
from monitor.core.statement import LONGEST, Outlook, Statement
from monitor.services.accounts import Actor
from monitor.services.comparison import compare
from monitor.services.statements import state, statements
from tests.builders import PLAIN_WEEKS, a_plan, a_target
from tests.store.rows import adopt, breaches

NOW = datetime(2024, 10, 8, tzinfo=UTC)
LATER = datetime(2024, 10, 9, tzinfo=UTC)
PLAN = a_plan(a_target())
CLERK = Actor("li", "", User("li", "李", "l@x.invalid", frozenset({Role.CLERK}), "JTJ"))
OTHER = Actor("wu", "", User("wu", "吴", "w@x.invalid", frozenset({Role.CLERK}), "SLJ"))
SAID = Statement("ROAD", "JTJ", months(2024, 9, 1), trouble="征地未完", outlook=Outlook.HARD)


@pytest.fixture
def year(db):
    adopt(db, PLAN)
    return db


def say(db, one=SAID, by=CLERK, now=NOW):
    return state(db, PLAN.code, (one,), by=by, now=now)


def row(db, as_of, known_at=LATER):
    card = compare(db, PLAN.code, as_of=as_of, known_at=known_at, calendar=PLAIN_WEEKS, zone=UTC)
    return card.rows[0].statement


def test_the_newest_words_count_and_the_same_again_writes_nothing(year):
    assert [say(year), say(year)] == [1, 0]
    better = replace(SAID, outlook=Outlook.CAN, forecast=Decimal("25.93"))
    assert say(year, better, now=LATER) == 1
    (found,) = statements(year, PLAN.code).values()
    assert (found.outlook, found.forecast, found.by) == (Outlook.CAN, Decimal("25.93"), "li")
    assert breaches(year, PLAN.code) == set()


def test_a_scorecard_tells_what_was_said_by_its_day_and_known_then(year):
    say(year)
    say(year, replace(SAID, period=months(2024, 10, 1), trouble="已解决"), now=LATER)
    assert row(year, date(2024, 9, 30)).trouble == "征地未完"
    assert row(year, date(2024, 10, 31)).trouble == "已解决"
    assert row(year, date(2024, 8, 31)) is None
    assert row(year, date(2024, 10, 31), known_at=NOW).trouble == "征地未完"


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({}, OTHER),
        ({"unit": "SLJ"}, OTHER),
        ({"target": "NONE"}, CLERK),
        ({"trouble": "", "outlook": None}, CLERK),
        ({"trouble": "长" * (LONGEST + 1)}, CLERK),
    ],
)
def test_what_nobody_may_say_or_nobody_says_is_refused(year, changes, by):
    with pytest.raises(Refused):
        say(year, replace(SAID, **changes), by=by)
    assert statements(year, PLAN.code) == {}
