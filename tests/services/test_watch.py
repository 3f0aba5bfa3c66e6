"""What a person has to look after is told, by a process that did not fail itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.delivery import Answer, State
from monitor.core.problem import Refused, problem
from monitor.core.report import Audience, Scope
from monitor.render.phrases import Words
from monitor.services.tick import tick
from monitor.services.watch import LATE_AFTER, SILENT_AFTER, concerns
from monitor.store.engine import reading
from tests.services.mailroom import (
    LEADERS,
    MONTHLY,
    OCTOBER,
    OFFICE,
    Postman,
    a_duty,
    a_post,
    a_slot,
    adopted,
    at,
)


@pytest.fixture
def office(engine):
    adopted(engine)
    return engine


def told(engine, now=OCTOBER, *, reports=(MONTHLY,), local=True):
    with reading(engine) as db:
        return concerns(db, reports, office=OFFICE, now=now, local=local)


def codes(engine, now=OCTOBER, **options):
    return [one.code for one in told(engine, now, **options)]


def knock(engine, now=OCTOBER, answer=State.SENT, **duty):
    postman = Postman(lambda envelope: Answer(answer, envelope.to))
    tick(engine, a_duty(engine, post=a_post(postman, clock=now), **duty), now=now)


def test_a_scheduler_that_never_ran_is_told(office):
    assert codes(office) == ["watch.never"]


def test_all_is_well_right_after_a_knock(office):
    knock(office)
    assert codes(office) == []


def test_a_scheduler_that_fell_silent_is_told(office):
    knock(office)
    assert codes(office, OCTOBER + SILENT_AFTER) == []
    assert codes(office, OCTOBER + SILENT_AFTER + timedelta(seconds=1)) == ["watch.silent"]


@pytest.mark.parametrize("audience", [LEADERS, Audience("各单位", ("role:clerk",), Scope.UNIT)])
def test_a_slot_nobody_handled_for_an_hour_is_told(office, audience):
    reports = (replace(MONTHLY, audiences=(audience,)),)
    knock(office, at(1, 10), reports=reports)
    due = a_slot("2024-01").due_at
    assert codes(office, due + LATE_AFTER - timedelta(seconds=1), reports=reports) == [
        "watch.silent"
    ]
    late = told(office, due + LATE_AFTER, reports=reports)
    assert [dict(one.args) for one in late if one.code == "watch.overdue"] == [
        {"report": "monthly", "period": "2024-01"}
    ]


def test_a_slot_that_keeps_failing_is_told(office):
    def make(asking):
        raise Refused((problem("report.template", file=asking.report.name),))

    knock(office, make=make)
    assert codes(office) == ["watch.overdue"]


@pytest.mark.parametrize("state", [State.UNKNOWN, State.DEAD])
def test_letters_a_person_has_to_decide_about_are_counted(office, state):
    knock(office, answer=state)
    (one,) = told(office)
    assert (one.code, dict(one.args)) == (f"watch.{state.value}", {"count": "2"})


def test_letters_still_on_their_way_after_an_hour_are_told(office):
    knock(office, answer=State.RETRY)
    assert codes(office) == []
    assert "watch.waiting" in codes(office, OCTOBER + LATE_AFTER + timedelta(seconds=1))


def test_a_shipped_address_is_told_once_letters_leave_this_machine(office):
    shipped = Audience("全区", ("role:leader", "leaders@luzhou.invalid"))
    reports = (replace(MONTHLY, audiences=(shipped,)),)
    knock(office, reports=reports)
    assert codes(office, reports=reports) == []
    (one,) = told(office, reports=reports, local=False)
    assert dict(one.args) == {"report": "monthly", "address": "leaders@luzhou.invalid"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_concern_has_its_sentence(language):
    words = Words(language)
    for what in ("never", "silent", "overdue", "unknown", "dead", "held", "waiting", "nowhere"):
        assert words.knows(f"watch.{what}")
