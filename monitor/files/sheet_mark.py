"""Reads the mark our own entry sheets carry on a hidden sheet: from what they were made.

A mark is a help and no proof: whoever may edit a sheet may edit its mark, so nothing is
allowed because of it. One that cannot be read is as good as none.
"""

from collections.abc import Sequence

from monitor.core.entry_sheet import SheetMark

NAMES = ("plan", "unit", "period", "head")


def read_mark(rows: Sequence[Sequence[str]]) -> SheetMark | None:
    """Return the mark these rows tell, if they tell one."""
    said = {row[0]: row[1] for row in rows if len(row) > 1 and row[0] in NAMES}
    if said.keys() != set(NAMES):
        return None
    goals = {(row[1], row[2]): row[3] for row in rows if len(row) > 3 and row[0] == "goal"}  # noqa: PLR2004
    return SheetMark(said["plan"], said["unit"], said["period"], said["head"], goals)
