"""What was written cannot be changed, deleted or replaced, on either database."""

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from monitor.store.engine import reading, writing
from monitor.store.tables import APPEND_ONLY, editions, heads, metadata
from tests.store.rows import a_row, a_value

NAMES = [table.name for table in APPEND_ONLY]
# In the order the keys between tables allow.
ORDER = [table for table in metadata.sorted_tables if table.name in NAMES]


@pytest.fixture
def filled(engine):
    with writing(engine) as db:
        for table in ORDER:
            db.execute(insert(table).values(a_row(table)))
    return engine


def refused(engine, statement):
    with pytest.raises(DBAPIError, match="append-only"), writing(engine) as db:
        db.execute(statement)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_cannot_be_changed(filled, name):
    table = metadata.tables[name]
    column = next(iter(table.primary_key))
    refused(filled, update(table).values({column.name: a_value(column)}))


@pytest.mark.parametrize("name", NAMES)
def test_a_row_cannot_be_deleted(filled, name):
    refused(filled, delete(metadata.tables[name]))
    with reading(filled) as db:
        assert len(db.execute(select(metadata.tables[name])).all()) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_cannot_be_replaced_by_another_of_its_key(filled, name):
    """``INSERT OR REPLACE`` deletes without a DELETE unless SQLite is told otherwise."""
    table = metadata.tables[name]
    refused(filled, insert(table).prefix_with("OR REPLACE").values(a_row(table)))


@pytest.mark.postgres
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_table_cannot_be_emptied_at_once(filled, name):
    refused(filled, text(f"TRUNCATE {name} CASCADE"))


def test_what_is_only_kept_for_speed_can_be_renewed(filled):
    with writing(filled) as db:
        db.execute(insert(heads).values(chain="c", seq=0, row_seq=0, digest="0"))
        db.execute(update(heads).values(seq=1))
        db.execute(delete(heads))


def test_an_edition_part_needs_its_edition(engine):
    table = metadata.tables["edition_parts"]
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), writing(engine) as db:
        db.execute(insert(table).values(a_row(table)))
    with reading(engine) as db:
        assert db.execute(select(editions)).all() == []
