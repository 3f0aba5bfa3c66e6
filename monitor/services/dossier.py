"""Gather one target's dossier, and hold one that left the house against the chain.

What is gathered for one instant is the same whenever it is gathered, as long as nothing was
back-dated in between. It writes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.dossier import Dossier, Link, digests_in
from monitor.core.evidence import Evidence
from monitor.core.happening import Acted, Happening, Printed
from monitor.services.history import history
from monitor.store import chain, evidence
from monitor.store import dossier as proofs


def dossier(db: Connection, plan: str, code: str, *, known_at: datetime, zone: tzinfo) -> Dossier:
    """Return everything about a target, with what proves it.

    Raises:
        Refused: where the plan has never held such a target.

    """
    story = history(db, plan, code, known_at=known_at, zone=zone)
    linked = {one.link for one in story.happenings}
    links = proofs.chained(db, plan, linked)
    return Dossier(
        history=story,
        head=links[-1],
        links=links,
        rows=proofs.rows(db, plan, {one.seq for one in story.happenings}),
        editions=tuple((name, proofs.parts(db, name)) for name in _editions(story.happenings)),
        evidence=tuple(_evidence(db, story.happenings)),
    )


def _editions(story: Sequence[Happening]) -> list[str]:
    return [one.what.edition for one in story if isinstance(one.what, Printed)]


def _evidence(db: Connection, story: Sequence[Happening]) -> Iterator[Evidence]:
    """Every kept file that what was decided about the target names."""
    bodies = [dict(one.what.body) for one in story if isinstance(one.what, Acted)]
    for digest in dict.fromkeys(digests_in(bodies)):
        file = evidence.kept(db, digest)
        if file is not None:
            yield file


def unproven(
    db: Connection, plan: str, rows: Mapping[int, tuple[int, str]], head: str
) -> tuple[int, ...]:
    """Numbers of the rows that are not what the chain holds; 0 stands for the head.

    ``rows`` gives by number the link and the digest a dossier claims.
    """
    held = {row.seq: (row.link, row.digest) for row in proofs.rows(db, plan, rows)}
    sealed = {link.seq: set(link.rows) for link in _sound(db, plan, rows)}
    wrong = [
        seq
        for seq, (link, digest) in rows.items()
        if held.get(seq) != (link, digest) or digest not in sealed.get(link, set())
    ]
    return tuple(wrong if chain.holds(db, plan, head) else [0, *wrong])


def _sound(db: Connection, plan: str, rows: Mapping[int, tuple[int, str]]) -> Iterator[Link]:
    """The links whose digest is still that of their rows."""
    for link in proofs.chained(db, plan, {link for link, _ in rows.values()}):
        if link.digest == chain.link_digest(link.previous, link.rows):
            yield link
