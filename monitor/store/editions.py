"""Editions: what was issued, whole: every face's bytes, and the head they were made at.

A letter is kept in parts and put together again for each delivery, so that a retry sends
the same bytes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from monitor.core.letter import Attachment, Inline, Letter
from monitor.core.problem import Refused, problem
from monitor.core.report import Slot
from monitor.store import chain
from monitor.store.canonical import row_digest
from monitor.store.tables import edition_parts, editions

TEXT, HTML, DATA = "text", "html", "json"
IMAGE, FILE = "image/", "file/"
Part = tuple[str, bytes]
"""A part's media type and its bytes."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What an edition is of: whose slot, judged when, the how-manieth, and why again."""

    id: str
    plan: str
    report: str
    period: str
    audience: str
    number: int
    as_of: date
    known_at: datetime
    head: str
    reason: str = ""
    test: bool = False


def keep(db: Connection, issue: Issue, letter: Letter, *, data: bytes, at: datetime) -> None:
    """Store an edition and its parts, in one link of the plan's chain.

    Raises:
        Refused: where two parts of the letter have one name.

    """
    parts = _named(_parts(letter, data))
    digests = {name: sha256(body).hexdigest() for name, (_, body) in parts.items()}
    head = chain.lock(db, issue.plan)
    row = _row(issue, letter.subject, head.row_seq + 1, at)
    row["content"] = content_digest(digests)
    row |= {"digest": row_digest(row), "link": head.seq + 1}
    db.execute(insert(editions).values(row))
    db.execute(
        insert(edition_parts),
        [
            {
                "edition": issue.id,
                "name": name,
                "media": media,
                "bytes": body,
                "sha256": digests[name],
            }
            for name, (media, body) in parts.items()
        ],
    )
    chain.seal(db, head, [row["digest"]], at=at)


def content_digest(digests: Mapping[str, str]) -> str:
    """Return the digest over every part's name and digest, which the edition's row keeps."""
    told = "\n".join(f"{name} {digests[name]}" for name in sorted(digests))
    return sha256(told.encode()).hexdigest()


def _named(parts: Iterator[tuple[str, Part]]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for name, part in parts:
        if name in found:
            raise Refused((problem("issue.part_twice", name=name),))
        found[name] = part
    return found


def _row(issue: Issue, subject: str, seq: int, at: datetime) -> dict[str, Any]:
    return {
        "id": issue.id,
        "plan": issue.plan,
        "seq": seq,
        "report": issue.report,
        "period": issue.period,
        "audience": issue.audience,
        "number": issue.number,
        "test": issue.test,
        "as_of": issue.as_of,
        "known_at": issue.known_at,
        "issued_at": at,
        "subject": subject,
        "reason": issue.reason,
        "head": issue.head,
    }


def _parts(letter: Letter, data: bytes) -> Iterator[tuple[str, Part]]:
    yield TEXT, ("text/plain; charset=utf-8", letter.text.encode())
    yield HTML, ("text/html; charset=utf-8", letter.html.encode())
    yield DATA, ("application/json", data)
    for image in letter.images:
        yield IMAGE + image.cid, (image.media, image.data)
    for file in letter.attachments:
        yield FILE + file.name, (file.media, file.data)


def letter(db: Connection, edition: str) -> Letter:
    """Put a kept letter together again."""
    subject = db.execute(select(editions.c.subject).where(editions.c.id == edition)).scalar_one()
    query = select(edition_parts).where(edition_parts.c.edition == edition)
    parts = {row.name: row for row in db.execute(query.order_by(edition_parts.c.name))}
    return Letter(
        subject=subject,
        text=parts[TEXT].bytes.decode(),
        html=parts[HTML].bytes.decode(),
        images=tuple(
            Inline(name.removeprefix(IMAGE), row.media, row.bytes)
            for name, row in parts.items()
            if name.startswith(IMAGE)
        ),
        attachments=tuple(
            Attachment(name.removeprefix(FILE), row.media, row.bytes)
            for name, row in parts.items()
            if name.startswith(FILE)
        ),
    )


def part(db: Connection, edition: str, face: str) -> bytes:
    """Return the kept bytes of one face: html, text, json, or a file by its ending.

    Raises:
        Refused: where there is no such edition, or it has no such face.

    """
    rows = db.execute(
        select(edition_parts.c.name, edition_parts.c.bytes).where(
            edition_parts.c.edition == edition
        )
    ).all()
    if not rows:
        raise Refused((problem("issue.unknown_edition", edition=edition),))
    for name, body in rows:
        if name == face or (name.startswith(FILE) and name.endswith(f".{face}")):
            found: bytes = body
            return found
    faces = "、".join(sorted(name for name, _ in rows if not name.startswith(IMAGE)))
    raise Refused((problem("issue.no_face", edition=edition, face=face, faces=faces),))


def faces(db: Connection, edition: str) -> frozenset[str]:
    """Return the endings of the files an edition carries."""
    names = db.execute(
        select(edition_parts.c.name).where(edition_parts.c.edition == edition)
    ).scalars()
    return frozenset(name.rpartition(".")[2] for name in names if name.startswith(FILE))


def image(db: Connection, edition: str, cid: str) -> tuple[str, bytes] | None:
    """Return a kept picture by its name in the letter."""
    query = select(edition_parts).where(
        edition_parts.c.edition == edition, edition_parts.c.name == IMAGE + cid
    )
    row = db.execute(query).first()
    return (row.media, row.bytes) if row else None


def newest_number(db: Connection, slot: Slot) -> int:
    """Return how many editions a slot has had."""
    plan, report, period, audience = slot.key
    query = select(func.max(editions.c.number)).where(
        editions.c.plan == plan,
        editions.c.report == report,
        editions.c.period == period,
        editions.c.audience == audience,
        editions.c.test.is_(False),
    )
    return int(db.execute(query).scalar() or 0)


def before(
    db: Connection, plan: str, report: str, *, audience: str, as_of: date
) -> Row[Any] | None:
    """Return the newest edition of an earlier period, to tell what changed since."""
    query = (
        select(editions)
        .where(
            editions.c.plan == plan,
            editions.c.report == report,
            editions.c.audience == audience,
            editions.c.test.is_(False),
            editions.c.as_of < as_of,
        )
        .order_by(editions.c.as_of.desc(), editions.c.number.desc())
    )
    return db.execute(query).first()


def listed(db: Connection, plan: str | None = None) -> list[Row[Any]]:
    """Return the editions, newest first."""
    query = select(editions).order_by(editions.c.issued_at.desc(), editions.c.seq.desc())
    if plan is not None:
        query = query.where(editions.c.plan == plan)
    return list(db.execute(query))


def one(db: Connection, edition: str) -> Row[Any] | None:
    """Return one edition."""
    return db.execute(select(editions).where(editions.c.id == edition)).first()
