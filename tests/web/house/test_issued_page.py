"""What was really issued, taken back beside its edition: compared, kept, and given out again."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from monitor.core.letter import Attachment, Letter
from monitor.render.paper import MEDIA
from monitor.store import editions
from monitor.store.engine import writing
from tests.web.house.homes import NOW, hidden_fields

EDITION = "quarterly-2024-Q3-1-abc123"
PAGE = f"/editions/{EDITION}"
PDF = b"%PDF-1.7 stamped"


def document(*lines):
    made, out = Document(), BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


@pytest.fixture
def issued(house):
    """A house in which a circular was issued with its document."""
    printed = document("完成18.1公里，完成率69.8%。", "共99项。")
    letter = Letter("通报", "文字", "<p>通报</p>", (), (Attachment("通报.docx", MEDIA, printed),))
    kept = editions.Issue(
        id=EDITION,
        plan="P2024",
        report="quarterly",
        period="2024-Q3",
        audience="全区",
        number=1,
        as_of=date(2024, 9, 30),
        known_at=NOW,
        head="f" * 64,
    )
    with writing(house.runtime.engine) as db:
        editions.keep(db, kept, letter, data=b"{}", at=NOW)
    return house


def take(browser, name, data):
    hidden = hidden_fields(browser.get(PAGE).text, f"{PAGE}/issued")
    return browser.post(f"{PAGE}/issued", data=hidden, files={"file": (name, data)})


def test_a_changed_number_is_pointed_out_beside_the_edition(issued):
    browser = issued.signed_in("wang")
    changed = document("完成19.1公里，完成率69.8%。", "共99项。", "请抓紧。")
    assert take(browser, "印发.docx", changed).status_code == 303
    page = browser.get(PAGE).text
    assert "有 1 处数字与程序印的不同" in page
    assert "<b>19.1</b>" in page


def test_a_scan_is_kept_as_it_came_and_given_out_again(issued):
    browser = issued.signed_in("wang")
    take(browser, "盖章.pdf", PDF)
    page = browser.get(PAGE).text
    assert "没有比对" in page
    link = page.split(f'href="{PAGE}/issued/')[1].split('"')[0]
    answer = issued.signed_in("chen").get(f"{PAGE}/issued/{link}")
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
    assert browser.get(f"{PAGE}/issued/{'0' * 64}").status_code == 404


@pytest.mark.parametrize(
    ("name", "data"), [("x.docx", b"PK\x03\x04 broken"), ("x.exe", b"MZ"), ("x.pdf", b"no pdf")]
)
def test_what_is_no_document_is_refused_and_nothing_kept(issued, name, data):
    browser = issued.signed_in("wang")
    assert take(browser, name, data).status_code == 422
    assert "/issued/" not in browser.get(PAGE).text.replace(f'{PAGE}/issued"', "")


def test_who_does_not_issue_takes_nothing_back(issued):
    assert f"{PAGE}/issued" not in issued.signed_in("li").get(PAGE).text


def test_the_kept_documents_of_an_edition_can_be_had(issued):
    browser = issued.signed_in("li")
    assert browser.get(f"{PAGE}/file/docx").content[:2] == b"PK"
    assert browser.get(f"{PAGE}/file/pdf").status_code == 404
    assert browser.get(f"{PAGE}/file/json").status_code == 404
