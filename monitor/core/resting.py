"""Which entries a printed figure rests on, so that each value can be followed into print.

Asks the same fold that made the figure: the newest figure of a level, every figure of a sum,
every stage that still stands. It refuses to guess from equal numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from monitor.core.fold import standings
from monitor.core.observation import Observation
from monitor.core.owed import answered
from monitor.core.plan import Plan
from monitor.core.standing import Standing
from monitor.core.target import Kind, ReportedAs, Target


def resting_on(
    target: Target, log: Iterable[Observation], *, plan: Plan, as_of: date
) -> tuple[int, ...]:
    """Return the numbers of the entries that the figure of a day rests on.

    ``log`` holds the target's entries as they were known when the figure was made; of a split
    target each unit's own count, under the code they were entered under.
    """
    entries = [one for one in log if one.approved]
    found: set[int] = set()
    for unit in dict.fromkeys(one.unit for one in entries) if target.parts else ("",):
        mine = [one for one in entries if unit in {"", one.unit}]
        rows = [row for row in standings(target, unit, mine, plan=plan) if row.speaks_of <= as_of]
        if rows:
            found |= _resting(target, rows, {one.seq: one for one in mine})
    return tuple(sorted(found))


def _resting(
    target: Target, rows: Sequence[Standing], entries: Mapping[int, Observation]
) -> set[int]:
    if target.kind is not Kind.QUANTITY:
        return _passed(target, rows[-1], entries)
    if target.reported_as is ReportedAs.PERIOD:
        return {row.seq for row in rows if row.value is not None}
    found: set[int] = set()
    for row in reversed(rows):
        found.add(row.seq)
        if not entries[row.seq].no_change:
            break
    return found


def _passed(target: Target, row: Standing, entries: Mapping[int, Observation]) -> set[int]:
    """The entries that passed a stage which still stands, and the one that moved the day last."""
    reached = {(one.item, one.stage, one.on) for one in row.reached}
    passed = {
        one.seq
        for one in entries.values()
        if answered(target, one).end <= row.period.end
        and (_item(target, one.item), one.stage, one.on or one.data_date) in reached
    }
    return passed | {row.seq}


def _item(target: Target, name: str) -> str:
    return next((item.name for item in target.items if item.answers_to(name)), name)
