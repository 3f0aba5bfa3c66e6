"""Valid values by default; a test states only what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from monitor.core.measure import find_measure
from monitor.core.observation import Observation
from monitor.core.owed import Asked
from monitor.core.pace import Pace, PaceKind
from monitor.core.period import Cadence, Period, read_period
from monitor.core.plan import Plan, Source
from monitor.core.rule import Band, Rule, Status, Yardstick
from monitor.core.target import Item, Kind, Planned, ReportedAs, Target
from monitor.core.workdays import DueKind, DueRule, WorkCalendar

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))
PLAIN_WEEKS = WorkCalendar(frozenset(), frozenset(), frozenset())
PROJECT_LADDER = ("签约", "开工", "主体完工", "竣工")

DEFAULT_RULE = Rule(
    name="default",
    title="通用规则",
    yardstick=Yardstick.POINTS,
    bands=(
        Band(Status.AHEAD, Fraction(5), None, holds_low=True),
        Band(Status.ON_TRACK, Fraction(0), Fraction(5), holds_low=True),
        Band(Status.BEHIND, Fraction(-10), Fraction(0), level="蓝", colour="blue"),
        Band(
            Status.BEHIND,
            Fraction(-30),
            Fraction(-10),
            holds_low=True,
            holds_high=True,
            level="黄",
            colour="yellow",
        ),
        Band(Status.BEHIND, None, Fraction(-30), level="红", colour="red"),
    ),
)
STAGE_RULE = replace(
    DEFAULT_RULE, name="节点", title="节点规则", yardstick=Yardstick.DAYS, not_started=True
)
SOURCES = (
    Source("预计数", provisional=True),
    Source("部门调度数"),
    Source("测产数"),
    Source("统计部门核定数"),
)


def a_span(text: str) -> Period:
    """A period as people write it; a text that is none fails the test."""
    read = read_period(text)
    assert isinstance(read, Period), read
    return read


def a_target(**changes: Any) -> Target:
    """25.93 公里 of road in 2024, cumulative, linear, owed monthly by the 5th working day."""
    spoken = find_measure("公里")
    road = Target(
        code="ROAD",
        number="5",
        name="四好农村路",
        period=YEAR,
        deadline=YEAR.end,
        pace=Pace(PaceKind.LINEAR),
        rule="default",
        responsible="JTJ",
        cadence=Cadence.MONTH,
        due=DueRule(DueKind.WORKING_DAYS, 5),
        goal=Decimal("25.93"),
        stated="25.93公里",
        spoken=spoken,
        reported_as=ReportedAs.CUMULATIVE,
    )
    return replace(road, **changes)


def a_project(**changes: Any) -> Target:
    """A project that must be finished, with planned days to break ground and to finish."""
    planned = (Planned("开工", date(2024, 3, 31)), Planned("竣工", date(2024, 11, 30)))
    return a_target(
        **(
            {
                "code": "PRJ",
                "kind": Kind.PROJECT,
                "goal": None,
                "spoken": None,
                "reported_as": None,
                "pace": Pace(PaceKind.STAGES),
                "rule": "节点",
                "ladder": PROJECT_LADDER,
                "goal_stage": "竣工",
                "planned": planned,
                "cadence": Cadence.QUARTER,
            }
            | changes
        )
    )


def a_list(**changes: Any) -> Target:
    """Three named villages to be accepted by the year's end."""
    names = ("南垂", "果园", "张祖")
    return a_target(
        **(
            {
                "code": "VILLAGES",
                "kind": Kind.ITEMS,
                "goal": Decimal(3),
                "spoken": find_measure("个"),
                "reported_as": ReportedAs.ITEMS,
                "pace": Pace(PaceKind.DUE_ONLY),
                "ladder": ("开工", "完工", "验收"),
                "goal_stage": "验收",
                "items": tuple(Item(name) for name in names),
            }
            | changes
        )
    )


def a_plan(*targets: Target, **changes: Any) -> Plan:
    """A plan of 2024 with the default rule and four sources of figures."""
    plan = Plan(
        code="P2024",
        title="重点工作",
        place="某区",
        year=2024,
        source="演示",
        period=YEAR,
        targets=targets or (a_target(),),
        rules=(DEFAULT_RULE, STAGE_RULE),
        sources=SOURCES,
    )
    return replace(plan, **changes)


def an_instant(day: date) -> datetime:
    """Noon of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def an_observation(
    period: str = "2024-06", value: str | None = "12.5", **changes: Any
) -> Observation:
    """A figure of a period, known the day after it ends."""
    span = read_period(period)
    assert isinstance(span, Period)
    day = changes.pop("on_day", None) or span.end
    one = Observation(
        target="ROAD",
        unit="JTJ",
        period=span,
        data_date=day,
        source="部门调度数",
        known_at=an_instant(span.next_day),
        seq=1,
        value=None if value is None else Decimal(value),
    )
    return replace(one, **changes)


def a_stage(stage: str, on: date, period: str, **changes: Any) -> Observation:
    """A stage passed on a day, reported for a period."""
    return an_observation(period, None, stage=stage, on=on, **({"target": "PRJ"} | changes))


def asked(as_of: date, known: date | None = None) -> Asked:
    """A question of a day, by default asked on that same day."""
    return Asked(as_of, known or as_of, PLAIN_WEEKS)
