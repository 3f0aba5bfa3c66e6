"""Print a document for Word and WPS: real styles, one table, page numbers; everything is text.

The page and its type are those of official papers; the annex stands on its side with a head that
repeats on each page. An office goes on editing it; no picture or box holds any of the text.
"""

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from monitor.render.bulletin import Bulletin
from monitor.render.paper import (
    BODY_FONT,
    BODY_SIZE,
    HEAD_FONT,
    LINE,
    TITLE_FONT,
    dress,
    dress_base,
    file_of,
    sideways,
    upright,
)

TEXT, HEADING, NOTE, CELL, MARK, PLAIN, SIGNED, RED, NUMBER = (
    f"Bulletin {one}"
    for one in ("Text", "Heading", "Note", "Cell", "Mark", "Plain", "Signed", "Red", "Number")
)
RED_INK, RED_SIZE, RED_LINE = "C00000", Pt(36), Pt(56)
SMALL, SMALL_LINE = Pt(9), Pt(14)
NOTE_SIZE, NOTE_LINE = Pt(10.5), Pt(18)
FOOT_SIZE = Pt(14)
SIDES = {
    SIGNED: WD_ALIGN_PARAGRAPH.RIGHT,
    RED: WD_ALIGN_PARAGRAPH.CENTER,
    NUMBER: WD_ALIGN_PARAGRAPH.CENTER,
}
LONGEST_PROPERTY = 255
WIDTHS = (13, 45, 28, 24, 24, 17, 30, 26, 18)
"""Columns of the annex in millimetres: together the width of the text on its side."""


def bulletin_docx(paper: Bulletin) -> bytes:
    """Return the document as a file."""
    sheet = Document()
    upright(sheet.sections[0])
    _styles(sheet)
    if paper.demo:
        sheet.add_paragraph(paper.demo, style=MARK)
    _head(sheet, paper)
    sheet.add_paragraph(paper.title, style="Title")
    if paper.addressee:
        sheet.add_paragraph(paper.addressee, style=PLAIN)
    sheet.add_paragraph(paper.opening, style=TEXT)
    for section in paper.sections:
        sheet.add_paragraph(section.heading, style=HEADING)
        for words in section.paragraphs:
            sheet.add_paragraph(words, style=TEXT)
    if paper.annex_note:
        sheet.add_paragraph(paper.annex_note, style=TEXT)
    for words in paper.signature:
        sheet.add_paragraph(words, style=SIGNED)
    for words in paper.notes:
        sheet.add_paragraph(words, style=NOTE)
    _page_number(sheet.sections[0])
    _annex(sheet, paper)
    _properties(sheet, paper)
    return file_of(sheet, paper.day)


def _head(sheet: Paper, paper: Bulletin) -> None:
    """The red head of an office that prints its own, and the number under it."""
    if paper.red_head:
        sheet.add_paragraph(paper.red_head, style=RED)
    if paper.number:
        line = sheet.add_paragraph(paper.number, style=NUMBER)
        if paper.red_head:
            _red_rule(line)


def _red_rule(line: Paragraph) -> None:
    border, edge = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", RED_INK)):
        edge.set(qn(f"w:{name}"), value)
    border.append(edge)
    line._p.get_or_add_pPr().append(border)  # noqa: SLF001  # the library has no borders


def _properties(sheet: Paper, paper: Bulletin) -> None:
    said = sheet.core_properties
    said.title, said.author, said.subject = paper.title, "", paper.demo
    said.comments = paper.origin[:LONGEST_PROPERTY]


def _styles(sheet: Paper) -> None:
    normal = dress_base(sheet)
    indent = BODY_SIZE * 2
    wanted = {
        TEXT: (BODY_FONT, BODY_SIZE, LINE, indent),
        HEADING: (HEAD_FONT, BODY_SIZE, LINE, indent),
        MARK: (HEAD_FONT, BODY_SIZE, LINE, 0),
        NOTE: (BODY_FONT, NOTE_SIZE, NOTE_LINE, 0),
        CELL: (BODY_FONT, SMALL, SMALL_LINE, 0),
        PLAIN: (BODY_FONT, BODY_SIZE, LINE, 0),
        SIGNED: (BODY_FONT, BODY_SIZE, LINE, 0),
        RED: (TITLE_FONT, RED_SIZE, RED_LINE, 0),
        NUMBER: (BODY_FONT, BODY_SIZE, LINE, 0),
    }
    for name, (font, size, line, first) in wanted.items():
        style = sheet.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)  # noqa: S101  # asked for as one
        style.base_style = normal
        dress(style, font, size, line=line)
        style.paragraph_format.first_line_indent = first or None
        style.paragraph_format.alignment = SIDES.get(name)
    red, signed = sheet.styles[RED], sheet.styles[SIGNED]
    assert isinstance(red, ParagraphStyle)  # noqa: S101  # added above
    assert isinstance(signed, ParagraphStyle)  # noqa: S101
    red.font.color.rgb = RGBColor.from_string(RED_INK)
    signed.paragraph_format.right_indent = BODY_SIZE * 4
    heading = sheet.styles[HEADING]
    assert isinstance(heading, ParagraphStyle)  # noqa: S101  # added above
    heading.paragraph_format.keep_with_next = True


def _page_number(section: Section) -> None:
    """— 1 — at the foot: a field, so that it stays right when the text is edited."""
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("— ", None, " —"):
        run = foot.add_run(piece or "")
        run.font.size = FOOT_SIZE
        if piece is None:
            _field(run, "PAGE")


def _field(run: Run, name: str) -> None:
    for kind in ("begin", "", "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = name
        run._r.append(part)  # noqa: SLF001  # the library has no fields of its own


def _annex(sheet: Paper, paper: Bulletin) -> None:
    sideways(sheet.add_section(WD_SECTION.NEW_PAGE))
    sheet.add_paragraph(paper.annex, style=HEADING)
    table = sheet.add_table(rows=1 + len(paper.rows), cols=len(paper.heads), style="Table Grid")
    table.autofit = False
    rows = list(table.rows)
    for row, texts in zip(rows, (paper.heads, *paper.rows), strict=True):
        _fill(row, texts)
    _once_on_each_page(rows[0])


def _fill(row: _Row, texts: tuple[str, ...]) -> None:
    for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].style = CELL
        cell.paragraphs[0].text = text
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)  # noqa: SLF001


def _once_on_each_page(row: _Row) -> None:
    """The head of the table, repeated by the program that opens it."""
    repeated = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001
