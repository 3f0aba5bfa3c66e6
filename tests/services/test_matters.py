"""Supervisor's matters: who may give, answer, put off and close one, and what is kept of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from monitor.core.demand import Clock, Kind, Stop
from monitor.core.evidence import Evidence
from monitor.core.matter import Deed, State
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period
from monitor.core.plan import Unit
from monitor.core.problem import Refused
from monitor.services.matter_checks import Finding, check, checkable
from monitor.services.matter_steps import (
    answer,
    ask_to_settle,
    decide_extension,
    extend,
    refuse_to_settle,
    settle,
    withdraw,
)
from monitor.services.matters import Hand, give, matter_at, matters_at, seen_by
from monitor.services.observations import Sitting, record
from monitor.services.verification import verify
from monitor.store import accounts, evidence, observations, standings, targets
from monitor.store.engine import reading, rehearsing, writing
from monitor.store.targets import Change
from tests.builders import YEAR
from tests.services.desk import MORNING, PLAN, ZONE, Desk, a_given, hand, person, settled_office
from tests.store.rows import circumstances

AUGUST = Period(YEAR.start.replace(month=8), YEAR.start.replace(month=8, day=31))


@pytest.fixture
def desk(engine):
    settled_office(engine)
    return Desk(engine)


@pytest.fixture
def one(desk):
    """A desk with one instruction about the road on it."""
    desk(give, a_given(), hand("wang"))
    return desk


def now(desk, number=1, day=0):
    with reading(desk.engine) as db:
        at = MORNING + timedelta(days=day)
        return matter_at(db, PLAN.code, number, known_at=at, zone=ZONE)


def refusal(desk, deed, *words, **more):
    with pytest.raises(Refused) as refused:
        desk(deed, *words, **more)
    return [fault.code for fault in refused.value.problems]


def test_it_stands_with_its_exact_words_and_its_targets_units(one):
    matter = now(one)
    assert matter.given.words == "请核实进度。\n三日内报我。"
    assert matter.given.units == ("JTJ", "SLJ")
    assert (matter.recorded_by, matter.state) == ("wang", State.OPEN)


def test_numbers_run_through_the_plan(one):
    second = one(give, a_given(kind=Kind.ORDER, from_whom=""), hand("sun", 1))
    with reading(one.engine) as db:
        found = matters_at(db, PLAN.code, known_at=MORNING + timedelta(days=2), zone=ZONE)
    assert second.number == 2
    assert [matter.number for matter in found] == [1, 2]


def test_an_office_own_clocks_are_kept_with_the_matter(desk):
    clocks = (Clock(3, Stop.REPORT, "首报"), Clock(15, Stop.SETTLE))
    desk(give, a_given(clocks=clocks), hand("wang"))
    assert now(desk).given.clocks == clocks


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"words": " "}, ["matters.words_missing"]),
        ({"words": "长" * 4001}, ["matters.long"]),
        ({"from_whom": "长" * 4001}, ["matters.long"]),
        ({"from_whom": ""}, ["matters.from_missing"]),
        ({"target": "NONE"}, ["matters.target_unknown"]),
        ({"target": ""}, ["matters.unit_missing"]),
        ({"unit": "没有局", "cooperating": ("无局",)}, ["matters.unit_unknown"] * 2),
        ({"on": date(2024, 9, 3)}, ["matters.future"]),
        (
            {"words": "", "from_whom": "", "target": ""},
            ["matters.words_missing", "matters.from_missing", "matters.unit_missing"],
        ),
    ],
)
def test_what_makes_no_matter_is_refused_with_every_fault(desk, changes, faults):
    assert refusal(desk, give, a_given(**changes), hand("wang")) == faults


@pytest.mark.parametrize("name", ["li", "chen", "shen", "root"])
def test_only_the_supervisor_gives_and_withdraws(one, name):
    no = ["accounts.may_not_supervise"]
    assert refusal(one, give, a_given(), hand(name)) == no
    assert refusal(one, withdraw, 1, hand(name), reason="x") == no
    assert refusal(one, check, 1, Finding(found=True, reason="x"), hand(name)) == no
    assert refusal(one, settle, 1, hand(name)) == no


@pytest.mark.parametrize("name", ["qian", "chen", "shen", "root"])
def test_no_other_unit_and_no_reader_answers(one, name):
    no = ["accounts.may_not_answer"]
    assert refusal(one, answer, 1, "已办", hand(name)) == no
    assert refusal(one, ask_to_settle, 1, hand(name), reason="已办") == no
    assert refusal(one, extend, 1, date(2024, 9, 20), hand(name), reason="x") == no


def test_a_unit_answers_several_times_each_dated(one):
    one(answer, 1, "已研究部署", hand("li", 1), study=True)
    one(answer, 1, "已完成18公里", hand("li", 3))
    one(answer, 1, "已配合", hand("zhao", 3))
    matter = now(one, day=3)
    assert [(step.on.day, step.unit, step.text) for step in matter.answers] == [
        (3, "JTJ", "已研究部署"),
        (5, "JTJ", "已完成18公里"),
        (5, "SLJ", "已配合"),
    ]
    assert matter.state is State.ANSWERED
    assert refusal(one, answer, 1, "  ", hand("li", 4)) == ["matters.text_missing"]
    endless = "长" * 4001
    assert refusal(one, answer, 1, endless, hand("li", 4)) == ["matters.long"]
    assert refusal(one, ask_to_settle, 1, hand("li", 4), reason=endless) == ["matters.long"]


def test_closing_takes_a_second_person(one):
    assert refusal(one, settle, 1, hand("wang", 4)) == ["matters.not_asked"]
    one(ask_to_settle, 1, hand("wang", 5), reason="电话核实已办结")
    assert refusal(one, settle, 1, hand("wang", 5)) == ["matters.own_asking"]
    assert one(settle, 1, hand("sun", 6)).state is State.SETTLED
    assert refusal(one, answer, 1, "又有进展", hand("li", 7)) == ["matters.closed"]


def test_a_supervisor_of_its_unit_does_not_close_it(one):
    one(ask_to_settle, 1, hand("li", 5), reason="已办结")
    inside = replace(person("sun"), unit="SLJ")
    by = replace(hand("sun", 6).by, user=inside)
    assert refusal(one, settle, 1, Hand(by, MORNING + timedelta(days=6), ZONE)) == [
        "matters.own_unit"
    ]


def test_what_is_sent_back_runs_on(one):
    one(ask_to_settle, 1, hand("li", 5), reason="已办结")
    assert refusal(one, refuse_to_settle, 1, hand("sun", 8), reason="") == [
        "matters.reason_missing"
    ]
    one(refuse_to_settle, 1, hand("sun", 8), reason="现场未完工")
    assert now(one, day=8).state is State.OVERDUE


def test_a_unit_asks_for_time_and_the_supervisor_decides(one):
    one(extend, 1, date(2024, 9, 20), hand("li", 2), reason="雨季")
    assert now(one, day=2).extension.until == date(2024, 9, 20)
    assert refusal(one, decide_extension, 1, hand("li", 2), grant=True) == [
        "accounts.may_not_supervise"
    ]
    matter = one(decide_extension, 1, hand("wang", 3), grant=True)
    assert (matter.clocks[-1].due, matter.extension) == (date(2024, 9, 20), None)
    assert refusal(one, decide_extension, 1, hand("wang", 3), grant=True) == [
        "matters.no_extension"
    ]


def test_a_refused_wish_for_time_moves_nothing(one):
    one(extend, 1, date(2024, 9, 20), hand("li", 2), reason="雨季")
    matter = one(decide_extension, 1, hand("wang", 3), grant=False, reason="不同意")
    assert matter.clocks[-1].due == date(2024, 9, 9)


def test_the_supervisor_puts_the_end_off_at_once(one):
    matter = one(extend, 1, date(2024, 9, 20), hand("wang", 2), reason="区长同意")
    assert [step.deed for step in matter.steps] == [Deed.EXTENDED]
    assert refusal(one, extend, 1, date(2024, 9, 20), hand("wang", 2), reason="x") == [
        "matters.until_early"
    ]


def test_who_works_for_a_unit_sees_its_matters_alone(one):
    one(give, a_given(target="", unit="财政局"), hand("wang"))
    with reading(one.engine) as db:
        found = matters_at(db, PLAN.code, known_at=MORNING, zone=ZONE)
    seen = {
        name: [matter.number for matter in seen_by(found, person(name))]
        for name in ("li", "zhao", "qian", "chen", "shen", "wang")
    }
    assert seen == {
        "li": [1],
        "zhao": [1],
        "qian": [2],
        "chen": [1, 2],
        "shen": [1, 2],
        "wang": [1, 2],
    }


def test_last_weeks_state_is_told_as_it_was_known(one):
    one(answer, 1, "已完成", hand("li", 2))
    assert now(one, day=1).steps == ()
    assert refusal(one, answer, 1, "更早", hand("wang", 1)) == ["matters.before_last"]


def test_history_is_loaded_by_the_administrator_at_the_shell_alone(desk):
    loads = {"known_at": MORNING, "os_user": "root"}
    desk(give, a_given(), hand("root", 30, **loads))
    assert now(desk).recorded_at == MORNING
    page = {"known_at": MORNING}
    assert refusal(desk, give, a_given(), hand("root", 30, **page)) == [
        "accounts.may_not_supervise"
    ]


def test_a_supervisor_does_not_backdate(desk):
    late = hand("wang", 30, known_at=MORNING)
    assert refusal(desk, give, a_given(), late) == ["accounts.may_not_backdate"]


def test_every_deed_is_audited_and_in_the_chain(one):
    one(answer, 1, "已办", hand("li", 1))
    with reading(one.engine) as db:
        lines = [(row.who, row.action, row.subject) for row in accounts.audit_lines(db)][-2:]
    assert lines == [
        ("wang", "matter.given", "P2024/1"),
        ("li", "matter.answered", "P2024/1"),
    ]
    with rehearsing(one.engine) as trial:
        assert verify(trial.db) == ()


def figure(desk, value="18公里", name="li", period=AUGUST):
    entry = Entry("ROAD", period, value=value)
    sitting = Sitting(name, MORNING, UTC)
    with writing(desk.engine) as db:
        return record(db, [Placed(entry)], plan=PLAN.code, sitting=sitting).written[0].seq


def actual(desk):
    with reading(desk.engine) as db:
        rows = standings.all_of(db, PLAN).get("ROAD", {}).get("", ())
    return str(rows[-1].value) if rows else None


def test_found_untrue_returns_the_figure_and_never_edits_it(one):
    number = figure(one)
    photo = Evidence("现场.jpg", "image/jpeg", b"\xff\xd8\xff")
    assert actual(one) == "18"
    matter = one(
        check,
        1,
        Finding(found=False, reason="现场只有9公里", observation=number, photo=photo),
        hand("wang", 2),
    )
    step = matter.steps[-1]
    assert (step.found, step.observation, step.photo) == (False, number, photo.digest)
    with reading(one.engine) as db:
        kept = next(x for x in observations.log(db, PLAN) if x.seq == number)
        assert (str(kept.value), kept.returned, kept.approved) == ("18", True, False)
        assert evidence.kept(db, photo.digest) == photo
    assert actual(one) is None
    with rehearsing(one.engine) as trial:
        assert verify(trial.db) == ()


def test_found_true_touches_nothing(one):
    number = figure(one)
    one(check, 1, Finding(found=True, reason="属实", observation=number), hand("wang", 2))
    assert actual(one) == "18"


def test_an_untrue_entry_has_to_be_named_and_to_be_there(one):
    number = figure(one)
    assert refusal(one, check, 1, Finding(found=False, reason="不实"), hand("wang", 2)) == [
        "matters.observation_missing"
    ]
    assert refusal(
        one, check, 1, Finding(found=False, reason="不实", observation=999), hand("wang", 2)
    ) == ["matters.observation_unknown"]
    one(check, 1, Finding(found=False, reason="不实", observation=number), hand("wang", 2))
    assert refusal(
        one, check, 1, Finding(found=False, reason="不实", observation=number), hand("wang", 3)
    ) == ["matters.observation_unknown"]
    with reading(one.engine) as db:
        assert checkable(db, PLAN.code, now(one, day=3)) == []


def test_nobody_returns_the_own_entry_and_a_refused_check_keeps_no_picture(one):
    number = figure(one, name="wang")
    photo = Evidence("现场.jpg", "image/jpeg", b"\xff\xd8\xff")
    assert refusal(
        one,
        check,
        1,
        Finding(found=False, reason="不实", observation=number, photo=photo),
        hand("wang", 2),
    ) == ["review.own"]
    with reading(one.engine) as db:
        assert evidence.kept(db, photo.digest) is None


def test_a_check_that_finds_it_untrue_takes_the_closing_back(one):
    figure(one)
    one(ask_to_settle, 1, hand("li", 5), reason="已办结")
    number = figure(one, "19公里", period=Period(date(2024, 7, 1), date(2024, 7, 31)))
    one(check, 1, Finding(found=False, reason="不实", observation=number), hand("wang", 6))
    assert refusal(one, settle, 1, hand("sun", 7)) == ["matters.not_asked"]


def test_a_matter_of_a_unit_that_was_merged_is_its_heirs(one):
    one(answer, 1, "已研究部署", hand("li", 1), study=True)
    gone = Unit("JTJ", "交通局", until=date(2024, 9, 4), successor="CZJ")
    with writing(one.engine) as db:
        change = Change("unit", "JTJ", gone)
        under = circumstances(effective_from=date(2024, 9, 5), known_at=MORNING, reason="合并")
        targets.append(db, PLAN.code, [change], under=under)
    assert now(one, day=2).given.unit == "JTJ"
    assert (now(one, day=3).given.unit, now(one, day=3).given_to) == ("CZJ", "JTJ")
    assert refusal(one, answer, 1, "已办", hand("li", 4)) == ["accounts.may_not_answer"]
    assert one(answer, 1, "已接手办理", hand("qian", 4)).answers[-1].unit == "CZJ"


def test_two_supervisors_at_once_get_two_numbers(desk):
    with ThreadPoolExecutor(2) as pool:
        both = pool.map(lambda name: desk(give, a_given(), hand(name)).number, ("wang", "sun"))
    assert sorted(both) == [1, 2]
