"""The desk arranges what others judged: whom to chase, what turned bad, what comes next."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from monitor.core.account import Role, User
from monitor.core.agenda import Case
from monitor.core.assessment import Promise, assess
from monitor.core.coming import Sort, coming
from monitor.core.desk import contacts, debtors, office_of, turned
from monitor.core.fold import standings
from monitor.core.owed import Asked
from monitor.core.scorecard import arrange
from monitor.core.target import Part
from tests.builders import PLAIN_WEEKS, a_plan, a_project, a_target, an_observation

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


def a_case(*targets, log=(), as_of=date(2024, 9, 30), known=date(2024, 10, 14)):
    plan = a_plan(*targets)
    asked = Asked(as_of, known, PLAIN_WEEKS)
    rows = []
    for target in plan.targets:
        mine = [one for one in log if one.target == target.code]
        units = [part.unit for part in target.parts] or [""]
        told = {
            u: standings(target, u, [o for o in mine if u in {"", o.unit}], plan=plan)
            for u in units
        }
        rows.append(assess(Promise(target), plan, told, asked=asked))
    card = arrange(plan, rows, as_of=as_of, known_at=LONG_AGO)
    return Case(card, asked, tuple(log))


def a_user(name, unit="JTJ", *roles, **more):
    return User(name, name.upper(), "", frozenset(roles or {Role.CLERK}), unit, **more)


def test_a_unit_is_chased_for_every_period_past_its_due_day():
    (one,) = debtors(a_case(log=[an_observation("2024-06")]))
    assert (one.unit, [p.key for p in one.debts[0].periods]) == (
        "JTJ",
        ["2024-07", "2024-08", "2024-09"],
    )
    assert (one.figures, one.due, one.late_days) == (3, date(2024, 8, 7), 68)


def test_what_is_not_yet_due_is_nobodys_debt():
    case = a_case(log=[an_observation("2024-08")], known=date(2024, 10, 3))
    assert debtors(case) == ()


def test_a_figure_that_waits_for_a_reviewer_is_not_chased_again():
    waiting = an_observation("2024-09", approved=False)
    assert debtors(a_case(log=[an_observation("2024-08"), waiting])) == ()
    sent_back = replace(waiting, returned=True)
    (one,) = debtors(a_case(log=[an_observation("2024-08"), sent_back]))
    assert one.figures == 1


def test_a_figure_another_unit_gives_is_chased_there():
    (one,) = debtors(a_case(a_target(reported_by="TJJ"), log=[an_observation("2024-08")]))
    assert one.unit == "TJJ"


def test_each_unit_of_a_split_target_owes_its_own():
    split = a_target(parts=(Part("JTJ", Decimal(20)), Part("SLJ", Decimal("5.93"))))
    log = [an_observation("2024-09", unit="JTJ")]
    assert [one.unit for one in debtors(a_case(split, log=log))] == ["SLJ"]


def test_who_owes_longest_stands_first():
    other = a_target(code="CANAL", responsible="SLJ")
    case = a_case(a_target(), other, log=[an_observation("2024-08")])
    assert [one.unit for one in debtors(case)] == ["SLJ", "JTJ"]


def test_the_first_contact_stands_before_the_second_and_who_left_is_not_asked():
    people = [
        a_user("b", stand_in=True),
        a_user("c"),
        a_user("gone", disabled_at=LONG_AGO),
        a_user("other", "SLJ"),
        a_user("boss", "JTJ", Role.LEADER),
    ]
    assert [one.name for one in contacts("JTJ", people)] == ["c", "b"]


def test_a_unit_calls_back_whom_the_reminder_is_from():
    people = [
        a_user("a", "", Role.SUPERVISOR),
        a_user("b", "", Role.SUPERVISOR, phone="2021234"),
        a_user("c", "", Role.SUPERVISOR),
    ]
    named = [office_of(people, me).name for me in ("c", "", "nobody")]
    assert named == ["c", "b", "b"]
    assert office_of([a_user("li")]) is None


@pytest.mark.parametrize(
    ("was", "told"),
    [
        (("on_track", None), True),
        (("no_data", None), True),
        (("behind", "黄"), True),
        (("behind", "红"), False),
        (("missed", None), False),
        (("behind", "紫"), False),
    ],
)
def test_a_target_turned_bad_if_it_stood_better_before(was, told):
    card = a_case(log=[an_observation("2024-09", "2")]).card
    assert (card.rows[0].verdict.level, card.rows[0].status.value) == ("红", "behind")
    assert bool(turned(card, {"ROAD": was})) is told


def test_what_is_fine_now_did_not_turn_bad():
    card = a_case(log=[an_observation("2024-09", "25")]).card
    assert turned(card, {"ROAD": ("on_track", None)}) == ()
    assert turned(a_case(log=[an_observation("2024-09", "2")]).card, {}) == ()


def test_what_is_due_next_is_told_by_day():
    known = date(2024, 11, 25)
    case = a_case(a_target(), a_project(responsible="ZJJ"), known=known, as_of=known)
    told = [(one.on, one.sort) for one in coming(case)]
    assert told == [
        (date(2024, 11, 30), Sort.STAGE),
        (date(2024, 12, 6), Sort.FIGURES),
    ]
    case = a_case(known=date(2024, 12, 20), as_of=date(2024, 12, 20))
    assert [one.sort for one in coming(case)] == [Sort.DEADLINE]


def test_what_is_answered_or_passed_is_not_due_any_more():
    known = date(2024, 11, 30)
    figures = an_observation("2024-11", "20")
    done = an_observation(
        "2024-Q4", None, target="PRJ", unit="ZJJ", stage="竣工", on=known, on_day=known
    )
    case = a_case(
        a_target(), a_project(responsible="ZJJ"), log=[figures, done], known=known, as_of=known
    )
    assert coming(case) == ()
