"""The matters' pages: who sees what, who may do what, and a form without scripts for each deed."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from monitor.services.accounts import Actor
from monitor.services.accounts import disable as close_account
from monitor.services.instructions import links_of
from monitor.store.engine import reading, writing
from tests.web.house.homes import House, hidden_fields

WORDS = "请农业农村局核实粮食面积，三日内报我。"
PHOTO = ("现场.jpg", b"\xff\xd8\xff\xe0" + b"x" * 2_000_000, "image/jpeg")
"""As large as a telephone takes them: more than any other form may bring."""


@pytest.fixture
def desk(house):
    """The supervisor's browser, with one instruction about the grain given six days ago."""
    browser = house.signed_in("wang")
    sent = new(browser, target="GRAIN", on="2024-10-02")
    assert (sent.status_code, path(sent)) == (303, "/matters/1")
    return browser


def new(browser, **fields):
    whole = {"kind": "instruction", "words": WORDS, "from_whom": "区长"} | fields
    return browser.submit("/matters/new", whole)


def path(answer):
    return urlsplit(answer.headers["location"]).path


def do(browser, deed, number=1, **fields):
    page = browser.get(f"/matters/{number}").text
    hidden = hidden_fields(page, f"/matters/{number}")
    files = {"photo": fields.pop("photo")} if "photo" in fields else None
    return browser.post(f"/matters/{number}", data=hidden | {"do": deed} | fields, files=files)


def state(browser, number=1):
    page = browser.get(f"/matters/{number}").text
    return found(r'class="standing"><span[^>]*><span[^>]*>\S+</span> (\S+)</span>', page)


def found(pattern, html):
    """What the one group of a pattern holds."""
    match = re.search(pattern, html)
    assert match, pattern
    return match[1]


def forms(browser, number=1):
    return set(re.findall(r'name="do" value="(\w+)"', browser.get(f"/matters/{number}").text))


def test_an_empty_list_says_what_to_do_next(house):
    page = house.signed_in("wang").get("/matters").text
    assert "立督办事项" in page
    assert 'href="/matters/new' in page
    assert "立督办事项" not in house.signed_in("chen").get("/matters").text


def test_a_matter_stands_in_the_list_with_its_clocks(desk):
    page = desk.get("/matters").text
    assert "督字〔2024〕1号" in page
    assert "研究部署逾期5天（应于10月3日前）" in page
    shown = desk.get("/matters/1").text
    for text in (WORDS, "农业农村局", "反馈办理情况", "一般性问题办结", "10月9日"):
        assert text in shown


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("", True),
        ("state=overdue", True),
        ("state=settled", False),
        ("state=all&unit=WATER", False),
        ("state=all&unit=AGRI", True),
        ("state=nonsense", True),
    ],
)
def test_filters_stand_in_the_address(desk, query, there):
    assert ("督字〔2024〕1号" in desk.get(f"/matters?{query}").text) == there


@pytest.mark.parametrize(
    ("name", "seen", "deeds"),
    [
        ("wang", True, {"answer", "ask", "extend", "check", "withdraw"}),
        ("li", True, {"answer", "ask", "extend"}),
        ("zhao", False, set()),
        ("chen", True, set()),
        ("shen", True, set()),
        ("root", True, set()),
    ],
)
@pytest.mark.usefixtures("desk")
def test_each_sees_what_concerns_them_and_is_offered_what_they_may_do(house, name, seen, deeds):
    browser = house.signed_in(name)
    assert ("督字〔2024〕1号" in browser.get("/matters").text) == seen
    assert browser.get("/matters/1").status_code == (200 if seen else 404)
    assert browser.get("/matters/1/letter").status_code == (200 if seen else 404)
    assert forms(browser) == deeds
    assert ("/matters/new" in browser.get("/matters").text) == (name == "wang")


@pytest.mark.parametrize("name", ["li", "chen", "shen", "root"])
def test_only_the_desk_records_and_makes_links(house, name):
    browser = house.signed_in(name)
    for page in ("/matters/new", "/matters/links"):
        assert browser.get(page).status_code == 403
        csrf = hidden_fields(browser.get("/password").text, "/password")["csrf"]
        fields = {"csrf": csrf, "kind": "order", "words": "x", "unit": "AGRI"}
        links = {"for": "chen", "hours": "5", "uses": "1"}
        assert browser.post(page, data=fields | links).status_code in {403, 422}
    assert "x" not in house.signed_in("wang").get("/matters?state=all").text.partition("<tbody>")[2]


def test_a_clerk_answers_and_asks_and_a_second_person_closes(house, desk):
    clerk = house.signed_in("li")
    assert do(clerk, "answer", text="已现场核实").status_code == 303
    assert do(clerk, "ask", text="已办结").status_code == 303
    assert state(clerk) == "待销号"
    assert forms(desk) >= {"confirm", "back"}
    assert do(desk, "confirm").status_code == 303
    assert state(clerk) == "已销号"
    assert forms(desk) == set()
    page = desk.get("/matters/1").text
    assert page.index("已现场核实") < page.index("已办结")


def test_who_asked_is_not_offered_to_confirm(desk):
    do(desk, "ask", text="已办结")
    assert "confirm" not in forms(desk)
    refused = do(desk, "confirm")
    assert refused.status_code == 422
    assert "不能自己确认" in refused.text
    assert state(desk) == "待销号"


def test_a_refused_form_keeps_what_was_typed(house, desk):
    refused = do(house.signed_in("li"), "extend", until="2024-10-03", text="雨季&台风")
    assert refused.status_code == 422
    assert "须晚于现定的" in refused.text
    assert "雨季&amp;台风</textarea>" in refused.text
    again = new(desk, words="", target="CANAL", clocks="7,3")
    assert again.status_code == 422
    assert "不是时限" in again.text
    assert '<option value="CANAL" selected>' in again.text


def test_time_is_asked_for_and_granted(house, desk):
    do(house.signed_in("li"), "extend", until="2024-10-20", text="雨季")
    assert "li 申请延期到2024-10-20：雨季" in desk.get("/matters/1").text
    assert do(desk, "grant").status_code == 303
    assert "10月20日" in desk.get("/matters/1").text


def test_found_untrue_with_a_picture_returns_the_figure(house, desk):
    entry = found(r'<option value="(\d+)">\d+ 2024-08', desk.get("/matters/1").text)
    before = desk.get("/targets/GRAIN").text
    assert "8万亩" in before
    told = do(desk, "check", found="false", observation=entry, text="只有5万亩", photo=PHOTO)
    assert told.status_code == 303
    page = desk.get("/matters/1").text
    assert "核查不属实" in page
    link = found(r'href="(/matters/1/photo/[^"]+)"', page).replace("&amp;", "&")
    kept = desk.get(link)
    assert kept.content == PHOTO[1]
    assert kept.headers["content-disposition"].startswith("attachment")
    row = desk.get("/?status=no_data").text
    assert "粮食生产面积" in row
    assert house.signed_in("zhao").get(link).status_code == 404


def test_a_picture_is_shown_with_its_own_matter_alone(house, desk):
    new(desk, unit="WATER")
    do(desk, "check", found="true", text="属实", photo=PHOTO)
    link = found(r'href="(/matters/1/photo/\w+)', desk.get("/matters/1").text)
    assert desk.get(link).status_code == 200
    elsewhere = link.replace("/matters/1/", "/matters/2/")
    assert house.signed_in("zhao").get(elsewhere).status_code == 404


def test_what_is_no_picture_is_refused_and_nothing_is_kept(desk):
    fake = ("现场.jpg", b"<script>", "image/jpeg")
    assert do(desk, "check", found="true", text="x", photo=fake).status_code == 422
    assert "核查属实" not in desk.get("/matters/1").text
    assert desk.get("/matters/1/photo/" + "0" * 64).status_code == 404


@pytest.mark.parametrize(
    ("page", "size"), [("/matters/1", 12 << 20), ("/instruct/x", 2 << 20), ("/matters", 2 << 20)]
)
def test_only_the_form_with_a_file_takes_a_large_body_and_no_endless_one(desk, page, size):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert desk.post(page, content=b"x" * size, headers=kind).status_code == 413


def test_who_is_not_signed_in_hands_in_no_file(house):
    answer = house.visitor().post("/matters/1", data={"do": "check"}, files={"photo": PHOTO})
    assert answer.status_code == 303


def test_the_order_is_a_word_document(desk):
    answer = desk.get("/matters/1/letter")
    assert answer.content.startswith(b"PK")
    assert "wordprocessingml" in answer.headers["content-type"]


def test_what_was_demanded_is_text_and_never_markup(desk):
    new(desk, words="<script>alert(1)</script>", unit="AGRI")
    page = desk.get("/matters/2").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("page", ["/matters", "/matters/1", "/matters/new", "/matters/links"])
def test_the_pages_keep_the_policy_in_both_languages(desk, page):
    for language in ("zh", "en"):
        html = desk.get(f"{page}?lang={language}").text
        for forbidden in ("<script", " style=", " onclick=", "javascript:", 'src="http'):
            assert forbidden not in html
        assert "matters." not in re.sub(r'(?:href|action)="[^"]*"', "", html)


def test_the_page_of_a_target_leads_to_its_matters(house, desk):
    assert "督字〔2024〕1号" in desk.get("/targets/GRAIN").text
    assert "督字〔2024〕1号" not in desk.get("/targets/CANAL").text
    assert "督字〔2024〕1号" not in house.signed_in("zhao").get("/targets/GRAIN").text
    form = found(r'href="(/matters/new[^"]+)"', desk.get("/targets/CANAL").text)
    assert '<option value="CANAL" selected>' in desk.get(form.replace("&amp;", "&")).text
    assert "/matters/new" not in house.signed_in("li").get("/targets/GRAIN").text


@pytest.mark.parametrize("address", ["/matters/9", "/matters/99999999999999999999"])
def test_what_is_not_there_is_not_found(desk, address):
    assert desk.get(address).status_code == 404


def test_an_unknown_deed_is_refused(desk):
    assert do(desk, "settled").status_code == 400


def make_link(desk, **fields):
    sent = desk.submit("/matters/links", {"for": "chen", "hours": "72", "uses": "1"} | fields)
    assert sent.status_code == 200
    return urlsplit(found(r'<code class="address">([^<]+)</code>', sent.text)).path


def test_a_leader_instructs_through_the_link_without_signing_in(house, desk):
    link, phone = make_link(desk), house.visitor()
    form = phone.get(link)
    assert form.status_code == 200
    assert "8万亩" not in form.text
    assert phone.get(link).status_code == 200, "looking spends nothing"
    sent = phone.post(link, data={"words": "抓紧灌渠改造", "target": "CANAL", "major": "1"})
    assert sent.status_code == 303
    assert "督字〔2024〕2号" in phone.get(link).text
    page = desk.get("/matters/2").text
    for text in ("抓紧灌渠改造", "CHEN", "水利局", "领导经链接批示", "重大复杂问题办结"):
        assert text in page


def test_the_link_is_no_session(house, desk):
    link, phone = make_link(desk), house.visitor()
    phone.get(link)
    phone.post(link, data={"words": "抓紧", "target": "CANAL"})
    for page in ("/matters", "/matters/2", "/targets/CANAL", "/entry"):
        assert phone.get(page).status_code == 303
    assert not [name for name in phone.cookies if name == "monitor_session"]


def test_a_spent_link_records_nothing_more(house, desk):
    link, phone = make_link(desk), house.visitor()
    for words in ("第一件", "第二件"):
        phone.post(link, data={"words": words, "target": "CANAL"})
    listed = desk.get("/matters?state=all").text
    assert "第一件" in listed
    assert "第二件" not in listed


def test_the_form_of_the_link_sets_nothing_it_does_not_show(house, desk):
    more = {"on": "2024-01-01", "clocks": "300", "from_whom": "别人", "kind": "check"}
    house.visitor().post(make_link(desk), data={"words": "抓紧", "unit": "WATER"} | more)
    page = desk.get("/matters/2").text
    assert "别人" not in page
    assert "10月8日" in page
    assert "一般性问题办结" in page


def test_a_fault_spends_nothing_and_keeps_the_words(house, desk):
    link, phone = make_link(desk), house.visitor()
    refused = phone.post(link, data={"words": "抓紧", "target": ""})
    assert refused.status_code == 422
    assert "抓紧</textarea>" in refused.text
    assert phone.post(link, data={"words": "抓紧", "target": "CANAL"}).status_code == 303


def test_a_link_ends(house, desk):
    link, phone = make_link(desk, hours="1"), house.visitor()
    house.clock.now += timedelta(hours=1)
    assert phone.get(link).status_code == 410
    assert "已过期" in phone.get(link).text
    phone.post(link, data={"words": "太晚", "target": "CANAL"})
    assert "太晚" not in house.signed_in("wang").get("/matters?state=all").text


def test_a_revoked_link_is_worthless(house, desk):
    link = make_link(desk)
    with reading(house.runtime.engine) as db:
        (made,) = links_of(db, "P2024")
    again = desk.submit("/matters/links", {"revoke": made.id})
    assert "已作废" in again.text
    assert house.visitor().get(link).status_code == 410


def test_a_link_dies_with_its_leader_and_a_forged_one_never_lived(house, desk):
    link = make_link(desk)
    for forged in (link[:-1], "/instruct/x", "/instruct/" + "x" * 3000):
        assert house.visitor().get(forged).status_code == 404
    with writing(house.runtime.engine) as db:
        close_account(db, "chen", by=Actor("root", "root"), now=house.clock.now)
    assert house.visitor().get(link).status_code == 404


def test_another_site_cannot_send_the_form_of_a_link(house, desk):
    headers = {"origin": "http://evil.example"}
    answer = house.visitor().post(
        make_link(desk), data={"words": "x", "unit": "WATER"}, headers=headers
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("name", "asked", "count"),
    [("chen", "", 1), ("li", "", 1), ("zhao", "", None), ("chen", "unit=WATER", None)],
)
@pytest.mark.usefixtures("desk")
def test_programs_are_told_what_their_person_may_see(house, name, asked, count):
    program = house.visitor()
    program.headers["authorization"] = f"Bearer {house.token(name)}"
    told = program.get(f"/api/v1/status?{asked}").json()["matters"]
    assert (told and told["overdue"]) == count


def test_without_a_plan_there_is_nothing_to_show(home):
    assert House(home).signed_in("wang").get("/matters?plan=NONE").status_code == 422
