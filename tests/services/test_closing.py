"""A closed plan refuses every change, a grant opens one cell of it, and all of it is kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.core.account import Role
from monitor.core.adjustment import Wish
from monitor.core.closing import Lack
from monitor.core.demand import Given, Kind
from monitor.core.observation import Entry, Placed
from monitor.core.problem import Refused
from monitor.services.accounts import Actor
from monitor.services.adjusting import Grounds, issue
from monitor.services.adjustments import ask
from monitor.services.closed import closing_of, grants_of, still_asked
from monitor.services.closing import Opening, close, grant, reopen, revoke, still_awaited
from monitor.services.matter_checks import Finding, check, checkable
from monitor.services.matters import give
from monitor.services.observations import Sitting, record
from monitor.services.reviews import decide, waiting
from monitor.services.targets import stored_plan, unadopted
from monitor.services.verification import verify
from monitor.services.years import closed_by, reasons_since
from monitor.store import accounts
from monitor.store.engine import reading
from monitor.store.targets import Change
from tests.builders import PLAIN_WEEKS, a_span
from tests.services.yearbook import AFTER, CODE, PLAN, SUMMER, ZONE, an_office, hand, person

DECEMBER, YEAR = a_span("2024-12"), a_span("2024")
LATER = AFTER + timedelta(days=3)


@pytest.fixture
def office(engine, tmp_path):
    return an_office(engine, tmp_path)


@pytest.fixture
def shut(office):
    """Everything of a year is in but what ``anyway`` puts up with, and the plan is closed."""
    office.enter("CANAL", "2024-12", value="31公里")
    office(close, hand("wang", AFTER), PLAIN_WEEKS, reason="年终数齐", anyway=True)
    return office


def code_of(refused):
    return [one.code for one in refused.value.problems]


def lacks(office):
    with reading(office.engine) as db:
        return {
            one.code: one.lack for one in still_awaited(db, CODE, hand("wang", AFTER), PLAIN_WEEKS)
        }


def test_a_plan_says_what_its_closing_still_awaits(office):
    office.enter("CANAL", "2024-11", value="20公里")
    assert lacks(office) == {
        "GRAIN": Lack.FIGURE,
        "CANAL": Lack.FINAL,
        "INCOME": Lack.GOAL,
        "DAM": Lack.FIGURE,
    }


def test_an_entry_that_waits_for_its_reviewer_is_awaited(office):
    office.enter("GRAIN", "2024-12", value="12.5万亩")
    assert lacks(office)["GRAIN"] is Lack.REVIEW


def test_a_plan_is_not_closed_while_figures_are_awaited_unless_that_is_known(office):
    with pytest.raises(Refused) as refused:
        office(close, hand("wang", AFTER), PLAIN_WEEKS, reason="年终数齐")
    assert sorted(code_of(refused)) == [
        "closing.lack_figure",
        "closing.lack_figure",
        "closing.lack_figure",
        "closing.lack_goal",
    ]
    missing = office(close, hand("wang", AFTER), PLAIN_WEEKS, reason="已核", anyway=True)
    assert len(missing) == 4
    with reading(office.engine) as db:
        closed = closing_of(db, CODE).closed
        assert closed.missing == tuple(one.code for one in missing)
        assert (closed.by, closed.on) == ("wang", date(2025, 2, 10))


@pytest.mark.parametrize("name", ["li", "he", "chen", "root"])
def test_only_a_supervisor_closes_opens_and_grants(office, name):
    opening = Opening("CANAL", DECEMBER)
    for deed, more in (
        (
            lambda db, plan, who, **k: close(db, plan, who, PLAIN_WEEKS, **k),
            {"reason": "齐", "anyway": True},
        ),
        (reopen, {"reason": "更正"}),
        (lambda db, plan, who, **k: grant(db, plan, opening, who, **k), {"reason": "更正"}),
        (lambda db, plan, who, **k: revoke(db, plan, 1, who, **k), {}),
    ):
        with pytest.raises(Refused) as refused:
            office(deed, hand(name, AFTER), **more)
        assert code_of(refused) == ["accounts.may_not_supervise"]


def test_a_plan_is_not_closed_while_its_days_run_nor_twice(office):
    with pytest.raises(Refused) as refused:
        office(close, hand("wang", SUMMER), PLAIN_WEEKS, reason="提前", anyway=True)
    assert code_of(refused) == ["closing.early"]
    office(close, hand("wang", AFTER), PLAIN_WEEKS, reason="已核", anyway=True)
    with pytest.raises(Refused) as refused:
        office(close, hand("sun", AFTER), PLAIN_WEEKS, reason="已核", anyway=True)
    assert code_of(refused) == ["closing.already"]


def test_what_is_entered_into_a_closed_plan_is_refused_with_who_closed_it(shut):
    with pytest.raises(Refused) as refused:
        shut.enter("CANAL", "2024-12", value="32公里", reason="更正")
    (fault,) = refused.value.problems
    said = dict(fault.args)
    assert fault.code == "closing.locked"
    assert (said["by"], said["day"], said["code"]) == ("wang", "2025-02-10", "CANAL")


def test_every_cell_of_an_import_that_is_closed_is_named_and_nothing_is_written(shut):
    entries = [
        Placed(Entry("CANAL", a_span(f"2024-{month:02}"), value=f"{month}公里")) for month in (1, 2)
    ]
    sitting = Sitting("zhao", AFTER, ZONE)
    with pytest.raises(Refused) as refused:
        shut(lambda db, plan: record(db, entries, plan=plan, sitting=sitting))
    assert [dict(one.args)["period"] for one in refused.value.problems] == ["2024-01", "2024-02"]


def test_saying_the_same_again_changes_nothing_and_is_not_refused(shut):
    done = shut.enter("CANAL", "2024-12", value="31公里")
    assert (done.written, done.unchanged) == ((), 1)


def test_loading_history_into_a_closed_plan_is_a_change_as_well(shut):
    with pytest.raises(Refused) as refused:
        shut.enter("CANAL", "2024-03", now=SUMMER, value="3公里")
    assert code_of(refused) == ["closing.locked"]


def test_reviews_adoptions_and_adjustments_of_a_closed_plan_are_refused(office):
    office.enter("GRAIN", "2024-12", value="12.5万亩")
    office(close, hand("wang", AFTER), PLAIN_WEEKS, reason="已核", anyway=True)
    with reading(office.engine) as db:
        (one,) = waiting(db, CODE)
    with pytest.raises(Refused) as refused:
        office(decide, [one.seq], approve=True, by=Actor("he", "", person("he")), now=AFTER)
    assert code_of(refused) == ["closing.locked"]
    wish = Wish("CANAL", "", goal="28公里", reason="资金未到位")
    for deed, more in ((ask, {}), (issue, {"grounds": Grounds(authority="文")})):
        with pytest.raises(Refused) as refused:
            office(deed, wish, hand("wang", AFTER), with_file=True, **more)
        assert code_of(refused) == ["closing.locked"]
    office.file.write_text(PLAN.replace("30公里\n", "28公里\n", 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        office.adopt(AFTER, "资金未到位")
    assert code_of(refused) == ["closing.locked"]
    office.file.write_text(PLAN.replace("某区2024年目标任务", "改名"), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        office.adopt(AFTER, "改名")
    assert code_of(refused) == ["closing.shut"]


def test_an_on_site_check_returns_no_figure_of_a_closed_plan(shut):
    demanded = Given(Kind.CHECK, "请核实灌渠", "WATER", date(2025, 2, 10), target="CANAL")
    matter = shut(give, demanded, hand("wang", AFTER))
    with reading(shut.engine) as db:
        number = checkable(db, CODE, matter)[0].seq
    untrue = Finding(found=False, reason="现场只有30公里", observation=number)
    with pytest.raises(Refused) as refused:
        shut(check, matter.number, untrue, hand("wang", AFTER))
    assert code_of(refused) == ["closing.locked"]


def test_a_closed_plan_keeps_the_units_and_rules_it_closed_with(shut):
    changed = PLAN.replace("name: 水利局", "name: 水务局")
    shut.file.write_text(changed, encoding="utf-8")
    assert shut.adopt(AFTER)[0].changed is False
    with reading(shut.engine) as db:
        assert unadopted(db, shut.book().plan(CODE)) == ()


def test_a_closed_plan_is_not_disturbed_by_the_words_of_the_file_nor_by_a_later_version(shut):
    shut.file.write_text(
        PLAN.replace("version: 1\n", "version: 1\nwords: 金寨\n"), encoding="utf-8"
    )
    assert shut.adopt(AFTER)[0].changed is False
    with reading(shut.engine) as db:
        stated = stored_plan(db, CODE)
        bare = replace(stated, targets=(), units=(), rules=())
        same = [Change("target", one.code, one) for one in stated.targets]
        assert still_asked(db, CODE, [*same, Change("plan", CODE, bare)]) == []
        canal = stated.target("CANAL")
        assert canal is not None
        moved = Change("target", "CANAL", replace(canal, name="改名"))
        gone = Change("target", "GRAIN", None)
        assert still_asked(db, CODE, [*same, moved, gone]) == [moved, gone]


def test_a_grant_opens_its_cell_until_its_last_day_and_no_other(shut):
    one = shut(grant, Opening("CANAL", DECEMBER), hand("wang", AFTER), reason="统计局更正")
    assert (one.number, one.cell.unit, one.until) == (1, "WATER", date(2025, 2, 25))
    with pytest.raises(Refused):
        shut.enter("CANAL", "2024-11", now=LATER, value="30公里")
    with pytest.raises(Refused):
        shut.enter("CANAL", "2024-12", now=AFTER + timedelta(days=16), value="32公里", reason="x")
    done = shut.enter("CANAL", "2024-12", now=LATER, value="32公里", reason="统计局更正")
    assert len(done.written) == 1


def test_a_revoked_grant_opens_nothing(shut):
    shut(grant, Opening("CANAL", DECEMBER), hand("wang", AFTER), reason="统计局更正")
    shut(revoke, 1, hand("sun", AFTER))
    with pytest.raises(Refused):
        shut.enter("CANAL", "2024-12", now=LATER, value="32公里", reason="x")
    with pytest.raises(Refused) as refused:
        shut(revoke, 1, hand("wang", AFTER))
    assert code_of(refused) == ["closing.no_grant"]


def test_a_promise_changes_only_under_a_grant_of_the_whole_year(shut):
    wish = Wish("CANAL", "", goal="28公里", reason="资金未到位")
    grounds = Grounds(authority="市〔2025〕2号")
    shut(grant, Opening("CANAL", DECEMBER), hand("wang", AFTER), reason="更正")
    with pytest.raises(Refused):
        shut(issue, wish, hand("wang", AFTER), grounds=grounds, with_file=True)
    shut(grant, Opening("CANAL", YEAR), hand("wang", AFTER), reason="调整")
    shut(issue, wish, hand("wang", AFTER), grounds=grounds, with_file=True)
    assert "goal: 28公里" in shut.text


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"target": "NONE"}, "closing.no_target"),
        ({"unit": "AGRI"}, "closing.no_unit"),
        ({"period": a_span("2023-12")}, "closing.no_period"),
        ({"until": date(2025, 2, 9)}, "closing.past"),
    ],
)
def test_a_grant_names_what_there_is(shut, changes, fault):
    opening = Opening(**({"target": "CANAL", "period": DECEMBER} | changes))
    with pytest.raises(Refused) as refused:
        shut(grant, opening, hand("wang", AFTER), reason="更正")
    assert code_of(refused) == [fault]


def test_an_opened_plan_takes_entries_and_can_be_closed_again(shut):
    shut(reopen, hand("sun", AFTER), reason="统计局更正")
    shut.enter("CANAL", "2024-12", now=LATER, value="32公里", reason="统计局更正")
    with pytest.raises(Refused) as refused:
        shut(reopen, hand("sun", LATER), reason="又来")
    assert code_of(refused) == ["closing.not_closed"]
    shut(close, hand("wang", LATER), PLAIN_WEEKS, reason="终", anyway=True)
    with reading(shut.engine) as db:
        assert [one.deed.value for one in closing_of(db, CODE).steps] == [
            "closed",
            "reopened",
            "closed",
        ]
        assert closed_by(db, CODE, known_at=AFTER - timedelta(days=1)) is None
        assert closed_by(db, CODE, known_at=LATER).on == date(2025, 2, 13)
        why = reasons_since(db, CODE, AFTER, known_at=LATER)
        assert why.figures == {"CANAL": "统计局更正"}


def test_every_deed_stands_in_the_chain_and_in_the_audit(shut):
    shut(grant, Opening("CANAL", DECEMBER), hand("wang", AFTER), reason="更正")
    shut(revoke, 1, hand("sun", AFTER))
    shut(reopen, hand("wang", AFTER), reason="更正")
    with reading(shut.engine) as db:
        assert verify(db) == ()
        noted = [row.action for row in accounts.audit_lines(db)]
        assert len(grants_of(db, CODE)) == 1
    assert {"plan.close", "grant.give", "grant.revoke", "plan.reopen"} <= set(noted)


def test_who_enters_history_needs_the_right_to_close_into_the_past(office):
    past = hand("wang", LATER, known_at=AFTER)
    assert Role.ADMIN not in past.by.user.roles
    with pytest.raises(Refused):
        office(close, past, PLAIN_WEEKS, reason="齐", anyway=True)
