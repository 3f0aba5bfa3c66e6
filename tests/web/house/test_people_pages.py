"""My items for everybody; people, posts and handovers for the supervisor and the administrator."""

import io
from html import unescape

import pytest
from xlsxwriter import Workbook

from monitor.core.account import Role, User
from monitor.core.matter import Given, Kind
from monitor.core.post import Holding
from monitor.files.targets_yaml import read_targets
from monitor.services import posts, reviews
from monitor.services.accounts import Actor, add_user
from monitor.services.matters import Hand, give
from monitor.services.targets import Authority, adopt, stored_plan
from monitor.store import accounts, observations
from monitor.store import posts as stored
from monitor.store.engine import reading, writing
from tests.web.house.homes import NOW, PASSWORD, PLAN, day, hidden_fields, record_one

LEADER = "分管农业副区长"


@pytest.fixture
def busy(house):
    """The house with a leader's post in its plan, and a unit whose figures are reviewed."""
    text = PLAN.replace("name: 水利局}", "name: 水利局, review: within}")
    text = text.replace("        source: 确保", f"        leader: {LEADER}\n        source: 确保")
    runtime = house.runtime
    with writing(runtime.engine) as db:
        plans = read_targets(text, "targets.yaml").plans
        adopt(db, plans, authority=Authority("root", NOW, runtime.settings.timezone))
        record_one(db, runtime, "CANAL", "2024-09", "20公里", by="zhao")
    return house


def person(house, name):
    with reading(house.runtime.engine) as db:
        row = accounts.row_of(db, name)
    assert row is not None
    return accounts.user_of(row)


def handover(browser, giver, taker, **more):
    """The two steps of the form: look, then confirm what the preview carries."""
    fields = {"giver": giver, "taker": taker, **more}
    shown = browser.submit("/people/handover", fields, page="/people")
    return shown, fields


def test_a_clerk_sees_what_the_unit_owes_and_gets_to_the_form(busy):
    text = busy.signed_in("li").get("/mine").text
    assert "您有过期未报 3 期，应报 1 期" in text
    assert "/entry?plan=P2024&amp;unit=AGRI&amp;period=2024-03" in text
    assert "粮食生产面积" in text
    assert "灌渠改造" not in text


def test_a_reviewer_sees_what_waits_and_the_clerk_that_it_waits(busy):
    with writing(busy.runtime.engine) as db:
        qian = User("qian", "QIAN", "", frozenset({Role.REVIEWER}), "WATER")
        add_user(db, qian, by=Actor("root"), now=NOW)
    assert "待审核 1 条" in busy.signed_in("wang").get("/mine").text
    assert "已报待审 1 条" in busy.signed_in("zhao").get("/mine").text


def test_what_was_sent_back_stands_first_with_its_reason(busy):
    with writing(busy.runtime.engine) as db:
        log = observations.log(db, stored_plan(db, "P2024"), targets={"CANAL"})
        wang = Actor("wang", "", person(busy, "wang"))
        seq = [log[-1].seq]
        reviews.decide(db, "P2024", seq, approve=False, by=wang, now=NOW, reason="单位不对")
    text = busy.signed_in("zhao").get("/mine").text
    assert "退回 1 条" in text
    assert "单位不对" in text


def test_a_leader_sees_the_targets_of_the_post_and_the_name_beside_it(busy):
    browser = busy.signed_in("chen")
    assert "眼下没有需要您办的事项" in browser.get("/mine").text
    with writing(busy.runtime.engine) as db:
        since = day("2024-03-01")
        posts.give(db, LEADER, "chen", since=since, by=Actor("root"), now=NOW)
    text = browser.get("/mine").text
    assert "牵头任务 1 项" in text
    assert "粮食生产面积" in text
    assert LEADER in text
    target = browser.get("/targets/GRAIN").text
    assert f'{LEADER} <span class="muted">CHEN</span>' in target
    assert "CHEN</span>" not in browser.get("/targets/GRAIN?as_of=2024-02-01").text


def test_who_has_nothing_to_do_is_told_where_to_look(house):
    text = house.signed_in("shen").get("/mine").text
    assert "眼下没有需要您办的事项" in text
    assert '<a href="/">' in text


@pytest.mark.parametrize("name", ["li", "chen", "shen"])
def test_people_are_for_the_supervisor_and_the_administrator(house, name):
    browser = house.signed_in(name)
    assert browser.get("/people").status_code == 403
    assert 'href="/people"' not in browser.get("/mine").text
    csrf = browser.get("/").text.split('name="csrf" value="')[1].split('"')[0]
    for to in ("/people/handover", "/people/contact", "/people/posts", "/people/posts/end"):
        said = browser.post(to, data={"csrf": csrf, "giver": "li", "taker": "zhao", "sure": "yes"})
        assert said.status_code == 403
    assert person(house, "li").disabled_at is None


@pytest.mark.parametrize("name", ["wang", "root"])
def test_a_handover_is_shown_first_and_done_when_confirmed(house, name):
    clerk, browser = house.signed_in("li"), house.signed_in(name)
    token = house.token("li")
    shown, _ = handover(browser, "li", "neu", reason="调离")
    assert shown.status_code == 200
    assert "还没有作任何改动" in shown.text
    assert "登录 1 个、接口令牌 1 个" in shown.text
    assert person(house, "li").disabled_at is None
    done = browser.post("/people/handover", data=hidden_fields(shown.text, "/people/handover"))
    assert done.status_code == 303
    assert "已交接：li → neu" in browser.get(done.headers["location"]).text
    assert person(house, "li").disabled_at is not None
    assert clerk.get("/entry").status_code == 303
    assert house.visitor().sign_in("li", PASSWORD).status_code == 422
    bearer = {"Authorization": f"Bearer {token}"}
    assert house.visitor().get("/api/v1/targets", headers=bearer).status_code == 401


def test_a_refused_handover_says_why_and_keeps_what_was_chosen(house):
    browser = house.signed_in("wang")
    said, _ = handover(browser, "li", "zhao", reason="调离")
    assert said.status_code == 422
    assert "属于单位 WATER" in said.text
    assert '<option value="li" selected>' in said.text
    assert 'value="调离"' in said.text
    shown, _ = handover(browser, "li", "zhao", move="on")
    assert "单位 水利局 从此没有填报人" in shown.text


def test_the_supervisor_cannot_take_over_from_the_administrator(house):
    said, _ = handover(house.signed_in("wang"), "root", "wang", with_admin="on", sure="yes")
    assert said.status_code == 403
    assert not person(house, "wang").administers
    assert "with_admin" not in house.signed_in("wang").get("/people").text
    assert "with_admin" in house.signed_in("root").get("/people").text


def test_a_telephone_number_and_the_second_contact_are_kept(house):
    browser = house.signed_in("wang")
    fields = {"phone": "0355-1234567", "stand_in": "yes"}
    kept = browser.submit("/people/contact", fields, page="/people?edit=li")
    assert kept.status_code == 303
    li = person(house, "li")
    assert (li.phone, li.stand_in) == ("0355-1234567", True)
    text = browser.get(kept.headers["location"]).text
    assert "已保存：li" in text
    assert "0355-1234567" in text
    wrong = browser.submit("/people/contact", {"phone": "x"}, page="/people?edit=li")
    assert wrong.status_code == 422
    assert 'name="phone" type="tel" maxlength="32" value="x"' in wrong.text


def test_a_post_is_given_and_ended_on_the_page(busy):
    browser = busy.signed_in("wang")
    assert f'<option value="{LEADER}">' in browser.get("/people").text
    fields = {"post": LEADER, "name": "chen", "since": "2024-03-01"}
    assert browser.submit("/people/posts", fields, page="/people").status_code == 303
    assert "已交接" not in browser.get("/people").text
    ended = browser.submit("/people/posts/end", {}, page="/people")
    assert ended.status_code == 303
    with reading(busy.runtime.engine) as db:
        held = Holding(LEADER, "chen", day("2024-03-01"), day("2024-10-08"))
        assert stored.all_of(db) == (held,)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"post": LEADER, "name": "nobody"}, "没有名为“nobody”的用户"),
        ({"post": LEADER, "name": "chen", "since": "gestern"}, "日期“gestern”看不懂"),
        ({"post": " ", "name": "chen"}, "岗位名“”不可用"),
    ],
)
def test_a_post_that_cannot_be_given_is_told_on_the_page(house, fields, told):
    said = house.signed_in("wang").submit("/people/posts", fields, page="/people")
    assert said.status_code == 422
    assert told in said.text


def test_what_somebody_typed_is_never_markup(house):
    browser = house.signed_in("wang")
    sly = '"><script>x</script>'
    said = browser.submit("/people/posts", {"post": sly, "name": "chen"}, page="/people")
    assert said.status_code == 303
    assert "<script" not in browser.get(said.headers["location"]).text


@pytest.mark.parametrize("path", ["/mine", "/people", "/people?edit=li"])
def test_the_pages_speak_english_too(house, path):
    text = house.signed_in("wang").get(f"{path}{'&' if '?' in path else '?'}lang=en").text
    assert "My items" in text
    assert "人员" not in text


def test_a_second_contact_who_may_not_enter_sees_what_is_owed_without_a_way_to_the_form(house):
    with writing(house.runtime.engine) as db:
        accounts.change(db, "chen", {"unit": "WATER", "stand_in": True})
    text = house.signed_in("chen").get("/mine").text
    assert "灌渠改造" in text
    assert "/entry?" not in text


def test_a_matter_lies_before_the_unit_that_has_to_answer_it(house):
    zone = house.runtime.settings.timezone
    with writing(house.runtime.engine) as db:
        given = Given(Kind.INSTRUCTION, "请核实灌渠进度", "WATER", day("2024-09-02"), "区长")
        give(db, "P2024", given, Hand(Actor("wang", "", person(house, "wang")), NOW, zone))
    text = house.signed_in("zhao").get("/mine").text
    assert "督办事项 1 件" in text
    assert "请核实灌渠进度" in text
    assert 'href="/matters/1?plan=P2024"' in text
    assert "请核实灌渠进度" not in house.signed_in("li").get("/mine").text


def send_roster(browser, data, *, sure, name="人员.xlsx"):
    """The form of the roster, with a file."""
    csrf = hidden_fields(browser.get("/people").text, "/people/roster")["csrf"]
    file = {"file": (name, data, "application/octet-stream")}
    fields = {"csrf": csrf, "sure": "yes" if sure else "no"}
    return browser.post("/people/roster", data=fields, files=file)


def a_roster(*rows, header=("登录名", "角色", "单位", "电话")):
    stream = io.BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet("人员")
        for number, row in enumerate((header, *rows)):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def test_the_roster_goes_out_and_comes_in_unchanged(house):
    browser = house.signed_in("root")
    out = browser.get("/people.xlsx")
    assert out.status_code == 200
    assert "filename*=UTF-8''" in out.headers["content-disposition"]
    said = send_roster(browser, out.content, sure=True)
    assert "新增 0 人，修改 0 人，另有 7 人没有变化" in said.text


def test_a_roster_is_tried_and_then_taken_in_with_passwords_shown_once(house):
    browser = house.signed_in("root")
    data = a_roster(("sun", "填报人", "水利局", 13900001234), ("li", "", "", "138"))
    tried = send_roster(browser, data, sure=False)
    assert "将新增 1 人，修改 1 人" in tried.text
    assert "<code>" not in tried.text
    with reading(house.runtime.engine) as db:
        assert accounts.row_of(db, "sun") is None
    done = send_roster(browser, data, sure=True)
    assert done.headers["cache-control"] == "private, no-store"
    password = done.text.split("<code>")[1].split("</code>")[0]
    assert house.visitor().sign_in("sun", unescape(password)).status_code == 303
    assert person(house, "li").phone == "138"
    again = send_roster(browser, data, sure=True)
    assert "<code>" not in again.text


def test_a_roster_with_a_fault_changes_nobody(house):
    browser = house.signed_in("root")
    data = a_roster(("sun", "填报人", "没有的局"), ("root", "填报人"), ("wang", "科长"))
    said = send_roster(browser, data, sure=True)
    assert said.status_code == 422
    for place in ("人员.xlsx!人员!C2", "人员.xlsx!人员!B3", "人员.xlsx!人员!B4"):
        assert place in said.text
    assert person(house, "root").administers
    nothing = send_roster(browser, b"", sure=True)
    assert (nothing.status_code, "没有选文件" in nothing.text) == (422, True)


def test_the_roster_is_the_administrators_alone(house):
    browser = house.signed_in("wang")
    assert browser.get("/people.xlsx").status_code == 403
    assert "/people/roster" not in browser.get("/people").text
    csrf = hidden_fields(browser.get("/people").text, "/people/handover")["csrf"]
    file = {"file": ("a.xlsx", a_roster(("li", "管理员")), "application/octet-stream")}
    said = browser.post("/people/roster", data={"csrf": csrf, "sure": "yes"}, files=file)
    assert said.status_code == 403
    assert not person(house, "li").administers
