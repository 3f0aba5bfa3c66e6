"""Put a home's own files in the place of others, which are kept aside and never deleted.

Every step is a rename within the home: whoever is interrupted finds the old file or the
new one under its name, and the other one beside it.
"""

from pathlib import Path

from monitor.files.archive_checks import HOME_FILES, REPORTS

OWN = (*HOME_FILES, REPORTS)


def occupied(home: Path) -> str | None:
    """Return a file of its own that a home holds already."""
    return next((name for name in OWN if (home / name).exists()), None)


def put_in_place(staged: Path, home: Path, *, aside: Path) -> None:
    """Move what is in place aside, and what is staged into place; raises OSError."""
    for name in OWN:
        if (home / name).exists():
            aside.mkdir(parents=True, exist_ok=True)
            (home / name).rename(aside / name)
        if (staged / name).exists():
            (staged / name).rename(home / name)
    staged.rmdir()
