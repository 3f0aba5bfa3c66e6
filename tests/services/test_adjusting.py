"""Adjusting a goal: who may ask and decide, and that the file and the plan change together."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from monitor.core.adjustment import Deed, Wish
from monitor.core.evidence import Evidence
from monitor.core.problem import Refused
from monitor.core.rule import Status
from monitor.services.adjusting import Grounds, accept, issue, refuse
from monitor.services.adjustments import adjustments_at, ask, withdraw
from monitor.services.comparison import compare
from monitor.services.targets import stored_plan
from monitor.services.verification import verify
from monitor.store import evidence, targets
from monitor.store.engine import reading
from tests.builders import PLAIN_WEEKS
from tests.services.yearbook import AFTER, CODE, PLAN, SUMMER, ZONE, an_office, hand, person

WISH = Wish("GRAIN", "", goal="11.5万亩以上", reason="旱灾", authority="农〔2024〕3号")
GROUNDS = Grounds(approver="区政府常务会议", effective=date(2024, 7, 1))


@pytest.fixture
def office(engine, tmp_path):
    return an_office(engine, tmp_path)


@pytest.fixture
def asked(office):
    office(ask, WISH, hand("li"), with_file=True)
    return office


def code_of(refused):
    return [one.code for one in refused.value.problems]


def row(office, code, as_of=date(2024, 8, 31), known_at=AFTER):
    with reading(office.engine) as db:
        card = compare(db, CODE, as_of=as_of, known_at=known_at, calendar=PLAIN_WEEKS, zone=ZONE)
    return next(one for one in card.rows if one.target.code == code)


def listed(office, **more):
    with reading(office.engine) as db:
        return adjustments_at(db, CODE, **more)


def test_what_a_unit_asks_for_changes_nothing_by_itself(asked):
    (one,) = listed(asked)
    assert (one.number, one.state, one.by, one.goal_before) == (1, Deed.ASKED, "li", "12万亩以上")
    assert one.wish == replace(WISH, unit="AGRI")
    assert asked.text == PLAN
    assert row(asked, "GRAIN").target.goal == 120_000


def test_accepting_changes_one_word_of_the_file_and_adopts_it(asked):
    one = asked(accept, 1, hand("wang"), grounds=GROUNDS, with_file=True)
    assert one.state is Deed.ACCEPTED
    assert asked.text == PLAN.replace("goal: 12万亩以上   # 上", "goal: 11.5万亩以上   # 上")
    with reading(asked.engine) as db:
        *_, revision = targets.history(db, CODE, "GRAIN")
    said = (revision.reason, revision.authority, revision.approver, revision.effective_from)
    assert said == ("旱灾", "农〔2024〕3号", "区政府常务会议", date(2024, 7, 1))
    assert row(asked, "GRAIN", as_of=date(2024, 6, 30)).target.goal == 120_000
    after = row(asked, "GRAIN")
    assert after.target.goal == 115_000
    assert "adjusted" in after.flags
    assert after.goal_before == "12万亩以上"
    with reading(asked.engine) as db:
        assert verify(db) == ()


def test_a_deadline_is_adjusted_like_a_goal(office):
    wish = replace(WISH, goal="", deadline=date(2025, 3, 31))
    office(ask, wish, hand("li"), with_file=True)
    office(accept, 1, hand("wang"), grounds=GROUNDS, with_file=True)
    assert "deadline: 2025-03-31" in office.text
    assert row(office, "GRAIN").target.deadline == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("zhao", "adjust.may_not_ask"),
        ("chen", "adjust.may_not_ask"),
        ("root", "adjust.may_not_ask"),
    ],
)
def test_nobody_asks_for_another_units_target(office, name, fault):
    with pytest.raises(Refused) as refused:
        office(ask, WISH, hand(name), with_file=True)
    assert code_of(refused) == [fault]


def test_clerk_reviewer_and_supervisor_may_ask(office):
    for name in ("li", "he", "wang"):
        one = office(ask, WISH, hand(name), with_file=True)
        office(withdraw, one.number, hand(name))
    assert [one.by for one in listed(office)] == ["li", "he", "wang"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"goal": ""}, "adjust.nothing"),
        ({"reason": " "}, "adjust.reason_missing"),
        ({"goal": "12万亩以上"}, "adjust.same"),
        ({"goal": "11万亩以内"}, "adjust.turned"),
        ({"goal": "很多"}, "goal.unreadable"),
        ({"target": "NONE"}, "adjust.no_target"),
    ],
)
def test_a_wish_that_cannot_be_written_down_is_refused_when_it_is_made(office, changes, fault):
    with pytest.raises(Refused) as refused:
        office(ask, replace(WISH, **changes), hand("wang"), with_file=True)
    assert code_of(refused) == [fault]
    assert listed(office) == []


def test_two_wishes_about_one_target_do_not_wait_beside_each_other(asked):
    with pytest.raises(Refused) as refused:
        asked(ask, replace(WISH, goal="11万亩以上"), hand("he"), with_file=True)
    assert code_of(refused) == ["adjust.waiting"]


def test_nobody_accepts_what_they_asked_for_themselves(office):
    office(ask, WISH, hand("wang"), with_file=True)
    with pytest.raises(Refused) as refused:
        office(accept, 1, hand("wang"), grounds=GROUNDS, with_file=True)
    assert code_of(refused) == ["adjust.own"]
    assert office(accept, 1, hand("sun"), grounds=GROUNDS, with_file=True).ruling.by == "sun"


@pytest.mark.parametrize("name", ["li", "he", "chen", "root"])
def test_only_a_supervisor_decides(asked, name):
    for deed in (accept, refuse):
        more = {"grounds": GROUNDS, "with_file": True} if deed is accept else {"reason": "不够"}
        with pytest.raises(Refused) as refused:
            asked(deed, 1, hand(name), **more)
        assert code_of(refused) == ["accounts.may_not_supervise"]


def test_who_approved_it_has_to_be_named(asked):
    with pytest.raises(Refused) as refused:
        asked(accept, 1, hand("wang"), grounds=Grounds(), with_file=True)
    assert code_of(refused) == ["adjust.approver_missing"]


def test_what_is_decided_stays_decided(asked):
    asked(refuse, 1, hand("wang"), reason="依据不足")
    assert asked.text == PLAN
    for deed, more in (
        (accept, {"grounds": GROUNDS, "with_file": True}),
        (refuse, {"reason": "再说"}),
        (withdraw, {}),
    ):
        with pytest.raises(Refused) as refused:
            asked(deed, 1, hand("wang"), **more)
        assert code_of(refused) == ["adjust.decided"]
    assert listed(asked)[0].ruling.reason == "依据不足"


def test_what_the_file_holds_beside_it_is_not_swept_in(asked):
    other = PLAN.replace("name: 灌渠改造", "name: 灌渠改造工程")
    asked.file.write_text(other, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        asked(accept, 1, hand("wang"), grounds=GROUNDS, with_file=True)
    assert code_of(refused) == ["adjust.unadopted"]
    assert asked.text == other
    assert listed(asked)[0].open


def test_where_adopting_fails_the_file_stays_as_it_was(asked):
    early = replace(GROUNDS, effective=date(2023, 1, 1))
    with pytest.raises(Refused) as refused:
        asked(accept, 1, hand("wang"), grounds=early, with_file=True)
    assert code_of(refused) == ["adopt.effective_early"]
    assert asked.text == PLAN
    assert listed(asked)[0].open


def test_where_the_commit_fails_the_file_is_put_back(asked):
    class LostError(Exception):
        pass

    def accept_and_lose(db, plan, *, book):
        accept(db, plan, 1, hand("wang"), grounds=GROUNDS, book=book)
        assert "11.5万亩" in asked.text
        raise LostError

    with pytest.raises(LostError):
        asked(accept_and_lose, with_file=True)
    assert asked.text == PLAN
    assert listed(asked)[0].open
    assert row(asked, "GRAIN").target.goal == 120_000


def test_where_the_file_cannot_be_written_nothing_is_adopted(asked):
    class Full:
        plan, edited = asked.book().plan, asked.book().edited

        def write(self, text):
            raise OSError(28, f"No space left for {len(text)} characters")

    with pytest.raises(OSError, match="No space"):
        asked(accept, 1, hand("wang"), grounds=GROUNDS, book=Full())
    assert listed(asked)[0].open
    assert row(asked, "GRAIN").target.goal == 120_000


def test_the_file_of_an_application_is_kept(office):
    paper = Evidence("依据.pdf", "application/pdf", b"%PDF-1.4 x")
    one = office(ask, WISH, hand("li"), file=paper, with_file=True)
    with reading(office.engine) as db:
        assert evidence.kept(db, one.wish.file) == paper


def test_a_clerk_sees_the_own_units_alone(asked):
    asked(ask, replace(WISH, target="CANAL", goal="28公里"), hand("zhao"), with_file=True)
    assert [one.wish.target for one in listed(asked, user=person("li"))] == ["GRAIN"]
    assert [one.wish.target for one in listed(asked, user=person("zhao"))] == ["CANAL"]
    assert len(listed(asked, user=person("chen"))) == 2


def test_a_target_without_a_goal_takes_figures_and_owes_none(office):
    assert row(office, "INCOME", known_at=SUMMER).silent == ()
    office.enter("INCOME", "2024-05", now=SUMMER, value="6.1%")
    before = row(office, "INCOME")
    assert (before.status, before.actual) == (Status.GOAL_PENDING, Decimal("6.1"))
    assert not {"stale", "overdue"} & set(before.flags)
    assert before.silent == ()


def test_the_goal_a_superior_issues_is_judged_at_once(office):
    office.enter("INCOME", "2024-05", now=SUMMER, value="6.1%")
    wish = Wish("INCOME", "", goal="6.5%以上", reason="上级下达")
    grounds = Grounds(authority="市〔2024〕8号", effective=date(2024, 7, 1))
    one = office(issue, wish, hand("root"), grounds=grounds, with_file=True)
    assert (one.state, one.goal_before) == (Deed.ISSUED, "待下达")
    assert "goal: 6.5%以上" in office.text
    after = row(office, "INCOME")
    assert after.status is Status.ON_TRACK
    assert "stale" in after.flags
    assert "adjusted" not in after.flags


def test_a_ceiling_may_be_issued_for_a_goal_that_was_pending(office):
    wish = Wish("INCOME", "", goal="5.5%以内", reason="上级下达")
    grounds = Grounds(authority="市〔2024〕8号")
    office(issue, wish, hand("wang"), grounds=grounds, with_file=True)
    assert row(office, "INCOME").target.stated == "5.5%以内"


def test_issuing_needs_the_right_and_the_document(office):
    wish = Wish("INCOME", "", goal="6.5%以上", reason="上级下达")
    with pytest.raises(Refused) as refused:
        office(issue, wish, hand("zhao"), grounds=Grounds(authority="文"), with_file=True)
    assert code_of(refused) == ["accounts.may_not_adopt"]
    with pytest.raises(Refused) as refused:
        office(issue, wish, hand("wang"), grounds=Grounds(), with_file=True)
    assert code_of(refused) == ["adjust.authority_missing"]


def test_a_project_promises_another_stage(office):
    wish = Wish("DAM", "", goal="开工", reason="资金未到位")
    office(ask, wish, hand("zhao"), with_file=True)
    office(accept, 1, hand("wang"), grounds=GROUNDS, with_file=True)
    assert "goal_stage: 开工" in office.text
    with reading(office.engine) as db:
        assert stored_plan(db, CODE).target("DAM").goal_stage == "开工"
