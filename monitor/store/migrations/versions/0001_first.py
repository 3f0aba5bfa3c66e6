"""The first schema, with triggers that refuse to change what was written.

Revision: 0001
"""

from alembic import op
from sqlalchemy import MetaData

from monitor.store import guards, tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, then guard the append-only ones."""
    db = op.get_bind()
    first: MetaData = tables.metadata
    first.create_all(db)
    guards.make(db)
