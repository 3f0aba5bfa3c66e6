"""Which months a unit still owes: what the entry page says before anybody chooses one.

It counts what the comparison calls silent, so that the page and the verdicts cannot
disagree about what is owed.
"""

from collections import Counter
from collections.abc import Iterator

from monitor.core.assessment import Assessment
from monitor.core.period import Cadence, Period, containing
from monitor.core.scorecard import Scorecard


def owed_months(card: Scorecard, unit: str) -> list[tuple[str, int]]:
    """Return each month whose sheet holds figures past their due day, and how many, in order."""
    ends = Counter(period.end for row in card.rows for period in _silent(row, unit))
    return [(containing(Cadence.MONTH, end).key, ends[end]) for end in sorted(ends)]


def _silent(row: Assessment, unit: str) -> Iterator[Period]:
    """The unanswered periods of a target, of the unit's own part where it is split."""
    for one in row.parts or (row,):
        if one.unit == unit or not row.parts:
            yield from one.silent
