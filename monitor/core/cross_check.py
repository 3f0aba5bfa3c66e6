"""What two figures of a plan must have to do with one another, as the plan declares it.

A yield is one figure per another and lies between two bounds; a part is at most the whole; a
total is the sum of its parts. A check that lacks a figure says nothing, and so does one whose
figures are not of the same day: a total of August cannot contradict a part of September.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from monitor.core.doubt import Doubt, Sort
from monitor.core.quantity import EXACT

SHOWN_DIGITS = Decimal("0.01")


class Relation(StrEnum):
    """How the figures hang together."""

    PER = "per"
    AT_MOST = "at_most"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """One declared relation: of one target's figure to those of ``others``, by their codes.

    ``low`` and ``high`` bound what ``of`` makes per one of the other, in base units (公斤 per 亩).
    ``tolerance`` is the share by which a total may miss the sum of its parts.
    """

    name: str
    relation: Relation
    of: str
    others: tuple[str, ...]
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    tolerance: Decimal = Decimal(0)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every target it speaks of."""
        return (self.of, *self.others)


def broken(
    checks: Sequence[CrossCheck], figures: Mapping[str, Decimal], code: str, *, said: Decimal
) -> list[Doubt]:
    """Return the checks about a target that do not hold, as doubts of what was ``said`` of it.

    ``figures`` are of one day, by the code of their target, in base units.
    """
    mine = [one for one in checks if code in one.codes and all(c in figures for c in one.codes)]
    found = (_doubt(one, figures, said) for one in mine)
    return [doubt for doubt in found if doubt]


def _doubt(check: CrossCheck, figures: Mapping[str, Decimal], said: Decimal) -> Doubt | None:
    value, others = figures[check.of], [figures[code] for code in check.others]
    match check.relation:
        case Relation.PER:
            if not others[0]:
                return None
            per = Fraction(value) / Fraction(others[0])
            holds, against = check.low <= per <= check.high, _shown(per)
        case Relation.AT_MOST:
            holds, against = value <= others[0], others[0]
        case Relation.SUM:
            total = sum(others, Decimal(0))
            holds, against = abs(value - total) <= check.tolerance * abs(total), total
    return None if holds else Doubt(Sort.CHECK, said, against=against, other=check.name)


def _shown(per: Fraction) -> Decimal:
    """A quotient as people are shown it; the verdict rests on the exact one."""
    exact = EXACT.copy()
    exact.clear_traps()
    return exact.divide(Decimal(per.numerator), Decimal(per.denominator)).quantize(SHOWN_DIGITS)
