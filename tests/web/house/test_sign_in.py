"""Signing in, being kept out, changing the password, leaving."""

from datetime import timedelta

import pytest

from monitor.services.sessions import IDLE_FOR, LOCKED_FOR, MOST_FAILURES
from monitor.store import accounts
from monitor.web.current import SESSION
from tests.web.house.homes import BASE, FRESH, PASSWORD, House, hidden_fields

WRONG = "用户名或密码不对"
NEW = "Herbst-2024"


def test_the_front_page_is_a_sign_in_form_for_who_is_not_signed_in(house):
    page = house.visitor().get("/")
    assert page.status_code == 200
    assert 'type="password"' in page.text


def test_the_right_password_leads_to_the_board(house):
    browser = house.visitor()
    answer = browser.sign_in("li")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "粮食生产面积" in browser.get("/").text


def test_a_wrong_password_says_so_and_keeps_the_name(house):
    browser = house.visitor()
    answer = browser.sign_in("li", "wrong")
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert 'value="li"' in answer.text
    assert "wrong" not in answer.text
    assert SESSION not in browser.cookies


def test_a_name_nobody_has_is_answered_with_the_same_page(house):
    def shown(name):
        text = house.visitor().sign_in(name, "wrong").text
        token = hidden_fields(text, "/sign-in")["csrf"]
        return text.replace(f'value="{name}"', "").replace(token, "")

    assert shown("li") == shown("nobody")


def test_five_failures_lock_the_account_for_half_an_hour(house):
    for _ in range(MOST_FAILURES):
        house.visitor().sign_in("li", "wrong")
    assert house.visitor().sign_in("li").status_code == 422
    house.clock.now += LOCKED_FOR
    assert house.visitor().sign_in("li").status_code == 303


def test_the_session_gets_another_key_at_every_sign_in_and_with_the_password(house):
    browser = house.visitor()
    keys = []
    for _ in range(2):
        browser.cookies.clear()
        browser.sign_in("li")
        keys.append(browser.cookies[SESSION])
    changed = browser.submit("/password", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert changed.status_code == 303
    keys.append(browser.cookies[SESSION])
    assert len(set(keys)) == 3
    for old in keys[:2]:
        stranger = house.visitor()
        stranger.cookies.set(SESSION, old)
        assert stranger.get("/entry").status_code == 303
    assert browser.get("/entry").status_code == 200


def test_a_session_somebody_planted_does_not_become_the_persons(house):
    browser = house.visitor()
    browser.cookies.set(SESSION, "planted")
    browser.sign_in("li")
    stranger = house.visitor()
    stranger.cookies.set(SESSION, "planted")
    assert stranger.get("/entry").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house):
    cookie = house.visitor().sign_in("li").headers["set-cookie"]
    kept = next(part for part in cookie.split(", ") if part.startswith(f"{SESSION}="))
    assert "httponly" in kept.lower()
    assert "samesite=lax" in kept.lower()
    assert "secure" not in kept.lower()


def test_under_tls_the_cookie_travels_over_tls_alone(home):
    address = "https://monitor.example"
    house = House(home, MONITOR_BASE_URL=address)
    answer = house.visitor(address).sign_in("li")
    assert answer.status_code == 303
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_a_session_ends_after_half_an_hour_of_silence(house):
    browser = house.signed_in("li")
    house.clock.now += IDLE_FOR - timedelta(minutes=1)
    assert browser.get("/entry").status_code == 200
    house.clock.now += IDLE_FOR
    assert browser.get("/entry").status_code == 303


def test_signing_out_ends_the_session_and_not_only_the_cookie(house):
    browser = house.signed_in("li")
    key = browser.cookies[SESSION]
    assert browser.submit("/logout", {}, page="/").status_code == 303
    stranger = house.visitor()
    stranger.cookies.set(SESSION, key)
    assert stranger.get("/entry").status_code == 303


def test_who_was_sent_to_sign_in_comes_back_to_the_page_wished_for(house):
    browser = house.visitor()
    sent = browser.get("/targets/GRAIN?as_of=2024-09-30").headers["location"]
    answer = browser.submit("/sign-in", {"name": "li", "password": PASSWORD}, page=sent)
    assert answer.headers["location"] == "/targets/GRAIN?as_of=2024-09-30"


@pytest.mark.parametrize(
    "wish",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil",
    ],
)
def test_nobody_is_led_away_from_the_house(house, wish):
    answer = house.visitor().sign_in("li", next=wish)
    assert answer.headers["location"] == "/"


def test_the_first_password_has_to_be_changed_before_anything_else(house):
    browser = house.visitor()
    first = (house.folder / "first.txt").read_text(encoding="utf-8")
    assert browser.sign_in(FRESH, first).status_code == 303
    for path in ("/", "/entry", "/editions", "/targets/GRAIN"):
        assert browser.get(path).headers["location"] == "/password"
    browser.submit("/password", {"old": first, "new": NEW, "again": NEW})
    assert browser.get("/entry").status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "旧密码不对"),
        ({"old": PASSWORD, "new": "weak", "again": "weak"}, "密码太弱"),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "x"}, "两次"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "不能与旧密码相同"),
    ],
)
def test_a_password_is_not_changed_where_something_is_wrong(house, fields, said):
    browser = house.signed_in("li")
    answer = browser.submit("/password", fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert house.visitor().sign_in("li").status_code == 303


def test_a_closed_account_is_out_at_once(house):
    browser = house.signed_in("li")
    with house.runtime.engine.begin() as db:
        accounts.change(db, "li", {"disabled_at": house.clock.now})
    assert browser.get("/entry").status_code == 303


def test_a_form_of_another_site_opens_nothing(house):
    browser = house.visitor()
    fields = hidden_fields(browser.get("/").text, "/sign-in") | {"name": "li", "password": PASSWORD}
    for strange in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post("/sign-in", data=fields, headers=strange).status_code == 403
    assert browser.post("/sign-in", data=fields | {"csrf": "x"}).status_code == 403
    assert browser.post("/sign-in", data=fields, headers={"origin": BASE}).status_code == 303


def test_a_token_of_one_session_does_not_fit_another(house):
    li, zhao = house.signed_in("li"), house.signed_in("zhao")
    stolen = hidden_fields(zhao.get("/").text, "/logout")
    assert li.post("/logout", data=stolen).status_code == 403
    assert li.post("/logout", data={}).status_code == 403
    assert li.get("/entry").status_code == 200
