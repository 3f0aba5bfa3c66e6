"""A home driven through its command line alone, in this process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import run

ADOPTED = "2024-01-15T09:00:00+08:00"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left with and said."""

    code: int
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        return self.err.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Shell:
    """One home and what is printed about it."""

    home: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, command: str, *more: str) -> Said:
        """Run ``monitor`` with these words in this home."""
        self.capture.readouterr()
        code = run([*command.split(), *more, "--home", str(self.home)])
        out, err = self.capture.readouterr()
        return Said(code, out, err)

    def row(self, code: str, **when: str) -> dict[str, Any]:
        """The row of a target in ``status``, by default as of the end of September."""
        options = {"as_of": "2024-09-30", "known_at": "2024-10-14T08:30:00+08:00"} | when
        words = [
            word for key, value in options.items() for word in (f"--{key}".replace("_", "-"), value)
        ]
        rows = self("status --format json", *words).json["rows"]
        return next(row for row in rows if row["code"] == code)
