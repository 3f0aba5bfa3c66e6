"""From the bytes of a table to drafts for one plan: what the shell and the page both do.

The plan is the one named, else the only one of the table's year, else a new one.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path, PurePath

from monitor.core.breakdown import Draft, Grade, Habits, Table
from monitor.core.breakdown_rows import understand
from monitor.core.problem import Misused, Refused, Unavailable, problem
from monitor.files.breakdown_habits import Layout
from monitor.files.breakdown_merge import Frame, is_sample, read_plans
from monitor.files.breakdown_table import read_breakdown
from monitor.files.starter import starter


@dataclass(frozen=True, slots=True)
class Reading:
    """A table with the frame of its plan and every draft read from it.

    ``text`` is the targets file it would go into.
    """

    table: Table
    frame: Frame
    habits: Habits
    drafts: tuple[Draft, ...]
    text: str

    @property
    def understood(self) -> tuple[Draft, ...]:
        """The drafts nothing is doubtful about."""
        return tuple(one for one in self.drafts if one.grade is Grade.UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class Into:
    """The targets file a table goes into, and the plan if one is named.

    ``this_year`` counts where neither the table nor a plan says another, ``unit`` answers for
    rows that name nobody. The shipped sample is replaced unless one of its plans is ``adopted``.
    """

    text: str
    plan: str | None
    this_year: int
    unit: str = ""
    adopted: AbstractSet[str] = frozenset()

    @property
    def over_sample(self) -> bool:
        """Whether the file is still the shipped sample and nobody took it for a plan."""
        return is_sample(self.text) and not self.adopted & {p.code for p in read_plans(self.text)}


def read_table(data: bytes, name: str, *, into: Into, layout: Layout) -> Reading:
    """Read a table for a plan.

    Raises:
        Refused: where it is no table, or the targets file is at fault.
        Misused: where several plans could be meant.

    """
    table = read_breakdown(data, name, told=layout.told)
    if isinstance(table, tuple):
        raise Refused(table)
    frame = _frame(table, name, into)
    habits = Habits(frame.year, layout.about, into.unit)
    drafts = tuple(draft for row in table.rows for draft in understand(row, habits))
    return Reading(table, frame, habits, drafts, into.text)


def targets_text(path: Path) -> str:
    """Return the targets file of a home; the shipped one where there is none.

    Raises:
        Unavailable: where it cannot be read.

    """
    path = path if path.exists() else starter() / "targets.yaml"
    try:
        return path.read_bytes().decode("utf-8", errors="surrogateescape")
    except OSError as fault:
        reason = fault.strerror or "?"
        raise Unavailable(
            (problem("breakdown.targets_unreadable", file=str(path), reason=reason),)
        ) from fault


def _frame(table: Table, file: str, into: Into) -> Frame:
    over = into.over_sample
    plans = () if over else read_plans(into.text)
    named = [one for one in plans if one.code == into.plan]
    of_year = [one for one in plans if table.year in {None, one.year}]
    if not named and into.plan is None and len(of_year) > 1:
        raise Misused((problem("breakdown.which_year"),))
    known = named or ([] if into.plan else of_year)
    if known:
        return Frame(known[0].code, known[0].title, known[0].year, known[0].source)
    year = table.year or into.this_year
    title = table.title or PurePath(file).stem
    return Frame(into.plan or f"P{year}", title, year, file, instead=over)
