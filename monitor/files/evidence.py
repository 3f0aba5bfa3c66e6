"""Reads a file somebody hands in as proof: what it is follows from its bytes, not its name.

Pictures, PDF and office documents without macros, up to ten mebibytes. What claims to be one
thing and is another, or is nothing of these, is refused with its name.
"""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath, PureWindowsPath

from monitor.core.evidence import Evidence
from monitor.core.problem import Place, Problem, problem

LARGEST = 10 << 20
LONGEST_NAME = 200
ENDINGS = "pdf, jpg, png, docx, xlsx"
_STARTS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MAIN = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
}
_NAMED = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": _MAIN["word/document.xml"],
    ".xlsx": _MAIN["xl/workbook.xml"],
}


def read_evidence(name: str, data: bytes) -> Evidence | Problem:
    """Return the file under its bare name, or why it is not taken."""
    bare = _bare(name)
    place = Place(bare)
    if not data:
        return problem("evidence.empty").at(place)
    if len(data) > LARGEST:
        return problem("evidence.large", limit=str(LARGEST >> 20)).at(place)
    media = _media(data)
    ending = PurePosixPath(bare).suffix.lower()
    if media is None or _NAMED.get(ending) != media:
        return problem("evidence.kind", endings=ENDINGS).at(place)
    return Evidence(bare, media, data)


def _bare(name: str) -> str:
    """The last part of a name, whatever machine it came from, without what a name cannot hold."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(char for char in last if char.isprintable())
    return kept[-LONGEST_NAME:] or "?"


def _media(data: bytes) -> str | None:
    found = next((media for start, media in _STARTS.items() if data.startswith(start)), None)
    return found or (_office(data) if data.startswith(b"PK\x03\x04") else None)


def _office(data: bytes) -> str | None:
    """A document by the part that makes it one; with a macro in it it is none of ours."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((media for part, media in _MAIN.items() if part in names), None)
