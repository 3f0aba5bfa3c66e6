"""Adjustments: a unit asks for another goal or deadline of a target, and may take it back.

Every step is an act in the plan's chain. What is asked for is tried on the plan's file before
it is kept, so that nobody has to decide about a wish that cannot be written down; the file is
handed in by a door. Who decides, and what that changes, stands in ``adjusting``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from monitor.core.account import Action, Role, User
from monitor.core.adjustment import (
    Adjustment,
    Deed,
    Ruling,
    Wish,
    change_fault,
    fold,
    wish_faults,
)
from monitor.core.closing import Cell
from monitor.core.evidence import Evidence
from monitor.core.plan import Plan
from monitor.core.problem import Refused, problem
from monitor.core.succession import on_day
from monitor.core.target import Target
from monitor.services.accounts import note, require
from monitor.services.closed import require_open
from monitor.services.matters import Hand
from monitor.services.plan_book import Book
from monitor.services.targets import stored_plan
from monitor.store import acts, chain
from monitor.store import evidence as shelf
from monitor.store.acts import Act

KIND = "adjustment"
OF_ONE_UNIT = frozenset({Role.CLERK, Role.REVIEWER})


def adjustments_at(
    db: Connection, plan: str, *, user: User | None = None, target: str | None = None
) -> list[Adjustment]:
    """Return the adjustments of a plan by number, those a person may see."""
    log = acts.log(db, plan, kind=KIND, code=target)
    found = fold(
        [_read(act) for act in log if act.step in {Deed.ASKED, Deed.ISSUED}],
        [(int(act.body["number"]), _ruling(act)) for act in log if act.step != Deed.ASKED],
    )
    if user is None or user.roles - OF_ONE_UNIT:
        return found
    return [one for one in found if user.unit and one.wish.unit == user.unit]


def adjustment_at(
    db: Connection, plan: str, number: int, *, user: User | None = None
) -> Adjustment:
    """Return one adjustment.

    Raises:
        Refused: where there is none of that number this person may see.

    """
    found = adjustments_at(db, plan, user=user)
    one = next((one for one in found if one.number == number), None)
    if one is None:
        raise Refused((problem("adjust.unknown", number=str(number)),))
    return one


def _read(act: Act) -> Adjustment:
    body = act.body
    wish = Wish(
        target=act.code,
        unit=body["unit"],
        goal=body["goal"],
        deadline=_day(body["deadline"]),
        reason=act.reason,
        authority=body["authority"],
        file=body.get("file", ""),
    )
    return Adjustment(
        number=int(body["number"]),
        wish=wish,
        by=act.by,
        at=act.known_at,
        goal_before=body["goal_before"],
        deadline_before=_day(body["deadline_before"]),
    )


def _ruling(act: Act) -> Ruling:
    body = act.body
    return Ruling(
        deed=Deed(act.step),
        by=act.by,
        at=act.known_at,
        reason=act.reason,
        authority=body.get("authority", ""),
        approver=body.get("approver", ""),
        effective=_day(body.get("effective")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def may_ask(hand: Hand, target: Target) -> bool:
    """Whether a person may ask for a target: who enters or reviews for its unit, or all."""
    units = {target.responsible, *target.units}
    return any(hand.may(do, one) for one in units for do in (Action.ENTER, Action.REVIEW))


def ask(  # noqa: PLR0913  # all but four by keyword
    db: Connection, plan: str, wish: Wish, hand: Hand, *, book: Book, file: Evidence | None = None
) -> Adjustment:
    """Ask for another goal or deadline of a target.

    Raises:
        Refused: for another unit's target, a wish that says nothing or changes nothing, while
            one about the target is open, or in a closed plan.

    """
    chain.lock(db, plan)
    stated = stored_plan(db, plan)
    target = target_of(stated, wish.target)
    _require_part(hand, stated, target.code)
    require_sound(db, stated, wish, hand)
    for one in adjustments_at(db, plan, target=target.code):
        if one.open:
            number = str(one.number)
            raise Refused((problem("adjust.waiting", code=target.code, number=number),))
    edited = book.edited(plan, target.code, goal=wish.goal, deadline=wish.deadline)
    require_change(target, edited.plan)
    kept = shelf.keep(db, file, by=hand.by.name, at=hand.now) if file else ""
    body = body_of(db, stated, wish, hand) | {"file": kept}
    keep(db, plan, target.code, Deed.ASKED, hand, reason=wish.reason, body=body)
    return adjustments_at(db, plan, target=target.code)[-1]


def withdraw(db: Connection, plan: str, number: int, hand: Hand, *, reason: str = "") -> Adjustment:
    """Take an application back: whoever may ask for the target may.

    Raises:
        Refused: for another unit's, or where it is decided already.

    """
    chain.lock(db, plan)
    one = adjustment_at(db, plan, number)
    _require_part(hand, stored_plan(db, plan), one.wish.target)
    require_waiting(one)
    body = {"number": number}
    keep(db, plan, one.wish.target, Deed.WITHDRAWN, hand, reason=reason, body=body)
    return adjustment_at(db, plan, number)


def target_of(plan: Plan, code: str) -> Target:
    """Return the target of a code.

    Raises:
        Refused: where the plan states none.

    """
    target = plan.target(code)
    if target is None:
        raise Refused((problem("adjust.no_target", code=code),))
    return target


def _require_part(hand: Hand, plan: Plan, code: str) -> None:
    """Refuse who has no part in a target as its units are today."""
    if not may_ask(hand, target_of(on_day(plan, hand.today), code)):
        told = {"name": hand.by.name, "code": code}
        raise Refused((problem("adjust.may_not_ask", **told),))


def require_sound(db: Connection, plan: Plan, wish: Wish, hand: Hand) -> None:
    """Refuse a wish that says nothing, or for what is closed.

    Raises:
        Refused: naming every fault at once.

    """
    target = target_of(on_day(plan, hand.today), wish.target)
    cell = Cell(target.code, target.responsible, plan.period)
    require_open(db, plan.code, [cell], at=hand.at)
    faults = wish_faults(wish, target)
    if faults:
        raise Refused(faults)


def require_change(before: Target, plan: Plan) -> Target:
    """Return the changed target of a changed plan.

    Raises:
        Refused: where it promises the same as before, or turned its direction.

    """
    after = target_of(plan, before.code)
    fault = change_fault(before, after)
    if fault:
        raise Refused((fault,))
    return after


def require_waiting(one: Adjustment) -> None:
    """Refuse to decide twice.

    Raises:
        Refused: naming the number.

    """
    if not one.open:
        raise Refused((problem("adjust.decided", number=str(one.number)),))


def body_of(db: Connection, plan: Plan, wish: Wish, hand: Hand) -> dict[str, Any]:
    """What is kept of a new adjustment: its number, the wish, and what stood there before."""
    number = 1 + max((one.number for one in adjustments_at(db, plan.code)), default=0)
    target = target_of(on_day(plan, hand.today), wish.target)
    own = hand.by.user.unit if hand.by.user else ""
    return {
        "number": number,
        "unit": own if own in target.units else target.responsible,
        "goal": wish.goal,
        "deadline": wish.deadline.isoformat() if wish.deadline else "",
        "authority": wish.authority.strip(),
        "goal_before": target.stated or target.goal_stage,
        "deadline_before": target.deadline.isoformat(),
    }


def keep(  # noqa: PLR0913  # all but five by keyword
    db: Connection,
    plan: str,
    code: str,
    deed: Deed,
    hand: Hand,
    *,
    reason: str,
    body: Mapping[str, Any],
) -> None:
    """Keep one step about a target, and note it in the audit.

    Raises:
        Refused: where it is put into the past without the right to.

    """
    if hand.backdated:
        require(hand.by, Action.BACKDATE)
    by = hand.by.name
    act = Act(KIND, code, deed.value, by, hand.at, hand.now, body, reason.strip())
    acts.append(db, plan, [act])
    detail: dict[str, object] = {"number": body["number"]}
    note(db, hand.by, f"adjustment.{deed.value}", f"{plan}/{code}", now=hand.now, detail=detail)
