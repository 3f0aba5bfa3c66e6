"""Reads the text of a Word document that came back: its paragraphs, and its tables row by row."""

from io import BytesIO

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from monitor.core.problem import Problem, problem
from monitor.files.zip_inspection import DOCUMENT, refusal


def lines_of(data: bytes) -> tuple[str, ...] | Problem:
    """Return every line in the order of the document, or why it cannot be read."""
    if refusal(data, main=DOCUMENT):
        return problem("issued.unreadable")
    try:
        document = Document(BytesIO(data))
        found = [line for part in document.iter_inner_content() for line in _lines(part)]
    except Exception:  # noqa: BLE001  # what a broken file makes of the reader is the file's fault
        return problem("issued.unreadable")
    return tuple(line for line in found if line.strip())


def _lines(part: Paragraph | Table) -> list[str]:
    if isinstance(part, Paragraph):
        return [part.text]
    return ["\t".join(cell.text for cell in row.cells) for row in part.rows]
