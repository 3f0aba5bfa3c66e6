"""A prepared database of each kind, for every test of a use case."""

import pytest

from monitor.store import schema
from monitor.store.engine import make_engine, writing


@pytest.fixture
def engine(database_url):
    """An engine on a database with the schema."""
    engine = make_engine(database_url)
    schema.prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def db(engine):
    """A transaction that may write."""
    with writing(engine) as db:
        yield db
