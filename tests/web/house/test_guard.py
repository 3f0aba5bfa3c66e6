"""What every answer carries, and what no request may do."""

import re

import pytest

from monitor.web.guard import LARGEST_BODY
from tests.web.house.homes import House

PAGES = ("/", "/entry", "/targets/GRAIN", "/editions", "/deliveries", "/password", "/nothing")


OUR_SCRIPT = re.compile(r'<script src="/static/\w+\.js\?v=\w+" defer></script>')


@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_browsers_from_running_and_keeping_things(house, path):
    headers = house.signed_in("wang").get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_what_its_policy_forbids(house, path):
    html = OUR_SCRIPT.sub("", house.signed_in("wang").get(path).text)
    for forbidden in ("<script", " style=", " onclick=", " onload=", "<style", "javascript:"):
        assert forbidden not in html


@pytest.mark.parametrize("path", PAGES)
def test_no_page_fetches_anything_from_elsewhere(house, path):
    html = house.signed_in("wang").get(path).text
    for name in ("src=", "href=", "action="):
        assert f'{name}"http' not in html
        assert f'{name}"//' not in html


def test_links_do_not_follow_a_forged_host(house):
    answer = house.signed_in("wang").get("/", headers={"host": "evil.example"})
    assert "evil.example" not in answer.text


def test_a_body_that_is_too_large_is_refused_however_it_announces_itself(house):
    browser = house.signed_in("li")
    too_much = b"x" * (LARGEST_BODY + 1)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/entry", content=too_much, headers=kind).status_code == 413
    pieces = (too_much[at : at + 65536] for at in range(0, len(too_much), 65536))
    assert browser.post("/entry", content=pieces, headers=kind).status_code == 413


def test_a_broken_database_is_one_sentence_and_no_traceback(home):
    database = home / "var" / "monitor.db"
    for piece in home.joinpath("var").glob("monitor.db*"):
        piece.unlink()
    database.write_bytes(b"this is no database" * 100)
    answer = House(home).visitor().get("/", headers={"cookie": "monitor_session=x"})
    assert answer.status_code == 503
    assert "Traceback" not in answer.text
    assert "sqlite" not in answer.text.lower()


def test_a_fault_of_our_own_is_a_page_without_a_traceback(house, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("our own fault")

    browser = house.signed_in("wang")
    monkeypatch.setattr("monitor.web.board.compare", broken)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "our own fault" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_an_empty_database_says_what_to_do(home):
    for piece in home.joinpath("var").glob("monitor.db*"):
        piece.unlink()
    answer = House(home).visitor().get("/", headers={"cookie": "monitor_session=x"})
    assert answer.status_code == 503
    assert "monitor migrate" in answer.text
