"""The Word sheet of Chinese official papers: A4, type area, line pitch and fonts of GB/T 9704.

What several documents share: the page, and styles from which every text takes its font and
pitch. The fonts are named, not carried; no text stands outside a style.
"""

import io
import zipfile
from datetime import date, datetime, time

from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGE = (Mm(210), Mm(297))
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
TITLE_SIZE, BODY_SIZE, LINE = Pt(22), Pt(16), Pt(28.95)


def upright(sheet: Section) -> None:
    """Give a section the official page."""
    sheet.orientation = WD_ORIENT.PORTRAIT
    sheet.page_width, sheet.page_height = PAGE
    sheet.top_margin, sheet.bottom_margin = TOP, BOTTOM
    sheet.left_margin, sheet.right_margin = LEFT, RIGHT


def sideways(sheet: Section) -> None:
    """Turn a section, as wide tables need it: the margins turn with the page."""
    sheet.orientation = WD_ORIENT.LANDSCAPE
    sheet.page_width, sheet.page_height = PAGE[1], PAGE[0]
    sheet.top_margin, sheet.bottom_margin = LEFT, RIGHT
    sheet.left_margin, sheet.right_margin = BOTTOM, TOP


def dress_base(paper: Paper) -> ParagraphStyle:
    """Dress the text and the title of a document; returns the style of the text."""
    normal, title = paper.styles["Normal"], paper.styles["Title"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101  # both are in every document
    assert isinstance(title, ParagraphStyle)  # noqa: S101
    dress(normal, BODY_FONT, BODY_SIZE)
    dress(title, TITLE_FONT, TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    title.font.bold = False
    title.paragraph_format.space_after = LINE
    border = title.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    return normal


def dress(
    style: ParagraphStyle,
    font: str,
    size: Pt,
    *,
    line: Pt = LINE,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> None:
    """Give a style its font, size and exact line pitch, and no colour or theme of Word's own."""
    style.font.name, style.font.size = font, size
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), font)
    pitch = style.paragraph_format
    pitch.line_spacing_rule, pitch.line_spacing = WD_LINE_SPACING.EXACTLY, line
    pitch.space_before = pitch.space_after = Pt(0)
    if align is not None:
        pitch.alignment = align


def file_of(paper: Paper, day: date) -> bytes:
    """Return a document as a file that carries a day of ours and no clock: the same bytes again."""
    paper.core_properties.created = paper.core_properties.modified = datetime.combine(day, time())
    made, dated = io.BytesIO(), io.BytesIO()
    paper.save(made)
    with zipfile.ZipFile(made) as whole, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as again:
        for name in whole.namelist():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(entry, whole.read(name))
    return dated.getvalue()
