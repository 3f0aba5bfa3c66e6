"""The composition root: what a door needs, gathered once and passed on as arguments.

Here and only here the clock is read, the engine is made, and the rooms that must not
know each other are introduced. Doors take parts of this value and hand them to services.
"""

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from monitor.core.problem import Problem, Refused, Unavailable
from monitor.core.report import Report
from monitor.core.workdays import WorkCalendar
from monitor.files.calendar import read_calendar
from monitor.files.reports_dir import read_reports
from monitor.mail import Transport, transport_for
from monitor.render.phrases import Words
from monitor.settings import Settings, read_settings
from monitor.store.engine import make_engine

CALENDAR_BEFORE, CALENDAR_AFTER = 4, 2
"""Years around today for which working days are known without asking again."""


def real_clock() -> datetime:
    """Return the instant it is; the one place that looks."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Runtime:
    """Settings, engine, words, calendar, clock and transport of one running program."""

    settings: Settings
    words: Words
    clock: Callable[[], datetime]
    os_user: str

    @cached_property
    def engine(self) -> Engine:
        """The database; its folder is made when the database is a file of this home."""
        if self.settings.on_sqlite:
            self.settings.var.mkdir(parents=True, exist_ok=True)
        return make_engine(self.settings.database_url)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """Working days: the shipped calendar with the home's own days over it."""
        year = self.today().year
        years = range(min(2020, year - CALENDAR_BEFORE), year + CALENDAR_AFTER)
        calendar, problems = read_calendar(self.settings.home, years)
        _refuse(problems)
        return calendar

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Every report folder of the home."""
        reports, problems = read_reports(self.settings.reports_folder)
        _refuse(problems)
        return reports

    @cached_property
    def transport(self) -> Transport:
        """How a letter leaves: SMTP, or files in the outbox."""
        found = transport_for(self.settings.smtp_url, self.settings.outbox)
        if isinstance(found, Problem):
            raise Unavailable((found,))
        return found

    def today(self) -> date:
        """The business day it is."""
        return self.day_of(self.clock())

    def day_of(self, instant: datetime) -> date:
        """The business day an instant falls on."""
        return instant.astimezone(self.settings.timezone).date()


def open_runtime(
    environ: Mapping[str, str],
    *,
    home: Path | None = None,
    clock: Callable[[], datetime] = real_clock,
) -> Runtime:
    """Gather the program's parts; nothing is opened before it is used.

    Raises:
        Unavailable: where a setting is at fault.

    """
    settings = read_settings(environ, home=home)
    return Runtime(settings, Words(settings.language), clock, _os_user())


def _os_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Refused(problems)
