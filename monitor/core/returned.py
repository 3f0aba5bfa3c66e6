"""Files of entries that came back together: what each says, and where two say the same cell.

A file is taken whole or not at all. It refuses to choose between two files that answer the same
cell: both are told of the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.core.entry import usual_source
from monitor.core.entry_sheet import SheetMark, changed_since
from monitor.core.observation import Entry, Observation, Placed
from monitor.core.plan import Plan
from monitor.core.problem import Place, Problem, problem


@dataclass(frozen=True, slots=True)
class Returned:
    """One file as it was read: its entries and every fault; ``mark`` where it is a sheet of ours.

    ``news`` is what taking it writes, and ``unchanged`` counts what says nothing new, once that
    was tried.
    """

    name: str
    placed: tuple[Placed, ...] = ()
    faults: tuple[Problem, ...] = ()
    mark: SheetMark | None = None
    units: tuple[str, ...] = ()
    hints: tuple[Problem, ...] = ()
    news: tuple[Observation, ...] = ()
    unchanged: int = 0

    @property
    def written(self) -> int:
        """How many entries taking it writes."""
        return len(self.news)

    @property
    def good(self) -> bool:
        """Whether it can be taken."""
        return not self.faults

    @property
    def rows(self) -> int:
        """How many rows it fills in."""
        return len(self.placed)

    @property
    def untouched(self) -> bool:
        """Whether it is a sheet of ours in which nothing was filled in."""
        return self.good and not self.placed


def known_units(file: Returned, plan: Plan) -> Returned:
    """Return the file with the units it speaks for, and what changed since the sheet was made.

    A sheet made for another plan is at fault.
    """
    mark = file.mark
    if mark is not None and mark.plan != plan.code:
        fault = problem("desk.files.other_plan", made=mark.plan, plan=plan.code)
        return replace(file, faults=(fault.at(Place(file.name)), *file.faults))
    units = [mark.unit] if mark else []
    units += [unit for one in file.placed if (unit := _unit(one.entry, plan))]
    hints = changed_since(mark, plan) if mark else ()
    return replace(file, units=tuple(dict.fromkeys(units)), hints=hints)


def apart(files: Sequence[Returned], plan: Plan) -> tuple[Returned, ...]:
    """Return the files with a fault wherever two of them answer one cell, naming the other."""
    first: dict[tuple[object, ...], Place] = {}
    again: dict[str, list[Problem]] = {}
    for file in files:
        for one in file.placed:
            place = one.place or Place(file.name)
            other = first.setdefault(_cell(one.entry, plan), place)
            if other.file != place.file:
                again.setdefault(file.name, []).append(_twice(place, other))
                again.setdefault(other.file or "", []).append(_twice(other, place))
    return tuple(replace(file, faults=(*file.faults, *again.get(file.name, ()))) for file in files)


def _twice(here: Place, there: Place) -> Problem:
    cell = "!".join(part for part in (there.file, there.sheet, there.cell) if part)
    shown = f"{there.file}:{there.line}" if there.line else cell
    return problem("desk.files.twice", other=shown).at(here)


def _unit(entry: Entry, plan: Plan) -> str:
    if entry.unit:
        return plan.unit_code(entry.unit)
    target = plan.target(entry.target)
    return "" if target is None else target.reported_by or target.responsible


def _cell(entry: Entry, plan: Plan) -> tuple[object, ...]:
    """What two entries cannot both answer."""
    target = plan.target(entry.target)
    source = entry.source or (usual_source(target, plan) if target else "")
    return (entry.target, _unit(entry, plan), entry.item, entry.period, source, entry.stage)
