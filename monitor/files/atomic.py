"""Writes a text file so that a reader finds the old text or the new one, never half of it."""

import os
import tempfile
from pathlib import Path


def write_file(path: Path, text: str) -> None:
    """Replace the file at ``path``: written beside it, flushed to disk, then renamed.

    Line ends are written as they stand in ``text``; the file keeps its permissions. Raises
    OSError where the folder cannot be written, and then nothing has changed.
    """
    place = path.resolve()
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.chmod(mode)
        fresh.replace(place)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _settle(place.parent)


def _settle(folder: Path) -> None:
    """Flush the rename itself."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
