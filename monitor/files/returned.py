"""Unpacks what came back at once: workbooks as they are, and the workbooks inside a zip.

A zip is looked at before anything of it is read: how many, how large, how tightly packed, under
which password or path. Names made on a Chinese Windows are read as such. Nothing is ever written
to a disk, so a name is only a name.
"""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from monitor.core.problem import Place, Problem, problem
from monitor.files.workbook import SIZE_LIMIT, ZIP

MOST_FILES = 200
TOTAL = 100 * 1024 * 1024
RATIO = 200
SMALL = 1024 * 1024
"""Members below this size may be as regular as they like."""

WORKBOOK = "xl/workbook.xml"
UTF8 = 0x800
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
"""What a damaged archive makes the zip library raise."""

Named = tuple[str, bytes]


def unpacked(files: Sequence[Named]) -> tuple[tuple[Named, ...], tuple[Problem, ...]]:
    """Return every single file with its name, and what is wrong with archives among them."""
    found: list[Named] = []
    faults: list[Problem] = []
    for name, data in files:
        if not is_archive(data):
            found.append((name, data))
            continue
        inside = _members(data)
        if isinstance(inside, Problem):
            faults.append(inside.at(Place(name)))
        else:
            found += inside
    if len(found) > MOST_FILES:
        faults.append(problem("desk.files.too_many", most=str(MOST_FILES)))
    return tuple(_told_apart(found)), tuple(faults)


def _told_apart(files: Sequence[Named]) -> Iterator[Named]:
    """Two files of one name are told apart by a number, so that a fault names one of them."""
    seen: Counter[str] = Counter()
    for name, data in files:
        seen[name] += 1
        path = PurePosixPath(name)
        yield (f"{path.stem} ({seen[name]}){path.suffix}" if seen[name] > 1 else name), data


def is_archive(data: bytes) -> bool:
    """Whether a file is a zip of files and not a workbook, which is a zip as well."""
    if not data.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WORKBOOK not in archive.namelist()
    except BROKEN:
        return False


def _members(data: bytes) -> list[Named] | Problem:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [one for one in archive.infolist() if _is_wanted(one)]
            fault = _refusal(wanted)
            return fault or [*_read(archive, wanted)]
    except BROKEN:
        return problem("desk.files.bad_zip")


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    """Folders, and what systems put beside files by themselves, are passed over."""
    path = PurePosixPath(shown_name(member))
    hidden = path.name.startswith((".", "~$")) or "__MACOSX" in path.parts
    return not member.is_dir() and not hidden and path.name.lower() != "thumbs.db"


def _refusal(members: Sequence[zipfile.ZipInfo]) -> Problem | None:
    if not members:
        return problem("desk.files.empty_zip")
    if len(members) > MOST_FILES:
        return problem("desk.files.too_many", most=str(MOST_FILES))
    if sum(member.file_size for member in members) > TOTAL:
        return problem("desk.files.too_large", limit=f"{TOTAL // SMALL} MiB")
    for member in members:
        name = shown_name(member)
        climbs = ".." in name.split("/") or name.startswith("/")
        if member.flag_bits & ENCRYPTED or climbs or name.lower().endswith((".zip", ".rar", ".7z")):
            return problem("desk.files.strange_zip", what=name[:100])
        if member.file_size > max(SMALL, RATIO * member.compress_size):
            return problem("desk.files.bomb", what=name[:100])
    return None


def _read(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> Iterator[Named]:
    """Each file, one byte more than is taken at most: a directory may lie about sizes."""
    for member in members:
        with archive.open(member) as stream:
            yield shown_name(member), stream.read(SIZE_LIMIT + 1)


def shown_name(member: zipfile.ZipInfo) -> str:
    """The name as it was typed: UTF-8 where marked, else what a Chinese Windows writes."""
    name = member.filename
    if not member.flag_bits & UTF8:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return "".join(char for char in name.replace("\\", "/") if char.isprintable())
