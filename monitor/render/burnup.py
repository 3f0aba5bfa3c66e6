"""Where the marks of a burn-up stand: what was done, what the pace asks, and the goal, over time.

Time runs from the period's first day to the deadline, values from zero. It refuses to draw what is
not known: nothing after the last figure, no chart where nothing is counted or no goal is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from monitor.core.period import Cadence
from monitor.core.standing import Standing
from monitor.core.target import Kind, Target
from monitor.render.formats import fixed

WIDTH, HEIGHT = 440, 220
LEFT, RIGHT, TOP, BOTTOM = 8, 92, 14, 26
ROOM = Fraction(21, 20)
"""So much of the highest value the chart is high, so that no line lies on its edge."""

CLOSE = 14
"""Labels nearer than this to one another, in the chart's units, are moved apart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in the chart, and the day and value it is of."""

    x: str
    y: str
    day: date
    value: Fraction


@dataclass(frozen=True, slots=True)
class BurnUp:
    """A burn-up ready to draw; ``ticks`` are month numbers with their places."""

    done: tuple[Mark, ...]
    pace: tuple[Mark, ...]
    goal: Mark
    zero: str
    ticks: tuple[tuple[str, int], ...]
    labels: dict[str, str]

    @property
    def done_line(self) -> str:
        """The points of what was done, as a polyline takes them."""
        return " ".join(f"{one.x},{one.y}" for one in self.done)

    @property
    def pace_line(self) -> str:
        """The points of the pace."""
        return " ".join(f"{one.x},{one.y}" for one in self.pace)


def burnup(target: Target, rows: Sequence[Standing]) -> BurnUp | None:
    """Return the marks of a target's burn-up, or none where nothing is counted towards a goal.

    ``rows`` are its standings by the day asked for, oldest first.
    """
    if target.goal is None or target.kind is not Kind.QUANTITY:
        return None
    told = [(row.data_date, Fraction(row.value)) for row in rows if row.value is not None]
    asked = [(day, due) for day in _days(target) if (due := target.expected(day)) is not None]
    goal = Fraction(target.goal)
    values = [goal, Fraction(target.start), *(value for _, value in (*told, *asked))]
    low, high = min(Fraction(0), *values), max(Fraction(0), *values)
    if low == high:
        return None
    at = _Plot(target, low, high * ROOM if high > 0 else high)
    start = [(target.way.start, Fraction(target.start))]
    done = tuple(at.mark(day, value) for day, value in (*start, *told)) if told else ()
    pace = tuple(at.mark(day, value) for day, value in (*start, *asked))
    end = at.mark(target.deadline, goal)
    return BurnUp(done, pace, end, at.y(Fraction(0)), at.ticks(), _labels(done, end))


def _days(target: Target) -> list[date]:
    """The month ends of the way, and its last day."""
    return [period.end for period in Cadence.MONTH.periods(target.way)]


@dataclass(frozen=True, slots=True)
class _Plot:
    target: Target
    low: Fraction
    high: Fraction

    def mark(self, day: date, value: Fraction) -> Mark:
        return Mark(self.x(day), self.y(value), day, value)

    def x(self, day: date) -> str:
        way = self.target.way
        whole = max((way.end - way.start).days, 1)
        gone = min(max((day - way.start).days, 0), whole)
        return fixed(LEFT + Fraction(gone, whole) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: Fraction) -> str:
        share = (value - self.low) / (self.high - self.low)
        return fixed(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def ticks(self) -> tuple[tuple[str, int], ...]:
        """The ends of the way's quarters, or of its months where it is short."""
        days = _days(self.target)
        step = 3 if len(days) > 4 else 1  # noqa: PLR2004  # a year by quarters, less by months
        return tuple((self.x(day), day.month) for day in days[step - 1 :: step])


def _labels(done: Sequence[Mark], goal: Mark) -> dict[str, str]:
    """How high the labels at the right stand: at the line's end, or apart where two would meet."""
    wanted = [("goal", goal), *([("done", done[-1])] if done else [])]
    found: dict[str, str] = {}
    taken: list[float] = []
    for name, mark in sorted(wanted, key=lambda one: float(one[1].y)):
        place = max([float(mark.y), *(other + CLOSE for other in taken)])
        taken.append(place)
        found[name] = f"{place:.1f}"
    return found
