"""The desk is gathered in one read, and reminding somebody is kept and counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.core.account import Role, User
from monitor.core.observation import Entry, Placed
from monitor.core.oddity import Why
from monitor.core.problem import Refused
from monitor.services import reviews
from monitor.services.chasing import chase
from monitor.services.comparison import compare, remember
from monitor.services.desk import Asking, desk_of, sees_desk
from monitor.services.observations import Sitting, record
from monitor.store import accounts, acts
from monitor.store.tables import deliveries, editions
from tests.builders import PLAIN_WEEKS, a_span
from tests.services.mailroom import MONTHLY, OFFICE
from tests.services.staff import NOW, PLAN, TODAY, ZONE, actor, settle
from tests.store.rows import a_row, adopt

DAY = timedelta(days=1)


@pytest.fixture
def house(db):
    adopt(db, PLAN)
    settle(db)
    return db


def enter(db, period, value, now=NOW, **more):
    entry = Entry("ROAD", a_span(period), value=value, **more)
    sitting = Sitting("li", now, ZONE)
    return record(db, [Placed(entry)], plan=PLAN.code, sitting=sitting).written[0]


def approve(db, one, now=NOW, **said):
    said = {"approve": True} | said
    return reviews.decide(db, PLAN.code, [one.seq], by=actor(db, "qian"), now=now, **said)


def the_desk(db, day=TODAY, now=NOW, **more):
    return desk_of(db, PLAN.code, Asking(day, now, OFFICE, **more))


def test_who_owes_stands_with_contact_and_phone(house):
    accounts.change(house, "li", {"phone": "0355-2021234"})
    (one,) = the_desk(house).debtors
    assert [(user.name, user.phone) for user in one.contacts] == [("li", "0355-2021234")]
    assert (one.unit, one.figures, one.reminded.times) == ("JTJ", 6, 0)


def test_a_call_and_a_text_are_counted_once_the_figure_is_late(house):
    wang = actor(house, "wang")
    chase(house, PLAN.code, ["JTJ"], step="phoned", by=wang, now=NOW - 300 * DAY)
    for step in ("phoned", "phoned", "copied"):
        chase(house, PLAN.code, ["JTJ"], step=step, by=wang, now=NOW)
    told = the_desk(house).debtors[0].reminded
    assert (told.phoned, told.copied, told.mailed, told.last) == (2, 1, 0, NOW)
    assert the_desk(house, now=NOW - DAY).debtors[0].reminded.times == 0


def a_letter(db, name, unit="JTJ", state="sent", **more):
    edition = {"id": name, "plan": PLAN.code, "report": "overdue", "test": False, "number": 1}
    edition |= {"seq": 1000 + len(db.execute(editions.select()).all())}
    edition |= {"audience": f"各单位/{unit}", "issued_at": NOW, "period": name} | more
    db.execute(editions.insert().values(a_row(editions) | edition))
    for number in (1, 2):
        sent = {"id": f"{name}-{number}", "edition": name, "plan": PLAN.code, "state": state}
        sent |= {"sent_at": NOW if state == "sent" else None, "message_id": f"{name}{number}"}
        sent |= {"address": f"{number}@example.invalid"}
        db.execute(deliveries.insert().values(a_row(deliveries) | sent))


def test_a_letter_that_left_counts_once_however_many_addresses_it_had(house):
    a_letter(house, "a")
    a_letter(house, "held", state="held")
    a_letter(house, "other", unit="SLJ")
    a_letter(house, "test", test=True)
    a_letter(house, "monthly", report="monthly")
    assert the_desk(house).debtors[0].reminded.mailed == 1


@pytest.mark.parametrize("name", ["li", "chen", "root", "qian"])
def test_only_a_supervisor_notes_a_reminder(house, name):
    with pytest.raises(Refused):
        chase(house, PLAN.code, ["JTJ"], step="phoned", by=actor(house, name), now=NOW)
    assert acts.log(house, PLAN.code, kind="chase") == []


@pytest.mark.parametrize(
    ("units", "step", "code"),
    [
        (["JTJ"], "mailed", "desk.unknown_step"),
        (["JTJ", "NONE"], "phoned", "web.unknown_unit"),
        ([], "phoned", "desk.nobody_owes"),
    ],
)
def test_nonsense_is_refused_and_nothing_kept(house, units, step, code):
    with pytest.raises(Refused) as refused:
        chase(house, PLAN.code, units, step=step, by=actor(house, "wang"), now=NOW)
    assert [one.code for one in refused.value.problems] == [code]
    assert acts.log(house, PLAN.code, kind="chase") == []


def test_a_reminder_is_audited(house):
    chase(house, PLAN.code, ["JTJ", "SLJ"], step="phoned", by=actor(house, "wang"), now=NOW)
    line = accounts.audit_lines(house)[-1]
    assert (line.action, line.who, line.detail["units"]) == ("chase.phoned", "wang", ["JTJ", "SLJ"])


def test_what_waits_for_a_reviewer_is_on_the_desk_and_not_owed(house):
    one = enter(house, "2024-06", "12")
    desk = the_desk(house)
    assert [waits.seq for waits in desk.reviews] == [one.seq]
    assert desk.debtors == ()
    approve(house, one, approve=False, reason="请核对")
    desk = the_desk(house)
    assert (desk.reviews, desk.debtors[0].figures) == ((), 6)


def test_an_insisted_slip_is_on_the_desk(house):
    for value, reason in (("1.25", None), ("12.5", "已核实")):
        one = enter(house, "2024-06", value, reason=reason)
        approve(house, one)
    assert [one.why for one in the_desk(house).oddities] == [Why.SLIP]


def noted(db, day, now):
    card = compare(db, PLAN.code, as_of=day, known_at=now, calendar=PLAIN_WEEKS, zone=ZONE)
    remember(db, card, now=now)


def test_what_turned_bad_is_told_since_a_day_or_the_last_edition(house):
    early = NOW - 20 * DAY
    first = enter(house, "2024-06", "13", now=early)
    approve(house, first, now=early)
    noted(house, date(2024, 7, 17), early)
    again = enter(house, "2024-07", "13.1")
    approve(house, again)
    (turned,) = the_desk(house, since="week").turned
    assert (turned.row.target.code, turned.was[0]) == ("ROAD", "on_track")
    assert the_desk(house, since="edition").since is None
    a_letter(house, "a")
    desk = the_desk(house, since="edition")
    assert desk.since == NOW
    noted(house, TODAY, NOW)
    assert the_desk(house, now=NOW + DAY, since="edition").turned == ()


def test_reports_that_leave_soon_are_told_once(house):
    told = [one.detail for one in the_desk(house, reports=[MONTHLY]).coming if one.detail]
    assert told == ["月度进展情况 2024-07"]


@pytest.mark.parametrize(
    ("role", "unit", "may"),
    [
        (Role.SUPERVISOR, "", True),
        (Role.ADMIN, "", True),
        (Role.AUDITOR, "", True),
        (Role.LEADER, "", True),
        (Role.CLERK, "JTJ", False),
        (Role.REVIEWER, "JTJ", False),
    ],
)
def test_who_sees_the_desk(role, unit, may):
    person = User("a", "A", "", frozenset({role}), unit)
    assert sees_desk(person) is may
    assert not sees_desk(replace(person, disabled_at=NOW))
