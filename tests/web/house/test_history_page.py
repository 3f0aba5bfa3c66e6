"""What an auditor reads on pages: a target's history, its dossier, and the audit."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from markupsafe import escape

from monitor.core.account import Role
from monitor.services.accounts import Actor, note
from monitor.store.engine import writing
from monitor.store.tables import audit
from monitor.web import audit_page
from tests.web.house.homes import NOW, PEOPLE, record_one

AUDITORS = [name for name, role, _ in PEOPLE if role in {Role.AUDITOR, Role.SUPERVISOR, Role.ADMIN}]
OTHERS = sorted({name for name, _, _ in PEOPLE} - set(AUDITORS))
HISTORY = "/targets/GRAIN/history"
GUARDED = ["/audit", "/audit.csv", "/targets/GRAIN/dossier.zip"]


def rows_of(answer):
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def enter(house, name, **typed):
    """Enter through the page of one's own unit."""
    browser = house.signed_in(name)
    fields = {"value/GRAIN/AGRI/0": "9.5", "period": "2024-09", "unit": "AGRI", **typed}
    return browser.submit("/entry", fields, page="/entry?period=2024-09")


def test_a_target_leads_to_its_history_and_back(house):
    browser = house.signed_in("chen")
    assert f'href="{HISTORY}?plan=P2024"' in browser.get("/targets/GRAIN").text
    assert 'href="/targets/GRAIN' in browser.get(HISTORY).text


@pytest.mark.parametrize("name", [name for name, _, _ in PEOPLE])
def test_whoever_may_read_sees_the_history_oldest_first(house, name):
    page = house.signed_in(name).get(HISTORY)
    assert page.status_code == 200
    assert page.text.index("采纳目标") < page.text.index("8万亩")
    assert "第 " in page.text


def test_what_was_entered_by_the_page_says_so(house):
    assert enter(house, "li").status_code == 303
    last = rows_of(house.signed_in("wang").get(f"{HISTORY}.csv"))[-1]
    assert (last["new"], last["who"], last["door"]) == ("9.5万亩", "li", "网页")


def test_what_a_program_sent_says_so(house):
    headers = {"Authorization": f"Bearer {house.token('li')}"}
    entry = {"code": "GRAIN", "value": "10万亩", "period": "2024-09"}
    sent = house.visitor().post("/api/v1/observations", json=[entry], headers=headers)
    assert sent.status_code in {200, 201}, sent.text
    last = rows_of(house.signed_in("wang").get(f"{HISTORY}.csv"))[-1]
    assert (last["new"], last["door"]) == ("10万亩", "接口")


def test_a_period_in_the_address_narrows_page_and_sheet(house):
    enter(house, "li")
    browser = house.signed_in("chen")
    page = browser.get(f"{HISTORY}?period=2024-09").text
    assert "9.5万亩" in page
    assert "8万亩" not in page
    assert f"{HISTORY}.csv?period=2024-09" in page
    assert [row["new"] for row in rows_of(browser.get(f"{HISTORY}.csv?period=2024-09"))] == [
        "9.5万亩"
    ]
    assert "请换一个期间" in browser.get(f"{HISTORY}?period=2024-01").text


def test_a_period_nobody_can_read_is_said_above_the_whole_list(house):
    answer = house.signed_in("chen").get(f"{HISTORY}?period=June")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "8万亩" in answer.text
    assert house.signed_in("chen").get(f"{HISTORY}.csv?period=June").status_code == 422


@pytest.mark.parametrize("kind", ["history", "history.csv", "history.json", "dossier.zip"])
def test_a_target_nobody_promised_is_not_there(house, kind):
    assert house.signed_in("shen").get(f"/targets/NONE/{kind}").status_code == 404


def test_the_data_of_a_history_are_those_of_the_shell(house):
    told = house.signed_in("chen").get(f"{HISTORY}.json").json()
    assert told["target"] == {"code": "GRAIN", "name": "粮食生产面积"}
    assert [one["action"] for one in told["history"]] == ["target.adopted", "entry.made"]


@pytest.mark.parametrize("name", AUDITORS)
def test_who_may_audit_takes_a_dossier_and_finds_the_audit_in_the_head(house, name):
    browser = house.signed_in(name)
    assert "dossier.zip" in browser.get(HISTORY).text
    assert 'href="/audit"' in browser.get("/").text
    answer = browser.get("/targets/GRAIN/dossier.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "manifest.json" in archive.namelist()


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("path", GUARDED)
def test_nobody_else_sees_the_audit_or_takes_a_dossier(house, name, path):
    browser = house.signed_in(name)
    answer = browser.get(path)
    assert answer.status_code == 403
    assert "<h1>" in answer.text
    assert "users.add" not in answer.text
    assert "dossier.zip" not in browser.get(HISTORY).text
    assert 'href="/audit"' not in browser.get("/").text


def test_the_audit_begins_with_the_newest(house):
    house.clock.now = NOW + timedelta(hours=1)
    browser = house.visitor()
    assert browser.sign_in("shen").status_code == 303
    page = browser.get("/audit").text
    first = page[page.index("<tbody>") :]
    assert first.index("登录") < first.index("采纳目标")


def test_its_filters_stand_in_the_address_and_in_the_sheet(house):
    browser = house.signed_in("shen")
    query = "?by=li&unit=AGRI&book=entries"
    page = browser.get(f"/audit{query}").text
    assert '<option value="AGRI" selected>' in page
    assert '<option value="entries" selected>' in page
    assert 'name="by" value="li"' in page
    assert f"/audit.csv{escape(query)}" in page
    assert [row["new"] for row in rows_of(browser.get(f"/audit.csv{query}"))] == ["8万亩"]
    assert "请放宽筛选条件" in browser.get("/audit?by=nobody").text


@pytest.mark.parametrize("query", ["since=soon", "book=poems", "book=verdicts", "unit=NONE"])
def test_a_filter_nobody_can_read_is_said_and_shows_nothing(house, query):
    browser = house.signed_in("shen")
    answer = browser.get(f"/audit?{query}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<tbody>" not in answer.text
    assert browser.get(f"/audit.csv?{query}").status_code == 422


def test_since_a_day_begins_at_the_offices_midnight(house):
    browser = house.signed_in("shen")
    assert "<tbody>" in browser.get("/audit?since=2024-10-08").text
    assert "<tbody>" not in browser.get("/audit?since=2024-10-09").text
    midnight = "2024-10-08T08:59:59%2B08:00"
    assert "<tbody>" in browser.get(f"/audit?since={midnight}").text


def test_a_long_audit_is_turned_over_page_by_page(house, monkeypatch):
    monkeypatch.setattr(audit_page, "ON_A_PAGE", 4)
    browser = house.signed_in("shen")
    total = len(rows_of(browser.get("/audit.csv")))
    seen, page, address = 0, "", "/audit"
    while address:
        page = browser.get(address).text
        seen += page.count('<th scope="row">')
        start = page.find('rel="next"')
        address = "" if start < 0 else page[page.rindex("/audit?", 0, start) : start - 2]
    assert seen == total
    assert browser.get(f"/audit?before={10**30}").status_code == 200
    assert browser.get("/audit?before=-5").status_code == 200
    assert 'rel="prev"' in page


ATTACK = "<script>alert(1)</script>"


def test_what_people_typed_is_shown_and_never_run(house):
    with writing(house.runtime.engine) as db:
        record_one(db, house.runtime, "CANAL", "2024-08", "3公里", by=ATTACK)
        note(db, Actor(ATTACK, ATTACK), ATTACK, ATTACK, now=NOW, detail={ATTACK: ATTACK})
    browser = house.signed_in("shen")
    for path in ("/audit", "/targets/CANAL/history", f"/audit?by={ATTACK}&since={ATTACK}"):
        page = browser.get(path).text
        assert ATTACK not in page
        assert str(escape(ATTACK)) in page


def test_reading_leaves_the_audit_as_it_was(house):
    browser = house.signed_in("shen")
    before = house.count(audit)
    for path in ("/audit", HISTORY, *GUARDED):
        assert browser.get(path).status_code == 200
    assert house.count(audit) == before


def test_both_pages_speak_english(house):
    browser = house.signed_in("shen")
    assert "What was done in every plan" in browser.get("/audit?lang=en").text
    assert "target adopted" in browser.get(HISTORY).text
