"""When a report falls due, for which period, and for whom: a definition, and its slots.

A slot is one period of one report for one audience of one plan. The database knows which
slots are handled; here is only which ones the calendar makes due. It refuses to know the
time: the instant is an argument.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum

from monitor.core.period import Cadence, Period, containing
from monitor.core.reminder import Reminders
from monitor.core.workdays import DueRule, WorkCalendar

MOST_SLOTS = 1000
"""Slots one schedule may have; a plan's years hold far fewer."""

DEFAULT_CAP = 200
"""Letters of one report an hour before a person has to agree."""


class Policy(StrEnum):
    """What becomes of slots missed while nothing ran."""

    LATEST = "latest"
    ALL = "all"
    SKIP = "skip"


class Scope(StrEnum):
    """What a letter covers: the whole plan, or what one unit answers for."""

    ALL = "all"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers of one edition: ``to`` holds ``role:leader``, ``unit:CODE`` or plain addresses."""

    name: str
    to: tuple[str, ...]
    scope: Scope = Scope.ALL
    unit: str = ""

    @property
    def key(self) -> str:
        """The name slots go by, the unit's with it where each unit has its own."""
        return f"{self.name}/{self.unit}" if self.unit else self.name

    def of_unit(self, unit: str) -> "Audience":
        """The readers of one unit's own edition."""
        return Audience(self.name, self.to, self.scope, unit)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a report's document says beside the figures: to whom, from whom, what is asked for.

    ``red_head`` names the office in the red head of an official paper; empty, there is none.
    """

    to: str = ""
    sender: str = ""
    red_head: str = ""
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signing:
    """That a person has to sign a report before it leaves (签发), and what happens until then.

    Units have ``answer_days`` working days to object to their own rows; ``alarm_after`` as many
    the signer is reminded. Both are counted from the day the draft was made.
    """

    answer_days: int = 1
    alarm_after: int = 3


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed an edition and for which day; ``document`` is its number (文号), if it has one."""

    by: str
    day: date
    document: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its folder defines it; ``at`` is local time on the due day.

    With ``quiet_without`` no letter leaves while all these groups of rows are empty. One with
    ``signing`` is drafted when it falls due, and leaves once a person signed it. One with
    ``reminders`` goes by the due days of figures instead of by its own schedule.
    """

    name: str
    title: str
    faces: tuple[str, ...]
    every: Cadence
    on: DueRule
    at: time
    audiences: tuple[Audience, ...]
    policy: Policy = Policy.LATEST
    max_per_hour: int = DEFAULT_CAP
    quiet_without: tuple[str, ...] = ()
    signing: Signing | None = None
    reminders: Reminders | None = None
    imprint: Imprint = Imprint()


def scheduled(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the reports that go by a schedule of their own, not by the due days of figures."""
    return tuple(report for report in reports if report.reminders is None)


@dataclass(frozen=True, slots=True)
class Slot:
    """One edition to be; ``due_at`` in UTC is also the instant whose knowledge counts."""

    plan: str
    report: str
    period: Period
    audience: str
    due_at: datetime

    @property
    def as_of(self) -> date:
        """The day judged by: the last of the period."""
        return self.period.end

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What no two slots share."""
        return (self.plan, self.report, self.period.key, self.audience)


@dataclass(frozen=True, slots=True)
class Office:
    """The calendar and time zone business days are counted in."""

    calendar: WorkCalendar
    zone: tzinfo


def slot_of(report: Report, plan: str, period: Period, *, audience: str, office: Office) -> Slot:
    """Return the slot of one period; it falls due after the period's end."""
    day = report.on.due_day(period.end, office.calendar)
    local = datetime.combine(day, report.at, tzinfo=office.zone)
    return Slot(plan, report.name, period, audience, local.astimezone(UTC))


def period_of(report: Report, span: Period, day: date) -> Period:
    """Return the period of a plan's days that holds a day; outside of them the calendar's own."""
    mine = (period for period in report.every.periods(span) if period.holds(day))
    return next(mine, containing(report.every, day))


def slots_due(  # noqa: PLR0913  # all but three by keyword
    report: Report, plan: str, span: Period, *, until: datetime, audience: str, office: Office
) -> tuple[Slot, ...]:
    """Return the slots of a plan's days due at or before an instant, oldest first."""
    slots = (
        slot_of(report, plan, period, audience=audience, office=office)
        for period in report.every.periods(span)[:MOST_SLOTS]
    )
    return tuple(slot for slot in slots if slot.due_at <= until)
