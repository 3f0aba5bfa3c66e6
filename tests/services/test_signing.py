"""Reports that a person signs: drafted once, frozen, objected to, signed once, alarmed about."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.core.account import Role, User
from monitor.core.problem import Refused
from monitor.core.report import Signed, Signing
from monitor.core.workdays import DueKind, DueRule
from monitor.services import drafts as waiting
from monitor.services.accounts import Actor
from monitor.services.backup import hold_back
from monitor.services.issue import Sending
from monitor.services.signing import UNSIGNED, alarm_at, sign
from monitor.services.tick import tick
from monitor.services.watch import concerns
from monitor.store import editions, slots
from monitor.store.engine import reading, writing
from tests.services.mailroom import (
    LEADERS,
    MONTHLY,
    OFFICE,
    PLAN,
    Postman,
    a_duty,
    a_made,
    a_post,
    adopted,
    at,
    slots_of,
)

CIRCULAR = replace(
    MONTHLY, name="quarterly", on=DueRule(DueKind.WORKING_DAYS, 10), signing=Signing()
)
DUE = at(10, 15)
"""After the tenth working day of October, when September's draft fell due."""
LATER = at(10, 16)
LATE = at(10, 23)
WANG = Actor("wang", "", User("wang", "王", "w@x.invalid", frozenset({Role.SUPERVISOR})))
LI = Actor("li", "", User("li", "李", "l@x.invalid", frozenset({Role.CLERK}), "JTJ"))


@pytest.fixture
def office(engine):
    adopted(engine)
    return engine


@pytest.fixture
def asked():
    """Everything a letter was asked for, in order."""
    return []


@pytest.fixture
def knock(office, asked):
    def knock(now, postman=None):
        def made(asking):
            asked.append(asking)
            return a_made(asking)

        post = a_post(postman, clock=now)
        duty = a_duty(office, reports=(CIRCULAR,), make=made, post=post)
        return [one.did for one in tick(office, duty, now=now) if one.report]

    return knock


def found(engine):
    with reading(engine) as db:
        return waiting.drafts(db, [CIRCULAR])


def signed(engine, one, by=WANG, make=a_made):
    return sign(
        engine,
        one.slot,
        Signed("wang", date(2024, 10, 16), "3号"),
        report=CIRCULAR,
        audience=LEADERS,
        make=make,
        by=by,
        sending=Sending("example.org", LATER),
    )


def test_what_a_person_signs_is_drafted_when_due_and_does_not_leave(office, knock):
    assert knock(DUE)[:1] == ["drafted"]
    assert slots_of(office, CIRCULAR) == {"2024-09": ("draft", "")}
    with reading(office) as db:
        assert {row.test for row in editions.listed(db)} == {True}, "proofs are no editions"


def test_the_draft_is_made_once_however_often_anybody_knocks(knock):
    knock(DUE)
    assert [knock(DUE), knock(LATER)] == [[], []]


def test_each_unit_is_sent_its_own_rows_and_the_supervisors_all(knock, asked):
    knock(DUE)
    assert [(one.audience.to, one.audience.unit, one.stage) for one in asked] == [
        (("role:supervisor",), "", "proof"),
        (("role:clerk", "role:reviewer"), "JTJ", "proof"),
    ]


def test_what_is_signed_later_tells_what_was_known_when_it_was_drafted(office, knock, asked):
    knock(DUE)
    (one,) = found(office)
    signed(office, one, make=lambda asking: asked.append(asking) or a_made(asking))
    assert (asked[-1].known_at, asked[-1].as_of) == (one.slot.due_at, date(2024, 9, 30))
    assert asked[-1].signed == Signed("wang", date(2024, 10, 16), "3号")
    assert slots_of(office, CIRCULAR) == {"2024-09": ("issued", "")}


def test_it_is_signed_once_and_by_who_may(office, knock):
    knock(DUE)
    (one,) = found(office)
    with pytest.raises(Refused):
        signed(office, one, by=LI)
    signed(office, one)
    with pytest.raises(Refused) as refused:
        signed(office, one)
    assert refused.value.problems[0].code == "signing.no_draft"
    assert found(office) == ()


def test_a_name_put_on_a_page_lets_the_next_knock_issue_it(office, knock):
    knock(DUE)
    (one,) = found(office)
    with writing(office) as db:
        waiting.put_name(db, one, Signed("wang", date(2024, 10, 16)), by=WANG, now=LATER)
    with writing(office) as db, pytest.raises(Refused):
        waiting.put_name(db, found(office)[0], Signed("x", date(2024, 10, 16)), by=WANG, now=LATER)
    assert knock(LATER)[0] == "issued"
    assert knock(LATER) == []


def test_who_signs_late_is_reminded_once_and_the_watch_turns_red(office, knock):
    knock(DUE)
    assert knock(LATER) == []
    postman = Postman()
    assert knock(LATE, postman)[0] == "alarmed"
    assert knock(LATE) == []
    (one,) = found(office)
    assert alarm_at(one.slot, CIRCULAR, OFFICE) <= LATE
    with reading(office) as db:
        told = concerns(db, [CIRCULAR], office=OFFICE, now=LATE, local=True)
        early = concerns(db, [CIRCULAR], office=OFFICE, now=LATER, local=True)
        assert any(UNSIGNED in row.id for row in editions.listed(db))
    assert "signing.unsigned" in {one.code for one in told}
    assert "signing.unsigned" not in {one.code for one in early}


def test_a_unit_objects_to_its_own_rows_and_whoever_signs_answers(office, knock):
    knock(DUE)
    (one,) = found(office)
    target = PLAN.targets[0].code
    with writing(office) as db:
        waiting.object_to(db, one, "应为20公里", unit="JTJ", target=target, by=LI, now=LATER)
        for text, code in (("", target), ("x", "NONE")):
            with pytest.raises(Refused):
                waiting.object_to(db, one, text, unit="JTJ", target=code, by=LI, now=LATER)
    (one,) = found(office)
    (said,) = one.objections
    assert (said.unit, said.text, said.by, said.open) == ("JTJ", "应为20公里", "li", True)
    with writing(office) as db:
        with pytest.raises(Refused):
            waiting.answer(db, one, said.number, "不改", by=LI, now=LATER)
        waiting.answer(db, one, said.number, "下期更正", by=WANG, now=LATER)
    (again,) = found(office)[0].objections
    assert (again.open, again.answer) == (False, "下期更正")
    with writing(office) as db, pytest.raises(Refused):
        waiting.answer(db, found(office)[0], said.number, "再答", by=WANG, now=LATER)


def test_a_draft_that_does_not_close_is_none(office):
    duty = a_duty(office, reports=(CIRCULAR,), make=lambda asking: a_made(asking, flaws=("tally",)))
    assert "refused" in {one.did for one in tick(office, duty, now=DUE)}
    assert found(office) == ()
    with reading(office) as db:
        (state,) = slots.states(db, PLAN.code, "quarterly", LEADERS.key).values()
    assert state.reason == "does_not_close: tally"


def test_after_a_restore_no_draft_leaves_by_itself_signed_or_not(office, knock):
    knock(DUE)
    (one,) = found(office)
    with writing(office) as db:
        waiting.put_name(db, one, Signed("wang", date(2024, 10, 16)), by=WANG, now=LATER)
        hold_back(db, [CIRCULAR], office=OFFICE, now=LATER)
    assert knock(LATE) == []
    assert slots_of(office, CIRCULAR)["2024-09"][0] == "restored"
