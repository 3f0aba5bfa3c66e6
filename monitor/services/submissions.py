"""Do a thing once, however often it is sent: a double click, a retry, a page gone back to.

The same key with the same content gets the first answer again. The same key with other
content is refused. A refused submission leaves its key free.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from monitor.core.problem import Refused, problem
from monitor.store import submissions
from monitor.store.canonical import text_of

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Submission:
    """A key chosen by who sends, the person, and the content that must stay the same."""

    key: str
    who: str
    content: Mapping[str, Any]

    @property
    def stored_key(self) -> str:
        """The key is the person's own: nobody meets another's."""
        return _digest(f"{self.who}\0{self.key}")


def once(
    db: Connection, said: Submission, do: Callable[[], dict[str, Any]], *, now: datetime
) -> dict[str, Any]:
    """Do it and keep the answer, or return the answer kept.

    Raises:
        Refused: where the key was used for something else, or is no key.

    """
    if not 0 < len(said.key) <= LONGEST_KEY:
        raise Refused((problem("submission.key", longest=str(LONGEST_KEY)),))
    digest = _digest(text_of(dict(said.content)))
    if submissions.claim(db, said.stored_key, who=said.who, digest=digest, at=now):
        answer = do()
        submissions.answer(db, said.stored_key, answer)
        return answer
    kept = submissions.answered(db, said.stored_key)
    if kept is None or kept.digest != digest:
        raise Refused((problem("submission.reused"),))
    return dict(kept.answer)


def kept_answer(db: Connection, key: str, *, who: str) -> dict[str, Any] | None:
    """Return what a person's submission was answered, if there was one."""
    kept = submissions.answered(db, Submission(key, who, {}).stored_key)
    return dict(kept.answer) if kept else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
