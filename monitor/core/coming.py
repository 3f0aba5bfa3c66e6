"""What falls due in a plan within the next days: figures, deadlines, planned stages, matters.

Reports have their own calendar and are added by who knows it. It refuses to list what is done:
an answered period, a stage that was passed, a closed matter.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.core.agenda import Case
from monitor.core.assessment import NOT_OWED, Assessment
from monitor.core.entry_sheet import reporters
from monitor.core.owed import due_day, owed_periods
from monitor.core.target import Target

AHEAD = timedelta(days=14)


class Sort(StrEnum):
    """What can fall due."""

    FIGURES = "figures"
    DEADLINE = "deadline"
    STAGE = "stage"
    MATTER = "matter"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Next:
    """Something due on a day; ``units`` are those it is due from."""

    on: date
    sort: Sort
    targets: tuple[Target, ...] = ()
    units: tuple[str, ...] = ()
    detail: str = ""
    number: int = 0


def coming(case: Case) -> tuple[Next, ...]:
    """Return what falls due in a plan within the next days, by day."""
    until = case.asked.known_day + AHEAD
    found = [*_figures(case, until), *_deadlines(case, until), *_stages(case, until)]
    found += [
        Next(clock.due, Sort.MATTER, units=one.given.units, number=one.number)
        for one in case.matters
        if not one.closed
        and (clock := one.next_due) is not None
        and case.asked.known_day <= clock.due <= until
    ]
    return in_order(found)


def in_order(found: Sequence[Next]) -> tuple[Next, ...]:
    """Return what falls due by day, and on one day figures first."""
    sorts = list(Sort)
    return tuple(sorted(found, key=lambda one: (one.on, sorts.index(one.sort), one.detail)))


def _figures(case: Case, until: date) -> Iterator[Next]:
    """One line a day: whose figures are due, and of how many targets."""
    by_day: dict[date, list[tuple[str, Target]]] = defaultdict(list)
    for row, unit in _asked_of(case):
        for period in owed_periods(row.target):
            due = due_day(row.target, period, case.asked.calendar)
            answered = row.answered_to is not None and row.answered_to >= period.end
            if case.asked.known_day <= due <= until and not answered:
                by_day[due].append((unit, row.target))
    for day, owed in by_day.items():
        units = tuple(dict.fromkeys(unit for unit, _ in owed))
        yield Next(day, Sort.FIGURES, tuple(target for _, target in owed), units)


def _asked_of(case: Case) -> Iterator[tuple[Assessment, str]]:
    """Each row, or its parts, with the unit its figure is owed by."""
    for row in case.card.rows:
        if row.status in NOT_OWED:
            continue
        if row.parts:
            yield from ((part, part.unit) for part in row.parts)
        else:
            yield row, reporters(row.target)[0]


def _deadlines(case: Case, until: date) -> Iterator[Next]:
    for row in case.card.rows:
        target = row.target
        soon = case.asked.known_day <= target.deadline <= until
        if soon and row.status not in NOT_OWED:
            yield Next(target.deadline, Sort.DEADLINE, (target,), target.units)


def _stages(case: Case, until: date) -> Iterator[Next]:
    """Planned stages that nobody has yet said were passed."""
    for row in case.card.rows:
        target = row.target
        named = [("", step) for step in target.planned]
        named += [(item.name, step) for item in target.items for step in item.planned]
        for item, step in named:
            if case.asked.known_day <= step.on <= until and not _passed(row, item, step.stage):
                detail = f"{item} {step.stage}".strip()
                yield Next(step.on, Sort.STAGE, (target,), target.units, detail)


def _passed(row: Assessment, item: str, stage: str) -> bool:
    ladder = row.target.ladder
    return any(
        one.item == item
        and one.stage in ladder
        and stage in ladder
        and row.target.rank(one.stage) >= row.target.rank(stage)
        for one in row.reached
    )
