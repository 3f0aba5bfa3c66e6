"""The comparison against an oracle of its own words, on both databases, kept and rebuilt.

The oracle below knows nothing of the program: months, percentages and the classes of the
default rule, in integers.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.observation import Entry, Placed
from monitor.core.period import months
from monitor.services.comparison import compare, remember
from monitor.services.observations import Sitting, record
from monitor.services.standings import from_log, rebuild
from monitor.services.targets import Authority, adopt, stored_plan
from monitor.store import observations, schema, standings, verdicts
from monitor.store.engine import make_engine, reading, rehearsing, writing
from tests.builders import PLAIN_WEEKS, a_plan, a_target, an_instant

NUMBERS = count()
GOAL = 120_000  # metres of road in a year: 10 公里 a month
LATER = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def engine(database_url):
    found = make_engine(database_url)
    schema.prepare(found)
    yield found
    found.dispose()


def due(year: int, month: int) -> date:
    """The fifth weekday of the month after a month."""
    day, left = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1), 5
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def oracle(  # noqa: PLR0911  # one line for each class
    log: dict[int, int], *, as_of: date, known: date
) -> tuple[str, set[str]]:
    """Class and flags of a linear at-least target of 120 km, from metres by month."""
    seen = {month: done for month, done in log.items() if months(2024, month, 1).end <= as_of}
    owed = [m for m in range(1, 13) if months(2024, m, 1).end <= as_of and due(2024, m) < known]
    last = max(seen, default=0)
    flags = {"stale"} if any(month > last for month in owed) else set()
    over = as_of >= date(2024, 12, 31)
    if seen and seen[last] >= GOAL:
        return "achieved", set() if over else {"early"}
    fell = {"fell_back"} if any(done >= GOAL for done in seen.values()) else set()
    if over and last == 12:
        return "missed", flags | fell
    if over and due(2024, 12) < known:
        return "missed", flags | fell | {"overdue"}
    if as_of < date(2024, 1, 31):
        return "not_due", flags
    if not seen:
        return "no_data", flags | ({"overdue"} if owed else set())
    lead, point = 100 * (12 * seen[last] - GOAL * last), 12 * GOAL
    flags |= fell | ({"awaiting_final"} if over else set())
    if lead >= 0:
        return ("ahead" if lead >= 5 * point else "on_track"), flags
    level = "蓝" if lead > -10 * point else "黄" if lead >= -30 * point else "红"
    return f"behind {level}", flags


MONTHS = st.integers(1, 12)
METRES = st.one_of(
    st.integers(0, 150_000),
    st.builds(  # right on a threshold, or a metre beside it
        lambda month, points, beside: max(0, month * 10_000 + points * 1_200 + beside),
        MONTHS,
        st.sampled_from([-30, -10, 0, 5]),
        st.integers(-1, 1),
    ),
)
LOGS = st.dictionaries(MONTHS, METRES, max_size=6)
DAYS = st.dates(date(2024, 1, 1), date(2025, 1, 31))


def entered(engine, log):
    """A fresh plan with one target of 120 km, and these metres by month."""
    plan = a_plan(a_target(goal=Decimal(120), stated="120公里"), code=f"P{next(NUMBERS)}")
    sitting = Sitting("填报人", LATER, UTC)
    placed = [
        Placed(Entry("ROAD", months(2024, month, 1), value=f"{done}米"))
        for month, done in log.items()
    ]
    with writing(engine) as db:
        adopt(db, [plan], authority=Authority("督查员", LATER, UTC, known_at=an_instant(DAY_ONE)))
        record(db, placed, plan=plan.code, sitting=sitting)
    return plan


DAY_ONE = date(2023, 12, 1)


def asked(db, code, as_of, known_at):
    card = compare(db, code, as_of=as_of, known_at=known_at, calendar=PLAIN_WEEKS, zone=UTC)
    (row,) = card.rows
    status, level = verdicts.class_of(row)
    return f"{status} {level or ''}".strip(), set(row.flags)


@given(log=LOGS, as_of=DAYS)
def test_the_verdict_is_the_oracles(engine, log, as_of):
    plan = entered(engine, log)
    with reading(engine) as db:
        said = asked(db, plan.code, as_of, LATER)
    assert said == oracle(log, as_of=as_of, known=LATER.date())


def test_the_oracle_would_notice_a_threshold_moved_by_a_metre():
    on, off = {9: 90_000 - 12_000}, {9: 90_000 - 12_000 + 1}
    day = date(2024, 9, 30)
    assert oracle(on, as_of=day, known=day)[0] == "behind 黄"
    assert oracle(off, as_of=day, known=day)[0] == "behind 蓝"


@given(log=LOGS)
def test_kept_standings_are_what_a_rebuild_and_the_log_give(engine, log):
    plan = entered(engine, log)
    with rehearsing(engine) as trial:
        kept = standings.texts(trial.db, plan.code)
        stored = stored_plan(trial.db, plan.code)
        by_log = from_log(stored, observations.log(trial.db, stored))
        assert by_log == standings.all_of(trial.db, stored)
        rebuild(trial.db, stored)
        assert standings.texts(trial.db, plan.code) == kept


def test_both_databases_give_the_same_bytes(sqlite_url, postgres_url):
    said = []
    for url in (sqlite_url, postgres_url):
        engine = make_engine(url)
        schema.prepare(engine)
        plan = a_plan(a_target(goal=Decimal(120)))
        with writing(engine) as db:
            adopt(db, [plan], authority=Authority("督查员", LATER, UTC))
            placed = [
                Placed(Entry("ROAD", months(2024, month, 1), value=f"{month * 7}.000001公里"))
                for month in range(1, 10)
            ]
            record(db, placed, plan=plan.code, sitting=Sitting("填报人", LATER, UTC))
        with reading(engine) as db:
            said.append([row[-1] for row in standings.texts(db, plan.code)])
        engine.dispose()
    assert said[0] == said[1]
    assert len(said[0]) == 9


def test_history_takes_note_only_when_a_class_changes(engine):
    plan = entered(engine, {6: 60_000, 9: 70_000})
    with writing(engine) as db:
        for day in (date(2024, 6, 30), date(2024, 7, 31), date(2024, 9, 30)):
            card = compare(db, plan.code, as_of=day, known_at=LATER, calendar=PLAIN_WEEKS, zone=UTC)
            remember(db, card, now=LATER)
        noted = [(row.as_of, row.status) for row in verdicts.history(db, plan.code, "ROAD")]
    assert noted == [(date(2024, 6, 30), "on_track"), (date(2024, 9, 30), "behind")]
