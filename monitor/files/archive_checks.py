"""What a backup's zip directory and manifest may say, looked at before anything is unpacked.

It refuses names a backup never gives, two members of one name, what would unpack to a
flood, and a manifest that does not name exactly what is there.
"""

import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from monitor.core.problem import Refused, problem

FORMAT = 1
MANIFEST = "manifest.json"
HOME_FILES = ("targets.yaml", "calendar.yaml", "breakdown.yaml")
REPORTS = "reports"
SMALL = 1 << 20
MOST_MEMBERS = 5000
MOST_BYTES = 64 << 30
"""What all members may unpack to; a table is streamed and never stands on the disk."""
MOST_FILE_BYTES = 200 << 20
"""What the home's own files may unpack to, all together; these do."""
MOST_MANIFEST = 4 << 20
RATIO = 200
"""How much denser than this no honest table packs."""

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
"""What a damaged archive makes the zip library raise."""


def member_of(table: str) -> str:
    """Return the name of a table's member."""
    return f"tables/{table}.jsonl"


def refuse_strange(members: list[zipfile.ZipInfo]) -> None:
    """Refuse a name no backup gives, a name given twice, and what is encrypted."""
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename
        if not _plain(name) or name in seen or member.flag_bits & 1:
            raise Refused((problem("backup.strange", name=ascii(name)[1:-1]),))
        seen.add(name)


def _plain(name: str) -> bool:
    """Whether a name is one that a backup gives: it never climbs, and never leaves its place."""
    if "\\" in name or "\0" in name or ":" in name:
        return False
    parts = name.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return False
    if parts[0] == "tables":
        return len(parts) == 2 and name.endswith(".jsonl")  # noqa: PLR2004  # folder and file
    return name in {MANIFEST, *HOME_FILES} or (parts[0] == REPORTS and len(parts) > 1)


def refuse_flood(members: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory declares; the zip library reads no more than that."""
    own = sum(one.file_size for one in members if not one.filename.startswith("tables/"))
    total = sum(one.file_size for one in members)
    dense = any(one.file_size > max(SMALL, RATIO * one.compress_size) for one in members)
    if len(members) > MOST_MEMBERS or total > MOST_BYTES or own > MOST_FILE_BYTES or dense:
        raise Refused((problem("backup.flood", megabytes=str(total >> 20)),))


def read_manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    """Return the manifest; refused where there is none, or not of this format."""
    try:
        if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST:
            raise Refused((problem("backup.manifest"),))
        said = json.loads(archive.read(MANIFEST))
        good = (
            said["format"] == FORMAT
            and all(_counted(one, "rows") for one in said["tables"].values())
            and all(_counted(one, "bytes") for one in said["files"].values())
        )
    except (KeyError, TypeError, AttributeError, RecursionError, *BROKEN) as fault:
        raise Refused((problem("backup.manifest"),)) from fault
    if not good:
        raise Refused((problem("backup.manifest"),))
    return dict(said)


def _counted(one: Mapping[str, Any], what: str) -> bool:
    return isinstance(one[what], int) and isinstance(one["sha256"], str)


def refuse_unnamed(manifest: Mapping[str, Any], members: list[zipfile.ZipInfo]) -> None:
    """Refuse a member the manifest does not name, and a name without its member."""
    named = {member_of(table) for table in manifest["tables"]} | set(manifest["files"]) | {MANIFEST}
    apart = named ^ {member.filename for member in members}
    if apart:
        raise Refused((problem("backup.strange", name=min(apart)),))
