"""Keep the standings: what a question reads instead of the whole log.

``renew`` refolds the touched targets in the transaction that made an entry count;
``rebuild`` refolds every target. Both call the one fold of the core, so the rows they
leave are the same, byte for byte, which ``verify`` proves. A figure that waits for its day is
in none of them, so that they do not depend on the day they were made.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection

from monitor.core.embargo import WITHHELD
from monitor.core.fold import standings
from monitor.core.fold_parts import part_standings
from monitor.core.observation import Observation
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.standing import Standing
from monitor.core.target import Target
from monitor.store import observations
from monitor.store import standings as kept

ByUnit: TypeAlias = dict[str, tuple[Standing, ...]]


def renew(db: Connection, plan: Plan, codes: Collection[str]) -> None:
    """Refold the standings of these targets from their log."""
    log = _by_target(observations.log(db, plan, targets=set(codes)))
    for code in codes:
        target = plan.target(code)
        if target:
            kept.replace(db, plan, code, kept_rows(target, log.get(code, ()), plan=plan))


def rebuild(db: Connection, plan: Plan) -> int:
    """Refold the standings of every target; returns how many targets have any."""
    log = _by_target(observations.log(db, plan))
    for target in plan.targets:
        rows = kept_rows(target, log.get(target.code, ()), plan=plan)
        kept.replace(db, plan, target.code, rows)
    return len(log)


def kept_rows(target: Target, log: Sequence[Observation], *, plan: Plan) -> ByUnit:
    """What is kept of a target: the same on every day, so without figures that wait for theirs.

    A marker stands for them, by which a question knows to fold this target from the log.
    """
    days = [one.not_before for one in log if one.not_before]
    if not days:
        return folded(target, log, plan=plan)
    rows = folded(target, [one for one in log if one.not_before is None], plan=plan)
    return rows | {WITHHELD: (_marker(target, min(days)),)}


def _marker(target: Target, day: date) -> Standing:
    """Found by a question of any day, because it speaks of the first one there is."""
    return Standing(
        target=target.code,
        unit=WITHHELD,
        period=Period(day, day),
        data_date=date.min,
        speaks_of=date.min,
        answered_to=date.min,
        source="",
    )


def folded(target: Target, log: Sequence[Observation], *, plan: Plan) -> ByUnit:
    """Standings by unit; the empty unit speaks for a target that is not split."""
    if not target.parts:
        rows = standings(target, "", log, plan=plan)
        return {"": rows} if rows else {}
    return part_standings(target, log, plan=plan)


def from_log(
    plan: Plan, log: Sequence[Observation]
) -> Mapping[str, Mapping[str, tuple[Standing, ...]]]:
    """Standings of every target from a log as it was known at some instant."""
    by_target = _by_target(log)
    return {
        target.code: folded(target, by_target[target.code], plan=plan)
        for target in plan.targets
        if target.code in by_target
    }


def _by_target(log: Sequence[Observation]) -> Mapping[str, Sequence[Observation]]:
    found: dict[str, list[Observation]] = defaultdict(list)
    for one in log:
        found[one.target].append(one)
    return found
