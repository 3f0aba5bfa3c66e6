"""A prepared database of each kind, for every test of the store."""

import pytest

from monitor.store import schema
from monitor.store.engine import make_engine


@pytest.fixture
def bare_engine(database_url):
    """An engine on an empty database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(bare_engine):
    """An engine on a database with the schema."""
    schema.prepare(bare_engine)
    return bare_engine
