"""Take back what was really issued: the edited document or the stamped scan, beside the edition.

The file is kept as it came, under its digest; what its numbers say otherwise than the edition is
told and kept with it. Nothing of the edition changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from monitor.core.account import Action
from monitor.core.evidence import Evidence
from monitor.core.issued import Apart, numbers_apart
from monitor.core.problem import Problem, Refused, problem
from monitor.services.accounts import Actor, note, require
from monitor.store import acts, editions, evidence
from monitor.store.acts import Act

KIND, TAKEN = "issued", "taken"
PRINTED = "docx"

ReadLines = Callable[[bytes], Sequence[str] | Problem]


@dataclass(frozen=True, slots=True)
class Issued:
    """One file taken back; ``apart`` is none where its text cannot be compared (a scan)."""

    edition: str
    digest: str
    name: str
    media: str
    by: str
    at: datetime
    apart: tuple[Apart, ...] | None = None


def take_back(  # noqa: PLR0913  # all but three by keyword
    db: Connection, edition: str, file: Evidence, *, read: ReadLines, by: Actor, now: datetime
) -> Issued:
    """Keep a file beside an edition, and return it with what its numbers say otherwise.

    Raises:
        Refused: for an edition that is none or only a proof, a document that cannot be read, or
            a person who may not.

    """
    require(by, Action.ISSUE)
    row = editions.one(db, edition)
    if row is None or row.test:
        raise Refused((problem("issue.unknown_edition", edition=edition),))
    apart = _apart(db, edition, file, read)
    digest = evidence.keep(db, file, by=by.name, at=now)
    told = None if apart is None else [[one.printed, one.issued, *one.numbers] for one in apart]
    body = {"digest": digest, "name": file.name, "media": file.media, "apart": told}
    acts.append(db, row.plan, [Act(KIND, edition, TAKEN, by.name, now, now, body)])
    note(db, by, "edition.take_back", edition, now=now, detail={"sha256": digest})
    return Issued(edition, digest, file.name, file.media, by.name, now, apart)


def _apart(
    db: Connection, edition: str, file: Evidence, read: ReadLines
) -> tuple[Apart, ...] | None:
    """The numbers that part, where both are documents of text."""
    if not file.name.lower().endswith(f".{PRINTED}"):
        return None
    try:
        printed = read(editions.part(db, edition, PRINTED))
    except Refused:
        return None
    issued = read(file.data)
    if isinstance(issued, Problem):
        raise Refused((issued,))
    return None if isinstance(printed, Problem) else numbers_apart(printed, issued)


def taken_back(db: Connection, plan: str, edition: str) -> tuple[Issued, ...]:
    """Return every file that was taken back for an edition, the oldest first."""
    return tuple(_issued(one) for one in acts.log(db, plan, kind=KIND, code=edition))


def _issued(act: Act) -> Issued:
    body = act.body
    told = body["apart"]
    apart = None if told is None else tuple(Apart(one[0], one[1], tuple(one[2:])) for one in told)
    return Issued(
        act.code, body["digest"], body["name"], body["media"], act.by, act.known_at, apart
    )
