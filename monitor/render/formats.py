"""Write numbers: exactly for programs, legibly for people.

Programs get every digit the measure keeps. People get the plan's own unit, grouped
thousands, one decimal of a percentage, U+2212 for minus. It refuses to flatter: what is
not complete is never printed as 100.0 %, and what is unknown is a dash, never a zero.
"""

from decimal import Decimal
from fractions import Fraction

UNKNOWN = "—"
MINUS = "−"  # the minus sign, not a hyphen
SCALE = 6
WHOLE = Fraction(1)

Number = Decimal | Fraction


def exact(value: Number | None, scale: int = SCALE) -> str | None:
    """Write a value with at most ``scale`` fraction digits, half to even; none stays none."""
    return None if value is None else _plain(_scaled(value, scale), scale)


def _scaled(value: Number, scale: int) -> int:
    scaled: int = round(Fraction(value) * Fraction(10) ** scale)
    return scaled


def _plain(scaled: int, scale: int) -> str:
    """No exponent, no useless zeros, no sign on zero."""
    digits = str(abs(scaled)).rjust(scale + 1, "0")
    whole, rest = (digits[:-scale], digits[-scale:].rstrip("0")) if scale else (digits, "")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def fixed(value: Number, digits: int) -> str:
    """Write a value for people with exactly ``digits`` fraction digits, half to even."""
    text = _plain(_scaled(value, digits), digits)
    whole, _, rest = text.partition(".")
    return grouped(f"{whole}.{rest.ljust(digits, '0')}" if digits else whole)


def grouped(plain: str) -> str:
    """Group the thousands of a plain number and give it a true minus."""
    sign, body = (MINUS, plain[1:]) if plain.startswith("-") else ("", plain)
    whole, dot, rest = body.partition(".")
    return f"{sign}{int(whole):,}{dot}{rest}"


def spoken(value: Number, multiplier: Decimal, *, digits: int = SCALE) -> str:
    """Write a base value in the plan's unit, which is ``multiplier`` base units.

    Thousands are grouped in base units only: ``1,014亩``, but ``1014万公斤`` as plans write it.
    """
    text = exact(Fraction(value) / Fraction(multiplier), digits) or ""
    return grouped(text) if multiplier == 1 else text.replace("-", MINUS)


def percent(share: Fraction | Decimal | None) -> str:
    """Write a share as a percentage with one decimal; 99.96 % is not yet 100.0 %."""
    if share is None:
        return UNKNOWN
    whole = Fraction(share)
    tenths = _scaled(whole * 100, 1)
    if whole < WHOLE and tenths >= 10**3:
        tenths = 10**3 - 1
    return f"{fixed(Fraction(tenths, 10), 1)}%"


def as_number(value: Number | None) -> float | None:
    """A share or a lead as JSON has it."""
    return None if value is None else float(value)
