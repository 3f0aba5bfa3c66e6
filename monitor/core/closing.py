"""A plan that is closed (结账), and the grants that open single cells of it again.

A person closes a plan once its final figures are in; from then on nothing of it changes except
where a grant opens one target of one unit for one period, until an instant. What is still
awaited is read off a judged row here. It refuses to guess: a plan is closed or it is not, by
the newest deed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from monitor.core.assessment import Assessment
from monitor.core.period import Period
from monitor.core.rule import Status

GRANT_DAYS = 15
"""Days a grant lasts where no last day is named."""


class Deed(StrEnum):
    """What is done about the closing of a plan."""

    CLOSED = "closed"
    REOPENED = "reopened"


class Lack(StrEnum):
    """Why the last word on a target is still awaited."""

    GOAL = "goal"
    FIGURE = "figure"
    FINAL = "final"
    PROVISIONAL = "provisional"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Awaited:
    """One target whose final figure is not in, and why; ``data_date`` is how far it speaks."""

    code: str
    name: str
    unit: str
    lack: Lack
    data_date: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One closing or reopening; ``missing`` are the codes still awaited then."""

    deed: Deed
    by: str
    at: datetime
    on: date
    reason: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closing:
    """Where a plan stands: what was done about it, oldest first."""

    steps: tuple[Step, ...] = ()

    @property
    def closed(self) -> Step | None:
        """The deed that closed it, if it is closed."""
        last = self.steps[-1] if self.steps else None
        return last if last and last.deed is Deed.CLOSED else None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a figure is entered into: one target, one unit, one period."""

    target: str
    unit: str
    period: Period


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to change one cell of a closed plan; ``ends`` is the close of its last day."""

    number: int
    cell: Cell
    by: str
    at: datetime
    reason: str
    until: date
    ends: datetime
    revoked_by: str = ""
    revoked_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at an instant."""
        return self.revoked_at is None and at <= self.ends

    def opens(self, cell: Cell, *, at: datetime) -> bool:
        """Whether a cell may be changed under it: the same target and unit, a period within."""
        mine = self.cell
        same = (mine.target, mine.unit) == (cell.target, cell.unit)
        within = mine.period.start <= cell.period.start and cell.period.end <= mine.period.end
        return same and within and self.holds(at)


def fold_grants(deeds: Iterable[Grant | tuple[int, str, datetime]]) -> tuple[Grant, ...]:
    """Return the grants by number; a revoking names the number, by whom and when."""
    found: dict[int, Grant] = {}
    for one in deeds:
        if isinstance(one, Grant):
            found[one.number] = one
        elif one[0] in found:
            number, by, at = one
            found[number] = replace(found[number], revoked_by=by, revoked_at=at)
    return tuple(found[number] for number in sorted(found))


def locked(cells: Iterable[Cell], grants: Sequence[Grant], *, at: datetime) -> tuple[Cell, ...]:
    """Return the cells of a closed plan that no grant opens at an instant, each once."""
    wanted = dict.fromkeys(cells)
    return tuple(one for one in wanted if not any(grant.opens(one, at=at) for grant in grants))


def awaited(row: Assessment, *, waiting: frozenset[str] = frozenset()) -> Awaited | None:
    """Say what a target still lacks before its plan can be closed; none where all is in.

    ``waiting`` are the codes of targets with entries nobody has reviewed.
    """
    lack = _lack(row, waiting)
    if lack is None:
        return None
    target = row.target
    return Awaited(target.code, target.name, row.unit, lack, row.data_date)


def _lack(row: Assessment, waiting: frozenset[str]) -> Lack | None:
    if row.target.code in waiting:
        return Lack.REVIEW
    if row.status is Status.GOAL_PENDING:
        return Lack.GOAL
    if row.data_date is None:
        return Lack.FIGURE
    if "provisional" in row.flags:
        return Lack.PROVISIONAL
    if row.status is not Status.ACHIEVED and row.data_date < row.target.deadline:
        return Lack.FINAL
    return None
