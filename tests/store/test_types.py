"""An instant goes in aware and comes out aware, in UTC, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from monitor.store.engine import reading, writing
from monitor.store.tables import heartbeats

IN_CHINA = timezone(timedelta(hours=8))


def beat(engine, at):
    with writing(engine) as db:
        db.execute(insert(heartbeats).values(name="clock", at=at, host="here", pid=1))
    with reading(engine) as db:
        return db.execute(select(heartbeats.c.at)).scalar()


def test_an_instant_comes_back_as_the_same_instant_in_utc(engine):
    at = datetime(2024, 7, 1, 7, 59, 59, 123456, tzinfo=IN_CHINA)
    back = beat(engine, at)
    assert (back, back.tzinfo) == (at, UTC)


def test_an_instant_without_a_zone_is_refused(engine):
    with pytest.raises(StatementError):
        beat(engine, datetime(2024, 7, 1))  # noqa: DTZ001  # the fault under test


def test_instants_are_compared_in_time_and_not_as_they_were_written(engine):
    beat(engine, datetime(2024, 7, 1, 7, tzinfo=IN_CHINA))  # 23:00 of the day before in UTC
    later = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    with reading(engine) as db:
        found = db.execute(select(heartbeats.c.name).where(heartbeats.c.at < later)).scalar()
    assert found == "clock"
