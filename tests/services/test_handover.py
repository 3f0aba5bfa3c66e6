"""A handover moves all of a person's work in one transaction, and shows it first."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.core.account import Role
from monitor.core.handover import Mail, Terms
from monitor.core.matter import Given, Kind
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.core.post import Holding
from monitor.core.problem import Refused
from monitor.services import accounts as people
from monitor.services import posts
from monitor.services.contacts import addresses
from monitor.services.handover import foresee, hand_over
from monitor.services.issue import asking_of, issue_slot
from monitor.services.matters import Hand, give
from monitor.services.observations import Sitting, record
from monitor.services.passwords import hashed
from monitor.services.sessions import digest, issue_token, sign_in, signed_in, token_user
from monitor.store import accounts, deliveries, proof
from monitor.store import posts as stored
from monitor.store.engine import reading, writing
from monitor.store.tables import users
from tests.services.mailroom import LEADERS, MONTHLY, a_made, a_slot, sending
from tests.services.staff import (
    NOW,
    OCCASION,
    PLAN,
    POST,
    SHELL,
    TODAY,
    ZONE,
    actor,
    codes,
    deeds,
    detail,
    settle,
    user,
)
from tests.store.rows import adopt

KEY = "Sommer-2024"


@pytest.fixture
def house(db):
    adopt(db, PLAN)
    settle(db)
    return db


def do(db, giver, taker, by="root", deed=hand_over, **terms):
    return deed(db, giver, taker, terms=Terms(**terms), by=actor(db, by), on=OCCASION)


def everything(db):
    """All a handover could touch."""
    rows = [tuple(row) for row in db.execute(users.select().order_by(users.c.name))]
    return rows, stored.all_of(db), [tuple(line) for line in accounts.audit_lines(db)]


def enter(db, period):
    span = read_period(period)
    assert isinstance(span, Period)
    entry = Entry("ROAD", span, value="12公里")
    record(db, [Placed(entry)], plan=PLAN.code, sitting=Sitting("li", NOW, ZONE))


def test_the_taker_has_the_unit_the_roles_and_the_letters(house):
    do(house, "li", "neu", reason="调离")
    assert (user(house, "neu").unit, user(house, "neu").roles) == ("JTJ", {Role.CLERK})
    assert user(house, "li").disabled_at == NOW
    assert addresses(house, ["role:clerk"], unit="JTJ") == (("NEU", "neu@example.invalid"),)


def test_the_taker_keeps_the_own_roles(house):
    do(house, "qian", "li")
    assert user(house, "li").roles == {Role.CLERK, Role.REVIEWER}


def test_a_leaders_posts_are_the_takers_from_today(house):
    posts.give(house, POST, "chen", since=date(2024, 1, 1), by=SHELL, now=NOW)
    posts.give(house, "区长", "chen", since=TODAY, by=SHELL, now=NOW)
    posts.end(house, "区长", last=date(2024, 12, 31), by=SHELL, now=NOW)
    done = do(house, "chen", "neu")
    assert done.posts == (POST, "区长")
    assert stored.all_of(house) == (
        Holding(POST, "chen", date(2024, 1, 1), date(2024, 8, 5)),
        Holding(POST, "neu", TODAY),
        Holding("区长", "neu", TODAY, date(2024, 12, 31)),
    )


def test_what_would_move_is_told_and_nothing_changes(house):
    enter(house, "2024-06")
    posts.give(house, POST, "li", since=TODAY, by=SHELL, now=NOW)
    before = everything(house)
    shown = do(house, "li", "neu", deed=foresee)
    assert (shown.owed, shown.reviews, shown.posts) == (1, 0, (POST,))
    assert shown.gained == ()
    assert everything(house) == before
    assert do(house, "li", "neu") == shown


def test_what_waits_for_the_giver_is_counted(house):
    enter(house, "2024-07")
    assert do(house, "qian", "neu", deed=foresee).reviews == 1


def test_every_key_of_the_giver_is_worthless_at_once(house):
    accounts.change(house, "li", {"password_hash": hashed(KEY), "must_change": False})
    session = sign_in(house, "li", KEY, now=NOW)
    assert isinstance(session, str)
    token = issue_token(house, "li", label="表", by=SHELL, now=NOW)
    assert signed_in(house, session, now=NOW).name == "li"
    assert token_user(house, token, now=NOW).name == "li"
    done = do(house, "li", "neu")
    assert (done.sessions, done.tokens) == (1, 1)
    assert signed_in(house, session, now=NOW) is None
    assert token_user(house, token, now=NOW) is None
    people.reset(house, "li", by=SHELL, now=NOW)
    accounts.change(house, "li", {"must_change": False})
    assert accounts.session(house, digest(session)) is None
    assert token_user(house, token, now=NOW) is None


def test_a_handover_is_all_or_nothing(engine):
    with writing(engine) as db:
        adopt(db, PLAN)
        settle(db)
    with reading(engine) as db:
        before = everything(db)

    def cut_off():
        with writing(engine) as db:
            do(db, "li", "neu")
            assert everything(db) != before
            raise ConnectionError

    with pytest.raises(ConnectionError):
        cut_off()
    with reading(engine) as db:
        assert everything(db) == before


def test_the_audit_says_who_moved_what_and_why(house):
    posts.give(house, POST, "qian", since=date(2024, 1, 1), by=SHELL, now=NOW)
    do(house, "qian", "neu", by="wang", reason="调离")
    assert deeds(house)[-3:] == [
        ("wang", "users.set", "neu"),
        ("wang", "posts.set", POST),
        ("wang", "users.handover", "qian"),
    ]
    assert detail(house, "users.set") == {
        "roles": ["clerk", "clerk,reviewer"],
        "unit": ["", "JTJ"],
        "from": "qian",
    }
    told = detail(house, "users.handover")
    assert (told["to"], told["reason"], told["posts"]) == ("neu", "调离", [POST])
    assert (told["roles"], told["unit"]) == (["reviewer"], "JTJ")
    assert proof.audit_breaches(house) == ()


def test_a_letter_on_its_way_is_told_and_stays_as_it_is(engine):
    """Its bytes and its address are frozen; what was sent already is nobody's concern."""
    with writing(engine) as db:
        adopt(db, PLAN)
        settle(db)
    to = (("CHEN", "chen@example.invalid"), ("WANG", "wang@example.invalid"))
    slot = a_slot("2024-07")
    asking = asking_of(slot, MONTHLY, LEADERS)

    def make(asked):
        return a_made(asked, addresses=to)

    issue_slot(engine, slot, asking, make=make, sending=sending(NOW))
    with writing(engine) as db:
        rows = deliveries.listed(db)
        done = do(db, "chen", "neu")
        assert deliveries.listed(db) == rows
    (mine,) = [row for row in rows if row.address == "chen@example.invalid"]
    assert done.mail == (Mail(mine.id, "monthly", "2024-07", mine.address, "pending"),)
    with writing(engine) as db:
        deliveries.set_state(db, mine.id, ["pending"], {"state": "sent"})
        assert do(db, "neu", "qian", deed=foresee).mail == ()


def test_what_names_the_giver_in_files_is_told(house):
    named = replace(PLAN, targets=(replace(PLAN.targets[0], leader="CHEN"),), code="P2", title="乙")
    adopt(house, named)
    report = replace(MONTHLY, audiences=(replace(LEADERS, to=("chen@example.invalid",)),))
    occasion = replace(OCCASION, reports=(MONTHLY, report))
    terms, by = Terms(), actor(house, "root")
    done = foresee(house, "chen", "neu", terms=terms, by=by, on=occasion)
    assert (done.named, done.addressed) == (("ROAD",), ("monthly",))


def test_who_is_to_take_over_must_be_here_first(house):
    with pytest.raises(Refused) as refused:
        do(house, "li", "nobody")
    assert codes(refused) == ["people.no_taker"]
    with pytest.raises(Refused) as refused:
        do(house, "nobody", "li")
    assert codes(refused) == ["accounts.unknown"]


def test_somebody_of_another_unit_moves_only_where_that_is_said(house):
    with pytest.raises(Refused) as refused:
        do(house, "li", "zhao")
    assert codes(refused) == ["people.other_unit"]
    assert do(house, "li", "zhao", move=True).unattended == "SLJ"
    assert user(house, "zhao").unit == "JTJ"


def test_the_last_administrator_leaves_the_role_in_somebodys_hands(house):
    with pytest.raises(Refused) as refused:
        do(house, "root", "wang")
    assert codes(refused) == ["people.last_admin"]
    do(house, "root", "wang", with_admin=True)
    assert user(house, "wang").administers
    assert not user(house, "root").administers


def test_an_administrators_role_is_given_only_where_that_is_said(house):
    people.add_user(house, replace(user(house, "root"), name="root2"), by=SHELL, now=NOW)
    done = do(house, "root2", "neu")
    assert done.kept_back == (Role.ADMIN,)
    assert Role.ADMIN not in user(house, "neu").roles


@pytest.mark.parametrize(
    ("by", "giver", "taker", "code"),
    [
        ("wang", "li", "neu", None),
        ("wang", "root", "neu", "accounts.may_not_administer"),
        ("wang", "li", "root", "accounts.may_not_administer"),
        ("li", "qian", "neu", "accounts.may_not_staff"),
        ("chen", "chen", "neu", "accounts.may_not_staff"),
    ],
)
def test_the_supervisor_hands_over_the_offices_people_and_no_administrator(
    house, by, giver, taker, code
):
    if code is None:
        do(house, giver, taker, by=by)
        return
    before = everything(house)
    with pytest.raises(Refused) as refused:
        do(house, giver, taker, by=by, with_admin=True)
    assert codes(refused) == [code]
    assert everything(house) == before


def test_who_left_before_can_still_be_taken_over_from(house):
    people.disable(house, "li", by=SHELL, now=NOW)
    assert do(house, "li", "neu", deed=foresee).owed == 7
    do(house, "li", "neu")
    assert user(house, "neu").unit == "JTJ"


def test_open_matters_of_the_unit_are_counted_and_move_with_it(house):
    given = Given(Kind.INSTRUCTION, "请核实进度", "JTJ", TODAY, "区长", target="ROAD")
    give(house, PLAN.code, given, Hand(actor(house, "wang"), NOW, ZONE))
    assert do(house, "li", "neu").matters == 1
    assert detail(house, "users.handover")["matters"] == 1
    assert do(house, "neu", "qian", deed=foresee).matters == 1
