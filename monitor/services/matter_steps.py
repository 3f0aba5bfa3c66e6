"""What can be done about a matter once it is given, each with who may do it.

A unit answers, and asks for more time or for the end; the 督查室 grants, refuses, sends back,
withdraws, and closes, which takes a second person.
"""

from datetime import date

from sqlalchemy import Connection

from monitor.core.account import Action, User
from monitor.core.matter import Deed, Matter
from monitor.core.matter_rules import closing_fault, until_fault
from monitor.core.problem import Refused, problem
from monitor.services.matter_log import Hand, done, require_supervisor, require_text, turn


def answer(  # noqa: PLR0913  # all but five by keyword
    db: Connection, plan: str, number: int, text: str, hand: Hand, *, study: bool = False
) -> Matter:
    """Record what a unit answers; ``study`` says that it tells only that work was arranged.

    Raises:
        Refused: where nothing is said, the matter is closed, or it is another unit's.

    """
    matter = turn(db, plan, number, Deed.ANSWERED, hand)
    unit = answering_unit(matter, hand.by.user)
    if not hand.may(Action.ENTER, unit):
        raise Refused((problem("accounts.may_not_answer", name=hand.by.name, unit=unit),))
    require_text(text, "matters.text_missing")
    return done(
        db, plan, number, Deed.ANSWERED, hand, reason=text, body={"unit": unit, "study": study}
    )


def answering_unit(matter: Matter, user: User | None) -> str:
    """For which of the matter's units a person speaks: the own one, else the responsible one."""
    own = user.unit if user else ""
    return own if own in matter.given.units else matter.given.unit


def extend(  # noqa: PLR0913  # all but five by keyword
    db: Connection, plan: str, number: int, until: date, hand: Hand, *, reason: str
) -> Matter:
    """Put the end off, or for a unit: ask for that.

    Raises:
        Refused: without a reason, for a day that is not later, or without the right.

    """
    matter = turn(db, plan, number, Deed.EXTENSION_ASKED, hand)
    _require_part(matter, hand)
    require_text(reason, "matters.reason_missing")
    fault = until_fault(matter, until, hand.today)
    if fault:
        raise Refused((fault,))
    deed = Deed.EXTENDED if hand.supervises else Deed.EXTENSION_ASKED
    return done(db, plan, number, deed, hand, reason=reason, body={"until": until.isoformat()})


def decide_extension(  # noqa: PLR0913  # all but five by keyword
    db: Connection, plan: str, number: int, hand: Hand, *, grant: bool, reason: str = ""
) -> Matter:
    """Grant the more time a unit asked for, or refuse it with a reason."""
    require_supervisor(hand)
    matter = turn(db, plan, number, Deed.EXTENSION_REFUSED, hand)
    asked = matter.extension
    until = asked.until if asked else None
    if grant and until:
        return done(
            db,
            plan,
            number,
            Deed.EXTENDED,
            hand,
            reason=reason,
            body={"until": until.isoformat()},
        )
    require_text(reason, "matters.reason_missing")
    return done(db, plan, number, Deed.EXTENSION_REFUSED, hand, reason=reason)


def ask_to_settle(
    db: Connection, plan: str, number: int, hand: Hand, *, reason: str = ""
) -> Matter:
    """Say that it is done and ask for the closing."""
    matter = turn(db, plan, number, Deed.SETTLE_ASKED, hand)
    _require_part(matter, hand)
    unit = answering_unit(matter, hand.by.user)
    return done(db, plan, number, Deed.SETTLE_ASKED, hand, reason=reason, body={"unit": unit})


def settle(db: Connection, plan: str, number: int, hand: Hand, *, reason: str = "") -> Matter:
    """Close a matter as the second person.

    Raises:
        Refused: where nobody asked for it, or the person asked for it or is of its unit.

    """
    require_supervisor(hand)
    matter = turn(db, plan, number, Deed.SETTLED, hand)
    fault = closing_fault(matter, hand.by.name, hand.by.user.unit if hand.by.user else "")
    if fault:
        raise Refused((fault,))
    return done(db, plan, number, Deed.SETTLED, hand, reason=reason)


def refuse_to_settle(db: Connection, plan: str, number: int, hand: Hand, *, reason: str) -> Matter:
    """Send a matter back to its unit: its clocks run on."""
    require_supervisor(hand)
    turn(db, plan, number, Deed.SETTLE_REFUSED, hand)
    require_text(reason, "matters.reason_missing")
    return done(db, plan, number, Deed.SETTLE_REFUSED, hand, reason=reason)


def withdraw(db: Connection, plan: str, number: int, hand: Hand, *, reason: str) -> Matter:
    """Take a matter back, with the reason kept."""
    require_supervisor(hand)
    turn(db, plan, number, Deed.WITHDRAWN, hand)
    require_text(reason, "matters.reason_missing")
    return done(db, plan, number, Deed.WITHDRAWN, hand, reason=reason)


def _require_part(matter: Matter, hand: Hand) -> None:
    """Refuse who neither supervises nor works for one of the matter's units."""
    unit = answering_unit(matter, hand.by.user)
    if not hand.supervises and not hand.may(Action.ENTER, unit):
        raise Refused((problem("accounts.may_not_answer", name=hand.by.name, unit=unit),))
