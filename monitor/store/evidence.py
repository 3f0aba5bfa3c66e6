"""Files people handed in, each kept once under the digest of its bytes, never changed."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from monitor.core.evidence import Evidence
from monitor.store.tables import evidence


def keep(db: Connection, file: Evidence, *, by: str, at: datetime) -> str:
    """Keep a file and return its digest; the same bytes are kept once, as first named."""
    if kept(db, file.digest) is None:
        row = {
            "sha256": file.digest,
            "name": file.name,
            "media": file.media,
            "bytes": file.data,
            "entered_by": by,
            "recorded_at": at,
        }
        db.execute(insert(evidence).values(row))
    return file.digest


def kept(db: Connection, digest: str) -> Evidence | None:
    """Return a kept file, if there is one of that digest."""
    row = db.execute(select(evidence).where(evidence.c.sha256 == digest)).first()
    return None if row is None else Evidence(row.name, row.media, row.bytes)
