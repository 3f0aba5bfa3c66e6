"""Decide about adjustments: accepting one is the revision itself.

The plan's file and the stored plan change together or not at all: the file is written as the
last thing before the commit, and a door puts it back where the commit fails. Nobody accepts
what they asked for themselves. What else the file holds that was not adopted stays out: it is
told, and nothing changes until somebody adopts or takes it back.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from monitor.core.account import Action
from monitor.core.adjustment import Adjustment, Deed, Wish
from monitor.core.plan import Plan
from monitor.core.problem import Refused, problem
from monitor.services.accounts import require
from monitor.services.adjustments import (
    adjustment_at,
    adjustments_at,
    body_of,
    keep,
    require_change,
    require_sound,
    require_waiting,
    target_of,
)
from monitor.services.matters import Hand, require_supervisor
from monitor.services.plan_book import Book
from monitor.services.targets import Authority, adopt, stored_plan, unadopted
from monitor.store import chain

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what a decision rests; effective at once where no day is named."""

    reason: str = ""
    authority: str = ""
    approver: str = ""
    effective: date | None = None

    def body(self, number: int) -> dict[str, object]:
        """What is kept of it beside the reason."""
        return {
            "number": number,
            "authority": self.authority.strip(),
            "approver": self.approver.strip(),
            "effective": self.effective.isoformat() if self.effective else "",
        }


def accept(  # noqa: PLR0913  # all but four by keyword
    db: Connection, plan: str, number: int, hand: Hand, *, grounds: Grounds, book: Book
) -> Adjustment:
    """Accept an adjustment: change the file and adopt the change, both or neither.

    Raises:
        Refused: without the right, for one's own application, without an approver, where it is
            decided already, or where the file holds something else not yet adopted.

    """
    one = _to_decide(db, plan, number, hand)
    if one.by == hand.by.name:
        raise Refused((problem("adjust.own", number=str(number)),))
    if not grounds.approver.strip():
        raise Refused((problem("adjust.approver_missing"),))
    full = Grounds(
        reason=grounds.reason.strip() or one.wish.reason,
        authority=grounds.authority.strip() or one.wish.authority,
        approver=grounds.approver,
        effective=grounds.effective,
    )
    body = full.body(number)
    keep(db, plan, one.wish.target, Deed.ACCEPTED, hand, reason=full.reason, body=body)
    _revise(db, plan, one.wish, hand, grounds=full, book=book)
    return adjustment_at(db, plan, number)


def issue(  # noqa: PLR0913  # all but four by keyword
    db: Connection, plan: str, wish: Wish, hand: Hand, *, grounds: Grounds, book: Book
) -> Adjustment:
    """Put into the plan what a superior has issued, without anybody having asked for it.

    Raises:
        Refused: without the right to adopt, or a document; else as ``accept``.

    """
    require(hand.by, Action.ADOPT)
    if not grounds.authority.strip():
        raise Refused((problem("adjust.authority_missing"),))
    chain.lock(db, plan)
    stated = stored_plan(db, plan)
    target = target_of(stated, wish.target)
    body = body_of(db, stated, wish, hand)
    body |= grounds.body(body["number"])
    keep(db, plan, target.code, Deed.ISSUED, hand, reason=wish.reason, body=body)
    _revise(db, plan, wish, hand, grounds=grounds, book=book)
    return adjustments_at(db, plan, target=target.code)[-1]


def refuse(db: Connection, plan: str, number: int, hand: Hand, *, reason: str) -> Adjustment:
    """Refuse an adjustment, with the reason.

    Raises:
        Refused: without the right or a reason, or where it is decided already.

    """
    one = _to_decide(db, plan, number, hand)
    if not reason.strip():
        raise Refused((problem("adjust.reason_missing"),))
    body = {"number": number}
    keep(db, plan, one.wish.target, Deed.REFUSED, hand, reason=reason, body=body)
    return adjustment_at(db, plan, number)


def _to_decide(db: Connection, plan: str, number: int, hand: Hand) -> Adjustment:
    require_supervisor(hand)
    chain.lock(db, plan)
    one = adjustment_at(db, plan, number)
    require_waiting(one)
    return one


def _revise(  # noqa: PLR0913  # all but four by keyword
    db: Connection, plan: str, wish: Wish, hand: Hand, *, grounds: Grounds, book: Book
) -> None:
    """Adopt the one change, then write the file."""
    stated = stored_plan(db, plan)
    require_sound(db, stated, wish, hand)
    _require_clean(db, book.plan(plan), wish.target)
    edited = book.edited(plan, wish.target, goal=wish.goal, deadline=wish.deadline)
    require_change(target_of(stated, wish.target), edited.plan)
    under = Authority(
        by=hand.by.name,
        now=hand.now,
        zone=hand.zone,
        reason=grounds.reason.strip() or wish.reason,
        document=grounds.authority.strip(),
        approver=grounds.approver.strip(),
        effective=grounds.effective,
        known_at=hand.known_at,
    )
    adopt(db, [edited.plan], authority=under)
    book.write(edited.text)


def _require_clean(db: Connection, plan: Plan, code: str) -> None:
    """Refuse where the file says more than was adopted: nobody has decided about that."""
    waiting = [one.code for one in unadopted(db, plan)]
    if waiting:
        codes = "、".join(waiting[:MOST_NAMED])
        raise Refused((problem("adjust.unadopted", plan=plan.code, codes=codes, code=code),))
