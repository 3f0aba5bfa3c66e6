"""What lies before the supervisor of a plan on a day: whom to chase, what waits, what comes next.

It reads what the comparison judged and arranges it by the unit or the day a person acts on.
What is owed here is what ``agenda`` says is owed, so that a clerk's own page and the desk
cannot disagree. It refuses to judge anew, and to word.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from monitor.core.account import Role, User
from monitor.core.adjustment import Adjustment
from monitor.core.agenda import Case, Owing, owing
from monitor.core.assessment import Assessment
from monitor.core.coming import Next
from monitor.core.matter import Matter, State
from monitor.core.observation import Observation
from monitor.core.oddity import Oddity
from monitor.core.owed import due_day
from monitor.core.rule import Status
from monitor.core.scorecard import ORDER, Scorecard

BAD = frozenset({Status.MISSED, Status.BEHIND, Status.NOT_STARTED})


@dataclass(frozen=True, slots=True)
class Reminded:
    """How often a unit was reminded of what it owes now, by which way, and when last."""

    copied: int = 0
    phoned: int = 0
    mailed: int = 0
    last: datetime | None = None

    @property
    def times(self) -> int:
        """All reminders together."""
        return self.copied + self.phoned + self.mailed


@dataclass(frozen=True, slots=True)
class Debtor:
    """A unit with figures past their due day; ``due`` is the oldest one's."""

    unit: str
    debts: tuple[Owing, ...]
    due: date
    late_days: int
    contacts: tuple[User, ...] = ()
    reminded: Reminded = Reminded()

    @property
    def figures(self) -> int:
        """How many figures are late: targets by periods."""
        return sum(len(one.periods) for one in self.debts)


@dataclass(frozen=True, slots=True)
class Turned:
    """A target that stands in a worse class than before; ``was`` is status and level."""

    row: Assessment
    was: tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole desk of one plan."""

    card: Scorecard
    debtors: tuple[Debtor, ...] = ()
    reviews: tuple[Observation, ...] = ()
    wishes: tuple[Adjustment, ...] = ()
    matters: tuple[Matter, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    turned: tuple[Turned, ...] = ()
    since: datetime | None = None
    coming: tuple[Next, ...] = ()
    office: User | None = None


def debtors(case: Case) -> tuple[Debtor, ...]:
    """Return the units whose figures are late, the one that owes longest first."""
    found: dict[str, list[Owing]] = defaultdict(list)
    for one in owing(case):
        if one.late:
            found[one.unit].append(_late_part(one, case))
    units = [_debtor(unit, debts, case) for unit, debts in found.items()]
    return tuple(sorted(units, key=lambda one: (one.due, -one.figures, one.unit)))


def _late_part(one: Owing, case: Case) -> Owing:
    """Only the periods whose due day has passed."""
    asked = case.asked
    late = (p for p in one.periods if due_day(one.target, p, asked.calendar) < asked.known_day)
    return replace(one, periods=tuple(late))


def _debtor(unit: str, debts: Sequence[Owing], case: Case) -> Debtor:
    due = min(one.due for one in debts)
    days = (case.asked.known_day - due).days
    return Debtor(unit, tuple(sorted(debts, key=lambda one: one.due)), due, days)


def contacts(unit: str, everybody: Sequence[User]) -> tuple[User, ...]:
    """Return who is asked about a unit's figures: the first contact, then the second."""
    mine = [
        user
        for user in everybody
        if user.unit == unit
        and user.disabled_at is None
        and (user.stand_in or Role.CLERK in user.roles)
    ]
    return tuple(sorted(mine, key=lambda user: (user.stand_in, user.name)))


def office_of(everybody: Sequence[User], me: str = "") -> User | None:
    """Return whom a unit may call back: who asks, if a supervisor, else the first with a phone."""
    able = [
        user for user in everybody if Role.SUPERVISOR in user.roles and user.disabled_at is None
    ]
    order = sorted(able, key=lambda user: (user.name != me, not user.phone, user.name))
    return next(iter(order), None)


def pressing(matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """Return the matters overdue, and those whose closing waits for a second person."""
    mine = [one for one in matters if not one.closed and (one.late is not None or _asks(one))]
    return tuple(sorted(mine, key=lambda one: (-_days(one), one.number)))


def _asks(matter: Matter) -> bool:
    return matter.state is State.ASKED or matter.extension is not None


def _days(matter: Matter) -> int:
    return matter.late.late_days if matter.late else 0


def turned(card: Scorecard, before: Mapping[str, tuple[str, str | None]]) -> tuple[Turned, ...]:
    """Return the rows that are bad now and stood better before, worst first."""
    return tuple(
        Turned(row, was)
        for row in card.rows
        if row.status in BAD
        and (was := before.get(row.target.code)) is not None
        and _worse(row, was)
    )


def _worse(row: Assessment, was: tuple[str, str | None]) -> bool:
    status, level = Status(was[0]), was[1]
    if row.status is not status:
        return status not in BAD or ORDER.index(row.status) < ORDER.index(status)
    levels = [band.level for band in row.rule.bands if band.status is status]
    if level not in levels or row.verdict.level not in levels:
        return False
    return levels.index(row.verdict.level) > levels.index(level)
