"""Letters as files in a folder: one per Message-ID, whole or not there.

The folder is its own archive, so a letter written twice is written once, and whether it
left is never in doubt.
"""

import os
import threading
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from monitor.core.delivery import Answer, Envelope, State
from monitor.core.letter import Letter
from monitor.core.problem import Problem, problem
from monitor.mail.message import compose

LONGEST_NAME = 150


@dataclass(frozen=True)
class Outbox:
    """Write ``.eml`` files into a folder; nothing leaves this machine."""

    folder: Path
    local: bool = True

    def send(self, letter: Letter, envelope: Envelope) -> Answer:
        """Write the file; the same message again changes nothing.

        Raises:
            Refused: where the letter cannot be a message.

        """
        raw = compose(letter, envelope)
        path = self._path(envelope.message_id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _write_whole(path, raw)
        except OSError as fault:
            return Answer(State.RETRY, fault.strerror or "?", reached=False)
        return Answer(State.SENT, path.name)

    def clear(self) -> None:
        """Remove the letters, so that a rehearsal shows what it would say now."""
        for path in self.folder.glob("*.eml"):
            path.unlink(missing_ok=True)

    def arrived(self, message_id: str) -> bool | None:
        """The folder itself is the archive."""
        return self._path(message_id).exists()

    def check(self) -> Problem | None:
        """Say why nothing can be written there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            return problem("mail.outbox", folder=str(self.folder), reason=fault.strerror or "?")
        writable = os.access(self.folder, os.W_OK)
        return None if writable else problem("mail.outbox", folder=str(self.folder), reason="-w")

    def _path(self, message_id: str) -> Path:
        """The message's own file: readable where its id is, unlike any other's where not."""
        name = message_id.strip("<>").rpartition("@")[0]
        kept = "".join(
            char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name
        )[:LONGEST_NAME].lstrip(".")
        if kept != name:
            kept = f"{kept}-{sha256(message_id.encode()).hexdigest()[:12]}"
        return self.folder / f"{kept}.eml"


def _write_whole(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
