"""What a knock does: every due slot ends with one edition or one recorded reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.period import Cadence
from monitor.core.problem import Refused, problem
from monitor.core.report import Audience, Policy, Scope
from monitor.mail import Outbox
from monitor.services.tick import tick
from monitor.store import editions, slots
from monitor.store.engine import reading, rehearsing
from monitor.store.proof import plan_breaches
from tests.services.mailroom import (
    LEADERS,
    MONTHLY,
    OCTOBER,
    PLAN,
    Postman,
    a_duty,
    a_made,
    a_post,
    a_slot,
    adopted,
    at,
    slots_of,
    states_of,
)

ISSUED = ("issued", "")
SUPERSEDED = ("superseded", "superseded")
SKIPPED = ("skipped", "skipped")
JANUARY = at(1, 10)
"""Before any slot of the plan is due."""


@pytest.fixture
def office(engine):
    """An engine on a database with an adopted plan."""
    adopted(engine)
    return engine


def knock(engine, now, **duty):
    return tick(engine, a_duty(engine, **duty), now=now)


def did(events):
    return [event.did for event in events]


def edition_count(engine):
    with reading(engine) as db:
        return len(editions.listed(db))


def test_a_schedule_starts_at_its_newest_slot_due_at_the_first_knock(office):
    events = knock(office, OCTOBER)
    assert slots_of(office) == {"2024-09": ISSUED}
    assert did(events) == ["compared", "issued", "sent", "sent"]


def test_every_event_names_what_it_is_about(office):
    _, *events = knock(office, OCTOBER)
    with reading(office) as db:
        (edition,) = editions.listed(db)
    about = {(one.report, one.period, one.audience, one.edition) for one in events}
    assert about == {("monthly", "2024-09", "全区", edition.id)}
    assert [event.count for event in events] == [2, 1, 1]


def test_a_second_knock_finds_nothing_to_do(office):
    knock(office, OCTOBER)
    assert knock(office, OCTOBER) == []
    assert edition_count(office) == 1


def test_what_was_issued_stands_in_the_plans_chain(office):
    knock(office, OCTOBER)
    with reading(office) as db:
        (edition,) = editions.listed(db)
        assert plan_breaches(db, PLAN.code) == ()
    slot = a_slot()
    assert (edition.as_of, edition.known_at) == (slot.period.end, slot.due_at)


@pytest.mark.parametrize(
    ("policy", "ends"),
    [
        (Policy.LATEST, [SUPERSEDED, SUPERSEDED, ISSUED]),
        (Policy.ALL, [ISSUED, ISSUED, ISSUED]),
        (Policy.SKIP, [SKIPPED, SKIPPED, SKIPPED]),
    ],
)
def test_slots_missed_while_nothing_ran_end_as_the_policy_says(office, policy, ends):
    report = replace(MONTHLY, policy=policy)
    knock(office, JANUARY, reports=(report,))
    knock(office, at(4, 20), reports=(report,))
    assert list(slots_of(office).items()) == list(
        zip(["2024-01", "2024-02", "2024-03"], ends, strict=True)
    )


def test_what_is_not_late_is_not_skipped(office):
    report = replace(MONTHLY, policy=Policy.SKIP)
    knock(office, JANUARY, reports=(report,))
    knock(office, a_slot("2024-01").due_at + timedelta(hours=3), reports=(report,))
    assert slots_of(office) == {"2024-01": ISSUED}


def test_a_slot_is_due_at_its_very_instant_and_not_before(office):
    due = a_slot("2024-01").due_at
    knock(office, due - timedelta(seconds=1))
    assert slots_of(office) == {}
    knock(office, due)
    assert slots_of(office) == {"2024-01": ISSUED}


def test_a_clock_turned_back_undoes_nothing_and_repeats_nothing(office):
    knock(office, OCTOBER)
    assert "issued" not in did(knock(office, at(3, 20)))
    assert slots_of(office) == {"2024-09": ISSUED}
    knock(office, at(11, 20))
    assert slots_of(office) == {"2024-09": ISSUED, "2024-10": ISSUED}


def test_a_plan_not_known_yet_has_no_slots(office):
    assert knock(office, at(1, 1, 0)) == []
    assert slots_of(office) == {}


def test_each_audience_has_slots_of_its_own(office):
    others = Audience("专班", ("role:supervisor",))
    report = replace(MONTHLY, audiences=(LEADERS, others))
    knock(office, OCTOBER, reports=(report,))
    assert (
        slots_of(office, audience=LEADERS)
        == slots_of(office, audience=others)
        == {"2024-09": ISSUED}
    )
    assert edition_count(office) == 2


def test_units_with_their_own_letter_each_have_their_own_slots(office):
    clerks = Audience("各单位", ("role:clerk",), Scope.UNIT)
    asked = []

    def make(asking):
        asked.append(asking.audience.unit)
        return a_made(asking)

    knock(office, OCTOBER, reports=(replace(MONTHLY, audiences=(clerks,)),), make=make)
    assert asked == ["JTJ"]
    assert slots_of(office, audience=clerks.of_unit("JTJ")) == {"2024-09": ISSUED}


@pytest.mark.parametrize("fault", [Refused((problem("report.template"),)), TypeError("broken")])
def test_a_report_that_cannot_be_made_is_noted_tried_again_and_keeps_nobody_waiting(office, fault):
    quarterly = replace(MONTHLY, name="quarterly", every=Cadence.QUARTER)
    broken = [True]

    def make(asking):
        if asking.report is MONTHLY and broken:
            raise fault
        return a_made(asking)

    reports = (MONTHLY, quarterly)
    events = knock(office, OCTOBER, reports=reports, make=make)
    assert [event.did for event in events][1:3] == ["failed", "issued"]
    state, reason = slots_of(office)["2024-09"]
    assert state == "failed"
    assert reason in {"report.template", "TypeError: broken"}
    broken.clear()
    assert did(knock(office, OCTOBER, reports=reports, make=make))[0] == "issued"
    assert slots_of(office) == {"2024-09": ISSUED}


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({"flaws": ("GRAIN", "total")}, ("refused", "does_not_close: GRAIN, total")),
        ({"addresses": ()}, ("empty", "no_recipients")),
    ],
)
def test_what_must_not_be_issued_ends_with_its_reason_once(office, changes, end):
    def make(asking):
        return a_made(asking, **changes)

    assert did(knock(office, OCTOBER, make=make)) == ["compared", end[0]]
    assert knock(office, OCTOBER, make=make) == []
    assert slots_of(office) == {"2024-09": end}
    assert edition_count(office) == 0


def test_the_nightly_comparison_is_made_once_a_business_day(office):
    asked = []
    duty = a_duty(office)

    def compare(code, now):
        asked.append(now)
        return duty.compare(code, now)

    evening = at(10, 15, 15)  # 23:00 in Shanghai
    for now in (OCTOBER, evening, evening + timedelta(hours=1)):
        knock(office, now, compare=compare)
    assert asked == [OCTOBER, evening + timedelta(hours=1)]


def test_a_comparison_that_fails_does_not_keep_the_letters_waiting(office):
    def compare(code, now):
        raise Refused((problem("entry.no_plan", code=code, now=str(now)),))

    events = knock(office, OCTOBER, compare=compare)
    assert did(events) == ["failed", "issued", "sent", "sent"]
    assert events[0].reason == f"{PLAN.code}: entry.no_plan"


def test_the_scheduler_is_alive_by_the_real_clock_whatever_day_is_played(office):
    real = at(12, 1)
    knock(office, OCTOBER, post=a_post(clock=real))
    with reading(office) as db:
        assert slots.last_beat(db, "scheduler") == real


def test_a_knock_fills_the_outbox(office, tmp_path):
    box = Outbox(tmp_path / "outbox")
    knock(office, OCTOBER, post=a_post(box))
    assert len(list(box.folder.glob("*.eml"))) == 2
    assert set(states_of(office).values()) == {"sent"}


def test_a_rehearsal_writes_letters_and_leaves_nothing_else(office, tmp_path):
    box = Outbox(tmp_path / "rehearsal")
    with rehearsing(office) as trial:
        events = tick(trial, a_duty(trial, post=a_post(box)), now=OCTOBER)
    assert did(events) == ["compared", "issued", "sent", "sent"]
    assert len(list(box.folder.glob("*.eml"))) == 2
    assert (slots_of(office), states_of(office), edition_count(office)) == ({}, {}, 0)
    postman = Postman()
    assert did(knock(office, OCTOBER, post=a_post(postman))) == did(events)
    assert len(postman.taken) == 2
