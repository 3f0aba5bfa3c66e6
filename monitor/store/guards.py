"""The triggers that refuse to change what was written; they are part of the schema.

Lifting them is for one purpose: to put a whole database in the place of another, inside
one transaction that puts them back. It refuses nothing itself; the database does.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from monitor.store.tables import APPEND_ONLY

REFUSAL = "append-only"
VERBS = ("UPDATE", "DELETE")


def make(db: Connection, tables: Iterable[str]) -> None:
    """Guard append-only tables that have no guard yet."""
    for table in tables:
        if db.dialect.name == "postgresql":
            db.execute(text(_function(table)))
        _set(db, table)


def put_back(db: Connection) -> None:
    """Set the triggers that were lifted."""
    for table in APPEND_ONLY:
        _set(db, table.name)


def _set(db: Connection, table: str) -> None:
    for statement in _triggers(table, db.dialect.name):
        db.execute(text(statement))


def lift(db: Connection) -> None:
    """Take the triggers away, for this transaction alone: whoever lifts them puts them back."""
    for table in APPEND_ONLY:
        for name in _names(table.name, db.dialect.name):
            of = f" ON {table.name}" if db.dialect.name == "postgresql" else ""
            db.execute(text(f"DROP TRIGGER {name}{of}"))


def _names(table: str, dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [f"{table}_no_{verb.lower()}" for verb in VERBS]
    return [f"{table}_refuse", f"{table}_keep"]


def _triggers(table: str, dialect: str) -> list[str]:
    names = _names(table, dialect)
    if dialect == "sqlite":
        refusal = f"SELECT RAISE(ABORT, '{REFUSAL}: {table}')"
        return [
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN {refusal}; END"
            for name, verb in zip(names, VERBS, strict=True)
        ]
    refuse = f"EXECUTE FUNCTION {table}_refuse()"
    return [
        f"CREATE TRIGGER {names[0]} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {names[1]} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]


def _function(table: str) -> str:
    body = f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}: {table}'; END $$"
    return f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS {body}"
