"""What a unit says about a target beside its figure: progress, trouble, next step, and its outlook.

It is asked for where a target lags or no figure is given, and never enters a verdict. The unit's
own forecast of the year (预计全年) is a number, or one of three words; it stands beside a computed
forecast and is not mixed with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from monitor.core.period import Period
from monitor.core.problem import Problem, problem

LONGEST = 500
"""Characters of each text."""


class Outlook(StrEnum):
    """Whether the unit thinks the year's goal will be met."""

    CAN = "can"
    HARD = "hard"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Statement:
    """One unit's words about one target and period; ``forecast`` in the base unit."""

    target: str
    unit: str
    period: Period
    progress: str = ""
    trouble: str = ""
    next_step: str = ""
    forecast: Decimal | None = None
    outlook: Outlook | None = None
    by: str = ""

    @property
    def texts(self) -> tuple[str, str, str]:
        """The three texts."""
        return (self.progress, self.trouble, self.next_step)

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return not any(self.texts) and self.forecast is None and self.outlook is None

    def says_the_same(self, other: "Statement") -> bool:
        """Whether both say alike, so that saying it again writes nothing."""
        mine = (*self.texts, self.forecast, self.outlook)
        return mine == (*other.texts, other.forecast, other.outlook)


def fault_of(said: Statement) -> Problem | None:
    """Say what is wrong with a statement's texts, if anything is."""
    if any(len(text) > LONGEST for text in said.texts):
        return problem("statement.long", most=str(LONGEST))
    return problem("statement.empty") if said.empty else None


def newest_by(said: Iterable[Statement], as_of: date) -> Mapping[tuple[str, str], Statement]:
    """Return by target and unit the statement of the newest period that ends by a day."""
    found: dict[tuple[str, str], Statement] = {}
    for one in said:
        key = (one.target, one.unit)
        before = found.get(key)
        if one.period.end <= as_of and (before is None or one.period.end >= before.period.end):
            found[key] = one
    return found
