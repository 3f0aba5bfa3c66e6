"""The working calendar: Chinese holidays and 调休 days, with the home's own days over them.

The State Council publishes a year's 调休 about November of the year before. A year whose
调休 days are not known yet still has its holidays; it is left out of ``known_years``.
"""

from datetime import date
from pathlib import Path

import holidays
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from monitor.core.problem import Place, Problem, problem
from monitor.core.workdays import SATURDAY, WorkCalendar

FILE = "calendar.yaml"
KEYS = ("days_off", "workdays")


def read_calendar(home: Path, years: range) -> tuple[WorkCalendar, tuple[Problem, ...]]:
    """Return the calendar of these years and what is wrong with the home's own file, if any."""
    shipped = shipped_calendar(years)
    path = home / FILE
    if not path.exists():
        return shipped, ()
    try:
        text = path.read_text(encoding="utf-8")
        loaded = YAML(typ="rt").load(text)
    except (OSError, UnicodeDecodeError):
        return shipped, (problem("calendar.unreadable").at(Place(FILE)),)
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else None
        return shipped, (problem("calendar.unreadable").at(Place(FILE, line)),)
    except (YAMLError, ValueError, RecursionError):
        return shipped, (problem("calendar.unreadable").at(Place(FILE)),)
    return _overlaid(shipped, loaded or {})


def shipped_calendar(years: range) -> WorkCalendar:
    """Return the calendar the program knows by itself."""
    china = holidays.country_holidays("CN", years=years)
    workdays = frozenset(day for day in china.weekend_workdays if day.year in years)
    off = frozenset(day for day in china if day.weekday() < SATURDAY)
    return WorkCalendar(off, workdays, frozenset(day.year for day in workdays))


def _overlaid(shipped: WorkCalendar, loaded: object) -> tuple[WorkCalendar, tuple[Problem, ...]]:
    if not isinstance(loaded, dict):
        return shipped, (problem("calendar.shape").at(Place(FILE, 1)),)
    faults = [
        problem("calendar.unknown_key", key=str(key)).at(Place(FILE, _line(loaded, key)))
        for key in loaded
        if key not in KEYS
    ]
    off, working = (_days(loaded, key, faults) for key in KEYS)
    years = shipped.known_years | {day.year for day in working}
    own = WorkCalendar(
        (shipped.days_off - working) | off, (shipped.workdays - off) | working, years
    )
    return (shipped if faults else own), tuple(faults)


def _days(loaded: dict[str, object], key: str, faults: list[Problem]) -> frozenset[date]:
    days = loaded.get(key) or []
    if isinstance(days, list) and all(type(day) is date for day in days):
        return frozenset(days)
    faults.append(problem("calendar.days", key=key).at(Place(FILE, _line(loaded, key))))
    return frozenset()


def _line(loaded: dict[str, object], key: object) -> int:
    where = getattr(loaded, "lc", None)
    return where.key(key)[0] + 1 if where else 1
