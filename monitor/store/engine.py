"""One way to open a database, and what its faults mean at a door.

SQLite: WAL with ``synchronous=FULL`` (an acknowledged entry survives a power cut), write
units begin IMMEDIATE, so that two writers wait for each other instead of failing. A
library older than 3.51.3 can corrupt a WAL shared by processes; there a rollback journal
with ``synchronous=EXTRA`` is used instead. PostgreSQL: READ COMMITTED and unique keys.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from monitor.core.problem import Problem, Unavailable, problem

try:
    import pysqlite3 as sqlite
except ImportError:  # no wheel for this platform: the interpreter's own library serves
    import sqlite3 as sqlite

SAFE_WAL = (3, 51, 3)
BUSY_MILLISECONDS = 30_000
POOL_SIZE = 10
JOURNAL_TRIES = 20


def make_engine(url: str) -> Engine:
    """Return an engine for an SQLite or PostgreSQL URL; nothing is connected yet."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url)
    return create_engine(url, pool_pre_ping=True, pool_size=POOL_SIZE)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A database as one open transaction sees it; everything in it is rolled back at the end."""

    engine: Engine
    db: Connection


Database = Engine | Rehearsal


@contextmanager
def reading(database: Database) -> Iterator[Connection]:
    """A transaction that reads one snapshot and leaves nothing behind."""
    if isinstance(database, Rehearsal):
        yield database.db
        return
    with database.connect() as db:
        if database.dialect.name == "postgresql":
            db.execution_options(isolation_level="REPEATABLE READ")
        yield db
        db.rollback()


@contextmanager
def writing(database: Database) -> Iterator[Connection]:
    """A transaction that may write: committed as a whole, or not at all."""
    if isinstance(database, Rehearsal):
        with database.db.begin_nested():
            yield database.db
        return
    with database.connect() as db:
        db.execution_options(writes=True)
        with db.begin():
            yield db


@contextmanager
def rehearsing(engine: Engine) -> Iterator[Rehearsal]:
    """A database in which everything may be tried; nothing of it stays."""
    with engine.connect() as db:
        db.execution_options(writes=True)
        yield Rehearsal(engine, db)
        db.rollback()


def sqlite_version() -> tuple[int, ...]:
    """Version of the SQLite library in use."""
    return tuple(sqlite.sqlite_version_info)


def wal_is_safe() -> bool:
    """Whether this SQLite library may share a WAL between processes."""
    return sqlite_version() >= SAFE_WAL


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url, module=sqlite, pool_size=POOL_SIZE, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite.Connection, record: object) -> None:
    _ = record
    connection.isolation_level = None  # transactions are begun below, never by the driver
    journal = ("WAL", "FULL") if wal_is_safe() else ("DELETE", "EXTRA")
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    _keep_journal(cursor, journal[0])
    for pragma in (
        f"synchronous={journal[1]}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "recursive_triggers=ON",  # so that INSERT OR REPLACE meets the guard against DELETE
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _keep_journal(cursor: sqlite.Cursor, journal: str) -> None:
    """Set the journal; while another writes this fails at once, so wait as for a write."""
    for _ in range(JOURNAL_TRIES):
        try:
            cursor.execute(f"PRAGMA journal_mode={journal}")
        except sqlite.OperationalError:
            cursor.execute("BEGIN IMMEDIATE")  # waits as long as the busy timeout says
            cursor.execute("ROLLBACK")
        else:
            return
    cursor.execute(f"PRAGMA journal_mode={journal}")


def _on_begin(db: Connection) -> None:
    writes = db.get_execution_options().get("writes", False)
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def pragmas(engine: Engine) -> dict[str, str]:
    """What an SQLite connection really runs with; empty on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return {}
    with engine.connect() as db:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return {name: str(db.execute(text(f"PRAGMA {name}")).scalar()) for name in names}


@contextmanager
def environment_faults() -> Iterator[None]:
    """Tell a fault of the database or the disk as one sentence.

    Raises:
        Unavailable: for what the environment has to mend.

    """
    try:
        yield
    except (IntegrityError, DataError):
        raise  # a broken key or value is this program's fault, and no retry mends it
    except DBAPIError as fault:
        raise Unavailable((_told(fault),)) from fault


_KNOWN = (
    ("disk is full", "store.disk_full"),
    ("no space left", "store.disk_full"),
    ("readonly database", "store.readonly"),
    ("database is locked", "store.locked"),
    ("not a database", "store.no_database"),
    ("malformed", "store.damaged"),
    ("unable to open database", "store.cannot_open"),
    ("no such table", "store.schema_missing"),
    ('relation "', "store.schema_missing"),
    ("connection", "store.no_connection"),
    ("password authentication", "store.no_connection"),
)


def _told(fault: DBAPIError) -> Problem:
    said = str(fault.orig).strip().splitlines()[0] if fault.orig else str(fault)
    code = next((code for words, code in _KNOWN if words in said.lower()), "store.fault")
    return problem(code, said=said)
