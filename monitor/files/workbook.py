"""Reads a file of observations, xlsx or csv: all of it or, with every fault told, none.

What a file is is told by its bytes, not by its name; old, protected and macro workbooks and
web pages in disguise are refused with what to do instead.
"""

from pathlib import Path, PurePath

from monitor.core.observation import Placed
from monitor.core.problem import Place, Problem, problem
from monitor.files.csv_file import read_csv
from monitor.files.entry_rows import find_header, read_rows
from monitor.files.xlsx_file import read_xlsx

SIZE_LIMIT = 10 * 1024 * 1024
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MACRO_SUFFIXES = (".xlsm", ".xlam", ".xltm", ".xlsb")
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")


def read_entries(
    source: Path | bytes, name: str = ""
) -> tuple[tuple[Placed, ...], tuple[Problem, ...]]:
    """Return the entries of a file with the place of each row, and every fault.

    Beside a fault the entries are there to be judged as well, never to be written.
    ``name`` is how the file is named in a fault; a path names itself.
    """
    shown = name or (source.name if isinstance(source, Path) else "")
    data = file_bytes(source, shown)
    if isinstance(data, Problem):
        return (), (data.at(Place(shown)),)
    refused = kind_refusal(data, shown)
    if refused:
        return (), (refused.at(Place(shown)),)
    read = read_xlsx(data, shown) if data.startswith(ZIP) else _delimited(data, shown)
    problems = tuple(one for one in read if isinstance(one, Problem))
    entries = tuple(one for one in read if isinstance(one, Placed))
    if not entries and not problems:
        problems = (problem("book.no_rows").at(Place(shown)),)
    return entries, problems


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
