"""Record what people enter, whichever door it came through.

All or nothing: every entry is judged, and if any is at fault nothing is written. What
was said before in the same words writes nothing; something else where a figure counts
needs a reason. The standings of the touched targets are renewed in the same transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from difflib import get_close_matches

from sqlalchemy import Connection

from monitor.core.entry import Known, accept
from monitor.core.observation import Entry, Observation, Placed
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.core.rivals import at_place, fresh_of
from monitor.core.succession import heirs_on, passed_on
from monitor.core.target import Target
from monitor.services.closed import cells_of, require_open
from monitor.services.standings import renew
from monitor.services.targets import stored_plan
from monitor.store import observations


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an entry service did: new revisions, and entries that said nothing new."""

    written: tuple[Observation, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who enters, when it is, since when it is known, and whether it is a demonstration.

    ``unit`` is the person's own: what names no unit is that one's, where another unit gives the
    number and this one answers for the target.
    """

    by: str
    now: datetime
    zone: tzinfo
    known_at: datetime | None = None
    demo: bool = False
    backfilled: bool | None = None
    unit: str = ""

    @property
    def known(self) -> Known:
        """The instant the entries are known since, and its day."""
        at = self.known_at or self.now
        return Known(at, at.astimezone(self.zone).date())

    @property
    def loads_history(self) -> bool:
        """Whether the entries are 补录: known since before they were recorded."""
        if self.backfilled is not None:
            return self.backfilled
        return self.known_at is not None and self.known_at < self.now and not self.demo


def record(db: Connection, placed: Sequence[Placed], *, plan: str, sitting: Sitting) -> Recorded:
    """Judge and append entries of one plan.

    Raises:
        Refused: naming every entry at fault; nothing was written.

    """
    stated = stored_plan(db, plan)
    observations.lock(db, plan)
    judged = [_judge(one, stated, sitting) for one in placed]
    _refuse(one for one in judged if isinstance(one, Problem))
    accepted = [one for one in judged if isinstance(one, Observation)]
    codes = {one.target for one in accepted}
    log = observations.log(db, stated, targets=codes)
    fresh, faults = fresh_of(accepted, placed, stated, log)
    _refuse(faults)
    require_open(db, plan, cells_of(fresh), at=sitting.known.at)
    written = _append(db, stated, fresh, sitting) if fresh else ()
    if written:
        renew(db, stated, {one.target for one in written})
    return Recorded(written, len(accepted) - len(written))


def _append(
    db: Connection, plan: Plan, fresh: Sequence[Observation], sitting: Sitting
) -> tuple[Observation, ...]:
    stamped = [
        replace(one, entered_by=sitting.by, demo=sitting.demo, backfilled=sitting.loads_history)
        for one in fresh
    ]
    return observations.append(db, plan, stamped, recorded_at=sitting.now)


def _judge(placed: Placed, plan: Plan, sitting: Sitting) -> Observation | Problem:
    target = plan.target(placed.entry.target)
    if target is None:
        return at_place(unknown_target(plan, placed.entry.target), placed.place)
    entry, target = at_its_day(placed.entry, target, plan, sitting)
    judged = accept(entry, target, plan, known=sitting.known)
    return at_place(judged, placed.place) if isinstance(judged, Problem) else judged


def at_its_day(entry: Entry, target: Target, plan: Plan, sitting: Sitting) -> tuple[Entry, Target]:
    """An entry and its target with the units that answer for it.

    Of a split target a figure belongs to the parts of the days it speaks of; of any other it is
    entered by whoever answers when it is known, also where it names the unit of before.
    """
    today = sitting.known.day
    heirs = heirs_on(plan, min(entry.period.end, today) if target.parts else today)
    now = passed_on(target, heirs)
    unit = plan.unit_code(entry.unit) if entry.unit else None
    if unit and not target.parts:
        unit = heirs.get(unit, unit)
    own = heirs.get(sitting.unit, sitting.unit)
    if unit is None and now.reported_by and not now.parts and own == now.responsible:
        unit = own
    return replace(entry, unit=unit), now


def unknown_target(plan: Plan, code: str) -> Problem:
    """Say that no target has this code, and which one it may have been meant for."""
    plain = {target.code.casefold(): target.code for target in plan.targets}
    near = get_close_matches(code.casefold(), plain, n=1)
    hint = f" ({plain[near[0]]}?)" if near else ""
    return problem("entry.unknown_target", code=code, hint=hint)


def _refuse(faults: Iterable[Problem]) -> None:
    found = tuple(faults)
    if found:
        raise Refused(found)
