"""The log of a plan's matters: read them as known at an instant, and keep what is done.

Every deed is an act in the plan's chain; nothing is changed or taken back. Here are the turn
to write and the rights it rests on; what may be done stands in ``matter_steps``. A matter
never touches a figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from monitor.core.account import Action, Role, User
from monitor.core.demand import Given
from monitor.core.matter import Deed, Matter, Step, fold, pass_on
from monitor.core.matter_rules import LONGEST_TEXT, deed_fault
from monitor.core.problem import Problem, Refused, problem
from monitor.core.succession import heirs_on
from monitor.services.accounts import Actor, note, require
from monitor.services.targets import stored_plan
from monitor.store import acts, chain
from monitor.store.acts import Act
from monitor.store.canonical import text_of, value_of

KIND = "matter"
OF_ONE_UNIT = frozenset({Role.CLERK, Role.REVIEWER})


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does something about a matter, when, and since when it counts as known."""

    by: Actor
    now: datetime
    zone: tzinfo
    known_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """The instant it is known since."""
        return self.known_at or self.now

    @property
    def today(self) -> date:
        """The day it is done on."""
        return self.at.astimezone(self.zone).date()

    @property
    def backdated(self) -> bool:
        """Whether history is loaded."""
        return self.at < self.now

    def may(self, action: Action, unit: str | None = None) -> bool:
        """Whether it is allowed; history is the administrator's to load, at the shell alone."""
        loads = self.backdated and bool(self.by.os_user) and self.by.may(Action.BACKDATE)
        return loads or self.by.may(action, unit)

    @property
    def supervises(self) -> bool:
        """Whether the person has the supervisor's right: to decide for every unit."""
        return self.may(Action.REVIEW)


def matters_at(  # noqa: PLR0913  # all but two by keyword
    db: Connection,
    plan: str,
    *,
    known_at: datetime,
    zone: tzinfo,
    today: date | None = None,
    unit: str | None = None,
) -> list[Matter]:
    """Return the matters of a plan, or of one unit in it, by number.

    They stand as known at an instant and are judged on its day, if no other is given.
    """
    day = today or known_at.astimezone(zone).date()
    kept: dict[str, list[Act]] = {}
    for act in acts.log(db, plan, kind=KIND, known_at=known_at):
        kept.setdefault(act.code, []).append(act)
    heirs = heirs_on(stored_plan(db, plan), day) if kept else {}
    found = [_folded(int(code), mine, zone, day, heirs) for code, mine in kept.items()]
    mine = [one for one in found if unit is None or unit in one.given.units]
    return sorted(mine, key=lambda one: one.number)


def matter_at(
    db: Connection, plan: str, number: int, *, known_at: datetime, zone: tzinfo
) -> Matter:
    """Return one matter as known at an instant.

    Raises:
        Refused: where there is none of that number.

    """
    mine = acts.log(db, plan, kind=KIND, code=str(number), known_at=known_at)
    if not mine:
        raise Refused((problem("matters.unknown", number=str(number)),))
    day = known_at.astimezone(zone).date()
    return _folded(number, mine, zone, day, heirs_on(stored_plan(db, plan), day))


def _folded(
    number: int, mine: Sequence[Act], zone: tzinfo, day: date, heirs: Mapping[str, str]
) -> Matter:
    first, *rest = mine
    given = value_of(text_of(dict(first.body)), Given)
    begun, steps = _step(first, zone), [_step(act, zone) for act in rest]
    return pass_on(fold(number, given, begun, steps, today=day), heirs, begun, today=day)


def _step(act: Act, zone: tzinfo) -> Step:
    body = act.body
    until = body.get("until")
    return Step(
        deed=Deed(act.step),
        on=act.known_at.astimezone(zone).date(),
        at=act.known_at,
        by=act.by,
        text=act.reason,
        unit=body.get("unit", ""),
        study=body.get("study", False),
        until=date.fromisoformat(until) if until else None,
        found=body.get("found"),
        observation=body.get("observation"),
        photo=body.get("photo", ""),
        seq=act.seq,
    )


def seen_by(matters: Sequence[Matter], user: User | None) -> list[Matter]:
    """Those a person may see: of one unit who works for one, all of them everybody else."""
    if user is None or user.roles - OF_ONE_UNIT:
        return list(matters)
    return [one for one in matters if user.unit and user.unit in one.given.units]


def turn(db: Connection, plan: str, number: int, deed: Deed, hand: Hand) -> Matter:
    """Take one's turn to write, and return the matter if this can be done about it now.

    Raises:
        Refused: where there is none, or its state does not allow it.

    """
    chain.lock(db, plan)
    mine = acts.log(db, plan, kind=KIND, code=str(number))
    if not mine:
        raise Refused((problem("matters.unknown", number=str(number)),))
    if mine[-1].known_at > hand.at:
        raise Refused((problem("matters.before_last", number=str(number)),))
    heirs = heirs_on(stored_plan(db, plan), hand.today)
    matter = _folded(number, mine, hand.zone, hand.today, heirs)
    fault = deed_fault(matter, deed)
    if fault:
        raise Refused((fault,))
    return matter


def done(  # noqa: PLR0913  # all but five by keyword
    db: Connection,
    plan: str,
    number: int,
    deed: Deed,
    hand: Hand,
    *,
    reason: str = "",
    body: Mapping[str, Any] | None = None,
) -> Matter:
    """Keep what was done, note it in the audit, and return the matter as it now stands.

    Raises:
        Refused: where it is put into the past without the right to, or told at endless length.

    """
    if len(reason) > LONGEST_TEXT:
        raise Refused((problem("matters.long", most=str(LONGEST_TEXT)),))
    if hand.backdated:
        require(hand.by, Action.BACKDATE)
    act = Act(
        kind=KIND,
        code=str(number),
        step=deed.value,
        by=hand.by.name,
        known_at=hand.at,
        recorded_at=hand.now,
        body=body or {},
        reason=reason.strip(),
    )
    acts.append(db, plan, [act])
    detail: dict[str, object] = {"known_at": hand.at.isoformat()} if hand.backdated else {}
    note(db, hand.by, f"matter.{deed.value}", f"{plan}/{number}", now=hand.now, detail=detail)
    return matter_at(db, plan, number, known_at=hand.at, zone=hand.zone)


def require_supervisor(hand: Hand) -> None:
    """Refuse who has not the supervisor's right.

    Raises:
        Refused: naming the person.

    """
    if not hand.supervises:
        raise Refused((problem("accounts.may_not_supervise", name=hand.by.name),))


def require_text(text: str, code: str) -> None:
    """Refuse a deed that takes words and has none.

    Raises:
        Refused: saying what is missing.

    """
    if not text.strip():
        raise Refused((Problem(code),))
