"""The child that parses a workbook: started by path, alone, under limits, with JSON as answer.

It imports nothing of the house. Before the parser sees the file, every sheet is walked as a
stream of XML events: a document type or a cell far out ends the reading, and what the parser
would swallow (hidden rows, merged cells, formulas without a result, error values) is noted.
"""

import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, time, timedelta
from typing import Any
from xml.parsers import expat

MEMORY = 1 << 30
CPU_SECONDS = 20
ROWS, COLUMNS = 20_000, 200
MARK_SHEET = "_monitor"
"""The hidden sheet of our own workbooks: what they were made from."""
PART = re.compile(r"xl/(?:workbook|sharedStrings|styles|worksheets/[^/]+)\.xml", re.IGNORECASE)
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Refuse(Exception):  # noqa: N818 - the answer of this child, not an error
    """Why the file is not parsed: a code and its arguments."""


def limit() -> None:
    """Take away what a parser of a small table never needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def column(letters: str) -> int:
    """Number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Sheet:
    """What one sheet's XML says about its cells beyond their values."""

    def __init__(self) -> None:
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[list[int]] = []
        self.merged: list[str] = []
        self.empty_formulas: list[str] = []
        self.errors: dict[str, str] = {}
        self._cell, self._type, self._text, self._formula = "", "", "", False
        self._row, self._column, self._in_value = 0, 0, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = int(attributes.get("r", self._row + 1)), 0
                if attributes.get("hidden") in {"1", "true"}:
                    self.hidden_rows.append(self._row)
            case "col" if attributes.get("hidden") in {"1", "true"}:
                self.hidden_columns.append([int(attributes["min"]), int(attributes["max"])])
            case "c":
                self._open(attributes)
            case "f":
                self._formula = True
            case "v":
                self._in_value = True
            case "mergeCell":
                self.merged.append(attributes.get("ref", ""))
            case "dimension":
                self._near(attributes.get("ref", "A1").rpartition(":")[2])

    def end(self, name: str) -> None:
        """Take the end of an element."""
        match name.rpartition(":")[2]:
            case "v":
                self._in_value = False
            case "c":
                if self._formula and not self._text:
                    self.empty_formulas.append(self._cell)
                if self._type == "e":
                    self.errors[self._cell] = self._text

    def text(self, text: str) -> None:
        """Take characters."""
        if self._in_value:
            self._text = (self._text + text)[:64]

    def _open(self, attributes: dict[str, str]) -> None:
        self._cell = attributes.get("r", "")
        self._type, self._text, self._formula = attributes.get("t", ""), "", False
        if self._cell:
            self._near(self._cell)

    def _near(self, cell: str) -> None:
        found = CELL.fullmatch(cell.replace("$", ""))
        if found is None:
            raise Refuse("unreadable", {})
        if int(found[2]) > ROWS or column(found[1]) > COLUMNS:
            far = {"cell": cell, "rows": str(ROWS), "columns": str(COLUMNS)}
            raise Refuse("far_cell", far)

    def told(self) -> dict[str, Any]:
        """Everything noted, as JSON."""
        return {
            "hidden_rows": self.hidden_rows,
            "hidden_columns": self.hidden_columns,
            "merged": self.merged,
            "empty_formulas": self.empty_formulas,
            "errors": self.errors,
        }


def walk(stream: Any, sheet: Sheet | None) -> None:  # noqa: ANN401 - any readable stream of bytes
    """Stream one part through expat; a document type ends everything."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Refuse("doctype", {})

    parser.StartDoctypeDeclHandler = refuse
    if sheet is not None:
        parser.StartElementHandler = sheet.start
        parser.EndElementHandler = sheet.end
        parser.CharacterDataHandler = sheet.text
    parser.ParseFile(stream)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet and the part that holds it."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(_: str, attributes: dict[str, str]) -> None:
        if "Id" in attributes:
            target = attributes.get("Target", "").removeprefix("/")
            targets[attributes["Id"]] = target if target.startswith("xl/") else f"xl/{target}"

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            ids = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
            sheets[attributes.get("name", "")] = ids[0] if ids else ""

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        parser = expat.ParserCreate()
        parser.StartElementHandler = handler
        with archive.open(part) as stream:
            parser.ParseFile(stream)
    return {name: targets.get(identity, "") for name, identity in sheets.items()}


def scan(data: bytes) -> dict[str, dict[str, Any]]:
    """Walk every part of the workbook and return what was noted of each sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        noted: dict[str, Sheet] = {}
        for info in archive.infolist():
            if PART.fullmatch(info.filename):
                sheet = Sheet() if "/worksheets/" in info.filename.lower() else None
                with archive.open(info) as stream:
                    walk(stream, sheet)
                if sheet is not None:
                    noted[info.filename.lower()] = sheet
        parts = sheet_parts(archive)
    return {
        name: noted[part.lower()].told() for name, part in parts.items() if part.lower() in noted
    }


def cell(value: object) -> list[str] | None:
    """One value as a kind and its text; none for an empty cell."""
    match value:
        case "" | None:
            return None
        case bool():
            return ["bool", str(value).upper()]
        case int() | float():
            # A workbook keeps 15 digits; the 16th and 17th are noise of binary fractions.
            return ["number", f"{value:.15g}"]
        case date():  # a datetime at midnight is a day
            return ["day", value.isoformat().removesuffix("T00:00:00")]
        case time() | timedelta():
            return ["time", str(value)]
        case _:
            return ["text", str(value)]


def parse(data: bytes) -> dict[str, Any]:
    """Return every visible worksheet's rows with what was noted of it, and our own mark."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only under the limits

    noted = scan(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets, mark = [], []
    for about in book.sheets_metadata:
        if about.name == MARK_SHEET and about.name in noted:
            mark = [
                [str(one) for one in row] for row in book.get_sheet_by_name(MARK_SHEET).to_python()
            ]
        if str(about.visible).rpartition(".")[2] != "Visible" or about.name not in noted:
            continue
        rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
        told = [[cell(value) for value in row] for row in rows]
        sheets.append({"name": about.name, "rows": told, **noted[about.name]})
    return {"sheets": sheets, "mark": mark}


def main() -> int:
    """Read standard input, answer on standard output."""
    limit()
    try:
        answer = parse(sys.stdin.buffer.read())
    except Refuse as refused:
        answer = {"refused": refused.args[0], "args": refused.args[1]}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
