"""A synthetic office of any size, the same every time: plans of 150 targets, a year of months.

Monthly cumulative figures, one in twenty corrected a month later, one in a hundred missing,
entered through the services a clerk's entry goes through, so that what is measured is what
is used.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine

from monitor.core.observation import Observation
from monitor.core.period import Period, months
from monitor.core.plan import Plan
from monitor.core.target import Target
from monitor.services.standings import rebuild
from monitor.services.targets import Authority, adopt
from monitor.store import observations
from monitor.store.engine import writing
from tests.builders import a_plan, a_target

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
TARGETS = 150
MONTHS = 12
PER_PLAN = 1_870
"""Observations one plan comes to: months x targets, less the missing, with the corrections."""

CORRECTED, MISSING = 0.05, 0.01
BEGUN = datetime(2024, 1, 2, tzinfo=UTC)


def plans_of(size: str) -> int:
    """How many plans hold about this many observations."""
    return max(1, round(SIZES[size] / PER_PLAN))


def code_of(number: int) -> str:
    """Code of the n-th plan."""
    return f"B{number:05}"


def plan_of(number: int) -> Plan:
    """The n-th plan: linear, at least, goals from 10 to 1000 公里."""
    chance = random.Random(number)
    targets = tuple(
        a_target(
            code=f"T{place:03}",
            number=str(place),
            goal=Decimal(chance.randrange(1_000, 100_000)) / 100,
        )
        for place in range(TARGETS)
    )
    return a_plan(*targets, code=code_of(number))


def log_of(plan: Plan, number: int) -> list[Observation]:
    """A year of figures for every target of a plan, corrections after what they correct."""
    chance = random.Random(-number - 1)
    return [one for target in plan.targets for one in _year(target, chance)]


def _year(target: Target, chance: random.Random) -> Iterator[Observation]:
    total = Decimal(0)
    step = (target.goal or Decimal(0)) / MONTHS
    for month in range(1, MONTHS + 1):
        total += (step * Decimal(chance.randrange(40, 160)) / 100).quantize(Decimal("0.01"))
        if chance.random() < MISSING:
            continue
        first = _figure(target, months(2024, month, 1), total)
        yield first
        if chance.random() < CORRECTED:
            yield _figure(target, first.period, total + Decimal("0.01"), revision=2)


def _figure(target: Target, period: Period, value: Decimal, *, revision: int = 1) -> Observation:
    known = datetime.combine(period.end, datetime.min.time(), UTC) + timedelta(days=5 * revision)
    return Observation(
        target=target.code,
        unit=target.responsible,
        period=period,
        data_date=period.end,
        source="部门调度数",
        known_at=known,
        revision=revision,
        value=value,
        reason="更正" if revision > 1 else "",
        entered_by="演示",
        demo=True,
    )


def fill(engine: Engine, size: str, *, tell: bool = False) -> int:
    """Fill an empty database; returns how many observations it then holds."""
    count = 0
    for number in range(plans_of(size)):
        plan = plan_of(number)
        with writing(engine) as db:
            adopt(db, [plan], authority=Authority("演示", BEGUN, UTC))
            count += len(observations.append(db, plan, log_of(plan, number), recorded_at=BEGUN))
            rebuild(db, plan)
        if tell and number % 100 == 0:
            print(f"  {number + 1} of {plans_of(size)} plans", flush=True)
    return count


AS_OF = date(2024, 7, 31)
