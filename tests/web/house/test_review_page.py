"""Reviewing on the page: many approved at once, one sent back by mail, never one's own."""

import re
import shutil

import pytest

from monitor.core.account import Role
from monitor.core.observation import Entry, Placed
from monitor.core.period import months
from monitor.services.observations import Sitting, record
from monitor.store.engine import reading, writing
from monitor.store.tables import deliveries
from tests.web.house import homes
from tests.web.house.homes import NOW, House, make_home, record_one
from tests.web.house.test_entering import newest

REVIEWED = "  - {code: AGRI, name: 农业农村局, review: within}\n"


@pytest.fixture(scope="session")
def reviewed_home(tmp_path_factory):
    """A home whose first unit is reviewed within, with an entry of September that waits."""
    folder = tmp_path_factory.mktemp("reviewed") / "home"
    with pytest.MonkeyPatch.context() as patch:
        unit = "  - {code: AGRI, name: 农业农村局}\n"
        patch.setattr(homes, "PLAN", homes.PLAN.replace(unit, REVIEWED))
        people = (*homes.PEOPLE, ("sun", Role.REVIEWER, "AGRI"))
        patch.setattr(homes, "PEOPLE", people)
        make_home(folder)
    return folder


@pytest.fixture
def office(reviewed_home, tmp_path):
    folder = tmp_path / "home"
    shutil.copytree(reviewed_home, folder)
    house = House(folder)
    with writing(house.runtime.engine) as db:
        record_one(db, house.runtime, "GRAIN", "2024-09", "9万亩", by="li")
    yield house
    house.runtime.engine.dispose()


def numbers(html):
    return re.findall(r'name="approve" value="(\d+)"( aria-label="[^"]+")?( checked)?', html)


def send(browser, **fields):
    return browser.submit("/review", fields, page="/review")


def test_a_reviewer_sees_what_waits_and_approves_what_is_ticked(office):
    browser = office.signed_in("sun")
    html = browser.get("/review").text
    assert "待您审核 2 条" in html
    waits = [number for number, _, _ in numbers(html)]
    assert send(browser, approve=waits).status_code == 303
    assert "待您审核 0 条" in browser.get("/review").text
    assert "9万亩" in browser.get("/").text


def test_who_entered_it_does_not_review_it(office):
    assert office.signed_in("li").get("/review").status_code == 403
    browser = office.signed_in("sun")
    number = numbers(browser.get("/review").text)[0][0]
    clerk = office.signed_in("li")
    csrf = re.findall(r'name="csrf" value="([^"]+)"', clerk.get("/mine").text)[0]
    answer = clerk.post("/review", data={"csrf": csrf, "approve": number})
    assert answer.status_code == 403
    assert number in browser.get("/review").text, "it still waits"


def test_sending_back_wants_a_reason_and_mails_the_clerk(office):
    browser = office.signed_in("sun")
    number = numbers(browser.get("/review").text)[-1][0]
    assert send(browser, **{"return": number}).status_code == 422
    said = {"return": number, f"reason/{number}": "与台账不符"}
    assert send(browser, **said).status_code == 303
    with reading(office.runtime.engine) as db:
        (letter,) = db.execute(deliveries.select()).all()
    assert (letter.address, letter.state) == ("li@example.invalid", "pending")
    assert "与台账不符" in office.signed_in("li").get("/mine").text
    edition = office.signed_in("wang").get(f"/editions/{letter.edition}/body").text
    assert "与台账不符" in edition
    assert "/entry?plan=P2024" in edition


def test_an_edit_while_it_waits_is_a_new_revision_and_both_are_shown(office):
    with writing(office.runtime.engine) as db:
        record_again(db, office)
    html = office.signed_in("sun").get("/review").text
    assert "同一格另有：9万亩" in html
    assert "同一格另有：9.2万亩" in html
    assert newest(office, "GRAIN").revision == 2


def record_again(db, office):
    entry = Entry("GRAIN", months(2024, 9, 1), value="9.2万亩", reason="补一村")
    sitting = Sitting("wang", NOW, office.runtime.settings.timezone)
    record(db, [Placed(entry)], plan="P2024", sitting=sitting)


def test_nothing_ticked_is_told(office):
    assert "一条也没有勾" in send(office.signed_in("sun")).text
