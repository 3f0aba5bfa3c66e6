"""Record what people enter, whichever door it came through.

All or nothing: every entry is judged, and if any is at fault nothing is written. What
was said before in the same words writes nothing; something else where a figure counts
needs a reason. The standings of the touched targets are renewed in the same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from difflib import get_close_matches

from sqlalchemy import Connection

from monitor.core.entry import Known, accept
from monitor.core.observation import Entry, Observation, Placed
from monitor.core.owed import answered
from monitor.core.plan import Plan
from monitor.core.problem import Place, Problem, Refused, problem
from monitor.core.succession import heir, heirs_on, passed_on
from monitor.core.target import ReportedAs, Target
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
    fresh, faults = _fresh(accepted, placed, stated, log)
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
        return _at(unknown_target(plan, placed.entry.target), placed.place)
    entry, target = at_its_day(placed.entry, target, plan, sitting)
    judged = accept(entry, target, plan, known=sitting.known)
    return _at(judged, placed.place) if isinstance(judged, Problem) else judged


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


def _fresh(
    accepted: Sequence[Observation],
    placed: Sequence[Placed],
    plan: Plan,
    log: Sequence[Observation],
) -> tuple[list[Observation], list[Problem]]:
    """Split what says something new from what does not, or needs a reason it lacks."""
    rivals = _by_cell(log, plan)
    newest = {_stored(one): one.revision for one in sorted(log, key=lambda one: one.revision)}
    fresh, faults = [], []
    for one, source in zip(accepted, placed, strict=True):
        mine = rivals[_cell(one, plan)]
        before = _standing_before(one, _newest(mine, one.known_at), plan, log)
        fault = _change_fault(one, before, plan, log)
        if fault:
            faults.append(_at(fault, source.place))
        elif before is None or not _nothing_new(one, before):
            older = max((old.revision for old in mine), default=0)
            newest[_stored(one)] = max(older, newest.get(_stored(one), 0)) + 1
            mine.append(replace(one, revision=newest[_stored(one)]))
            fresh.append(mine[-1])
    return fresh, faults


def _nothing_new(one: Observation, before: Observation) -> bool:
    """Whether it repeats what was said; another day to be shown from is news, none is not."""
    same_day = one.not_before in {None, before.not_before}
    return same_day and before.says_the_same(one) and before.note == one.note


def _by_cell(
    log: Sequence[Observation], plan: Plan
) -> defaultdict[tuple[object, ...], list[Observation]]:
    rivals: defaultdict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for one in sorted(log, key=lambda one: one.seq):
        rivals[_cell(one, plan)].append(one)
    return rivals


def _newest(rivals: Sequence[Observation], known_at: datetime) -> Observation | None:
    """The newest by then; what is loaded from before all of them is held against the newest."""
    placed = list(enumerate(rivals))
    by_then = [(place, one) for place, one in placed if one.known_at <= known_at] or placed
    return max(by_then, key=lambda pair: (pair[1].known_at, pair[0]), default=(0, None))[1]


def _standing_before(
    one: Observation, before: Observation | None, plan: Plan, log: Sequence[Observation]
) -> Observation | None:
    """What an entry has to be compared with: not what was sent back, nor what was taken back.

    A stage that a later entry of the same period fell behind may be passed again.
    """
    target = plan.target(one.target)
    if before is None or before.returned or target is None:
        return None
    here = target.rank(one.stage) if one.stage else 0
    later = [old for old in log if old.seq > before.seq and old.stage]
    later = [old for old in later if _place(old, plan) == _place(one, plan)]
    fell = any(target.rank(old.stage or "") < here for old in later)
    return None if fell else before


def _place(one: Observation, plan: Plan) -> tuple[object, ...]:
    """What entries contend for: the same day of the same thing, told by the same source.

    Figures of a period are added up, so there the whole period has to be the same.
    """
    target = plan.target(one.target)
    period = answered(target, one) if target else one.period
    flow = target is not None and target.reported_as is ReportedAs.PERIOD
    unit = one.unit if target and target.parts else heir(plan, one.unit, date.max)
    return (one.target, unit, one.item, period if flow else period.end, one.source)


def _cell(one: Observation, plan: Plan) -> tuple[object, ...]:
    """What a revision competes for; passing a further stage corrects nothing."""
    return (*_place(one, plan), one.stage or "")


def _stored(one: Observation) -> tuple[object, ...]:
    """What a revision is numbered by where it is kept: the period as it was typed.

    A figure for the whole year handed in twice answers two periods and is one cell there.
    """
    return (one.target, one.unit, one.item, one.period, one.source, one.stage or "")


def _change_fault(
    one: Observation, before: Observation | None, plan: Plan, log: Sequence[Observation]
) -> Problem | None:
    target = plan.target(one.target)
    if target is None:
        return None
    if before is None:
        return _first_fault(one, target, log)
    if before.says_the_same(one) or one.reason or _goes_on(one, before):
        return None
    return _needs_reason(one, before)


def _goes_on(one: Observation, before: Observation) -> bool:
    """Whether it corrects nothing: within one period, it speaks of a later day."""
    same_stage = (one.stage, one.on) == (before.stage, before.on)
    return same_stage and one.data_date > before.data_date


def _first_fault(one: Observation, target: Target, log: Sequence[Observation]) -> Problem | None:
    """No change needs something before it; falling back on the ladder needs a reason."""
    mine = [old for old in log if old.target == one.target and old.item == one.item]
    if one.no_change and target.reported_as in {ReportedAs.LEVEL, ReportedAs.RATE} and not mine:
        return problem("entry.nothing_before", code=one.target)
    same = [old for old in mine if old.stage and old.period.end >= one.period.end]
    if not same or not one.stage or one.reason:
        return None
    furthest = max(same, key=lambda old: target.rank(old.stage or ""))
    if target.rank(furthest.stage or "") <= target.rank(one.stage):
        return None
    return _needs_reason(one, furthest)


def _needs_reason(one: Observation, before: Observation) -> Problem:
    told = {"code": one.target, "period": one.period.key}
    if before.no_change:
        return problem("entry.was_no_change", **told, new=_told(one))
    if one.no_change:
        return problem("entry.now_no_change", **told, old=_told(before))
    return problem("entry.needs_reason", **told, old=_told(before), new=_told(one))


def _told(one: Observation) -> str:
    return f"{one.stage} {one.on or ''}".strip() if one.stage else f"{one.value:f}"


def _at(fault: Problem, place: Place | None) -> Problem:
    return fault.at(place) if place else fault


def _refuse(faults: Iterable[Problem]) -> None:
    found = tuple(faults)
    if found:
        raise Refused(found)
