"""The migrated schema is the declared one, and any other is refused with its name."""

import subprocess
import sys
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import column, inspect, table, text
from sqlalchemy.exc import DBAPIError

from monitor.core.problem import Unavailable
from monitor.store import chain, proof, schema, tables
from monitor.store.canonical import row_digest
from monitor.store.engine import reading, writing
from monitor.store.tables import metadata
from tests.builders import YEAR, an_instant

AT = an_instant(YEAR.start)
FIRST_OBSERVATION: dict[str, Any] = {
    "plan": "P",
    "seq": 1,
    "target": "GRAIN",
    "unit": "AGRI",
    "item": "",
    "period_start": YEAR.start,
    "period_end": YEAR.end,
    "source": "",
    "stage": "",
    "revision": 1,
    "data_date": YEAR.end,
    "value": 12,
    "scale": 6,
    "no_change": False,
    "reached_on": None,
    "note": "",
    "reason": "",
    "entered_by": "王",
    "known_at": AT,
    "recorded_at": AT,
    "demo": False,
    "backfilled": False,
}
"""An observation with the columns of the first version and no other."""

PREPARE = """
import sys
from monitor.store import schema
from monitor.store.engine import make_engine
engine = make_engine(sys.argv[1])
schema.prepare(engine)
engine.dispose()
"""


def say(engine, statement):
    with engine.begin() as db:
        db.execute(text(statement))


def at_version(engine, version):
    """Make the schema as a program of that version left it."""
    with engine.connect() as db:
        db.execution_options(writes=True)
        with db.begin():
            command.upgrade(schema._config(db), version)


def refusal(engine):
    with pytest.raises(Unavailable) as caught:
        schema.require(engine)
    return caught.value.problems[0]


def test_the_migrated_schema_is_the_declared_one(engine):
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []


def test_a_column_that_is_only_declared_would_be_noticed(engine):
    say(engine, "ALTER TABLE heartbeats DROP COLUMN host")
    with engine.connect() as db:
        assert len(compare_metadata(MigrationContext.configure(db), metadata)) == 1


def test_an_empty_database_is_looked_at_and_left_empty(bare_engine):
    found = schema.state(bare_engine)
    assert (found.current, found.empty, found.good) == (None, True, False)
    assert schema.state(bare_engine) == found


def test_an_empty_database_is_refused_until_it_is_prepared(bare_engine):
    assert refusal(bare_engine).code == "store.schema_missing"
    schema.prepare(bare_engine)
    schema.require(bare_engine)


def test_preparing_twice_changes_nothing(engine):
    schema.prepare(engine)
    assert schema.state(engine).good


def test_a_database_of_something_else_is_refused_and_left_alone(bare_engine):
    say(bare_engine, "CREATE TABLE payroll (id INTEGER)")
    with pytest.raises(Unavailable):
        schema.prepare(bare_engine)
    assert inspect(bare_engine).get_table_names() == ["payroll"]


def test_a_database_of_the_first_version_is_refused_until_it_is_migrated(bare_engine):
    at_version(bare_engine, "0001")
    fault = refusal(bare_engine)
    assert (fault.code, dict(fault.args)["current"]) == ("store.schema_old", "0001")
    schema.upgrade(bare_engine)
    schema.require(bare_engine)
    with bare_engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []


def test_what_the_first_version_sealed_still_proves_itself_after_migrating(bare_engine):
    at_version(bare_engine, "0001")
    with writing(bare_engine) as db:
        row = FIRST_OBSERVATION | {"digest": row_digest(FIRST_OBSERVATION), "link": 1}
        head = chain.lock(db, "P")
        then = table(
            "observations",
            *(column(str(name), tables.observations.c[name].type) for name in row),
        )
        db.execute(then.insert(), row)
        chain.seal(db, head, [row["digest"]], at=AT)
    schema.upgrade(bare_engine)
    with reading(bare_engine) as db:
        assert proof.plan_breaches(db, "P") == ()


def test_a_newer_schema_is_refused_by_its_name(engine):
    say(engine, "UPDATE alembic_version SET version_num = '9999'")
    fault = refusal(engine)
    assert (fault.code, dict(fault.args)["current"]) == ("store.schema_new", "9999")


def test_a_migration_that_fails_leaves_nothing_behind(bare_engine):
    """The last append-only table's guard cannot be made: its name is taken."""
    if bare_engine.dialect.name == "sqlite":
        say(bare_engine, "CREATE TABLE payroll (id INTEGER)")
        say(
            bare_engine,
            "CREATE TRIGGER audit_no_delete BEFORE DELETE ON payroll BEGIN SELECT 1; END",
        )
    else:
        say(
            bare_engine,
            "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NULL; END $$",
        )
    with pytest.raises(DBAPIError):
        schema.upgrade(bare_engine)
    assert set(inspect(bare_engine).get_table_names()) <= {"payroll"}


@pytest.mark.slow
def test_two_programs_that_start_at_once_make_one_schema(bare_engine, database_url):
    command = [sys.executable, "-c", PREPARE, database_url]
    starters = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [starter.communicate()[1] for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0], told
    assert schema.state(bare_engine).good
