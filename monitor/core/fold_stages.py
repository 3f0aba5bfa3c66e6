"""Fold what was reported of stages: named items, projects and tasks.

A stage stays passed until a later entry says otherwise; a report of no change keeps
everything and moves the data date. The count of a list is derived here, never typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from monitor.core.observation import Observation
from monitor.core.owed import answered
from monitor.core.plan import Plan
from monitor.core.standing import Reached, Standing
from monitor.core.target import Kind, Target

Passed: TypeAlias = dict[str, dict[str, date]]
"""By item (empty for the whole target): the stages passed and when, in order of the ladder."""


def stage_standings(
    target: Target, unit: str, counting: Sequence[Observation], *, plan: Plan
) -> tuple[Standing, ...]:
    """Return one row per reported period, oldest first, with every stage passed so far."""
    passed: Passed = {}
    rows: list[Standing] = []
    highest = Decimal(0)
    for entries in _periods(target, counting, plan):
        for entry in entries:
            _pass(target, passed, entry)
        row = _row(target, unit, entries, passed)
        done = _count(target, passed)
        if done is not None:
            highest = max(highest, done)
            row = replace(row, value=done, high=highest, low=Decimal(0))
        rows.append(row)
    return tuple(rows)


def _periods(
    target: Target, counting: Sequence[Observation], plan: Plan
) -> Iterator[list[Observation]]:
    """Entries period by period, within one the decisive entry last."""

    def end(one: Observation) -> date:
        return answered(target, one).end

    def decisive(one: Observation) -> tuple[date, int, datetime, int]:
        return (end(one), plan.source_rank(one.source), *one.age)

    for _, entries in groupby(sorted(counting, key=decisive), key=end):
        yield list(entries)


def _pass(target: Target, passed: Passed, entry: Observation) -> None:
    """Take an entry in: what it names is passed, what lies beyond it no longer is."""
    if entry.stage is None or entry.stage not in target.ladder:
        return
    item = _item(target, entry.item)
    here = target.rank(entry.stage)
    kept = {s: on for s, on in passed.get(item, {}).items() if target.rank(s) < here}
    passed[item] = kept | {entry.stage: entry.on or entry.data_date}


def _item(target: Target, name: str) -> str:
    return next((item.name for item in target.items if item.answers_to(name)), name)


def _count(target: Target, passed: Passed) -> Decimal | None:
    if target.kind is not Kind.ITEMS:
        return None
    names = {item.name for item in target.items}
    done = sum(
        any(target.reaches_goal(stage) for stage in stages)
        for item, stages in passed.items()
        if item in names
    )
    return Decimal(done)


def _row(target: Target, unit: str, entries: list[Observation], passed: Passed) -> Standing:
    last = entries[-1]
    own = passed.get("", {})
    period = answered(target, last)
    return Standing(
        target=target.code,
        unit=unit,
        period=period,
        data_date=max(one.data_date for one in entries),
        speaks_of=max(one.data_date for one in entries),
        answered_to=period.end,
        source=last.source,
        stage=max(own, key=target.rank, default=""),
        reached=tuple(
            Reached(item, stage, on) for item in passed for stage, on in passed[item].items()
        ),
        restated=any(one.reason for one in entries),
        backfilled=any(one.backfilled for one in entries),
        demo=any(one.demo for one in entries),
        seq=last.seq,
    )
