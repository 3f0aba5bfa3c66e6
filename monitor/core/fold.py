"""Fold the observations of one target into its standings, period by period.

The latest period wins; within a period the higher source, then the latest revision.
Cumulative figures, levels and rates stand for themselves; figures of a period are added
up over the unbroken run of owed periods. It refuses to fill a hole: where the run
breaks, the total and its data date stay where they were.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from monitor.core.fold_stages import stage_standings
from monitor.core.observation import Observation
from monitor.core.owed import answered, owed_periods
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.standing import Difference, Standing
from monitor.core.target import Kind, ReportedAs, Target

ONE_DAY = timedelta(days=1)


def standings(
    target: Target,
    unit: str,
    log: Iterable[Observation],
    *,
    plan: Plan,
    before: Standing | None = None,
) -> tuple[Standing, ...]:
    """Return one row per reported period, oldest first.

    ``log`` holds this target's observations (of one unit, where the target is split) known
    at one instant, in any order; what still waits for approval does not count. ``before`` is
    where the units stood that this one took over: the run goes on from there.
    """
    counting = sorted((one for one in log if one.approved), key=lambda one: one.age)
    if target.kind is not Kind.QUANTITY:
        return stage_standings(target, unit, counting, plan=plan)
    if target.reported_as is ReportedAs.PERIOD:
        return _flows(target, unit, counting, plan, before)
    return _figures(target, unit, counting, plan, before)


def winner(rivals: Sequence[Observation], target: Target, plan: Plan) -> Observation:
    """Of the entries for one period the higher source wins, then the latest revision.

    Of one source that of the unit which gives the number comes before the responsible one's.
    """
    if len(rivals) == 1:
        return rivals[0]
    return max(rivals, key=lambda one: (plan.rank_of(one.source, one.unit, target), *one.age))


def _figures(
    target: Target,
    unit: str,
    counting: Sequence[Observation],
    plan: Plan,
    before: Standing | None,
) -> tuple[Standing, ...]:
    rows: list[Standing] = []
    seen: list[Decimal] = []
    value = _start(target, before)
    for rivals in _groups(target, counting):
        best = winner(rivals, target, plan)
        value = value if best.value is None else best.value
        seen.extend(one.value for one in rivals if one.value is not None)
        row = _told(_row(target, unit, best, value), best, rivals, plan)
        rows.append(replace(row, high=max(seen, default=None), low=min(seen, default=None)))
    return tuple(rows)


def _start(target: Target, before: Standing | None) -> Decimal:
    return target.start if before is None or before.value is None else before.value


def _flows(
    target: Target,
    unit: str,
    counting: Sequence[Observation],
    plan: Plan,
    before: Standing | None,
) -> tuple[Standing, ...]:
    groups: dict[Period, list[Observation]] = {}
    for one in sorted(counting, key=lambda one: one.period.end):
        groups.setdefault(answered(target, one), []).append(one)
    before = before if before and before.value is not None else None
    rows = list(_run(target, unit, groups, plan, before))
    used = {row.period for row in rows}
    loose = [rivals for period, rivals in groups.items() if period not in used]
    run = rows or ([replace(before, unit=unit)] if before else [])
    return tuple(rows + [_beyond(target, unit, rivals, run, plan) for rivals in loose])


def _run(
    target: Target,
    unit: str,
    groups: dict[Period, list[Observation]],
    plan: Plan,
    before: Standing | None,
) -> Iterator[Standing]:
    total = _start(target, before)
    seen = [target.start, total]
    for period in _tiles(target, groups, before):
        best = winner(groups[period], target, plan)
        total += best.value or Decimal(0)
        seen.append(total)
        row = _told(_row(target, unit, best, total), best, groups[period], plan)
        before = replace(_resting_on(row, before), high=max(seen), low=min(seen))
        yield before


def _tiles(
    target: Target, groups: dict[Period, list[Observation]], before: Standing | None
) -> Iterator[Period]:
    """The reported periods that follow one another without a hole from the first owed day."""
    owed = {period.start: period for period in owed_periods(target)}
    here = min(owed) if before is None else before.answered_to + ONE_DAY
    while period := _tile_at(here, owed.get(here), groups):
        yield period
        here = period.next_day


def _tile_at(
    here: date, owed: Period | None, groups: dict[Period, list[Observation]]
) -> Period | None:
    """The owed period if reported (its silent months may be left out), else the longest."""
    if owed is not None:
        answers = [p for p in groups if p.end == owed.end and here <= p.start]
        if answers:
            return min(answers, key=lambda p: p.start)
    starting = [p for p in groups if p.start == here]
    return max(starting, key=lambda p: p.end, default=None)


def _beyond(
    target: Target, unit: str, rivals: list[Observation], run: list[Standing], plan: Plan
) -> Standing:
    """A figure after the break: known, but nothing it says can be added."""
    best = winner(rivals, target, plan)
    if not run:
        return replace(_told(_row(target, unit, best, None), best, rivals, plan), gap=True)
    period = answered(target, best)
    return replace(run[-1], period=period, speaks_of=best.data_date, gap=True)


def _row(target: Target, unit: str, best: Observation, value: Decimal | None) -> Standing:
    period = answered(target, best)
    return Standing(
        target=target.code,
        unit=unit,
        period=period,
        data_date=best.data_date,
        speaks_of=best.data_date,
        answered_to=period.end,
        source=best.source,
        value=value,
        seq=best.seq,
    )


def _told(row: Standing, best: Observation, rivals: Sequence[Observation], plan: Plan) -> Standing:
    """What a reader must be told about a figure: corrected, loaded later, invented, disputed."""
    before = [one for one in rivals if one.age < best.age and not one.no_change]
    before = [one for one in before if one.data_date >= best.data_date]
    return replace(
        row,
        restated=any(one.value != best.value for one in before),
        backfilled=best.backfilled,
        demo=best.demo,
        difference=_difference(best, rivals, plan),
    )


def _resting_on(row: Standing, before: Standing | None) -> Standing:
    """A sum is told like the figures it rests on."""
    if before is None:
        return row
    return replace(
        row,
        restated=row.restated or before.restated,
        backfilled=row.backfilled or before.backfilled,
        demo=row.demo or before.demo,
    )


def _difference(best: Observation, rivals: Sequence[Observation], plan: Plan) -> Difference | None:
    """The newest figure of another source that differs by more than the plan tolerates."""
    if best.value is None:
        return None
    for other in sorted(rivals, key=lambda one: one.age, reverse=True):
        if other.value is None or other.source == best.source:
            continue
        apart = abs(other.value - best.value) > plan.difference_above * abs(best.value)
        return Difference(best.source, best.value, other.source, other.value) if apart else None
    return None


def _groups(target: Target, counting: Sequence[Observation]) -> Iterator[list[Observation]]:
    """Entries that answer up to the same day, oldest day first."""

    def end(one: Observation) -> date:
        return answered(target, one).end

    for _, rivals in groupby(sorted(counting, key=end), key=end):
        yield list(rivals)
