"""Where the marks of a chart stand, in the chart's own units.

One bullet: a bar for what was done, a line for what the pace asks by the data date, a
dashed line for the goal, all from zero. It refuses to draw what is not known: no number,
no bullet; nothing done yet, no bar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from monitor.render.formats import fixed

WIDTH, HEIGHT = 160, 20
EDGE = 2
"""Room at both ends, so that a line on the border is whole."""


@dataclass(frozen=True, slots=True)
class Bullet:
    """Places along the chart's width; ``None`` where there is nothing to draw."""

    zero: str
    bar_from: str | None
    bar_width: str | None
    pace: str | None
    goals: tuple[str, ...]
    full: bool


def bullet(row: Mapping[str, Any]) -> Bullet | None:
    """Return the places of a told row's marks, or none where nothing is counted."""
    ends = [_number(row[key]) for key in ("goal", "low", "high")]
    goals = sorted({end for end in ends if end is not None})
    if not goals:
        return None
    actual, expected = _number(row["actual"]), _number(row["expected"])
    marks = [*goals, *(one for one in (actual, expected, Fraction(0)) if one is not None)]
    low, high = min(marks), max(marks)
    if low == high:
        return None
    at = _Axis(low, high)
    done = None if actual is None else sorted((Fraction(0), actual))
    return Bullet(
        zero=at.place(Fraction(0)),
        bar_from=None if done is None else at.place(done[0]),
        bar_width=None if done is None else at.length(done[0], done[1]),
        pace=None if expected is None or not expected else at.place(expected),
        goals=tuple(at.place(goal) for goal in goals),
        full=row["status"] == "achieved",
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    low: Fraction
    high: Fraction

    def place(self, value: Fraction) -> str:
        return fixed(EDGE + self._share(value), 1)

    def length(self, start: Fraction, end: Fraction) -> str:
        return fixed(self._share(end) - self._share(start), 1)

    def _share(self, value: Fraction) -> Fraction:
        return (value - self.low) / (self.high - self.low) * (WIDTH - 2 * EDGE)


def stacked(classes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the classes that hold anything, with whole percents of width adding up to 100.

    A class too small to be seen gets a width that can be seen, taken from the widest.
    """
    shown = [dict(one) for one in classes if one["count"]]
    total = sum(one["count"] for one in shown)
    widths = [max(one["count"] * 100 // total, 1) for one in shown]
    if widths:
        widths[widths.index(max(widths))] += 100 - sum(widths)
    return [one | {"width": width} for one, width in zip(shown, widths, strict=True)]


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(Decimal(text))
