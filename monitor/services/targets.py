"""Adopt what a file promises, and say what is in force.

Adopting makes the stored targets equal the file and keeps a revision of every change.
A goal that moves needs a reason. Nothing is deleted: what the file no longer holds is
withdrawn by a revision of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from monitor.core.problem import Refused, problem
from monitor.core.target import Plan, Target
from monitor.services.standings import rebuild
from monitor.store import targets as stored


@dataclass(frozen=True, slots=True)
class Authority:
    """Why, by what document, from when and by whom a file is adopted."""

    by: str
    now: datetime
    reason: str = ""
    document: str = ""
    approver: str = ""
    effective: date | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adopting one plan changed, by code of target."""

    plan: str
    added: tuple[str, ...]
    revised: tuple[str, ...]
    withdrawn: tuple[str, ...]
    other: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything was written at all."""
        return bool(self.added or self.revised or self.withdrawn or self.other)


def adopt(db: Connection, plans: Sequence[Plan], *, authority: Authority) -> tuple[Adopted, ...]:
    """Make the stored plans equal these.

    Raises:
        Refused: where a goal moves without a reason, or takes effect before its plan; nothing
            was written.

    """
    if not plans:
        raise Refused((problem("adopt.nothing"),))
    faults = [fault for plan in plans for fault in _faults(db, plan, authority)]
    if faults:
        raise Refused(tuple(faults))
    return tuple(_adopt(db, plan, authority) for plan in plans)
