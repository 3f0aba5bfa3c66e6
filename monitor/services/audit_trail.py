"""One list over every chain: who did what, when, why, through which door.

It runs by the instant a thing was really written, so that nothing back-dated can hide. What
the machine derives by itself, verdicts and standings, is not in it; editions are, since they
left the house.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from monitor.core.account import plain_name
from monitor.core.happening import (
    Acted,
    Book,
    Entered,
    Happening,
    Noted,
    Printed,
    Reviewed,
    Revised,
)
from monitor.core.plan import Plan, Unit
from monitor.core.problem import Refused, problem
from monitor.core.target import Target
from monitor.services.history import through_doors
from monitor.store import accounts, targets
from monitor.store import history as books
from monitor.store.history import Wanted
from monitor.store.history_entries import entered, reviewed

READERS = {
    Book.TARGETS: books.revised,
    Book.ENTRIES: entered,
    Book.REVIEWS: reviewed,
    Book.EDITIONS: books.printed,
    Book.ACTS: books.acted,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What to list: written since, by whom, of which unit, of which book; empty means all.

    ``newest`` asks for that many at most, the newest.
    """

    since: datetime | None = None
    by: str = ""
    unit: str = ""
    book: Book | None = None
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """What was found, oldest first, and the plans it speaks of by their code."""

    happenings: tuple[Happening, ...]
    plans: Mapping[str, Plan]


def audit_trail(db: Connection, asked: Asked) -> Trail:
    """Return what was done, over every plan and the accounts.

    Raises:
        Refused: for a unit no plan has ever known.

    """
    plans = {code: plan for code in targets.plan_codes(db) if (plan := books.pieces(db, code))}
    units = _units(plans.values(), asked.unit)
    members = {user.name for user in accounts.all_users(db) if user.unit in units}
    asked = replace(asked, by=_account(db, asked.by))
    found = [
        *_noted(db, asked, members, units),
        *(one for plan in plans.values() for one in _of_plan(db, asked, plan, units)),
    ]
    found.sort(key=lambda one: one.written)
    newest = found if asked.newest is None else found[-asked.newest :]
    return Trail(tuple(through_doors(db, newest)), plans)


def _account(db: Connection, text: str) -> str:
    """The name an account goes by; what is written of nobody's account stands as it is."""
    return plain_name(text) if accounts.row_of(db, plain_name(text)) else text


def _units(plans: Iterable[Plan], text: str) -> frozenset[str]:
    """Codes of the unit a person names, by code or name; none where none is named."""
    if not text:
        return frozenset()
    known = [unit for plan in plans for unit in plan.units]
    found = frozenset(unit.code for unit in known if text in {unit.code, unit.name})
    if not found:
        names = "、".join(sorted({unit.code for unit in known}))
        raise Refused((problem("history.unknown_unit", unit=text, units=names),))
    return found


def _noted(
    db: Connection, asked: Asked, members: Collection[str], units: Collection[str]
) -> Iterator[Happening]:
    """Lines of the accounts; of a unit those by its people or about them."""
    if asked.book not in {None, Book.ACCOUNTS}:
        return
    newest = None if units else asked.newest
    for one in books.noted(db, since=asked.since, by=asked.by or None, newest=newest):
        about = one.what.subject if isinstance(one.what, Noted) else ""
        if not units or {one.by, about} & set(members):
            yield one


def _of_plan(
    db: Connection, asked: Asked, plan: Plan, units: Collection[str]
) -> Iterator[Happening]:
    threads = _threads(db, plan, units) if units else frozenset()
    for book, read in READERS.items():
        if asked.book not in {None, book}:
            continue
        wanted = Wanted(plan.code, since=asked.since, by=asked.by or None)
        if not units:
            yield from read(db, replace(wanted, newest=asked.newest))
            continue
        for unit in units if book in {Book.ENTRIES, Book.REVIEWS} else ("",):
            for one in read(db, replace(wanted, unit=unit or None)):
                if _concerns(one, units, threads):
                    yield one


def _threads(db: Connection, plan: Plan, units: Collection[str]) -> frozenset[tuple[str, str]]:
    """What was decided or done about a unit: every step belongs to it once one names it."""
    found = [one.what for one in books.acted(db, Wanted(plan.code)) if isinstance(one.what, Acted)]
    return frozenset((what.kind, what.code) for what in found if _names(what, plan, units))


def _names(what: Acted, plan: Plan, units: Collection[str]) -> bool:
    target = plan.target(str(what.body.get("target") or what.code))
    named = {str(what.body.get("unit") or ""), what.code}
    return bool(named & set(units)) or _of_units(target, units)


def _concerns(one: Happening, units: Collection[str], threads: Collection[tuple[str, str]]) -> bool:
    """Whether it is about one of these units."""
    match one.what:
        case Entered(observation) | Reviewed(observation):
            return observation.unit in units
        case Revised(before=before, after=after):
            return any(_of_units(piece, units) for piece in (before, after))
        case Printed(audience=audience):
            return audience.rpartition("/")[2] in units
        case Acted(kind=kind, code=code):
            return (kind, code) in threads
        case _:
            return False


def _of_units(piece: object, units: Collection[str]) -> bool:
    if isinstance(piece, Unit):
        return piece.code in units
    if isinstance(piece, Target):
        return any(code in units for code in (*piece.units, piece.responsible, piece.reported_by))
    return False
