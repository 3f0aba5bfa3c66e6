"""What may be done about a matter, and how its clocks are written.

A closed matter stays closed; who asked for the end, or belongs to a unit it concerns, never
confirms it. Clocks are written as days with commas, each with a name if it wants one:
``3,15`` or ``研究部署=1,办结=20``; the last one is the end.
"""

import re
from datetime import date

from monitor.core.demand import CLOCKS_13710, Clock, Stop
from monitor.core.matter import Deed, Matter
from monitor.core.problem import Problem, problem
from monitor.core.quantity import half_width

PRESET = "13710"
MOST_CLOCKS = 8
MOST_DAYS = 366
LONGEST_CLOCKS, LONGEST_NAME = 300, 32
LONGEST_TEXT = 4000
_CLOCK = re.compile(r"(?:([^=,]{1,32})=)?(\d{1,3})[天日]?", re.ASCII)

_NEEDS_ASK = frozenset({Deed.SETTLED, Deed.SETTLE_REFUSED})
_NEEDS_EXTENSION = frozenset({Deed.EXTENSION_REFUSED})


def deed_fault(matter: Matter, deed: Deed) -> Problem | None:
    """Say why this cannot be done about a matter as it stands."""
    number = str(matter.number)
    if matter.closed:
        return problem("matters.closed", number=number)
    if deed in _NEEDS_ASK and not matter.asked_by:
        return problem("matters.not_asked", number=number)
    if deed is Deed.SETTLE_ASKED and matter.asked_by:
        return problem("matters.asked_already", number=number, by=matter.asked_by)
    if deed in _NEEDS_EXTENSION and matter.extension is None:
        return problem("matters.no_extension", number=number)
    return None


def closing_fault(matter: Matter, name: str, unit: str) -> Problem | None:
    """Say why this person is not the second one that closing a matter takes."""
    number = str(matter.number)
    if name == matter.asked_by:
        return problem("matters.own_asking", number=number, by=name)
    if unit and unit in matter.given.units:
        return problem("matters.own_unit", number=number, by=name)
    return None


def until_fault(matter: Matter, until: date, today: date) -> Problem | None:
    """Say why the end cannot be put off to this day."""
    due = max(one.due for one in matter.clocks if one.clock.stop is Stop.SETTLE)
    if until <= due or until < today:
        return problem("matters.until_early", until=until.isoformat(), due=due.isoformat())
    if (until - today).days > MOST_DAYS:
        return problem("matters.until_late", until=until.isoformat(), most=str(MOST_DAYS))
    return None


def read_clocks(text: str) -> tuple[Clock, ...] | Problem:
    """Read a list of clocks; nothing, or the preset's name, is the preset."""
    plain = half_width(text[: LONGEST_CLOCKS + 1]).replace("、", ",").replace(" ", "")
    if plain in {"", PRESET}:
        return CLOCKS_13710
    read = [_CLOCK.fullmatch(part) for part in plain.split(",")]
    found = [(one[1] or "", int(one[2])) for one in read if one]
    days = [day for _, day in found]
    rising = days == sorted(set(days)) and days and days[0] >= 1 and days[-1] <= MOST_DAYS
    if len(plain) > LONGEST_CLOCKS or len(found) < len(read) or not rising:
        return problem("matters.clocks", text=text[:LONGEST_CLOCKS], most=str(MOST_DAYS))
    if len(found) > MOST_CLOCKS:
        return problem("matters.many_clocks", most=str(MOST_CLOCKS))
    return tuple(Clock(day, _stop(day, last=day == days[-1]), name) for name, day in found)


def _stop(day: int, *, last: bool) -> Stop:
    if last:
        return Stop.SETTLE
    return Stop.STUDY if day == CLOCKS_13710[0].days else Stop.REPORT
