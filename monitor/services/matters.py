"""The supervisor's matters of a plan: give one, read them, and keep what is done about them.

Every deed is an act in the plan's chain; nothing is changed or taken back. What may be done
next stands in ``matter_steps``; here are the log and the rights it rests on. A matter never
touches a figure.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from monitor.core.account import Action, Role, User
from monitor.core.matter import Deed, Given, Kind, Matter, Step, fold
from monitor.core.matter_rules import LONGEST_TEXT, deed_fault
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
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
    found = [_folded(int(code), mine, zone, day) for code, mine in kept.items()]
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
    return _folded(number, mine, zone, known_at.astimezone(zone).date())


def _folded(number: int, mine: Sequence[Act], zone: tzinfo, day: date) -> Matter:
    first, *rest = mine
    given = value_of(text_of(dict(first.body)), Given)
    return fold(number, given, _step(first, zone), [_step(act, zone) for act in rest], today=day)


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


def give(db: Connection, plan: str, given: Given, hand: Hand) -> Matter:
    """Record a matter under the plan's next number; its unit follows from the target if need be.

    Raises:
        Refused: naming every fault at once; nothing was recorded.

    """
    require_supervisor(hand)
    return record(db, plan, given, hand)


def record(db: Connection, plan: str, given: Given, hand: Hand) -> Matter:
    """Record what was given, whoever's right it rests on: the door has proven that.

    Raises:
        Refused: naming every fault at once.

    """
    stated = stored_plan(db, plan)
    whole = _completed(given, stated)
    faults = _faults(whole, stated, hand.today)
    if faults:
        raise Refused(faults)
    chain.lock(db, plan)
    number = 1 + max((int(act.code) for act in acts.log(db, plan, kind=KIND)), default=0)
    body: dict[str, Any] = json.loads(text_of(whole))
    return done(db, plan, number, Deed.GIVEN, hand, body=body)


def _completed(given: Given, plan: Plan) -> Given:
    """Names become codes; what is not said of units is the target's own."""
    target = plan.target(given.target)
    unit = plan.unit_code(given.unit) if given.unit else (target.responsible if target else "")
    named = given.cooperating or (target.cooperating if target and not given.unit else ())
    others = dict.fromkeys(plan.unit_code(one) for one in named)
    others.pop(unit, None)
    return replace(
        given, words=given.words.strip(), unit=unit, cooperating=tuple(one for one in others if one)
    )


def _faults(given: Given, plan: Plan, today: date) -> tuple[Problem, ...]:
    faults = [] if given.words else [problem("matters.words_missing")]
    if len(given.words) > LONGEST_TEXT:
        faults.append(problem("matters.long", most=str(LONGEST_TEXT)))
    if given.kind is Kind.INSTRUCTION and not given.from_whom.strip():
        faults.append(problem("matters.from_missing"))
    if given.target and plan.target(given.target) is None:
        faults.append(problem("matters.target_unknown", code=given.target))
    elif not given.unit:
        faults.append(problem("matters.unit_missing"))
    unknown = [one for one in given.units if one and plan.unit(one) is None]
    faults += [problem("matters.unit_unknown", unit=one) for one in unknown]
    if given.on > today:
        faults.append(problem("matters.future", day=given.on.isoformat()))
    return tuple(faults)


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
    matter = _folded(number, mine, hand.zone, hand.today)
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
        Refused: where it is put into the past without the right to.

    """
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
    """Refuse a deed that takes words and has none, or too many.

    Raises:
        Refused: saying which.

    """
    if not text.strip():
        raise Refused((Problem(code),))
    if len(text) > LONGEST_TEXT:
        raise Refused((problem("matters.long", most=str(LONGEST_TEXT)),))
