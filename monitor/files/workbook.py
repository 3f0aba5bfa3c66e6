"""Reads a file of observations, xlsx or csv: all of it or, with every fault told, none.

What a file is is told by its bytes, not by its name; old, protected and macro workbooks and
web pages in disguise are refused with what to do instead.
"""

from dataclasses import dataclass
from pathlib import Path, PurePath

from monitor.core.entry_sheet import SheetMark
from monitor.core.observation import Placed
from monitor.core.problem import Place, Problem, problem
from monitor.files.csv_file import read_csv
from monitor.files.entry_rows import find_header, read_rows
from monitor.files.sheet_mark import read_mark
from monitor.files.xlsx_file import parsed, tables_of

SIZE_LIMIT = 10 * 1024 * 1024
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MACRO_SUFFIXES = (".xlsm", ".xlam", ".xltm", ".xlsb")
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class Handed:
    """A file handed in; beside a fault the entries are there to be judged, never written."""

    name: str
    entries: tuple[Placed, ...] = ()
    problems: tuple[Problem, ...] = ()
    mark: SheetMark | None = None

    @property
    def untouched(self) -> bool:
        """Whether it is a sheet of ours in which nothing was filled in."""
        return self.mark is not None and not self.entries and not self.problems


def read_entries(
    source: Path | bytes, name: str = ""
) -> tuple[tuple[Placed, ...], tuple[Problem, ...]]:
    """Return the entries of a file with the place of each row, and every fault.

    Beside a fault the entries are there to be judged as well, never to be written.
    ``name`` is how the file is named in a fault; a path names itself.
    """
    read = read_handed(source, name)
    if read.untouched:
        return (), (problem("book.no_rows").at(Place(read.name)),)
    return read.entries, read.problems


def read_handed(source: Path | bytes, name: str = "") -> Handed:
    """Read a file as handed in: its entries, every fault, and the mark of a sheet of ours.

    A sheet of ours in which nothing is filled in is no fault: see ``Handed.untouched``.
    """
    shown = name or (source.name if isinstance(source, Path) else "")
    data = file_bytes(source, shown)
    if isinstance(data, Problem):
        return Handed(shown, problems=(data.at(Place(shown)),))
    refused = kind_refusal(data, shown)
    if refused:
        return Handed(shown, problems=(refused.at(Place(shown)),))
    book = parsed(data, shown) if data.startswith(ZIP) else None
    if isinstance(book, Problem):
        return Handed(shown, problems=(book,))
    read = tables_of(book, shown) if book else _delimited(data, shown)
    mark = read_mark(book.mark) if book else None
    problems = tuple(one for one in read if isinstance(one, Problem))
    entries = tuple(one for one in read if isinstance(one, Placed))
    if not entries and not problems and mark is None:
        problems = (problem("book.no_rows").at(Place(shown)),)
    return Handed(shown, entries, problems, mark)


def file_bytes(source: Path | bytes, name: str) -> bytes | Problem:
    """Return what a file holds, one byte more than is taken at most, or that there is none."""
    if isinstance(source, bytes):
        return source
    try:
        with source.open("rb") as stream:
            return stream.read(SIZE_LIMIT + 1)
    except OSError:
        return problem("book.not_found", file=name)


def kind_refusal(data: bytes, name: str) -> Problem | None:
    """Say why a file is not read, from its size, its first bytes and its name."""
    suffix = PurePath(name).suffix.lower()
    if len(data) > SIZE_LIMIT:
        return problem("book.too_large", limit="10 MiB")
    if suffix in MACRO_SUFFIXES:
        return problem("book.macros")
    if data.startswith(COMPOUND):
        return problem("book.encrypted" if ENCRYPTED in data else "book.old_excel")
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return problem("book.html")
    if not data.startswith(ZIP) and suffix not in TEXT_SUFFIXES:
        return problem("book.kind")
    return None


def _delimited(data: bytes, name: str) -> list[Placed | Problem]:
    rows = read_csv(data, name)
    if isinstance(rows, Problem):
        return [rows]
    header = find_header(rows)
    if header is None:
        return [problem("book.no_header").at(Place(name))]
    if isinstance(header, Problem):
        return [header]
    number, columns = header
    return [*read_rows(rows[number + 1 :], columns)]
