"""Whatever is typed into the open cells of a sheet comes back as exactly that, cell by cell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.core.measure import find_measure
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.core.plan import Unit
from monitor.core.rule import Yardstick
from monitor.core.target import Kind, Part, ReportedAs
from monitor.files.workbook import read_handed
from monitor.render.phrases import Words
from monitor.render.workbook_xlsx import COLUMNS, HEAD_ROW, workbook_xlsx
from monitor.services.entry_sheets import entry_sheets
from monitor.services.observations import Sitting, record
from monitor.store import schema
from monitor.store.engine import make_engine, reading, rehearsing, writing
from tests.builders import (
    DEFAULT_RULE,
    PLAIN_WEEKS,
    SOURCES,
    STAGE_RULE,
    a_list,
    a_plan,
    a_project,
    a_target,
)
from tests.filling import filled
from tests.store.rows import adopt

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 10, 8, 1, tzinfo=UTC)
UNITS = (Unit("JTJ", "交通局"), Unit("NYJ", "农业局"))
LETTER = {name: chr(ord("A") + place) for place, name in enumerate(COLUMNS)}
FIRST, LAST = date(2024, 1, 1), date(2024, 9, 30)


def quantity(code, word, goal, kind, **more):
    return a_target(
        code=code,
        goal=Decimal(goal),
        stated="",
        spoken=find_measure(word),
        reported_as=kind,
        **more,
    )


def the_plan():
    """One target of every kind, all of them the traffic bureau's to answer in September."""
    task = {"kind": Kind.TASK, "goal": None, "spoken": None, "stated": "", "reported_as": None}
    parts = (Part("JTJ", Decimal(60000)), Part("NYJ", Decimal(40000)))
    days = replace(STAGE_RULE, yardstick=Yardstick.DAYS)
    return a_plan(
        quantity("FIELD", "万亩", "10000000000", ReportedAs.CUMULATIVE),
        quantity("SPENT", "亿元", "10000000000000", ReportedAs.PERIOD),
        quantity("BEDS", "张", "10000000000", ReportedAs.LEVEL),
        quantity("RATE", "%", "1000000", ReportedAs.RATE),
        quantity("SHARE", "亩", "10000000000", ReportedAs.CUMULATIVE, parts=parts),
        a_project(),
        a_target(code="TASK", ladder=("未启动", "滞后", "按计划", "已完成"), **task),
        a_list(),
        units=UNITS,
        rules=(DEFAULT_RULE, days),
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """A database in which the plan is adopted, and levels and rates were given once."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('round') / 'monitor.db'}")
    schema.prepare(engine)
    august = read_period("2024-08")
    assert isinstance(august, Period)
    with writing(engine) as db:
        adopt(db, the_plan())
        early = [Placed(Entry(code, august, value="1")) for code in ("BEDS", "RATE")]
        record(db, early, plan="P2024", sitting=Sitting("li", NOW, ZONE))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def sheet(engine):
    """What the traffic bureau is asked for in September."""
    september = read_period("2024-09")
    assert isinstance(september, Period)
    with reading(engine) as db:
        (found,) = entry_sheets(
            db,
            "P2024",
            september,
            known_at=NOW,
            calendar=PLAIN_WEEKS,
            zone=ZONE,
            unit="交通局",
        )
    return found


@pytest.fixture(scope="module")
def empty(sheet):
    """The sheet as it is handed out."""
    return workbook_xlsx(sheet, Words("zh"), made_at=NOW.astimezone(ZONE), version="1")


def numbers(line):
    """What people type for a number: up to four digits behind the point."""
    finest = 2 if line.target.measure == "元" else 4
    rising = line.target.reported_as is ReportedAs.CUMULATIVE
    places = st.integers(0, finest)
    whole = st.integers(0 if rising else -(10**9), 10**9)
    return st.builds(lambda n, k: Decimal(n).scaleb(-k), whole, places)


def days(first):
    return st.integers(0, (LAST - first).days).map(lambda n: first + timedelta(days=n))


@st.composite
def answers(draw, line):
    """The cells of one line as somebody fills them in, or nothing."""
    kinds = [kind for kind in ("value", "stage", "no_change") if getattr(line, f"takes_{kind}")]
    kind = draw(st.sampled_from([None, *kinds]))
    if kind is None:
        return {}
    cells = {}
    if kind == "value":
        number = draw(numbers(line))
        cells["value"] = draw(st.sampled_from([float(number), f"{number:f}"]))
        if draw(st.booleans()):
            cells["on"] = draw(days(line.period.start))
    elif kind == "stage":
        cells["stage"] = draw(st.sampled_from(line.target.ladder))
        cells["on"] = draw(days(FIRST))
    else:
        cells["no_change"] = "是"
    if draw(st.booleans()):
        cells["source"] = draw(st.sampled_from([one.name for one in SOURCES]))
    if draw(st.booleans()):
        cells["note"] = draw(st.text("进展<&>\"'=+-@abc 12", min_size=1).map(str.strip))
    return {name: value for name, value in cells.items() if value != ""}


def stored(one):
    said = (one.target, one.unit, one.item, one.period.key)
    return (*said, one.value, one.stage, one.no_change, one.on, one.data_date, one.source, one.note)


def meant(line, cells):
    """What the cells of a line say, in the words of the store."""
    typed = cells.get("value")
    value = None
    if typed is not None:
        value = Decimal(str(typed)) * line.target.spoken.multiplier
    on = cells.get("on")
    return (
        line.target.code,
        "JTJ",
        line.item,
        line.period.key,
        value,
        cells.get("stage"),
        "no_change" in cells,
        on if "stage" in cells else None,
        on if on and "stage" not in cells else LAST,
        cells.get("source", "部门调度数"),
        cells.get("note", ""),
    )


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_what_is_typed_is_what_is_stored(engine, sheet, empty, data):
    typed = [(line, data.draw(answers(line))) for line in sheet.lines]
    cells = {
        f"{LETTER[name]}{place}": value
        for place, (_, mine) in enumerate(typed, HEAD_ROW + 2)
        for name, value in mine.items()
    }
    read = read_handed(filled(empty, cells), "交回.xlsx")
    assert read.problems == ()
    assert read.untouched is not any(mine for _, mine in typed)
    with rehearsing(engine) as trial:
        sitting = Sitting("li", NOW, ZONE)
        done = record(trial.db, read.entries, plan="P2024", sitting=sitting)
        again = record(trial.db, read.entries, plan="P2024", sitting=sitting)
    assert [stored(one) for one in done.written] == [meant(line, c) for line, c in typed if c]
    assert (again.written, again.unchanged) == ((), len(read.entries))
