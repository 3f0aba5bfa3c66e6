"""What of a plan goes on into the next year: indicators recur, the unfinished is continued.

A number is promised anew every year, with a goal nobody has issued yet; a project, a list or a
task goes on only while it is not done. Units are those of the day after the year, so that what
one unit handed to another stands with the successor. It writes nothing and words nothing.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.core.assessment import Assessment
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.rule import Status
from monitor.core.scorecard import Scorecard
from monitor.core.succession import on_day
from monitor.core.target import Item, Kind, Target

LEAP_MONTH, LEAP_DAY = 2, 29


class Fate(StrEnum):
    """What becomes of a target in the next plan."""

    RECURRING = "recurring"
    UNFINISHED = "unfinished"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Carried:
    """One target with its fate, what it reached, and the items of it that are left."""

    target: Target
    fate: Fate
    row: Assessment
    items: tuple[Item, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether the next plan holds it."""
        return self.fate is not Fate.DONE


def after_year(plan: Plan) -> Plan:
    """The plan with its units as of the day after its last one."""
    return on_day(plan, plan.period.end + timedelta(days=1))


def fates(card: Scorecard) -> tuple[Carried, ...]:
    """Return what becomes of each target in the plan's order, judged as of its last day."""
    rows = {row.target.code: row for row in card.rows}
    later = after_year(card.plan).targets
    return tuple(_fate(one, rows[one.code]) for one in later if one.code in rows)


def _fate(target: Target, row: Assessment) -> Carried:
    done = row.status is Status.ACHIEVED
    if target.kind is Kind.QUANTITY:
        return Carried(target, Fate.RECURRING, row)
    if target.kind is Kind.ITEMS:
        return Carried(target, Fate.RECURRING if done else Fate.UNFINISHED, row, _left(target, row))
    return Carried(target, Fate.DONE if done else Fate.UNFINISHED, row)


def _left(target: Target, row: Assessment) -> tuple[Item, ...]:
    """The items that have not reached the stage promised."""
    reached = {one.item for one in row.reached if target.reaches_goal(one.stage)}
    return tuple(item for item in target.items if item.name not in reached)


def shifted(day: date) -> date:
    """The same day a year later; the last of February stays the last."""
    if (day.month, day.day) == (LEAP_MONTH, LEAP_DAY) and not isleap(day.year + 1):
        return date(day.year + 1, LEAP_MONTH, LEAP_DAY - 1)
    if (day.month, day.day) == (LEAP_MONTH, LEAP_DAY - 1) and isleap(day.year + 1):
        return date(day.year + 1, LEAP_MONTH, LEAP_DAY)
    return day.replace(year=day.year + 1)


def shifted_period(period: Period) -> Period:
    """The same days a year later."""
    return Period(shifted(period.start), shifted(period.end))
