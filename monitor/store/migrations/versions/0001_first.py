"""The first schema, with triggers that refuse to change what was written.

Revision: 0001
"""

from alembic import op
from sqlalchemy import MetaData, text

from monitor.store import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSAL = "append-only"


def upgrade() -> None:
    """Make every table, then guard the append-only ones."""
    db = op.get_bind()
    first: MetaData = tables.metadata
    first.create_all(db)
    for table in tables.APPEND_ONLY:
        for statement in _guards(table.name, db.dialect.name):
            db.execute(text(statement))


def _guards(table: str, dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [_sqlite_guard(table, verb) for verb in ("UPDATE", "DELETE")]
    refuse = f"EXECUTE FUNCTION {table}_refuse()"
    changes = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}"
    body = f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}: {table}'; END $$"
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS {body}",
        f"CREATE TRIGGER {table}_refuse {changes}",
        f"CREATE TRIGGER {table}_keep BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]


def _sqlite_guard(table: str, verb: str) -> str:
    name = f"{table}_no_{verb.lower()}"
    refusal = f"SELECT RAISE(ABORT, '{REFUSAL}: {table}')"
    return f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN {refusal}; END"
