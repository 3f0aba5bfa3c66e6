"""Circulars on the page: a unit objects to its own rows, a supervisor answers and signs."""

import re
import shutil

import pytest

from monitor.cli.wiring import duty_of
from monitor.files.starter import starter
from monitor.services.tick import tick
from monitor.store.engine import reading
from monitor.store.tables import slots
from tests.web.house.homes import House


@pytest.fixture(scope="session")
def drafted_home(pattern, tmp_path_factory):
    """A home whose circular of the third quarter was drafted."""
    folder = tmp_path_factory.mktemp("drafted") / "home"
    shutil.copytree(pattern, folder)
    shutil.copytree(starter() / "reports" / "quarterly", folder / "reports" / "quarterly")
    house = House(folder)
    house.clock.now = house.clock.now.replace(day=21)
    tick(house.runtime.engine, duty_of(house.runtime), now=house.clock.now)
    house.runtime.engine.dispose()
    return folder


@pytest.fixture
def drafted(drafted_home, tmp_path):
    folder = tmp_path / "home"
    shutil.copytree(drafted_home, folder)
    house = House(folder)
    house.clock.now = house.clock.now.replace(day=21)
    yield house
    house.runtime.engine.dispose()


def deed(browser, what, **fields):
    """Send one of the forms of the page."""
    html = browser.get("/drafts").text
    action = re.search(rf'action="(/drafts/[^"]+/{what})"', html)
    assert action, f"no form to {what}"
    return browser.submit(action[1], fields, page="/drafts")


def test_a_clerk_sees_the_own_rows_and_no_signature(drafted):
    page = drafted.signed_in("li").get("/drafts").text
    assert "等着签发的通报 1 份" in page
    assert "粮食生产面积" in page
    assert "灌渠改造" not in page
    assert "/sign" not in page
    assert "pdf" not in page


def test_an_objection_is_told_to_the_signer_and_answered(drafted):
    clerk, signer = drafted.signed_in("li"), drafted.signed_in("wang")
    assert deed(clerk, "object", target="GRAIN", text="应为8.4万亩").status_code == 303
    assert "应为8.4万亩" in signer.get("/drafts").text
    assert "应为8.4万亩" not in drafted.signed_in("zhao").get("/drafts").text
    stopped = deed(signer, "sign")
    assert (stopped.status_code, "异议没有答复" in stopped.text) == (422, True)
    (number,) = re.findall(r'name="number" value="(\d+)"', signer.get("/drafts").text)
    assert deed(signer, "answer", number=number, text="下期更正").status_code == 303
    assert "下期更正" in clerk.get("/drafts").text


def test_a_signature_lets_it_leave_with_the_next_knock(drafted):
    signer = drafted.signed_in("wang")
    assert deed(signer, "sign", number="某督通〔2024〕3号").status_code == 303
    assert "WANG" in signer.get("/drafts").text or "wang已签发" in signer.get("/drafts").text
    tick(drafted.runtime.engine, duty_of(drafted.runtime), now=drafted.clock.now)
    with reading(drafted.runtime.engine) as db:
        states = {row.report: row.state for row in db.execute(slots.select())}
    assert states["quarterly"] == "issued"
    assert "等着签发的通报 0 份" in signer.get("/drafts").text


def test_the_document_of_a_proof_is_read_before_it_is_signed(drafted):
    signer = drafted.signed_in("wang")
    links = re.findall(r'href="(/drafts/[^"]+/(?:docx|pdf))"', signer.get("/drafts").text)
    beginnings = [signer.get(link).content[:2] for link in links]
    assert beginnings == [b"PK", b"%P"]
    assert drafted.signed_in("li").get(links[0]).status_code == 403
    assert signer.get(links[0].replace("docx", "exe")).status_code == 404


def test_a_clerk_can_neither_sign_nor_object_for_another_unit(drafted):
    clerk, signer = drafted.signed_in("li"), drafted.signed_in("wang")
    (action,) = re.findall(r'action="(/drafts/[^"]+)/sign"', signer.get("/drafts").text)
    csrf = re.findall(r'name="csrf" value="([^"]+)"', clerk.get("/drafts").text)[0]
    for what in ("sign", "answer"):
        assert clerk.post(f"{action}/{what}", data={"csrf": csrf}).status_code in {403, 422}
    said = {"csrf": csrf, "unit": "WATER", "target": "CANAL", "text": "x"}
    assert clerk.post(f"{action}/object", data=said).status_code in {403, 422}
    assert '异议 <span class="count">0' in signer.get("/drafts").text


def test_without_a_draft_the_page_says_so(house):
    assert "没有等着签发的通报" in house.signed_in("wang").get("/drafts").text
