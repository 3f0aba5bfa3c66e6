"""Read a dossier back: what its manifest claims, and whether its members bear it out.

Nothing is unpacked to disk. A member is read in pieces and only for its digest; what would
unpack to a flood is refused by its directory.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.core.problem import Problem, Refused, problem

MANIFEST = "manifest.json"
MOST_MEMBERS, MOST_BYTES, LONGEST_MANIFEST = 50_000, 4 << 30, 64 << 20
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Claim:
    """What a dossier says of itself: of what it is, its members, and each row by its number."""

    plan: str
    target: str
    known_at: datetime
    language: str
    version: str
    members: Mapping[str, str]
    head: str
    rows: Mapping[int, tuple[int, str]]


def read_dossier(path: Path) -> Claim:
    """Return what a dossier claims, every member held against its manifest.

    Raises:
        Refused: naming every member that is not what the manifest says.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_flood(archive, path)
            manifest = json.loads(archive.read(MANIFEST))
            faults = tuple(_faults(archive, manifest["members"], path.name))
            claim = _claim(manifest)
    except BROKEN as fault:
        raise Refused((_unreadable(path),)) from fault
    if faults:
        raise Refused(faults)
    return claim


BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    TypeError,
    AttributeError,
    ValueError,
    RuntimeError,
    OSError,
)
"""What reading a file raises that is no dossier, or a damaged one."""


def _unreadable(path: Path) -> Problem:
    return problem("history.dossier.unreadable", file=path.name)


def _refuse_flood(archive: zipfile.ZipFile, path: Path) -> None:
    members = archive.infolist()
    large = sum(member.file_size for member in members) > MOST_BYTES
    manifest = archive.getinfo(MANIFEST).file_size
    twice = archive.namelist().count(MANIFEST) > 1
    if large or twice or len(members) > MOST_MEMBERS or manifest > LONGEST_MANIFEST:
        raise Refused((_unreadable(path),))


def _faults(archive: zipfile.ZipFile, members: Mapping[str, Any], file: str) -> Iterator[Problem]:
    there = [name for name in archive.namelist() if name != MANIFEST]
    for name in sorted(set(there) - set(members)):
        yield problem("history.dossier.extra", file=file, name=name)
    for name, told in members.items():
        if name not in there:
            yield problem("history.dossier.missing", file=file, name=name)
        elif there.count(name) > 1 or _digest(archive, name) != told["sha256"]:
            yield problem("history.dossier.changed", file=file, name=name)


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    """Digest of a member's bytes; a damaged one has none."""
    digest = sha256()
    try:
        with archive.open(name) as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return ""
    return digest.hexdigest()


def _claim(manifest: Mapping[str, Any]) -> Claim:
    chain = manifest["chain"]
    return Claim(
        plan=str(manifest["plan"]),
        target=str(manifest["target"]),
        known_at=datetime.fromisoformat(manifest["known_at"]),
        language=str(manifest["language"]),
        version=str(manifest["version"]),
        members={name: str(told["sha256"]) for name, told in manifest["members"].items()},
        head=str(chain["head"]["digest"]),
        rows={int(row["seq"]): (int(row["link"]), str(row["digest"])) for row in chain["rows"]},
    )
