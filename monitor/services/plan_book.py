"""The file a plan is written in, as services ask a door for it: read, tried, written.

Services know no files; what does is handed in by whoever opened the transaction.
"""

from datetime import date
from typing import Protocol

from monitor.core.plan import Plan


class Edited(Protocol):
    """The plan as its file would state it once changed."""

    @property
    def text(self) -> str:
        """The changed text."""

    @property
    def plan(self) -> Plan:
        """The changed plan, read from it."""


class Book(Protocol):
    """The file a plan is written in."""

    def plan(self, code: str) -> Plan:
        """Return a plan as the file states it now."""

    def edited(
        self, plan: str, target: str, *, goal: str = "", deadline: date | None = None
    ) -> Edited:
        """Return the file with one target changed; nothing is written."""

    def write(self, text: str) -> None:
        """Write the changed text."""
