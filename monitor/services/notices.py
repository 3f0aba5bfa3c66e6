"""Queue a short letter about one thing for one person: kept and delivered like every edition.

It takes no slot. It refuses to send: delivery is the scheduler's.
"""

from datetime import datetime

from sqlalchemy import Connection

from monitor.core.letter import Letter
from monitor.core.observation import Observation
from monitor.store import accounts, chain, deliveries, editions

RETURNED = "returned"


def tell_returned(  # noqa: PLR0913  # all but four by keyword
    db: Connection, plan: str, one: Observation, letter: Letter, *, sender: str, now: datetime
) -> bool:
    """Queue the letter that an entry was sent back; false where nobody can be written to."""
    row = accounts.row_of(db, one.entered_by)
    if row is None or not row.mail or row.disabled_at is not None:
        return False
    edition = f"{RETURNED}-{one.period.key}-{one.seq}-{now:%Y%m%d%H%M%S}"
    kept = editions.Issue(
        id=edition,
        plan=plan,
        report=RETURNED,
        period=one.period.key,
        audience=row.name[:64],
        number=1,
        as_of=one.period.end,
        known_at=now,
        head=chain.head(db, plan).digest,
        reason=RETURNED,
        test=True,
    )
    editions.keep(db, kept, letter, data=b"{}", at=now)
    domain = sender.rpartition("@")[2] or "localhost"
    delivery = {
        "id": f"{edition}-1",
        "edition": edition,
        "plan": plan,
        "address": row.mail,
        "name": row.display,
        "message_id": f"<{edition}-1@{domain}>",
        "headers": {"X-Monitor-Edition": edition},
        "created_at": now,
    }
    deliveries.add(db, [delivery])
    return True
