"""Speak of one plan's numbers, days and classes in the reader's language.

Sits between the catalogue and the faces: knows the plan's units, its word pack and the
day asked for. It refuses to judge: it words what the core has decided.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from monitor.core.goal import Direction
from monitor.core.judgement import Verdict
from monitor.core.plan import Plan
from monitor.core.rule import Status, Yardstick
from monitor.core.target import Kind, ReportedAs, Target
from monitor.render.formats import SCALE, UNKNOWN, Number, exact, fixed, spoken
from monitor.render.phrases import Words

GENERAL = "通用"
FINE_DIGITS, FEW_DIGITS = 2, 4
SMALLEST = Fraction(1, 20)
"""Below half a tenth a lead would print as 0.0 while it is none."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of one language for one plan; ``as_of`` decides which days need their year."""

    words: Words
    plan: Plan
    as_of: date

    def say(self, code: str, /, **args: object) -> str:
        """Return the sentence of a code."""
        return self.words.say(code, **args)

    def day(self, day: date | None) -> str:
        """A day, with its year where it is not the year asked for."""
        if day is None:
            return UNKNOWN
        code = "status.day" if day.year == self.as_of.year else "status.day_of_year"
        month = self.say(f"status.month.m{day.month}")
        return self.say(code, year=day.year, month=month, day=day.day)

    def unit(self, code: str) -> str:
        """Name of a unit, its code where the plan does not know it."""
        found = self.plan.unit(code)
        return found.name if found else code

    def status(self, status: Status) -> str:
        """The word the plan's pack has for a status, else the general one."""
        own = f"status.pack.{self.plan.words}.{status.value}"
        known = self.words.knows(own)
        return self.say(own if known else f"status.pack.{GENERAL}.{status.value}")

    def label(self, status: Status, level: str | None, label: str | None) -> str:
        """A class: the rule's own words, or the pack's word with the level."""
        if label:
            return label
        word = self.status(status)
        return self.say("status.levelled", word=word, level=level) if level else word

    def class_of(self, verdict: Verdict) -> str:
        """The class of a verdict."""
        band = verdict.band
        return self.label(verdict.status, verdict.level, band.label if band else None)

    def measure(self, target: Target) -> str:
        """The unit the plan speaks in, empty where nothing is counted."""
        return target.spoken.word if target.spoken else ""

    def quantity(self, target: Target, value: Number | None, *, rounded: bool = False) -> str:
        """A base value in the plan's unit with the unit.

        ``rounded`` is for derived values: a long fraction is cut to what the goal has.
        """
        if value is None or target.spoken is None:
            return UNKNOWN
        digits = _fit(target, value) if rounded else SCALE
        return f"{spoken(value, target.spoken.multiplier, digits=digits)}{target.spoken.word}"

    def goal(self, target: Target) -> str:
        """The goal as the plan speaks it; the stage to reach where nothing is counted."""
        if target.kind is Kind.PROJECT:
            return target.goal_stage or UNKNOWN
        if target.kind is Kind.TASK:
            return self.say("status.task_goal")
        if target.goal is None and target.low is None:
            return self.say("status.no_goal")
        return self.quantity(target, target.goal) if not target.stated else target.stated

    def done(self, target: Target, value: Decimal | None, stage: str) -> str:
        """What was done: a number in the plan's unit, or the stage reached."""
        if target.kind in {Kind.PROJECT, Kind.TASK}:
            return stage or UNKNOWN
        return self.quantity(target, value)

    def done_word(self, target: Target) -> str:
        """累计完成 for what adds up, 最新值 for levels and rates."""
        level = target.reported_as in {ReportedAs.LEVEL, ReportedAs.RATE}
        return self.say("status.newest" if level else "status.cumulative")

    def lead(self, target: Target, yardstick: Yardstick, lead: Fraction | None) -> str:
        """How far ahead or behind, in the yardstick's words; a dash where nothing is measured."""
        if lead is None:
            return UNKNOWN
        if target.direction is Direction.BETWEEN:
            return self.say("status.lead.inside" if lead >= 0 else "status.lead.outside")
        if not lead:
            return self.say(f"status.lead.{yardstick.value}.even")
        side = "ahead" if lead > 0 else "behind"
        ceiling = target.direction is Direction.AT_MOST and yardstick is Yardstick.POINTS
        scale = "ceiling" if ceiling else yardstick.value
        return self.say(f"status.lead.{scale}.{side}", by=self._by(yardstick, abs(lead)))

    def _by(self, yardstick: Yardstick, apart: Fraction) -> str:
        if yardstick is Yardstick.DAYS:
            return exact(apart, 0) or ""
        tenths = apart if yardstick is Yardstick.POINTS else apart * 100
        if tenths < SMALLEST:
            return self.say("status.lead.hardly")
        return fixed(tenths, 1)

    def place(self) -> str:
        """The last step of the plan's place: 潞州区 of 山西省长治市潞州区."""
        return re.sub(r"^.*[省市](?=.)", "", self.plan.place)


def yardstick_of(target: Target, rule_yardstick: Yardstick) -> Yardstick:
    """Projects are measured in days whatever their rule says."""
    return Yardstick.DAYS if target.kind is Kind.PROJECT else rule_yardstick


def _fit(target: Target, value: Number) -> int:
    """Fraction digits of a derived value: all where they are few, else those of the goal."""
    few = _decimals(target, value)
    if few <= FEW_DIGITS or target.goal is None:
        return min(few, FEW_DIGITS)
    return max(FINE_DIGITS, _decimals(target, target.goal))


def _decimals(target: Target, value: Number) -> int:
    """Fraction digits a value has in the plan's unit."""
    multiplier = target.spoken.multiplier if target.spoken else 1
    text = exact(Fraction(value) / Fraction(multiplier)) or ""
    return len(text.partition(".")[2])
