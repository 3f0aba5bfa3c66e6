"""What follows from where a target stands: how much is done, what is left, what may change when.

None of it enters a verdict.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from monitor.core.judgement import accrues
from monitor.core.owed import Asked, due_day, owed_periods
from monitor.core.period import months_completed, whole_months
from monitor.core.standing import Standing
from monitor.core.target import Target


def attainment(target: Target, done: Decimal | None) -> Fraction | None:
    """actual/goal where things add up, the share of the way for levels with a baseline."""
    if done is None or target.goal is None:
        return None
    if target.accumulates:
        return Fraction(done) / Fraction(target.goal) if target.goal else None
    if target.baseline is None or target.goal == target.baseline:
        return None
    way = Fraction(target.goal) - Fraction(target.baseline)
    return (Fraction(done) - Fraction(target.baseline)) / way


def what_is_left(target: Target, done: Decimal | None) -> Decimal | None:
    """Return goal - actual, 0 once reached; none where a goal once reached is not kept."""
    if done is None or target.goal is None or not accrues(target):
        return None
    return max(target.goal - done, Decimal(0))


def needed_per_month(target: Target, day: date, remaining: Decimal | None) -> Fraction | None:
    """Remaining over the whole months from the data date to the deadline; none after it."""
    months = whole_months(target.way)
    if remaining is None or months is None or day >= target.deadline:
        return None
    left = months - months_completed(target.way, day)
    return Fraction(remaining) / left if left else None


def next_change(target: Target, now: Standing | None, asked: Asked) -> date | None:
    """The deadline, a due day about to pass, or the day progress first falls due."""
    days = [target.deadline]
    quiet = [p for p in owed_periods(target) if now is None or p.end > now.answered_to]
    days += [due_day(target, period, asked.calendar) + timedelta(days=1) for period in quiet]
    days += [period.end for period in quiet]
    if not target.share(asked.as_of):
        days += [step.on for step in target.all_planned]
        days += [period.end for period in owed_periods(target)]
        days += [step.on for step in target.pace.milestones]
    return min((day for day in days if day > asked.as_of), default=None)
