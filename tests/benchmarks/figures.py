"""The figures: one entry, and the full comparison, each beside a baseline of the same run."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from sqlalchemy import Engine, text

from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.core.workdays import WorkCalendar
from monitor.services.comparison import compare
from monitor.services.observations import Sitting, record
from monitor.store import verdicts
from monitor.store.engine import reading, writing
from tests.benchmarks.generator import AS_OF, TARGETS, code_of, plan_of

NOW = datetime(2025, 2, 1, tzinfo=UTC)
WEEKS = WorkCalendar(frozenset(), frozenset(), frozenset())
PAIRS = 60
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds of ours and of the baseline, medians of a run, and the median of the ratios."""

    name: str
    ours: float
    baseline: float
    ratio: float


def paired(
    name: str, ours: Callable[[int], object], base: Callable[[int], object], n: int
) -> Figure:
    """Measure A B A B, so that a machine's moods fall on both."""
    mine, theirs = [], []
    for turn in range(n):
        mine.append(_timed(ours, turn))
        theirs.append(_timed(base, turn))
    ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
    return Figure(name, median(mine), median(theirs), median(ratios))


def _timed(act: Callable[[int], object], turn: int) -> float:
    begun = time.perf_counter()
    act(turn)
    return time.perf_counter() - begun


def one_entry(engine: Engine, plans: int) -> Figure:
    """``record`` of one figure in its own transaction, against a bare insert of an equal row.

    Ours judges, numbers, chains and seals the row and renews the target's standings; both
    commit with the same durability.
    """
    period = read_period("2025-01")
    assert isinstance(period, Period)
    _make_bare_table(engine)

    def ours(turn: int) -> None:
        code, target = code_of(turn % plans), f"T{turn % TARGETS:03}"
        entry = Entry(target, period, value=f"{2000 + turn}公里")
        with writing(engine) as db:
            record(db, [Placed(entry)], plan=code, sitting=Sitting("演示", NOW, UTC))

    def bare(turn: int) -> None:
        with writing(engine) as db:
            db.execute(text(BARE), {"seq": turn, "value": 2000 + turn, "at": NOW.isoformat()})

    return paired("one entry / bare insert", ours, bare, PAIRS)


BARE = (
    "INSERT INTO bare (plan, seq, target, unit, period, value, at, who) "
    "VALUES ('B', :seq, 'T', 'U', '2025-01', :value, :at, '演示')"
)


def _make_bare_table(engine: Engine) -> None:
    with writing(engine) as db:
        db.execute(text("DROP TABLE IF EXISTS bare"))
        columns = "plan TEXT, seq INTEGER, target TEXT, unit TEXT, period TEXT, value BIGINT"
        db.execute(
            text(f"CREATE TABLE bare ({columns}, at TEXT, who TEXT, PRIMARY KEY (plan, seq))")
        )


def full_comparison(engine: Engine, plans: int) -> Figure:
    """Every target of every plan judged, against one SQL statement that only picks a class."""
    make_goals(engine, plans)

    def ours(_: int) -> None:
        with reading(engine) as db:
            for number in range(plans):
                _compare(db, code_of(number))

    def sql(_: int) -> None:
        with reading(engine) as db:
            db.execute(text(CLASSES), {"as_of": AS_OF.isoformat()}).all()

    return paired("full comparison / plain SQL over the log", ours, sql, ROUNDS)


def _compare(db, code):
    return compare(db, code, as_of=AS_OF, known_at=NOW, calendar=WEEKS, zone=UTC)


CLASSES = """
WITH newest AS (
  SELECT plan, target, period_end, value,
         row_number() OVER (PARTITION BY plan, target, period_end
                            ORDER BY known_at DESC, seq DESC) AS place
  FROM observations WHERE data_date <= :as_of
), latest AS (
  SELECT plan, target, period_end, value,
         row_number() OVER (PARTITION BY plan, target ORDER BY period_end DESC) AS place
  FROM newest WHERE place = 1
), leads AS (
  SELECT latest.plan, latest.target, value, goal,
         1200 * value - 100 * goal * CAST(strftime('%m', period_end) AS INTEGER) AS lead
  FROM latest JOIN goals ON goals.plan = latest.plan AND goals.target = latest.target
  WHERE place = 1
)
SELECT plan, target, CASE
  WHEN value >= goal THEN 'achieved'
  WHEN lead >= 60 * goal THEN 'ahead'
  WHEN lead >= 0 THEN 'on_track'
  WHEN lead > -120 * goal THEN 'behind 蓝'
  WHEN lead >= -360 * goal THEN 'behind 黄'
  ELSE 'behind 红' END AS class
FROM leads ORDER BY plan, target
"""


def make_goals(engine: Engine, plans: int) -> None:
    """Give the baseline the goals it joins with."""
    with writing(engine) as db:
        db.execute(text("DROP TABLE IF EXISTS goals"))
        columns = "plan TEXT, target TEXT, goal BIGINT, PRIMARY KEY (plan, target)"
        db.execute(text(f"CREATE TABLE goals ({columns})"))
        for number in range(plans):
            plan = plan_of(number)
            rows = [
                {"plan": plan.code, "target": one.code, "goal": int((one.goal or 0) * 10**6)}
                for one in plan.targets
            ]
            db.execute(text("INSERT INTO goals VALUES (:plan, :target, :goal)"), rows)


def classes_by_sql(engine: Engine) -> dict[tuple[str, str], str]:
    """What the baseline says, for holding both answers against each other."""
    with reading(engine) as db:
        rows = db.execute(text(CLASSES), {"as_of": AS_OF.isoformat()}).all()
    return {(plan, target): said for plan, target, said in rows}


def classes_by_core(engine: Engine, plans: int) -> dict[tuple[str, str], str]:
    """What ``compare`` says, in the same words."""
    found = {}
    with reading(engine) as db:
        for number in range(plans):
            card = _compare(db, code_of(number))
            for row in card.rows:
                status, level = verdicts.class_of(row)
                found[(card.plan.code, row.target.code)] = f"{status} {level or ''}".strip()
    return found
