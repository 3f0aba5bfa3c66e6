"""Take in files that came back together: tried first, then written in one transaction.

Each file is judged whole: one fault keeps all of it out and no other. Trying and taking are the
same deed; only whether the transaction stays differs, so that what was shown is what is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from monitor.core.observation import Placed
from monitor.core.plan import Plan
from monitor.core.problem import Place, Problem, Refused
from monitor.core.returned import Returned, apart, known_units
from monitor.services.accounts import Actor, note, require_entry
from monitor.services.observations import Sitting, record
from monitor.services.targets import stored_plan


@dataclass(frozen=True, slots=True)
class Hand:
    """Who takes files in, and under which sitting; ``own`` where it is the unit's own clerk."""

    by: Actor
    sitting: Sitting
    own: bool = False

    @property
    def backdated(self) -> bool:
        """Whether history is loaded."""
        return self.sitting.known_at is not None


def take(db: Connection, plan: str, files: Sequence[Returned], hand: Hand) -> tuple[Returned, ...]:
    """Write every file that is good, and return all of them with what came of it.

    A file that proves to be at fault leaves nothing behind; the caller decides whether the
    transaction stays.
    """
    stated = stored_plan(db, plan)
    judged = apart([known_units(one, stated) for one in files], stated)
    return tuple(_taken(db, stated, one, hand) for one in judged)


def _taken(db: Connection, plan: Plan, file: Returned, hand: Hand) -> Returned:
    if file.untouched:
        return file
    trial = db.begin_nested()
    try:
        require_entry(
            db, hand.by, plan.code, [one.entry for one in file.placed], backdated=hand.backdated
        )
        placed = file.placed if hand.own else [_given(one, file) for one in file.placed]
        done = record(db, placed, plan=plan.code, sitting=hand.sitting)
    except Refused as refused:
        trial.rollback()
        return replace(file, faults=(*file.faults, *_placed(refused.problems, file)))
    if file.faults:
        trial.rollback()
        return file
    trial.commit()
    if done.written:
        said = {"file": file.name[:128], "count": len(done.written)}
        note(db, hand.by, "observations.record", plan.code, now=hand.sitting.now, detail=said)
    return replace(file, news=done.written, unchanged=done.unchanged)


def _given(one: Placed, file: Returned) -> Placed:
    """What a row says was given by whom it names, else by the file it came in."""
    giver = one.entry.given_by or file.name[-128:]
    return replace(one, entry=replace(one.entry, given_by=giver))


def _placed(faults: Sequence[Problem], file: Returned) -> list[Problem]:
    """A fault that names no place at least names its file; what is told already is not again."""
    named = [one if one.place else one.at(Place(file.name)) for one in faults]
    return [one for one in named if one not in file.faults]
