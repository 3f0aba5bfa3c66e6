"""Which entries a printed figure rests on, so that each value can be followed into print.

Asks the same fold that made the figure: the newest figure of a level, every figure of a sum,
every stage that still stands. It refuses to guess from equal numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from monitor.core.fold import standings
from monitor.core.fold_parts import Folded, part_standings
from monitor.core.observation import Observation
from monitor.core.owed import answered
from monitor.core.plan import Plan
from monitor.core.standing import Standing
from monitor.core.succession import heirs_on, passed_on, takeovers
from monitor.core.target import Kind, ReportedAs, Target


def resting_on(
    target: Target, log: Iterable[Observation], *, plan: Plan, as_of: date
) -> tuple[int, ...]:
    """Return the numbers of the entries that the figure of a day rests on.

    ``log`` holds the target's entries as they were known when the figure was made; of a split
    target each unit's own count, under the code they were entered under.
    """
    entries = [one for one in log if one.approved]
    numbered = {one.seq: one for one in entries}
    found: set[int] = set()
    for rows in _lines(target, entries, plan, as_of):
        shown = [row for row in rows if row.speaks_of <= as_of]
        if shown:
            found |= _resting(target, shown, numbered)
    return tuple(sorted(found))


def _lines(
    target: Target, entries: Sequence[Observation], plan: Plan, as_of: date
) -> Iterator[Sequence[Standing]]:
    """The rows of the whole, or of each unit that has or had a part and still speaks."""
    if not target.parts:
        yield standings(target, "", entries, plan=plan)
        return
    folded = part_standings(target, entries, plan=plan)
    for unit in passed_on(target, heirs_on(plan, as_of)).units:
        yield from _inherited(target, unit, folded, plan, as_of)


def _inherited(
    target: Target, unit: str, folded: Folded, plan: Plan, as_of: date
) -> Iterator[Sequence[Standing]]:
    """A unit's rows; until it spoke for all, or where figures add up, the older units' too."""
    rows = [row for row in folded.get(unit, ()) if row.speaks_of <= as_of]
    for until, olds in reversed(tuple(takeovers(plan, unit, as_of))):
        after = [row for row in rows if row.period.end > until]
        if after and target.reported_as is not ReportedAs.PERIOD:
            rows = after
            break
        for old in olds:
            yield from _inherited(target, old, folded, plan, until)
    yield rows


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
