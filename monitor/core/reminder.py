"""When a unit is reminded of a figure by mail, and whom else it is told: counted from its due day.

Some working days before it is due, on the day, some after; then the unit's head, later the leader
of the target. After that a person telephones. It knows only days: what is owed is said elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.core.agenda import Owing
from monitor.core.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)


class Step(StrEnum):
    """Which reminder it is, in their order."""

    BEFORE = "before"
    DUE = "due"
    AFTER = "after"
    HEAD = "head"
    LEADER = "leader"


ESCALATED = frozenset({Step.HEAD, Step.LEADER})


@dataclass(frozen=True, slots=True)
class Reminders:
    """How many working days from the due day each reminder leaves; 0 leaves that one out.

    The one on the due day always leaves.
    """

    before: int = 3
    after: int = 2
    head: int = 0
    leader: int = 0

    def step(self, due: date, today: date, calendar: WorkCalendar) -> Step | None:
        """Return the reminder that leaves today for what is due on a day, if one does."""
        if due == today:
            return Step.DUE
        if due > today:
            apart = working_days(today, due, calendar)
            return Step.BEFORE if self.before and apart == self.before else None
        apart = working_days(due, today, calendar)
        late = {Step.AFTER: self.after, Step.HEAD: self.head, Step.LEADER: self.leader}
        return next((step for step, days in late.items() if days and days == apart), None)


def working_days(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after ``first`` up to ``last``; none where ``last`` itself is no working day."""
    if not calendar.is_working(last):
        return 0
    days = (first + ONE_DAY * step for step in range(1, (last - first).days + 1))
    return sum(calendar.is_working(day) for day in days)


def due_today(
    owed: Sequence[Owing], rule: Reminders, today: date, calendar: WorkCalendar
) -> Mapping[tuple[str, Step], tuple[Owing, ...]]:
    """Return what each unit is reminded of today, by unit and step."""
    found: dict[tuple[str, Step], list[Owing]] = {}
    if not calendar.is_working(today):
        return {}
    for one in owed:
        step = rule.step(one.due, today, calendar)
        if step is not None:
            found.setdefault((one.unit, step), []).append(one)
    return {key: tuple(mine) for key, mine in found.items()}
