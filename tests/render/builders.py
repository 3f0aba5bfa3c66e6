"""A scorecard in which every status, every level and every flag stands at least once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from monitor.core.assessment import Promise, assess
from monitor.core.goal import Direction
from monitor.core.measure import find_measure
from monitor.core.owed import Asked
from monitor.core.pace import Pace, PaceKind
from monitor.core.period import Period
from monitor.core.plan import Unit
from monitor.core.rule import Band, Rule, Status, Yardstick
from monitor.core.scorecard import arrange
from monitor.core.standing import Difference, Reached, Standing
from monitor.core.target import Kind, Part, ReportedAs
from monitor.core.workdays import DueKind, DueRule
from tests.builders import (
    DEFAULT_RULE,
    PLAIN_WEEKS,
    STAGE_RULE,
    a_list,
    a_plan,
    a_project,
    a_target,
)

AS_OF = date(2024, 9, 30)
KNOWN_AT = datetime(2024, 10, 10, 0, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
AUGUST, SEPTEMBER = date(2024, 8, 31), date(2024, 9, 30)
HEAD = "0f" * 32

UNITS = (
    Unit("JTJ", "交通局"),
    Unit("NYJ", "农业局"),
    Unit("DJ", "东街街道"),
    Unit("XJ", "西街街道"),
)
TASK_RULE = Rule(
    name="定性",
    title="定性规则",
    yardstick=Yardstick.POINTS,
    bands=(
        replace(DEFAULT_RULE.bands[1], high=None),
        Band(Status.BEHIND, None, DEFAULT_RULE.bands[1].low, level="黄", colour="yellow"),
    ),
    not_started=True,
)


def stands(value=None, day=SEPTEMBER, **changes):
    """A standing whose figure reaches ``day``."""
    number = None if value is None else Decimal(value)
    row = Standing(
        target="",
        unit="JTJ",
        period=Period(day.replace(day=1), day),
        data_date=day,
        speaks_of=day,
        answered_to=day,
        source="部门调度数",
        value=number,
        high=number,
        low=number,
    )
    return replace(row, **changes)


def mu(goal, **changes):
    """A target in 万亩 of the farm bureau."""
    return a_target(
        **(
            {
                "goal": Decimal(goal),
                "stated": f"{Decimal(goal) / 10000:f}万亩以上",
                "spoken": find_measure("万亩"),
                "responsible": "NYJ",
            }
            | changes
        )
    )


def cases():
    """Each target with what is known of it: (promise, standings by unit)."""
    half = {"deadline": JUNE}
    waits = DueRule(DueKind.DAYS, 30)
    two_sources = Difference("部门调度数", Decimal(70000), "预计数", Decimal(76000))
    once = Decimal(26)
    task = {
        "kind": Kind.TASK,
        "goal": None,
        "spoken": None,
        "stated": "",
        "reported_as": None,
        "rule": "定性",
        "pace": Pace(PaceKind.FLAT),
    }
    yield a_target(code="A01", name="待下达的指标", goal=None, stated="待下达"), ()
    yield mu("120000", code="A02", name="提前完成的面积"), [stands("120500", source="预计数")]
    yield mu("120000", code="A03", name="晚于时限才达到", **half), [stands("130000")]
    yield (
        mu("120000", code="A04", name="年终数逾期未报", **half),
        [stands("100000", MAY)],
    )
    yield mu("120000", code="A05", name="到期差一点未完成", **half), [stands("119952", JUNE)]
    yield a_list(code="A06", name="未到节点的村庄", stated="3个"), [stands("1")]
    yield a_target(code="A07", name="一直未报的公路"), ()
    yield a_project(code="A08", name="未启动的项目"), [stands()]
    yield (
        a_project(code="A09", name="滞后的项目"),
        [stands(stage="签约", reached=(Reached("", "签约", date(2024, 2, 1)),))],
    )
    yield (
        a_project(code="A10", name="已竣工的项目"),
        [stands(stage="竣工", reached=(Reached("", "竣工", date(2024, 9, 2)),))],
    )
    yield (
        mu("100000", code="A11", name="超序时的面积"),
        [stands("90000", demo=True, restated=True, backfilled=True)],
    )
    yield a_target(code="A12", name="刚好达到序时"), [stands("19.4475")]
    yield a_target(code="A13", name="几期没有更新"), [stands("13", JUNE)]
    yield (
        Promise(
            mu("100000", code="A14", name="目标调整过的面积"), adjusted=True, goal_before="9万亩"
        ),
        [stands("70000", difference=two_sources)],
    )
    yield a_target(code="A15", name="<b>中间缺报</b>&公路"), [stands("15", gap=True)]
    yield (
        mu(
            "100000",
            code="A16",
            name="分解到街道的面积",
            parts=(Part("DJ", Decimal(60000)), Part("XJ", Decimal(40000))),
        ),
        {"DJ": [stands("12000", unit="DJ")], "XJ": [stands("8000", AUGUST, unit="XJ")]},
    )
    yield (
        a_target(code="A17", name="达标后回落"),
        [
            stands("26", AUGUST, high=once),
            stands("25.9", high=once),
        ],
    )
    yield (
        a_target(code="A18", name="等待年终数", deadline=SEPTEMBER, due=waits),
        [stands("22", AUGUST)],
    )
    yield a_target(code="A19", name="=cmd()|平安建设", **task), [stands(stage="滞后")]
    yield a_target(code="A20", name="放心消费", **task), [stands(stage="按计划")]
    yield a_target(code="A21", name="文明创建", **task), [stands(stage="未启动")]
    yield a_target(code="A22", name="诚信建设", **task), [stands(stage="已完成")]
    yield (
        a_target(
            code="A23",
            name="居民消费价格涨幅",
            goal=Decimal(3),
            stated="3%以内",
            spoken=find_measure("%"),
            direction=Direction.AT_MOST,
            reported_as=ReportedAs.RATE,
            pace=Pace(PaceKind.FLAT),
        ),
        [stands("-0.2")],
    )
    yield (
        a_target(
            code="A24",
            name="新建车位",
            goal=None,
            low=Decimal(5),
            high=Decimal(6),
            stated="5-6个",
            spoken=find_measure("个"),
            direction=Direction.BETWEEN,
            reported_as=ReportedAs.LEVEL,
            pace=Pace(PaceKind.FLAT),
        ),
        [stands("7")],
    )
    yield (
        a_target(
            code="A25",
            name="能耗总量",
            goal=Decimal(100000),
            stated="100吨以内",
            spoken=find_measure("吨"),
            direction=Direction.AT_MOST,
        ),
        [stands("200000")],
    )


def every_class(words="通用"):
    """The scorecard of all cases as of 30 September, known on 10 October."""
    found = [(p if isinstance(p, Promise) else Promise(p), rows) for p, rows in cases()]
    numbered = [
        (replace(p, target=replace(p.target, number=str(n))), rows)
        for n, (p, rows) in enumerate(found, 1)
    ]
    plan = a_plan(
        *(p.target for p, _ in numbered),
        code="YL2024",
        title="示例区2024年目标任务",
        place="某省某市示例区",
        units=UNITS,
        rules=(DEFAULT_RULE, STAGE_RULE, TASK_RULE),
        words=words,
    )
    asked = Asked(AS_OF, date(2024, 10, 10), PLAIN_WEEKS)
    judged = [
        assess(p, plan, rows if isinstance(rows, dict) else {"": rows}, asked=asked)
        for p, rows in numbered
    ]
    return arrange(plan, judged, as_of=AS_OF, known_at=KNOWN_AT)


def nothing():
    """A scorecard without any target."""
    return arrange(a_plan(targets=(), place="示例区"), [], as_of=AS_OF, known_at=KNOWN_AT)
