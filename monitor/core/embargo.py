"""Figures given before the day on which they may be shown: what counts when, and who sees it.

A statistical office hands its figure in early; until its day no verdict, letter or page knows
it. The day is that of known-at: the same question asked for the same instant gets the same
answer for ever. It refuses to judge whose unit somebody is of: the caller resolves that.
"""

from collections.abc import Collection, Iterable
from datetime import date

from monitor.core.account import Role, User
from monitor.core.observation import Observation

WITHHELD = "*"
"""The unit under which a kept marker stands for figures that count from a day on."""


def is_open(one: Observation, day: date) -> bool:
    """Whether a figure may be shown, and counts, on a day."""
    return one.not_before is None or one.not_before <= day


def counting(log: Iterable[Observation], day: date) -> list[Observation]:
    """What of a log may count on a day."""
    return [one for one in log if is_open(one, day)]


def may_see(person: User | None, one: Observation, day: date, units: Collection[str] = ()) -> bool:
    """Whether a person may see an entry: its own unit, the supervisor and the auditor always.

    ``units`` are those that became the person's unit; nobody stands for the machine's own door
    before any account exists.
    """
    if person is None or is_open(one, day):
        return True
    if {Role.SUPERVISOR, Role.AUDITOR} & person.roles:
        return person.disabled_at is None
    return bool(person.unit) and one.unit in {person.unit, *units}
