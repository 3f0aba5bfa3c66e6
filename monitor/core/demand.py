"""What a supervisor's matter demands: of whom, in which words, by which clocks.

Clocks are data: the shipped preset is 13710, an office names its own. A demand never changes;
what is done about it stands beside it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a matter began with."""

    INSTRUCTION = "instruction"
    ORDER = "order"
    RECTIFICATION = "rectification"
    CHECK = "check"


class Stop(StrEnum):
    """What stops a clock: any answer, an answer that tells what was done, or the end."""

    STUDY = "study"
    REPORT = "report"
    SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class Clock:
    """Days until something is due; ``name`` is empty where what stops it says enough.

    ``major`` says whether it runs only for major matters, or only for general ones.
    """

    days: int
    stop: Stop
    name: str = ""
    major: bool | None = None


CLOCKS_13710 = (
    Clock(1, Stop.STUDY),
    Clock(3, Stop.REPORT),
    Clock(7, Stop.SETTLE, major=False),
    Clock(30, Stop.SETTLE, major=True),
)
"""Studied on day 1, reported on day 3, general ones done by day 7, major ones by day 30; the 0
of the name is the closing that every matter ends with."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was demanded, of whom, in exactly which words."""

    kind: Kind
    words: str
    unit: str
    on: date
    from_whom: str = ""
    target: str = ""
    cooperating: tuple[str, ...] = ()
    major: bool = False
    clocks: tuple[Clock, ...] = CLOCKS_13710
    link: str = ""

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit it concerns, the responsible one first."""
        return (self.unit, *self.cooperating)

    @property
    def running(self) -> tuple[Clock, ...]:
        """The clocks of this matter's weight."""
        return tuple(one for one in self.clocks if one.major in {None, self.major})
