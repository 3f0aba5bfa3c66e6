"""Looks at a workbook's zip directory before anything is unpacked.

Bombs, macros, links to other workbooks, encrypted members and paths that climb are refused
here, by what the directory declares; a directory that lies is caught by the limits of the
child that unpacks.
"""

import io
import zipfile

from monitor.core.problem import Problem, problem

ENTRIES, TOTAL, RATIO = 2000, 200 * 1024 * 1024, 100
SMALL = 1024 * 1024
"""Members below this size may be as regular as they like."""


WORKBOOK, DOCUMENT = "xl/workbook.xml", "word/document.xml"
"""The part that makes an archive a workbook, or a Word document."""


def refusal(data: bytes, *, main: str = WORKBOOK) -> Problem | None:
    """Say why the archive is not unpacked, if there is a reason; ``main`` is what it must hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
        return problem("book.unreadable")
    return _forbidden(members, main) or _bomb(members)


def _forbidden(members: list[zipfile.ZipInfo], main: str) -> Problem | None:
    names = [member.filename.lower() for member in members]
    if any(name.endswith("vbaproject.bin") for name in names):
        return problem("book.macros")
    if any("externallinks/" in name for name in names):
        return problem("book.external")
    climbing = any(".." in name.split("/") or name.startswith("/") for name in names)
    encrypted = any(member.flag_bits & 1 for member in members)
    if climbing or encrypted or main not in names:
        return problem("book.unreadable")
    return None


def _bomb(members: list[zipfile.ZipInfo]) -> Problem | None:
    total = sum(member.file_size for member in members)
    dense = (m for m in members if m.file_size > max(SMALL, RATIO * m.compress_size))
    nested = (m for m in members if m.filename.lower().endswith((".zip", ".xlsx")))
    if len(members) > ENTRIES or total > TOTAL:
        return problem("book.bomb", what=f"{len(members)} / {total // SMALL} MiB")
    suspect = next(dense, None) or next(nested, None)
    return problem("book.bomb", what=suspect.filename) if suspect else None
