"""Acts about a plan, kept files, posts, and what was said by another mouth or comes later.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from monitor.store import guards
from monitor.store.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("acts", "evidence")


def upgrade() -> None:
    """Add the columns and the tables, then guard those that are append-only."""
    op.add_column("observations", sa.Column("given_by", sa.String(128)))
    op.add_column("observations", sa.Column("not_before", sa.Date()))
    op.add_column("users", sa.Column("phone", sa.String(32), nullable=False, server_default=""))
    op.add_column(
        "users", sa.Column("stand_in", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    _acts()
    _evidence()
    _posts()
    guards.make(op.get_bind(), APPEND_ONLY)


def _acts() -> None:
    op.create_table(
        "acts",
        sa.Column("plan", sa.String(64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(128), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(128), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("link", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "seq", name="pk_acts"),
    )
    op.create_index("ix_acts_plan_kind", "acts", ["plan", "kind", "code", "seq"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(254), nullable=False),
        sa.Column("media", sa.String(128), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("entered_by", sa.String(128), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence"),
    )


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("post", sa.String(64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("until", sa.Date()),
        sa.PrimaryKeyConstraint("post", "since", name="pk_posts"),
    )
