"""A leader's signed link: it records one instruction, and opens nothing else or longer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer

from monitor.core.demand import Kind
from monitor.core.problem import Refused
from monitor.services import accounts
from monitor.services.instructions import (
    SALT,
    Wish,
    instruct,
    links_of,
    make_link,
    open_link,
    revoke_link,
)
from monitor.services.verification import verify
from monitor.store.engine import reading, rehearsing, writing
from tests.services.desk import MORNING, PLAN, Desk, a_given, hand, settled_office

KEY = "a key that only this office knows"


@pytest.fixture
def desk(engine):
    settled_office(engine)
    return Desk(engine)


def made(desk, **changes):
    return desk(make_link, Wish(**({"leader": "chen"} | changes)), hand("wang"), key=KEY)


def opened(desk, token, key=KEY):
    with reading(desk.engine) as db:
        return open_link(db, token, key=key)


def give(desk, token, day=0, **changes):
    link, leader = opened(desk, token)
    with writing(desk.engine) as db:
        return instruct(db, link, leader, a_given(**changes), hand("shen", day))


def fault(desk, token, day=0):
    found = opened(desk, token)[0].fault(MORNING + timedelta(days=day))
    return found.code if found else None


def refusal(deed, *words, **more):
    with pytest.raises(Refused) as refused:
        deed(*words, **more)
    return [fault.code for fault in refused.value.problems]


def test_what_comes_through_it_is_the_leaders_own_instruction(desk):
    link, token = made(desk)
    matter = give(desk, token, kind=Kind.CHECK, from_whom="别人", words="三日内报我")
    assert (matter.given.kind, matter.given.from_whom) == (Kind.INSTRUCTION, "chen的姓名")
    assert (matter.recorded_by, matter.given.link) == ("chen", link.id)
    with rehearsing(desk.engine) as trial:
        assert verify(trial.db) == ()


def test_it_is_spent_after_its_uses(desk):
    _, token = made(desk, uses=2)
    assert [give(desk, token).number, give(desk, token).number] == [1, 2]
    assert refusal(give, desk, token) == ["matters.link_used"]
    with reading(desk.engine) as db:
        assert [link.matters for link in links_of(db, PLAN.code)] == [(1, 2)]


def test_two_at_once_spend_one_use_once(desk):
    _, token = made(desk)

    def send(_):
        try:
            return give(desk, token).number
        except Refused as refused:
            return refused.problems[0].code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2)), key=str) == [1, "matters.link_used"]


def test_what_is_at_fault_spends_nothing(desk):
    _, token = made(desk)
    assert refusal(give, desk, token, words="") == ["matters.words_missing"]
    assert give(desk, token).number == 1


@pytest.mark.parametrize(("day", "code"), [(0, None), (2, None), (3, "matters.link_expired")])
def test_it_ends(desk, day, code):
    assert fault(desk, made(desk)[1], day) == code


def test_it_is_refused_also_when_it_ended_while_the_form_was_open(desk):
    _, token = made(desk)
    assert refusal(give, desk, token, 4) == ["matters.link_expired"]


def test_it_is_revoked_once(desk):
    link, token = made(desk)
    desk(revoke_link, link.id, hand("sun"))
    assert fault(desk, token) == "matters.link_revoked"
    assert refusal(give, desk, token) == ["matters.link_revoked"]
    assert refusal(desk, revoke_link, link.id, hand("sun")) == ["matters.link_unknown"]


def test_a_forged_one_opens_nothing(desk):
    link, token = made(desk)
    other = str(URLSafeSerializer("guessed", salt=SALT).dumps([PLAN.code, link.id]))
    form = str(URLSafeSerializer(KEY, salt="form").dumps([PLAN.code, link.id]))
    for one in (other, form, token[:-2], "", "x" * 5000, token + "x"):
        assert opened(desk, one) is None


def test_it_dies_with_the_leaders_account(desk):
    _, token = made(desk)
    with writing(desk.engine) as db:
        accounts.disable(db, "chen", by=hand("root").by, now=MORNING + timedelta(hours=1))
    assert opened(desk, token) is None
    with writing(desk.engine) as db:
        accounts.reset(db, "chen", by=hand("root").by, now=MORNING + timedelta(hours=2))
    assert opened(desk, token) is None, "opened again, an account has no old links"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"leader": "li"}, "matters.no_leader"),
        ({"leader": "nobody"}, "matters.no_leader"),
        ({"hours": 0}, "matters.link_bounds"),
        ({"hours": 721}, "matters.link_bounds"),
        ({"uses": 10}, "matters.link_bounds"),
    ],
)
def test_only_a_leader_gets_one_and_not_for_ever(desk, changes, code):
    assert refusal(made, desk, **changes) == [code]


@pytest.mark.parametrize("name", ["li", "chen", "root", "shen"])
def test_only_the_supervisor_makes_and_revokes_one(desk, name):
    link, _ = made(desk)
    wish = Wish("chen")
    assert refusal(desk, make_link, wish, hand(name), key=KEY) == ["accounts.may_not_supervise"]
    assert refusal(desk, revoke_link, link.id, hand(name)) == ["accounts.may_not_supervise"]
