"""What people read: the board, a target, what was issued; one thing shown and one refused each."""

from dataclasses import replace
from datetime import date

import pytest
from markupsafe import escape

from monitor.core.account import Role
from monitor.core.letter import Attachment, Inline, Letter
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period
from monitor.files.targets_yaml import read_targets
from monitor.runtime import open_runtime
from monitor.services import comparison
from monitor.services.observations import Sitting, record
from monitor.services.targets import Authority, adopt, stored_plan
from monitor.store import editions, schema
from monitor.store.engine import writing
from monitor.web.app import create_app
from tests.web.house.homes import BASE, NOW, PLAN, Browser, House, _add

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{ 7 * 7 }}",
]


def attacked(plan, attack):
    quoted = "'" + attack.replace("'", "''") + "'"
    return plan.replace("name: 粮食生产面积", f"name: {quoted}").replace(
        "source: 确保粮食生产面积12万亩以上", f"source: {quoted}"
    )


def adopt_text(house, text):
    read = read_targets(text, "targets.yaml")
    assert read.problems == ()
    zone = house.runtime.settings.timezone
    with writing(house.runtime.engine) as db:
        adopt(db, read.plans, authority=Authority(by="root", now=NOW, zone=zone, reason="test"))


def issue_one(house, html="<p>正文<img src='cid:bullet-1'></p>"):
    letter = Letter(
        subject="九月进展 <b>",
        text="正文",
        html=html,
        images=(Inline("bullet-1", "image/png", b"\x89PNG picture"),),
        attachments=(Attachment("九月.xlsx", "application/zip", b"PK sheet"),),
    )
    issue = editions.Issue(
        id="E1",
        plan="P2024",
        report="monthly",
        period="2024-09",
        audience="",
        number=1,
        as_of=date(2024, 9, 30),
        known_at=NOW,
        head="f" * 64,
    )
    with writing(house.runtime.engine) as db:
        editions.keep(db, issue, letter, data=b"{}", at=NOW)


def test_the_board_begins_with_the_verdict_and_counts_every_class(house):
    page = house.signed_in("chen").get("/?as_of=2024-08-31").text
    assert '<h1 class="verdict">截至8月31日，3项任务：' in page
    assert page.count("<rect x=") >= 2


def test_a_filter_hides_rows_and_says_how_many_it_shows(house):
    page = house.signed_in("chen").get("/?chapter=农业").text
    assert "显示 2 项，共 3 项" in page
    assert "粮食生产面积" in page
    assert "灌渠改造" not in page


@pytest.mark.parametrize("asked", ["leader=分管副区长", "list=民生实事"])
def test_a_leader_and_a_list_are_filters_in_the_address(house, asked):
    with writing(house.runtime.engine) as db:
        plan = stored_plan(db, "P2024")
        *rest, canal = plan.targets
        led = replace(canal, leader="分管副区长", lists=("民生实事",))
        zone = house.runtime.settings.timezone
        adopt(db, [replace(plan, targets=(*rest, led))], authority=Authority("root", NOW, zone))
    page = house.signed_in("chen").get(f"/?{asked}").text
    assert "显示 1 项，共 3 项" in page
    assert "灌渠改造" in page
    assert "<option selected>" in page


def test_a_unit_narrows_the_verdict_itself(house):
    page = house.signed_in("chen").get("/?unit=WATER").text
    assert "1项任务" in page
    assert "粮食生产面积" not in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("as_of=soon", "日期“soon”看不懂"), ("unit=NONE", "没有代码为“NONE”的责任单位")],
)
def test_a_view_that_makes_no_sense_is_told_and_the_plain_board_shown(house, asked, sentence):
    answer = house.signed_in("chen").get(f"/?{asked}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "3项任务" in answer.text


def test_a_plan_nobody_adopted_is_told(house):
    answer = house.signed_in("chen").get("/?plan=NONE")
    assert answer.status_code == 422
    assert "NONE" in answer.text


def test_a_class_on_the_bar_leads_to_its_rows(house):
    browser = house.signed_in("chen")
    assert 'href="?status=no_data%3A"' in browser.get("/").text
    page = browser.get("/?status=no_data%3A").text
    assert "显示 1 项，共 3 项" in page
    assert "灌渠改造" in page


def test_a_target_shows_its_clause_its_entries_and_its_verdicts(house):
    runtime = house.runtime
    with writing(runtime.engine) as db:
        card = comparison.compare(
            db,
            "P2024",
            as_of=date(2024, 9, 30),
            known_at=NOW,
            calendar=runtime.calendar,
            zone=runtime.settings.timezone,
        )
        comparison.remember(db, card, now=NOW)
    page = house.signed_in("chen").get("/targets/GRAIN").text
    for told in ("确保粮食生产面积12万亩以上", "8万亩", "部门调度数", "2024-10-08 09:00", "判定于"):
        assert told in page
    assert '<td data-label="填报人">li</td>' in page


def test_a_target_nobody_entered_for_says_so(house):
    page = house.signed_in("chen").get("/targets/CANAL").text
    assert "还没有任何填报" in page
    assert "还没有状态变化的记录" in page


@pytest.mark.parametrize("path", ["/targets/NONE", "/editions/NONE", "/editions/NONE/body", "/x"])
def test_what_is_not_there_is_a_page_that_says_so(house, path):
    answer = house.signed_in("chen").get(path)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


def test_an_issued_letter_is_shown_with_its_picture_inside_and_fetches_nothing(house):
    issue_one(house)
    browser = house.signed_in("chen")
    assert "九月进展 &lt;b&gt;" in browser.get("/editions").text
    page = browser.get("/editions/E1").text
    assert '<iframe class="letter" src="/editions/E1/body" sandbox' in page
    assert "这一期还没有发给任何人" in page
    body = browser.get("/editions/E1/body")
    assert "src='data:image/png;base64," in body.text
    assert "sandbox" in body.headers["content-security-policy"]
    assert browser.get("/editions/E1/sheet").content == b"PK sheet"


def test_empty_lists_say_what_fills_them(house):
    browser = house.signed_in("chen")
    assert "monitor issue" in browser.get("/editions").text
    assert "报告签发后" in browser.get("/deliveries").text


def test_without_a_plan_the_board_says_what_to_do(tmp_path):
    (tmp_path / "bare").mkdir()
    other = House(tmp_path / "bare")
    schema.prepare(other.runtime.engine)
    assert other.visitor().get("/").status_code == 200
    with writing(other.runtime.engine) as db:
        _add(db, "chen", Role.LEADER, "")
    assert "monitor targets adopt" in other.signed_in("chen").get("/").text
    other.runtime.engine.dispose()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", ["/", "/targets/GRAIN", "/entry?period=2024-09"])
def test_what_a_file_says_is_text_on_every_page(house, attack, path):
    adopt_text(house, attacked(PLAN, attack))
    page = house.signed_in("li").get(path).text
    assert str(escape(attack)) in page
    assert attack not in page.replace(str(escape(attack)), "")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", ["as_of", "unit", "status", "chapter", "plan", "next", "lang"])
def test_what_an_address_says_is_text(house, attack, name):
    for browser, path in ((house.signed_in("chen"), "/"), (house.visitor(), "/sign-in")):
        page = browser.get(path, params={name: attack}).text
        assert attack not in page.replace(str(escape(attack)), "")
        assert "<img" not in page
        assert "<svg/" not in page


def test_english_is_asked_for_once_and_kept(house):
    browser = house.signed_in("chen")
    assert "Everything else" in browser.get("/?lang=en").text
    assert '<html lang="en">' in browser.get("/").text
    assert '<html lang="zh-CN">' in browser.get("/?lang=zh").text


def test_invented_figures_are_marked_on_every_page_that_shows_them(house):
    browser = house.signed_in("chen")
    assert "演示数据" not in browser.get("/").text
    sitting = Sitting("li", NOW, house.runtime.settings.timezone, demo=True)
    entry = Entry("CANAL", Period(date(2024, 9, 1), date(2024, 9, 30)), value="9公里")
    with writing(house.runtime.engine) as db:
        record(db, [Placed(entry)], plan="P2024", sitting=sitting)
    for path in ("/", "/targets/CANAL"):
        assert 'class="demo"' in browser.get(path).text


def test_a_database_that_is_gone_is_a_page_and_not_a_traceback(tmp_path):
    (tmp_path / "bare").mkdir()
    runtime = open_runtime({}, home=tmp_path / "bare", clock=lambda: NOW)
    browser = Browser(create_app(runtime), BASE)
    browser.cookies.set("monitor_session", "anything")
    answer = browser.get("/")
    assert answer.status_code == 503
    assert "数据库还没有建表" in answer.text
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").status_code == 200
    runtime.engine.dispose()


def test_a_fault_of_our_own_is_a_page_without_a_traceback(house):
    @house.app.get("/broken")
    def broken():
        raise ZeroDivisionError("secret detail")

    answer = house.signed_in("chen").get("/broken")
    assert answer.status_code == 500
    assert "系统出错" in answer.text
    assert "secret detail" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_fault_in_a_form_is_listed_on_top_with_the_way_to_its_line(house):
    browser = house.signed_in("li")
    typed = {"value/GRAIN/AGRI/0": "12x"}
    page = browser.submit("/entry", typed, page="/entry?period=2024-09")
    assert page.status_code == 422
    assert '<a href="#line/GRAIN/AGRI/0">粮食生产面积：' in page.text
    assert 'id="line/GRAIN/AGRI/0"' in page.text
    assert 'value="12x"' in page.text


def test_more_than_a_mebibyte_is_refused_before_it_is_read(house):
    answer = house.visitor().post("/sign-in", content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
