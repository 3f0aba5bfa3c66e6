"""Reads a table from delimited text: which encoding, which delimiter, which lines.

A byte order mark decides the encoding, else strict UTF-8, else strict GB18030; never the
other order, because most UTF-8 text is also valid GB18030 and would turn to nonsense.
"""

import codecs
import csv
import io
from collections.abc import Iterator

from monitor.core.problem import Place, Problem, problem
from monitor.files.entry_rows import Cell, Row

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = (",", "\t", ";", "，")
ROW_LIMIT = 20_000


def read_csv(data: bytes, name: str) -> list[Row] | Problem:
    """Return the rows of a delimited text, each cell with its line."""
    text = decode(data)
    if text is None:
        return problem("book.encoding").at(Place(name))
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return problem("book.control").at(Place(name, line))
    rows: list[Row] = []
    for row in _rows(text, name):
        if isinstance(row, Problem):
            return row
        rows.append(row)
        if len(rows) > ROW_LIMIT:
            return problem("book.many_rows", limit=str(ROW_LIMIT)).at(Place(name))
    return rows


def decode(data: bytes) -> str | None:
    """Return the text, or none where no encoding fits strictly."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    text = _strictly(data, "utf-8")
    return _strictly(data, "gb18030") if text is None else text


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _rows(text: str, name: str) -> Iterator[Row | Problem]:
    first_line = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        place = Place(name, line)
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield problem("book.quote").at(place)
            return
        yield [Cell(text, place) if text.strip() else None for text in record]
        line = reader.line_num + 1
