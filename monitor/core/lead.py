"""How far an actual is on the good side of expected, in the rule's yardstick.

Positive is good. ``None`` means a lead without measure: the way has no length and the
actual is on the wrong side of it, which every rule answers with its worst band.
"""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from monitor.core.goal import Direction
from monitor.core.rule import Yardstick
from monitor.core.standing import Standing
from monitor.core.target import Planned, Target

POINT_MEASURES = frozenset({"%", "‰", "百分点", "个百分点"})


def met(target: Target, value: Decimal | None) -> bool:
    """Whether a value fulfils the promise, whenever it is reported."""
    if value is None:
        return False
    match target.direction:
        case Direction.BETWEEN:
            low, high = _ends(target)
            return low <= value <= high
        case Direction.AT_MOST:
            return target.goal is not None and value <= target.goal
        case Direction.EXACTLY:
            return value == target.goal
        case Direction.AT_LEAST | Direction.ABOUT:
            return target.goal is not None and value >= target.goal - target.tolerance


def lead(
    target: Target, now: Standing, before: Standing | None, *, yardstick: Yardstick
) -> Fraction | None:
    """Return the lead of one standing; ``before`` is the standing one period earlier.

    points: 100 s (actual - expected) / |goal - baseline|, in plain points for percentages;
    ratio: s (actual - expected) / |expected - baseline|; share: done in the period over
    its expected step, less 1; days: see ``days_ahead``.
    """
    if yardstick is Yardstick.DAYS:
        return Fraction(days_ahead(target, now))
    if now.value is None:
        return None
    if target.direction is Direction.BETWEEN:
        return _inside(target, Fraction(now.value))
    if yardstick is Yardstick.SHARE:
        return _step(target, now, before)
    return _along(target, now, points=yardstick is Yardstick.POINTS)


def days_ahead(target: Target, now: Standing) -> int:
    """Days by which the stages stand before (positive) or behind their planned dates.

    Behind counts from the oldest planned date that passed unreached by the data date;
    ahead is the furthest planned date already reached before it came.
    """
    reached = {(one.item, target.rank(one.stage)) for one in now.reached}
    steps = [("", step) for step in target.planned]
    steps += [(item.name, step) for item in target.items for step in item.planned]
    late = [step.on for item, step in steps if not _passed(target, reached, item, step)]
    late = [on for on in late if on < now.data_date]
    if late:
        return (min(late) - now.data_date).days
    early = [step.on for item, step in steps if _passed(target, reached, item, step)]
    return max((max(early, default=now.data_date) - now.data_date).days, 0)


def _passed(target: Target, reached: set[tuple[str, int]], item: str, step: Planned) -> bool:
    rank = target.rank(step.stage)
    return any(name == item and stage >= rank for name, stage in reached)


def _along(target: Target, now: Standing, *, points: bool) -> Fraction | None:
    expected = target.expected(now.data_date)
    if expected is None or now.value is None:
        return None
    ahead = _good_side(target, Fraction(now.value) - expected)
    if points and target.measure in POINT_MEASURES:
        return ahead
    end = Fraction(target.goal or 0) if points else expected
    length = abs(end - Fraction(target.start))
    scaled = _over(ahead, length)
    return scaled * 100 if points and scaled is not None else scaled


def _step(target: Target, now: Standing, before: Standing | None) -> Fraction | None:
    if now.value is None:
        return None
    earlier_day = before.data_date if before else target.period.start - timedelta(days=1)
    earlier = before.value if before and before.value is not None else target.start
    due, past = target.expected(now.data_date), target.expected(earlier_day)
    if due is None or past is None or due == past:
        return Fraction(0)  # a period without a step is met
    done = Fraction(now.value) - Fraction(earlier)
    return _over(_good_side(target, done - (due - past)), abs(due - past))


def _inside(target: Target, value: Fraction) -> Fraction | None:
    low, high = (Fraction(end) for end in _ends(target))
    return _over(min(value - low, high - value), high - low)


def _good_side(target: Target, apart: Fraction) -> Fraction:
    """Turn a signed distance so that positive is good; 左右 forgives its tolerance."""
    match target.direction:
        case Direction.AT_MOST:
            return -apart
        case Direction.EXACTLY:
            return -abs(apart)
        case Direction.ABOUT if apart < 0:
            return min(apart + Fraction(target.tolerance), Fraction(0))
        case _:
            return apart


def _over(ahead: Fraction, length: Fraction) -> Fraction | None:
    """Divide; over a way without length the good side is 0 and the bad side without measure."""
    if length:
        return ahead / length
    return Fraction(0) if ahead >= 0 else None


def _ends(target: Target) -> tuple[Decimal, Decimal]:
    if target.low is None or target.high is None:
        raise ValueError(target.code)
    return target.low, target.high
