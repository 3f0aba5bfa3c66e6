"""The migrated schema is the declared one, and any other is refused with its name."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from monitor.core.problem import Unavailable
from monitor.store import schema
from monitor.store.tables import metadata

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
