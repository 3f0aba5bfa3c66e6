"""Pages after units became one, and a figure of another unit that may not be shown yet."""

from datetime import timedelta

import pytest

from monitor.core.account import Role, User
from monitor.files.targets_yaml import read_targets
from monitor.services.accounts import Actor, add_user
from monitor.services.sessions import change_password
from monitor.services.targets import Authority, adopt
from monitor.store import accounts
from monitor.store.engine import writing
from monitor.store.tables import observations
from tests.web.house.homes import NOW, PASSWORD, PLAN, day

UNITS = "  - {code: AGRI, name: 农业农村局}\n  - {code: WATER, name: 水利局}\n"
MERGED = (
    "  - {code: AGRI, name: 农业农村局, until: 2024-08-31, successor: FARM, document: 编办7号}\n"
    "  - {code: WATER, name: 水利局, until: 2024-08-31, successor: FARM}\n"
    "  - {code: FARM, name: 农水局, since: 2024-09-01}\n"
    "  - {code: TJJ, name: 统计局}\n"
)
PARTS = "        parts: {AGRI: 8万亩, WATER: 4万亩}\n"
GRAIN = "        source: 确保粮食生产面积12万亩以上\n"


@pytest.fixture
def office(house):
    """The home after 农业农村局 and 水利局 became one on the first of September."""

    def changed(*lines):
        text = PLAN.replace(UNITS, MERGED).replace(GRAIN, GRAIN + "".join(lines))
        read = read_targets(text, "targets.yaml")
        assert read.problems == ()
        under = Authority("root", NOW, house.runtime.settings.timezone, reason="机构改革")
        with writing(house.runtime.engine) as db:
            adopt(db, read.plans, authority=under)
            for name, unit in (("sun", "FARM"), ("qian", "TJJ")):
                user = User(name, name, f"{name}@example.invalid", frozenset({Role.CLERK}), unit)
                first = add_user(db, user, by=Actor("root", "root"), now=NOW)
                change_password(db, user, first, PASSWORD, now=NOW)
                accounts.close_sessions(db, name)
        return house

    return changed


def newest(house, target):
    query = observations.select().where(observations.c.target == target)
    with house.runtime.engine.connect() as db:
        return db.execute(query.order_by(observations.c.seq.desc())).first()


@pytest.mark.parametrize("name", ["sun", "li"])
def test_the_successor_s_clerk_goes_on_from_what_the_predecessor_said(office, name):
    house = office()
    browser = house.signed_in(name)
    page = browser.get("/entry?period=2024-09").text
    assert "粮食生产面积" in page
    assert "灌渠改造" in page
    assert "8万亩" in page
    sent = browser.submit("/entry", {"value/GRAIN/FARM/0": "9.5万亩"}, page="/entry?period=2024-09")
    assert sent.status_code == 303
    assert newest(house, "GRAIN").unit == "FARM"


def test_figures_of_a_month_before_are_asked_for_part_by_part(office):
    house = office(PARTS)
    browser = house.signed_in("sun")
    sheet = "/entry?period=2024-08"
    typed = {"value/GRAIN/AGRI/0": "5万亩", "value/GRAIN/WATER/0": "3万亩"}
    typed["reason/GRAIN/AGRI/0"] = "分开报"
    assert browser.submit("/entry", typed, page=sheet).status_code == 303
    assert newest(house, "GRAIN").unit == "WATER"
    after = browser.get("/entry?period=2024-09").text
    assert "value/GRAIN/FARM/0" in after
    assert "value/GRAIN/AGRI/0" not in after


def test_a_target_s_page_names_both_and_the_day(office):
    browser = office().signed_in("chen")
    after = browser.get("/targets/GRAIN").text
    assert "原由农业农村局负责，2024-08-31 后由农水局接替（编办7号）" in after
    before = browser.get("/targets/GRAIN?as_of=2024-08-31").text
    assert "接替" not in before
    assert "<dd>农业农村局</dd>" in before


def test_the_board_knows_the_units_of_its_day(office):
    browser = office().signed_in("chen")
    assert "农水局" in browser.get("/?as_of=2024-09-30").text
    assert "农水局" not in browser.get("/?as_of=2024-08-31").text


def test_a_withheld_figure_is_on_no_page_before_its_day(office):
    house = office("        reported_by: TJJ\n        figures: 统计部门核定数\n")
    giver, leader, supervisor = (house.signed_in(name) for name in ("qian", "chen", "wang"))
    opens = NOW.date() + timedelta(days=3)
    sheet = "/entry?period=2024-09"
    assert "not_before/GRAIN/TJJ/0" in giver.get(sheet).text
    typed = {"value/GRAIN/TJJ/0": "9.5万亩", "not_before/GRAIN/TJJ/0": opens.isoformat()}
    assert giver.submit("/entry", typed, page=sheet).status_code == 303
    assert newest(house, "GRAIN").not_before == opens
    pages = (
        "/",
        "/?as_of=2024-09-30",
        "/targets/GRAIN",
        "/targets/GRAIN/history",
        "/targets/GRAIN/history.json",
        "/targets/GRAIN/history.csv",
    )
    assert [page for page in pages if "9.5万亩" in leader.get(page).text] == []
    for who in (giver, supervisor):
        assert "9.5万亩" in who.get("/targets/GRAIN").text
    house.clock.now = NOW + timedelta(days=3)
    later = house.signed_in("chen")
    assert "9.5万亩" in later.get("/targets/GRAIN").text
    assert "9.5万亩" in later.get("/?as_of=2024-09-30").text


def test_two_sources_that_differ_are_listed_beside_each_other(office):
    house = office("        reported_by: TJJ\n        figures: 统计部门核定数\n")
    sheet = "/entry?period=2024-08"
    typed = {"value/GRAIN/TJJ/0": "9.5万亩"}
    assert house.signed_in("qian").submit("/entry", typed, page=sheet).status_code == 303
    page = house.signed_in("chen").get("/targets/GRAIN").text
    assert "2024-08：统计部门核定数 9.5万亩、部门调度数 8万亩" in page
    assert day("2024-08-31").isoformat() in page
