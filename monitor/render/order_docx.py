"""The 督办单 as a Word document: one sheet in the layout of Chinese official papers.

A4, type area and line pitch of GB/T 9704; a title, a table of what is demanded with each clock's
calendar date, and room for who takes it over. Everything is text in real styles and one table,
so that an office can go on working in it. The fonts are named, not carried.
"""

import io
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell

from monitor.render.paper import BODY_FONT, BODY_SIZE, HEAD_FONT, dress, dress_base, upright
from monitor.render.phrases import Words
from monitor.render.promises import Told

HEAD_WIDTH, TEXT_WIDTH = Mm(36), Mm(120)
MARK = "Matter Mark"
HEAD = "Matter Head"
CELL = "Matter Cell"


def order_docx(matter: Told, words: Words, *, place: str, title: str, demo: bool) -> bytes:
    """Return the 督办单 of a told matter; ``demo`` marks what rests on invented figures."""
    paper = Document()
    upright(paper.sections[0])
    _styles(paper)
    if demo:
        paper.add_paragraph(words.say("matters.order.demo"), style=MARK)
    paper.add_paragraph(words.say("matters.order.title", place=place), style="Title")
    rows = _rows(matter, words, title)
    table = paper.add_table(rows=len(rows), cols=2, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    table.columns[0].width, table.columns[1].width = HEAD_WIDTH, TEXT_WIDTH
    for number, (head, lines) in enumerate(rows):
        _row(table, number, head, lines)
    paper.core_properties.title = (
        f"{matter['label']} {words.say('matters.order.title', place=place)}"
    )
    paper.core_properties.author = ""
    paper.core_properties.subject = title
    whole = io.BytesIO()
    paper.save(whole)
    return whole.getvalue()


def _rows(matter: Told, words: Words, title: str) -> list[tuple[str, list[str]]]:
    """What the sheet says, head by head; a head without anything to say is left out."""
    shown, dash = matter["shown"], "—"
    source = " ".join(part for part in (shown["kind"], matter["from_whom"], shown["on"]) if part)
    target = " ".join(part for part in (matter["target"], matter["target_name"]) if part)
    told: list[tuple[str, list[str]]] = [
        ("number", [matter["label"]]),
        ("plan", [title]),
        ("source", [source]),
        ("words" if matter["kind"] == "instruction" else "demanded", matter["words"].splitlines()),
        ("target", [target] if target else []),
        ("unit", [matter["unit"]]),
        ("with", ["、".join(matter["cooperating"]) or dash]),
        ("clocks", [_clock(one, words) for one in matter["clocks"]]),
        ("asked", [words.say("matters.order.asked_text", unit=matter["unit"])]),
        ("signed", [words.say("matters.order.signed_text")]),
    ]
    return [(words.say(f"matters.order.{head}"), lines) for head, lines in told if lines]


def _clock(one: dict[str, Any], words: Words) -> str:
    year, month, day = one["due"].split("-")
    return words.say(
        "matters.order.clock",
        days=one["days"],
        name=one["name"],
        year=year,
        month=words.say(f"status.month.m{int(month)}"),
        day=int(day),
    )


def _styles(paper: Paper) -> None:
    """The document's own styles: every text takes its font and pitch from one of them."""
    normal = dress_base(paper)
    fonts = {MARK: HEAD_FONT, HEAD: HEAD_FONT, CELL: BODY_FONT}
    for name, font in fonts.items():
        style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)  # noqa: S101  # asked for as one
        style.base_style = normal
        centred = WD_ALIGN_PARAGRAPH.CENTER if name == HEAD else None
        dress(style, font, BODY_SIZE, align=centred)


def _row(table: Table, number: int, head: str, lines: list[str]) -> None:
    left, right = table.rows[number].cells
    left.width, right.width = HEAD_WIDTH, TEXT_WIDTH
    left.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    right.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _fill(left, [head], HEAD)
    _fill(right, lines, CELL)


def _fill(cell: _Cell, lines: list[str], style: str) -> None:
    first = cell.paragraphs[0]
    first.style, first.text = style, lines[0] if lines else ""
    for line in lines[1:]:
        cell.add_paragraph(line, style=style)
