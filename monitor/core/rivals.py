"""What an entry contends with: what was said before of the same thing, and whether it is news.

The same again says nothing; something else where a figure counts needs a reason. Entries of a
unit that was taken over are its heir's. It reads the log it is given and writes nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from monitor.core.observation import Observation, Placed
from monitor.core.owed import answered
from monitor.core.plan import Plan
from monitor.core.problem import Place, Problem, problem
from monitor.core.succession import heir
from monitor.core.target import ReportedAs, Target


def fresh_of(
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
            faults.append(at_place(fault, source.place))
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


def at_place(fault: Problem, place: Place | None) -> Problem:
    """A fault at the place its entry stands, if it came from a file."""
    return fault.at(place) if place else fault
