"""Transactions keep their word, and a fault of the environment is one sentence."""

import subprocess
import sys
from threading import Timer

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from monitor.core.problem import Unavailable
from monitor.store.engine import (
    environment_faults,
    make_engine,
    pragmas,
    reading,
    rehearsing,
    wal_is_safe,
    writing,
)
from monitor.store.tables import heads

ROW = {"chain": "c", "seq": 0, "row_seq": 0, "digest": "0"}


def count(engine):
    with reading(engine) as db:
        return db.execute(select(func.count()).select_from(heads)).scalar()


def told(engine, statement="SELECT 1"):
    """The code a door tells when a statement meets a fault of the environment."""
    with pytest.raises(Unavailable) as caught, environment_faults(), engine.connect() as db:
        db.execute(text(statement))
    engine.dispose()
    return caught.value.problems[0].code


def test_what_was_written_stays(engine):
    with writing(engine) as db:
        db.execute(insert(heads).values(ROW))
    assert count(engine) == 1


def test_a_unit_that_fails_writes_nothing(engine):
    def fail():
        with writing(engine) as db:
            db.execute(insert(heads).values(ROW))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert count(engine) == 0


def test_a_rehearsal_sees_its_own_rows_and_leaves_none(engine):
    with rehearsing(engine) as trial:
        db = trial.db
        db.execute(insert(heads).values(ROW))
        assert db.execute(select(heads.c.chain)).scalar() == "c"
    assert count(engine) == 0


def test_a_reader_sees_one_snapshot_while_another_writes(engine):
    with reading(engine) as db:
        before = db.execute(select(func.count()).select_from(heads)).scalar()
        with writing(engine) as other:
            other.execute(insert(heads).values(ROW))
        again = db.execute(select(func.count()).select_from(heads)).scalar()
    assert (before, again, count(engine)) == (0, 0, 1)


def test_a_connection_used_for_reading_can_write_afterwards(engine):
    with reading(engine) as db:
        db.execute(select(heads))
    with writing(engine) as db:
        db.execute(insert(heads).values(ROW))
    assert count(engine) == 1


@pytest.mark.skipif(not wal_is_safe(), reason="an SQLite before 3.51.3 keeps a rollback journal")
def test_sqlite_survives_a_power_cut_and_checks_its_keys(sqlite_url):
    engine = make_engine(sqlite_url)
    found = pragmas(engine)
    with engine.connect() as db:
        trusted, wait = (
            db.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("trusted_schema", "busy_timeout")
        )
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    assert (trusted, wait) == (0, 30_000)


def test_a_new_file_another_program_is_writing_to_is_waited_for(sqlite_url, tmp_path):
    """Turning to a WAL needs the file alone for a moment; the busy timeout does not cover it."""
    engine = make_engine(sqlite_url)
    connect = engine.dialect.loaded_dbapi.connect
    other = connect(tmp_path / "monitor.db", isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN IMMEDIATE")
    release = Timer(0.3, other.execute, ["COMMIT"])
    release.start()
    try:
        with engine.connect() as db:
            assert db.execute(text("SELECT count(*) FROM t")).scalar() == 0
    finally:
        release.join()
        other.close()
        engine.dispose()


READ_THEN_WRITE = """
import sys
from sqlalchemy import select, update
from monitor.store.engine import make_engine, writing
from monitor.store.tables import heads
engine = make_engine(sys.argv[1])
for _ in range(50):
    with writing(engine) as db:
        query = select(heads.c.seq).where(heads.c.chain == "c").with_for_update()
        db.execute(update(heads).values(seq=db.execute(query).scalar() + 1))
engine.dispose()
"""


@pytest.mark.slow
def test_processes_that_read_and_then_write_wait_for_each_other(engine, database_url):
    with writing(engine) as db:
        db.execute(insert(heads).values(ROW))
    command = [sys.executable, "-c", READ_THEN_WRITE, database_url]
    writers = [subprocess.Popen(command) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    with reading(engine) as db:
        assert db.execute(select(heads.c.seq)).scalar() == 150


def test_postgresql_is_reached_through_psycopg():
    assert make_engine("postgresql+psycopg://nobody@/none").dialect.driver == "psycopg"


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    assert told(make_engine(f"sqlite:///{tmp_path / 'none' / 'm.db'}")) == "store.cannot_open"


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "m.db").write_bytes(b"meeting minutes " * 300)
    code = told(make_engine(f"sqlite:///{tmp_path / 'm.db'}"), "SELECT * FROM heads")
    assert code == "store.no_database"


def test_a_full_disk_is_told(sqlite_url):
    engine = make_engine(sqlite_url)
    with engine.connect() as db:
        db.execute(text("CREATE TABLE filler (x BLOB)"))
        db.commit()
        db.execute(text("PRAGMA max_page_count = 1"))  # holds for this pooled connection
    assert told(engine, "INSERT INTO filler VALUES (zeroblob(1000000))") == "store.disk_full"


def test_a_database_nobody_may_write_to_is_told(tmp_path, sqlite_url):
    writable = make_engine(sqlite_url)
    with writable.connect() as db:
        db.execute(text("PRAGMA user_version = 1"))
    writable.dispose()
    engine = make_engine(f"sqlite:///file:{tmp_path / 'monitor.db'}?mode=ro&uri=true")
    assert told(engine, "CREATE TABLE t (x)") == "store.readonly"


def test_a_missing_table_is_told(sqlite_url):
    assert told(make_engine(sqlite_url), "SELECT * FROM heads") == "store.schema_missing"


@pytest.mark.postgres
def test_a_missing_table_is_told_on_postgresql_too(postgres_url):
    assert told(make_engine(postgres_url), "SELECT * FROM heads") == "store.schema_missing"


def test_a_server_that_is_not_there_is_told(tmp_path):
    engine = make_engine(f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    assert told(engine) == "store.no_connection"


def test_a_broken_key_is_our_fault_and_not_the_environments(engine):
    with pytest.raises(IntegrityError), environment_faults(), writing(engine) as db:
        db.execute(insert(heads), [ROW, ROW])
