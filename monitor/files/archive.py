"""A backup as one zip file: a manifest, tables as lines of JSON, and the home's own files.

It is written beside its place, flushed, read again to its last byte, and only then given
its name, so that what bears the name is whole. It refuses to overwrite. Reading one
refuses what is not exactly as its manifest says, and what would unpack to a flood.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from monitor.core.problem import Refused, problem
from monitor.files.archive_checks import (
    BROKEN,
    FORMAT,
    HOME_FILES,
    MANIFEST,
    REPORTS,
    member_of,
    read_manifest,
    refuse_flood,
    refuse_strange,
    refuse_unnamed,
)

LONGEST_LINE = 256 << 20


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose directory and manifest agree; contents are proved while they are read."""

    zip: zipfile.ZipFile
    manifest: Mapping[str, Any]

    def lines(self, table: str) -> Iterator[bytes]:
        """Yield a table's lines; Refused at the end if they were not those the manifest names."""
        told = self.manifest["tables"][table]
        name, digest, count = member_of(table), sha256(), 0
        with _sound(), self.zip.open(name) as stream:
            while line := stream.readline(LONGEST_LINE):
                digest.update(line)
                count += 1
                yield line
        if (count, digest.hexdigest()) != (told["rows"], told["sha256"]):
            raise Refused((problem("backup.changed", name=name),))

    def prove(self) -> None:
        """Read everything to its end.

        Raises:
            Refused: at the first member that is damaged or changed.

        """
        for table in self.manifest["tables"]:
            for _ in self.lines(table):
                pass
        for name in self.manifest["files"]:
            self.file(name)

    def file(self, name: str) -> bytes:
        """Return one of the home's own files."""
        with _sound():
            data = self.zip.read(name)
        if sha256(data).hexdigest() != self.manifest["files"][name]["sha256"]:
            raise Refused((problem("backup.changed", name=name),))
        return data

    def unpack(self, folder: Path) -> None:
        """Write the home's own files into a folder."""
        for name in self.manifest["files"]:
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as stream:
                stream.write(self.file(name))
                stream.flush()
                os.fsync(stream.fileno())


def write_archive(
    path: Path,
    tables: Iterable[tuple[str, Iterable[bytes]]],
    *,
    home: Path,
    about: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Write a backup under a name that is free, and return its manifest.

    Raises:
        Refused: where the name is taken; OSError where it cannot be written.

    """
    if path.exists() or path.is_symlink():
        raise Refused((problem("backup.exists", file=str(path)),))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            manifest = _fill(stream, tables, home, about)
            stream.flush()
            os.fsync(stream.fileno())
        with open_archive(draft) as archive:
            archive.prove()
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _fill(
    stream: IO[bytes],
    tables: Iterable[tuple[str, Iterable[bytes]]],
    home: Path,
    about: Mapping[str, Any],
) -> Mapping[str, Any]:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        told = {table: _add_table(out, table, lines) for table, lines in tables}
        files = {name: _add_file(out, name, place) for name, place in home_files(home)}
        manifest = {"format": FORMAT, **about, "tables": told, "files": files}
        out.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _add_table(out: zipfile.ZipFile, table: str, lines: Iterable[bytes]) -> dict[str, Any]:
    digest, count = sha256(), 0
    with out.open(member_of(table), "w", force_zip64=True) as member:
        for line in lines:
            digest.update(line)
            member.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _add_file(out: zipfile.ZipFile, name: str, place: Path) -> dict[str, Any]:
    data = place.read_bytes()
    out.writestr(name, data)
    return {"bytes": len(data), "sha256": sha256(data).hexdigest()}


def home_files(home: Path) -> Iterator[tuple[str, Path]]:
    """Yield the home's own files by their names in the archive; never what lies under var/."""
    for name in HOME_FILES:
        if (home / name).is_file():
            yield name, home / name
    for place in sorted((home / REPORTS).rglob("*")):
        if place.is_file() and not place.is_symlink():
            yield place.relative_to(home).as_posix(), place


def _name(draft: Path, path: Path) -> None:
    """Give the file its name; a link, unlike a rename, never takes a name somebody else took."""
    draft.chmod(0o600)
    try:
        os.link(draft, path)
    except FileExistsError:
        raise Refused((problem("backup.exists", file=str(path)),)) from None
    except OSError:  # a file system without hard links
        draft.rename(path)
    with suppress(OSError):  # not every system lets a folder be flushed
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a backup whose directory is safe and is what its manifest names.

    Raises:
        Refused: saying what is wrong; OSError where it cannot be read.

    """
    with _sound():
        archive = zipfile.ZipFile(path)
    with archive:
        members = archive.infolist()
        refuse_strange(members)
        refuse_flood(members)
        manifest = read_manifest(archive)
        refuse_unnamed(manifest, members)
        yield Archive(archive, manifest)


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except BROKEN as fault:
        raise Refused((problem("backup.damaged"),)) from fault
