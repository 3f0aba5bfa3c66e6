"""The desk is open to who supervises, audits or leads; reminders are noted by who supervises."""

import pytest

from monitor.core.account import Role, User
from monitor.services.accounts import Actor, add_user
from monitor.services.sessions import change_password
from monitor.store import schema
from monitor.store.engine import writing
from monitor.store.tables import acts
from tests.web.house.homes import NOW, PASSWORD, House, hidden_fields


def form(html, unit, step):
    """The hidden fields of one of the desk's reminder forms."""
    for part in html.split("<form")[1:]:
        found = hidden_fields(f"<form{part}", "/desk/chase") if "/desk/chase" in part else {}
        if (found.get("unit"), found.get("step")) == (unit, step):
            return found
    raise AssertionError(f"no form for {unit} {step}")


def test_the_supervisor_sees_who_owes_what_and_a_text_to_forward(house):
    shown = house.signed_in("wang").get("/desk").text
    assert "截至10月8日：2个单位欠报10项数据" in shown
    assert "1. 灌渠改造：2024-01 至 2024-08（8 期），最早一期应于2月6日前报送。" in shown
    assert "/entry?plan=P2024&amp;unit=WATER&amp;period=2024-01" in shown
    assert "ZHAO" in shown
    assert "没有登记电话" in shown


@pytest.mark.parametrize("name", ["chen", "root", "shen"])
def test_others_who_may_read_it_find_no_button(house, name):
    answer = house.signed_in(name).get("/desk")
    assert answer.status_code == 200
    assert "/desk/chase" not in answer.text
    assert "/desk/files" not in answer.text


def test_a_clerk_has_no_desk(house):
    browser = house.signed_in("li")
    assert browser.get("/desk").status_code == 403
    assert 'href="/desk"' not in browser.get("/").text


@pytest.mark.parametrize(("step", "said"), [("phoned", "电话1、文字0"), ("copied", "电话0、文字1")])
def test_a_reminder_is_noted_and_counted(house, step, said):
    browser = house.signed_in("wang")
    fields = form(browser.get("/desk").text, "WATER", step)
    answer = browser.post("/desk/chase", data=fields)
    assert answer.headers["location"] == f"/desk?plan=P2024&noted={step}"
    shown = browser.get(answer.headers["location"]).text
    assert "已记下一次" in shown
    assert said in shown


def test_the_text_of_all_units_is_noted_for_each(house):
    browser = house.signed_in("wang")
    browser.post("/desk/chase", data=form(browser.get("/desk").text, "", "copied"))
    with house.runtime.engine.connect() as db:
        rows = db.execute(acts.select()).all()
    assert {(row.code, row.step) for row in rows} == {("WATER", "copied"), ("AGRI", "copied")}


@pytest.mark.parametrize("name", ["shen", "chen", "li"])
def test_a_form_of_somebody_else_notes_nothing(house, name):
    browser = house.signed_in(name)
    token = hidden_fields(browser.get("/password").text, "/password")["csrf"]
    fields = {"csrf": token, "plan": "P2024", "unit": "WATER", "step": "phoned"}
    assert browser.post("/desk/chase", data=fields).status_code in {403, 422}
    assert house.count(acts) == 0


def test_an_address_of_nonsense_is_a_desk_all_the_same(house):
    browser = house.signed_in("wang")
    assert browser.get("/desk?since=never&noted=<b>").status_code == 200
    assert browser.get("/desk?plan=NONE").status_code in {404, 422}


def test_a_home_without_a_plan_says_what_to_do_next(tmp_path):
    house = House(tmp_path)
    schema.prepare(house.runtime.engine)
    user = User("wang", "WANG", "", frozenset({Role.SUPERVISOR}))
    with writing(house.runtime.engine) as db:
        first = add_user(db, user, by=Actor("root"), now=NOW)
        change_password(db, user, first, PASSWORD, now=NOW)
    browser = house.signed_in("wang")
    for page in ("/desk", "/desk/files"):
        answer = browser.get(page)
        assert (answer.status_code, "targets adopt" in answer.text) == (200, True)
    house.runtime.engine.dispose()


def test_the_desk_speaks_english(house):
    assert "2 units owe 10 figures" in house.signed_in("wang").get("/desk?lang=en").text


def test_the_script_is_ours_and_served_as_one(house):
    answer = house.visitor().get("/static/copy.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
