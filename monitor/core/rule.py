"""How far behind is how bad: as data, because offices disagree.

A rule names its yardstick and cuts the line of all possible leads into bands; each
band carries a status, a level, its words, its colour word and the consequence an
office attaches to it. ``uncovered`` proves that every lead lies in exactly one band.
The rule refuses to know what a colour looks like.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise


class Status(StrEnum):
    """The classes a target can stand in; the words for them are data."""

    GOAL_PENDING = "goal_pending"
    ACHIEVED = "achieved"
    MISSED = "missed"
    NOT_DUE = "not_due"
    NO_DATA = "no_data"
    NOT_STARTED = "not_started"
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"


class Yardstick(StrEnum):
    """What a lead is measured in."""

    POINTS = "points"
    RATIO = "ratio"
    SHARE = "share"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Band:
    """The leads that earn one class. ``None`` as a bound means without end."""

    status: Status
    low: Fraction | None
    high: Fraction | None
    holds_low: bool = False
    holds_high: bool = False
    level: str | None = None
    label: str | None = None
    colour: str | None = None
    consequence: str | None = None

    def holds(self, lead: Fraction) -> bool:
        """Whether this band earns the lead."""
        return self._above(lead) and self._below(lead)

    def _above(self, lead: Fraction) -> bool:
        return self.low is None or lead > self.low or (self.holds_low and lead == self.low)

    def _below(self, lead: Fraction) -> bool:
        return self.high is None or lead < self.high or (self.holds_high and lead == self.high)


class MemoryKind(StrEnum):
    """What a rule can remember of earlier owed periods."""

    STREAK = "streak"
    MADE_GOOD = "made_good"


@dataclass(frozen=True, slots=True)
class Memory:
    """A verdict that depends on earlier ones.

    ``streak``: behind for ``periods`` reported periods in a row becomes ``level``.
    ``made_good``: not behind now, but in ``level_before`` one period earlier, shows ``level``.
    """

    kind: MemoryKind
    level: str
    periods: int = 2
    level_before: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A named set of bands, best first, with what it remembers.

    ``not_started`` says whether a report still at the baseline is its own class;
    ``idle_after`` after how many silent owed periods the idle judgement is the verdict.
    """

    name: str
    title: str
    yardstick: Yardstick
    bands: tuple[Band, ...]
    not_started: bool = False
    idle_after: int | None = None
    memory: tuple[Memory, ...] = ()

    def band(self, lead: Fraction) -> Band:
        """Return the band that earns the lead; the bands are proven to cover every lead."""
        return next(band for band in self.bands if band.holds(lead))

    @property
    def worst(self) -> Band:
        """The last band: what a lead without measure earns on the bad side."""
        return self.bands[-1]

    def level(self, name: str) -> Band:
        """Return the band of a named level."""
        return next(band for band in self.bands if band.level == name)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A stretch of leads that no band, or more than one, earns. Bounds may be endless."""

    low: Fraction | None
    high: Fraction | None
    bands: tuple[str, ...]  # empty: a gap; two or more: an overlap


def flaws(bands: tuple[Band, ...]) -> tuple[Flaw, ...]:
    """Name every gap and overlap, by probing each bound and each open stretch between bounds.

    Between two neighbouring bounds no band can begin or end, so one probe inside each
    stretch and one on each bound decide for all leads.
    """
    cuts = sorted({cut for band in bands for cut in (band.low, band.high) if cut is not None})
    probes = _probes(cuts)
    return tuple(
        Flaw(low, high, holders)
        for probe, low, high in probes
        if len(holders := tuple(_title(band) for band in bands if band.holds(probe))) != 1
    )


def _probes(
    cuts: list[Fraction],
) -> list[tuple[Fraction, Fraction | None, Fraction | None]]:
    if not cuts:
        return [(Fraction(0), None, None)]
    inner = [(Fraction(a + b) / 2, a, b) for a, b in pairwise(cuts)]
    points: list[tuple[Fraction, Fraction | None, Fraction | None]] = [(c, c, c) for c in cuts]
    outer: list[tuple[Fraction, Fraction | None, Fraction | None]] = [
        (cuts[0] - 1, None, cuts[0]),
        (cuts[-1] + 1, cuts[-1], None),
    ]
    return sorted([*points, *inner, *outer], key=lambda probe: probe[0])


def _title(band: Band) -> str:
    return f"{band.status.value}/{band.level}" if band.level else band.status.value
