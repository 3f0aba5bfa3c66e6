"""A hash chain per plan, and one for accounts: what was written cannot be changed unseen.

One link per transaction covers the digests of its rows in order. The head row is locked
first and advanced last, so numbers have no gaps and links no forks. A rewritten tail is
caught by a head that left the machine: in a mail's footer, a workbook's properties.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, union_all, update
from sqlalchemy.exc import IntegrityError

from monitor.core.problem import Problem, problem
from monitor.store.tables import heads, links, observations, reviews, revisions

ALGORITHM = "sha256"
NOTHING = "0" * 64
ACCOUNTS = "accounts"
EDITIONS = "editions"


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of a chain, and the last row number given out in it."""

    chain: str
    seq: int
    row_seq: int
    digest: str


def head(db: Connection, chain: str) -> Head:
    """Return the head of a chain; of one never used, the head before the first link."""
    row = db.execute(select(heads).where(heads.c.chain == chain)).first()
    return Head(chain, row.seq, row.row_seq, row.digest) if row else Head(chain, 0, 0, NOTHING)


def head_known(db: Connection, plan: str, *, known_at: datetime) -> str:
    """Digest of the newest link an answer of that instant rests on: reprinted, it is the same."""
    newest = union_all(
        *(
            select(func.max(table.c.link).label("seq")).where(
                table.c.plan == plan, table.c.known_at <= known_at
            )
            for table in (revisions, observations, reviews)
        )
    ).subquery()
    seq = select(func.max(newest.c.seq)).scalar_subquery()
    query = select(links.c.digest).where(links.c.chain == plan, links.c.seq == seq)
    return db.execute(query).scalar() or NOTHING


def lock(db: Connection, chain: str) -> Head:
    """Take the chain for this transaction: whoever writes to a plan waits here in turn."""
    query = select(heads).where(heads.c.chain == chain).with_for_update()
    if db.execute(query).first() is None:
        _begin(db, chain)
        db.execute(query)
    return head(db, chain)


def _begin(db: Connection, chain: str) -> None:
    try:
        with db.begin_nested():
            db.execute(insert(heads).values(chain=chain, seq=0, row_seq=0, digest=NOTHING))
    except IntegrityError:
        return  # another transaction began this chain first; its row is the head


def seal(db: Connection, before: Head, digests: Sequence[str], *, at: datetime) -> Head:
    """Add one link over the digests of rows numbered on from ``before``, and move the head."""
    digest = link_digest(before.digest, digests)
    after = Head(before.chain, before.seq + 1, before.row_seq + len(digests), digest)
    db.execute(
        insert(links).values(
            chain=before.chain,
            seq=after.seq,
            rows=len(digests),
            previous=before.digest,
            digest=digest,
            algorithm=ALGORITHM,
            recorded_at=at,
        )
    )
    db.execute(
        update(heads)
        .where(heads.c.chain == before.chain)
        .values(seq=after.seq, row_seq=after.row_seq, digest=digest)
    )
    return after


def link_digest(previous: str, digests: Iterable[str]) -> str:
    """Digest of one link: 0x01, the link before, and its rows' digests in order."""
    body = "\n".join([previous, *digests]).encode()
    return hashlib.new(ALGORITHM, b"\x01" + body).hexdigest()


def breaches(
    db: Connection, chain: str, rows_of: Callable[[int], Sequence[str]]
) -> tuple[Problem, ...]:
    """Recompute every link; ``rows_of`` gives the digests of a link's rows, recomputed too."""
    previous, faults, seq = NOTHING, [], 0
    query = select(links).where(links.c.chain == chain).order_by(links.c.seq)
    for row in db.execute(query):
        seq += 1
        digests = rows_of(row.seq)
        whole = row.seq == seq and row.previous == previous and row.rows == len(digests)
        if not whole or row.digest != link_digest(previous, digests):
            faults.append(problem("store.chain_broken", chain=chain, seq=str(seq)))
        previous = row.digest
    found = head(db, chain)
    if (found.seq, found.digest) != (seq, previous):
        faults.append(problem("store.chain_cut", chain=chain, seq=str(found.seq)))
    return tuple(faults)


def holds(db: Connection, chain: str, digest: str) -> bool:
    """Whether a head that left the machine still stands in the chain."""
    query = select(links.c.seq).where(links.c.chain == chain, links.c.digest == digest)
    return db.execute(query).first() is not None
