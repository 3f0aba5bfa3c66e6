"""The reminder and its link: once a day, only what is owed, one form and nothing else."""

import re
import shutil
from datetime import timedelta

import pytest

from monitor.cli.wiring import duty_of
from monitor.files.starter import starter
from monitor.services.accounts import Actor
from monitor.services.fill_links import LIVES, FillLink, revoke, token_of
from monitor.services.tick import tick
from monitor.store import accounts, editions
from monitor.store.engine import reading, writing
from monitor.store.tables import deliveries
from tests.web.house.homes import hidden_fields
from tests.web.house.test_entering import GRAIN, newest


@pytest.fixture
def office(house):
    """A house with the shipped reminder, on the day September's figures are due."""
    shutil.copytree(starter() / "reports" / "reminder", house.folder / "reports" / "reminder")
    house.clock.now = house.clock.now.replace(day=12)
    return house


def knock(house):
    runtime = house.runtime
    told = tick(runtime.engine, duty_of(runtime), now=house.clock.now)
    return [(one.did, one.audience) for one in told if one.report == "reminder"]


def link(house, *, unit="AGRI", name="li", at=None):
    made = FillLink("P2024", unit, name, at or house.clock.now)
    return "/fill/" + token_of(made, key=house.runtime.settings.signing_key())


def user(house, name):
    with reading(house.runtime.engine) as db:
        (found,) = [one for one in accounts.all_users(db) if one.name == name]
    return found


def fill(house, path, **fields):
    visitor = house.visitor()
    hidden = hidden_fields(visitor.get(path).text, path)
    return visitor.post(path, data=hidden | fields)


def test_each_clerk_is_reminded_once_a_day_of_what_is_owed(office):
    told = knock(office)
    assert ("reminded", "due/AGRI") in told
    assert ("reminded", "due/WATER") in told
    assert [one for one in knock(office) if one[0] == "reminded"] == []
    with reading(office.runtime.engine) as db:
        sent = {row.address: row.state for row in db.execute(deliveries.select())}
        texts = [editions.letter(db, row.id).text for row in editions.listed(db)]
    assert set(sent) >= {"li@example.invalid", "zhao@example.invalid"}
    mine = next(text for text in texts if "粮食生产面积" in text)
    assert "灌渠改造" not in mine
    assert "/fill/" in mine


def test_its_link_opens_that_form_without_a_password_and_nothing_else(office):
    knock(office)
    with reading(office.runtime.engine) as db:
        texts = [editions.letter(db, row.id).text for row in editions.listed(db)]
    mine = next(text for text in texts if "粮食生产面积" in text)
    path = re.findall(r"(/fill/\S+)", mine)[0]
    visitor = office.visitor()
    page = visitor.get(path)
    assert (page.status_code, "粮食生产面积" in page.text) == (200, True)
    assert "set-cookie" not in page.headers
    assert visitor.get("/mine").status_code == 303
    answer = fill(office, path, **{f"value/{GRAIN}": "9.5"})
    assert "已写入 1 项" in answer.text
    assert (newest(office, "GRAIN").value, newest(office, "GRAIN").entered_by) == (
        95_000 * 10**6,
        "li",
    )
    with reading(office.runtime.engine) as db:
        assert accounts.newest_deed(db, "P2024", ("fill.write",)) is not None


def test_what_is_wrong_is_told_on_the_same_form(office):
    path = link(office)
    answer = fill(office, path, **{f"value/{GRAIN}": "95000"})
    assert answer.status_code == 422
    assert "是不是9.5万亩" in answer.text


@pytest.mark.parametrize("broken", ["/fill/x", "/fill/WyJQMjAyNCJd.abc"])
def test_a_forged_link_opens_nothing(office, broken):
    answer = office.visitor().get(broken)
    assert (answer.status_code, "链接不对" in answer.text) == (410, True)


def test_a_link_ends_by_itself_with_its_clerk_and_by_the_supervisors_word(office):
    path = link(office)
    office.clock.now += timedelta(minutes=1)
    assert office.visitor().get(path).status_code == 200
    old = link(office, at=office.clock.now - LIVES)
    assert "过期" in office.visitor().get(old).text
    wang = Actor("wang", "", user(office, "wang"))
    with writing(office.runtime.engine) as db:
        revoke(db, "P2024", "AGRI", by=wang, now=office.clock.now)
    assert office.visitor().get(path).status_code == 410
    office.clock.now += timedelta(minutes=1)
    assert office.visitor().get(link(office)).status_code == 200


def test_a_link_for_another_unit_than_the_clerks_opens_nothing(office):
    assert office.visitor().get(link(office, unit="WATER")).status_code == 410
    assert office.visitor().get(link(office, name="shen")).status_code == 410


def test_a_link_used_like_a_machine_does_is_held_up(office):
    path, visitor = link(office), office.visitor()
    answers = {visitor.get(path).status_code for _ in range(32)}
    assert answers == {200, 429}
