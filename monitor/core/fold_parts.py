"""Fold the parts of a split target unit by unit, each under the code it was entered under.

A unit that took others over goes on from what they reached together. The rows do not depend
on a day: which of them speak on a day is for ``succession`` to say.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from monitor.core.fold import ONE_DAY, standings
from monitor.core.observation import Observation
from monitor.core.owed import answered
from monitor.core.plan import Plan
from monitor.core.standing import Standing
from monitor.core.succession import heirs_on, line, shares, takeovers
from monitor.core.target import Target

Folded = dict[str, tuple[Standing, ...]]


def part_standings(target: Target, log: Sequence[Observation], *, plan: Plan) -> Folded:
    """Return the rows of each unit with a part, and of those that were or became one with it."""
    heirs = heirs_on(plan, date.max)
    rows: Folded = {}
    for code in _related(target, heirs):
        if heirs:
            _fold(target, code, log, plan=plan, rows=rows)
        else:
            mine = [one for one in log if one.unit == code]
            rows[code] = standings(target, code, mine, plan=plan)
    return {code: mine for code, mine in rows.items() if mine}


def _related(target: Target, heirs: Mapping[str, str]) -> tuple[str, ...]:
    lasts = {heirs.get(part.unit, part.unit) for part in target.parts}
    older = [old for old, last in heirs.items() if last in lasts]
    return tuple(dict.fromkeys([*(part.unit for part in target.parts), *sorted(lasts), *older]))


def _fold(
    target: Target, code: str, log: Sequence[Observation], *, plan: Plan, rows: Folded
) -> None:
    if code in rows:
        return
    rows[code] = ()
    rest = [one for one in log if one.unit == code]
    before: Standing | None = None
    for until, olds in takeovers(plan, code, date.max):
        for old in olds:
            _fold(target, old, log, plan=plan, rows=rows)
        if not any(shares(target, plan, old, rows, until) for old in olds):
            continue
        early = [one for one in rest if answered(target, one).end <= until]
        rest = [one for one in rest if answered(target, one).end > until]
        rows[code] += standings(target, code, early, plan=plan, before=before)
        so_far = line(target, plan, code, rows, until + ONE_DAY)
        before = so_far[-1] if so_far else None
    rows[code] += standings(target, code, rest, plan=plan, before=before)
