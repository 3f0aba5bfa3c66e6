"""Adjusting and closing on pages: what each person sees, may do, and finds again after a slip."""

import re
from datetime import UTC, datetime

import pytest

from monitor.files.targets_yaml import read_targets
from tests.web.house.homes import PLAN

AFTER = datetime(2025, 2, 10, 1, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def li(house):
    return house.signed_in("li")


@pytest.fixture
def wang(house):
    return house.signed_in("wang")


def csrf(browser, page):
    return re.findall(r'name="csrf" value="([^"]+)"', browser.get(page).text)[0]


def send(browser, to, page, files=None, **fields):
    data = {"csrf": csrf(browser, page), "plan": "P2024"} | fields
    return browser.post(to, data=data, files=files)


def ask(browser, **changes):
    fields = {"target": "GRAIN", "goal": "11万亩以上", "reason": "旱灾", "do": "ask"} | changes
    return send(browser, "/adjustments/new", "/adjustments/new?target=GRAIN", **fields)


def plan_text(house):
    return (house.folder / "targets.yaml").read_text(encoding="utf-8")


def test_with_no_adjustment_the_page_says_how_one_is_made(li):
    page = li.get("/adjustments").text
    assert "还没有调整" in page
    assert '<option value="GRAIN">' in page
    assert '<option value="CANAL">' not in page


def test_the_targets_page_leads_to_the_form_for_who_may_ask(house, li):
    link = '/adjustments/new?plan=P2024&amp;target=GRAIN"'
    assert link in li.get("/targets/GRAIN").text
    assert "/adjustments/new" not in house.signed_in("chen").get("/targets/GRAIN").text
    form = li.get("/adjustments/new?target=GRAIN").text
    assert "现为 12万亩以上" in form
    assert 'value="issue"' not in form


def test_a_unit_asks_with_its_file_and_the_supervisor_puts_it_into_the_plan(house, li, wang):
    paper = {"file": ("依据.pdf", PDF, "application/pdf")}
    sent = ask(li, files=paper, authority="农〔2024〕3号")
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/adjustments?plan=P2024&notice=asked",
    )
    assert plan_text(house) == PLAN
    page = wang.get("/adjustments").text
    assert "目标 12万亩以上 → 11万亩以上" in page
    assert wang.get("/adjustments/1/file").content == PDF
    done = send(wang, "/adjustments/1", "/adjustments", do="accept", approver="常务会议")
    assert done.headers["location"] == "/adjustments?plan=P2024&notice=accepted"
    assert "targets.yaml 已改" in wang.get(done.headers["location"]).text
    assert plan_text(house) == PLAN.replace("goal: 12万亩以上", "goal: 11万亩以上")
    assert "11万亩以上" in wang.get("/targets/GRAIN").text


def test_a_refused_application_keeps_what_was_typed(house, li):
    answer = ask(li, goal="很多", reason="旱灾严重")
    assert answer.status_code == 422
    assert "旱灾严重" in answer.text
    assert 'value="很多"' in answer.text
    assert "targets.yaml:" in answer.text
    assert plan_text(house) == PLAN


def test_a_refused_decision_keeps_what_was_typed_and_changes_nothing(house, li, wang):
    ask(li)
    answer = send(wang, "/adjustments/1", "/adjustments", do="accept", authority="市〔2024〕9号")
    assert answer.status_code == 422
    assert "市〔2024〕9号" in answer.text
    assert plan_text(house) == PLAN


def test_a_clerk_sees_and_withdraws_the_own_units_alone(house, li):
    ask(li)
    zhao = house.signed_in("zhao")
    assert "旱灾" not in zhao.get("/adjustments").text
    assert send(zhao, "/adjustments/1", "/adjustments", do="withdraw").status_code == 422
    assert zhao.get("/adjustments/new?target=GRAIN").status_code == 403
    assert send(li, "/adjustments/1", "/adjustments", do="accept", approver="我").status_code == 422
    gone = send(li, "/adjustments/1", "/adjustments", do="withdraw")
    assert gone.headers["location"].endswith("notice=withdrawn")


def test_the_own_application_has_no_button_to_accept_it(wang):
    ask(wang)
    page = wang.get("/adjustments").text
    assert "须由另一位督查员同意" in page
    assert 'value="accept"' not in page


def test_the_supervisor_puts_in_what_a_superior_issued(house, wang):
    assert ask(wang, do="issue").status_code == 422
    done = ask(wang, do="issue", authority="市〔2024〕8号")
    assert done.headers["location"].endswith("notice=issued")
    assert "goal: 11万亩以上" in plan_text(house)


def test_what_is_not_there_is_not_found(wang):
    assert wang.get("/adjustments/new?target=NONE").status_code == 404
    assert wang.get("/adjustments/7/file").status_code == 404
    assert send(wang, "/adjustments/7", "/adjustments", do="refuse").status_code == 422
    assert send(wang, "/years", "/years", do="something").status_code == 400


def test_everybody_reads_where_the_plan_stands_and_the_supervisor_acts(house, wang):
    page = house.signed_in("chen").get("/years").text
    assert "数据只到 2024-08-31" in page
    assert 'action="/years"' not in page
    assert "到 2024-12-31 才结束" in wang.get("/years").text


def test_a_plan_is_closed_granted_and_opened_again(house, wang, li):
    house.clock.now = AFTER
    li, wang = house.signed_in("li"), house.signed_in("wang")
    held = send(wang, "/years", "/years", do="close", reason="年终数齐")
    assert held.status_code == 422
    assert "年终数齐" in held.text
    done = send(wang, "/years", "/years", do="close", reason="年终数齐", anyway="1")
    assert done.headers["location"] == "/years?plan=P2024&notice=closed"
    page = wang.get(done.headers["location"]).text
    assert "wang 于 2025-02-10 结账：年终数齐" in page
    entry = li.get("/entry?period=2024-12").text
    assert "value/GRAIN" not in entry
    assert "计划已于2月10日由 wang 结账" in entry
    shut = ask(li)
    assert shut.status_code == 422
    assert "已由 wang 于 2025-02-10 结账" in shut.text
    bad = send(wang, "/years", "/years", do="grant", target="GRAIN", period="十二月", reason="更正")
    assert (bad.status_code, "更正" in bad.text) == (422, True)
    given = send(wang, "/years", "/years", do="grant", target="GRAIN", period="2024", reason="更正")
    assert given.headers["location"].endswith("notice=granted")
    assert ask(li).headers["location"].endswith("notice=asked")
    back = send(wang, "/years", "/years", do="revoke", number="1")
    assert back.headers["location"].endswith("notice=revoked")
    opened = send(wang, "/years", "/years", do="reopen", reason="统计局更正")
    assert "已重新开放" in wang.get(opened.headers["location"]).text
    again = send(house.signed_in("zhao"), "/years", "/adjustments", do="close", reason="x")
    assert again.status_code == 422


def test_next_years_draft_is_a_file_to_take_away(house, li):
    answer = li.get("/years/next.yaml")
    assert answer.status_code == 200
    assert "targets-2025.yaml" in answer.headers["content-disposition"]
    read = read_targets(answer.text, "targets-2025.yaml")
    assert (read.problems, read.plans[0].code) == ((), "P2025")
    assert plan_text(house) == PLAN


def test_a_draft_that_cannot_be_made_is_told_on_the_page(house, wang):
    (house.folder / "targets.yaml").write_text("version: 1\n", encoding="utf-8")
    answer = wang.get("/years/next.yaml")
    assert answer.status_code == 422
    assert "没有计划 P2024" in answer.text


@pytest.mark.parametrize("path", ["/adjustments", "/adjustments/new?target=GRAIN", "/years"])
def test_the_pages_speak_english_too(wang, path):
    page = wang.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
    assert 'lang="en"' in page
    assert "Years" in page
