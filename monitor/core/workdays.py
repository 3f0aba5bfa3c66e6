"""Working days, and the rule that says when a figure is due.

Holidays fall on weekdays and 调休 makes some weekend days working days; which ones is
data handed in. Years the calendar does not know count plain weekends, and say so.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.core.problem import Problem, problem
from monitor.core.quantity import half_width

SATURDAY = 5
MOST_DAYS = 200
LAST_OF_MONTH = 31
LONGEST = 32
"""Characters a due rule may have."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off on weekdays, working days on weekends, and the years this is known for."""

    days_off: frozenset[date]
    workdays: frozenset[date]
    known_years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether offices work that day."""
        if day in self.workdays:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off

    def nth_working_day_after(self, day: date, n: int) -> date:
        """Return the n-th working day after ``day``, itself not counted; n from 1."""
        for here in _days_after(day):
            n -= self.is_working(here)
            if not n:
                return here
        raise AssertionError(day)

    def next_working_day(self, day: date) -> date:
        """Return the day itself if offices work then, else the next one they do."""
        return day if self.is_working(day) else self.nth_working_day_after(day, 1)


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day


class DueKind(StrEnum):
    """How a due day is counted from the end of its period."""

    WORKING_DAYS = "working_days"
    DAY_OF_MONTH = "day_of_month"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class DueRule:
    """When something is due after a period: ``5个工作日``, ``次月15日`` or ``30天``."""

    kind: DueKind
    count: int

    def __str__(self) -> str:
        """Return the canonical Chinese form, which ``read`` reads back."""
        form = {
            DueKind.WORKING_DAYS: "{}个工作日",
            DueKind.DAY_OF_MONTH: "次月{}日",
            DueKind.DAYS: "{}天",
        }
        return form[self.kind].format(self.count)

    @classmethod
    def read(cls, text: str) -> "DueRule | Problem":
        """Read a due rule in Chinese or English, or say that it is none."""
        plain = half_width(text).strip().lower() if len(text) <= LONGEST else ""
        for form, kind in _FORMS:
            found = form.fullmatch(plain)
            if found and 1 <= int(found[1]) <= _most(kind):
                return cls(kind, int(found[1]))
        return problem("due.unreadable", text=text[:LONGEST])

    def due_day(self, period_end: date, calendar: WorkCalendar) -> date:
        """Return the last day in time; a day off moves it to the next working day."""
        if self.kind is DueKind.WORKING_DAYS:
            return calendar.nth_working_day_after(period_end, self.count)
        if self.kind is DueKind.DAYS:
            return calendar.next_working_day(period_end + timedelta(days=self.count))
        first = (period_end.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = monthrange(first.year, first.month)[1]
        return calendar.next_working_day(first.replace(day=min(self.count, last)))


_FORMS = (
    (re.compile(r"第?(\d{1,3})个?工作日", re.ASCII), DueKind.WORKING_DAYS),
    (re.compile(r"(\d{1,3}) ?working days?", re.ASCII), DueKind.WORKING_DAYS),
    (re.compile(r"(?:次月)?(\d{1,2})日", re.ASCII), DueKind.DAY_OF_MONTH),
    (re.compile(r"day (\d{1,2})", re.ASCII), DueKind.DAY_OF_MONTH),
    (re.compile(r"(\d{1,3})天", re.ASCII), DueKind.DAYS),
    (re.compile(r"(\d{1,3}) ?days?", re.ASCII), DueKind.DAYS),
)


def _most(kind: DueKind) -> int:
    return LAST_OF_MONTH if kind is DueKind.DAY_OF_MONTH else MOST_DAYS
