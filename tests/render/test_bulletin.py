"""The document faces: what the scorecard says, in the order of an official paper."""

import io
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from monitor.render import press
from monitor.render.bulletin import COLUMNS, bulletin
from monitor.render.bulletin_docx import WIDTHS, bulletin_docx
from monitor.render.bulletin_pdf import bulletin_pdf
from monitor.render.digest import digest
from monitor.render.rows import told
from tests.render.builders import every_class
from tests.render.glyphs import drawable

ZONE = ZoneInfo("Asia/Shanghai")
HEAD = "a" * 64
DAY = date(2024, 9, 30)


@pytest.fixture
def status(words):
    return told(every_class(), words, ZONE)


@pytest.fixture
def paper(words, status):
    values = digest(status, words, head=HEAD, inline=False) | {"title": "某区2024年9月进展情况"}
    return bulletin(status, values, words)


def texts(paper):
    return [paper.title, paper.opening, paper.annex, *paper.notes, *paper.heads] + [
        text for one in paper.sections for text in (one.heading, *one.paragraphs)
    ]


def test_the_whole_comes_first_with_the_tally_and_its_denominator(status, paper):
    verdict, shares = paper.sections[0].paragraphs
    assert verdict == status["shown"]["verdict"]
    assert str(status["tally"]["total"]) in shares
    for one in status["tally"]["classes"]:
        assert (one["label"] in shares) is (one["count"] > 0)


def test_every_bad_target_is_named_once_with_its_class(status, paper):
    lagging = paper.sections[1].paragraphs
    bad = [row for row in status["rows"] if row["status"] in {"missed", "behind", "not_started"}]
    assert len(lagging) == len(bad)
    for row, text in zip(bad, lagging, strict=True):
        assert row["name"] in text
        assert row["label"] in text


def test_a_class_without_rows_says_that_nothing_lags(words, status):
    values = digest(status, words, head=HEAD, inline=False) | {"title": "t", "bad": [], "owing": []}
    paper = bulletin(status, values, words)
    assert paper.sections[1].paragraphs == (words.say("bulletin.none_lagging"),)
    assert paper.sections[2].paragraphs == (words.say("bulletin.none_silent"),)


def test_the_annex_has_every_target_and_no_empty_cell(status, paper):
    assert len(paper.rows) == status["tally"]["total"]
    assert all(len(row) == len(COLUMNS) and all(row) for row in paper.rows)


def test_the_word_file_has_the_official_page_and_a_head_on_each_side(paper):
    sheet = Document(io.BytesIO(bulletin_docx(paper)))
    upright, annex = sheet.sections
    edges = [upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin]
    assert [round(edge.mm) for edge in edges] == [37, 35, 28, 26]
    assert (round(upright.page_width.mm), round(upright.page_height.mm)) == (210, 297)
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    wide, left, right = annex.page_width, annex.left_margin, annex.right_margin
    assert sum(WIDTHS) <= round(wide.mm - left.mm - right.mm)
    (table,) = sheet.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[0].cells] == list(paper.heads)
    assert [cell.text for cell in table.rows[-1].cells] == list(paper.rows[-1])


def test_the_word_file_is_text_in_styles_and_nothing_else(paper):
    sheet = Document(io.BytesIO(bulletin_docx(paper)))
    assert not sheet.inline_shapes
    assert {one.style.name for one in sheet.paragraphs if one.text} <= {
        "Title",
        *(f"Bulletin {one}" for one in ("Text", "Heading", "Note", "Mark")),
    }
    body = sheet.styles["Bulletin Text"]
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert body.font.size.pt == 16
    said = [one.text for one in sheet.paragraphs]
    assert [text for one in paper.sections for text in one.paragraphs] == [
        text for text in said if any(text in one.paragraphs for one in paper.sections)
    ]


def test_the_same_paper_is_the_same_bytes(words, paper):
    assert bulletin_docx(paper) == bulletin_docx(paper)
    assert bulletin_pdf(paper, words.language) == bulletin_pdf(paper, words.language)


def test_no_character_is_missing_from_the_font_that_comes_along(paper):
    font = next(Path(press._packaged()).glob("*.ttf"))
    wanted = {ord(char) for text in [*texts(paper), *sum(paper.rows, ())] for char in text}
    assert {chr(code) for code in wanted - drawable(font)} == set()
