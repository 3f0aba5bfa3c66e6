"""Why entries were sent back, for whoever has to enter them anew."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from monitor.store.tables import reviews


def reasons(db: Connection, plan: str, numbers: Collection[int]) -> dict[int, str]:
    """Return the reason each of these entries was sent back with, by its number."""
    if not numbers:
        return {}
    query = select(reviews.c.observation, reviews.c.reason).where(
        reviews.c.plan == plan,
        reviews.c.approved.is_(False),
        reviews.c.observation.in_(sorted(numbers)),
    )
    return {row.observation: row.reason for row in db.execute(query.order_by(reviews.c.seq))}
