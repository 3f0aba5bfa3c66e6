"""The one grammar for numbers people type, and their exact storage.

Digits, one point, thousands grouped in threes, a sign, then a unit: nothing else. No
exponent, no underscore, no other script, no guess at brackets or dashes. Nothing is
rounded: what has too many fraction digits or does not fit 64 bits is refused with the
limit named. Reading is linear and the length is checked first.
"""

import re
import unicodedata
from decimal import ROUND_DOWN, Context, Decimal, Inexact, InvalidOperation

from monitor.core.measure import Measure, Spoken, find_measure
from monitor.core.problem import Problem, problem

LONGEST = 32
"""Characters a typed number with its unit may have."""

INT64 = 2**63 - 1

EXACT = Context(prec=80, traps=[Inexact, InvalidOperation])
"""Room for every number the grammar lets in; rounding in it is an error, not an answer."""

_DIGITS = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?", re.ASCII)
_LATIN = frozenset("0123456789.,+-%")
_MINUS = str.maketrans({"−": "-", "－": "-"})
_CHINESE_NUMERALS = frozenset("〇零一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟廿卅")
_DOUBTFUL_SIGNS = frozenset("()（）–—△▲")


def read_number(text: str) -> Decimal | Problem:
    """Read a bare number."""
    plain = _plain(text)
    if isinstance(plain, Problem):
        return plain
    digits, rest = _split(plain)
    return _unreadable(plain) if rest else _decimal(digits, plain)


def read_quantity(text: str, *, into: Measure, spoken: Spoken | None = None) -> Decimal | Problem:
    """Read a number with or without a unit into the base unit of ``into``.

    A bare number is in the base unit; ``spoken`` is the plan's own unit, named in the
    fault where another dimension was typed.
    """
    plain = _plain(text)
    if isinstance(plain, Problem):
        return plain
    digits, word = _split(plain)
    number = _decimal(digits, plain)
    if isinstance(number, Problem):
        return number
    factor = _factor(word, into, spoken, plain)
    if isinstance(factor, Problem):
        return factor
    value = EXACT.multiply(number, factor)
    return fits(value, into) or _canonical(value)


def fits(value: Decimal, measure: Measure) -> Problem | None:
    """Say what keeps a value in base units from being stored exactly, if anything does."""
    scaled = to_scaled(value, measure)
    return scaled if isinstance(scaled, Problem) else None


def to_scaled(value: Decimal, measure: Measure) -> int | Problem:
    """Return value x 10^scale as a signed 64-bit integer, or which limit it breaks."""
    scaled = value.scaleb(measure.scale, EXACT)
    if scaled != scaled.to_integral_value():
        return problem("number.too_fine", value=f"{value:f}", digits=str(measure.scale))
    if abs(scaled) > INT64:
        limit = Decimal(INT64).scaleb(-measure.scale).to_integral_value(ROUND_DOWN)
        return problem("number.too_large", limit=f"{limit:f}", measure=measure.base)
    return int(scaled)


def from_scaled(scaled: int, scale: int) -> Decimal:
    """Return the value in base units that ``to_scaled`` stored with this many digits."""
    return _canonical(Decimal(scaled).scaleb(-scale, EXACT))


def _plain(text: str) -> str | Problem:
    """Trim and map full-width forms; refuse what no number may hold."""
    if len(text) > LONGEST * 4:
        return problem("number.too_long", limit=str(LONGEST))
    kept = _trimmed(text)
    if not kept:
        return problem("number.empty")
    if len(kept) > LONGEST:
        return problem("number.too_long", limit=str(LONGEST))
    plain = half_width(kept)
    faults = (_strange(char, kept) for char in plain)
    return next((fault for fault in faults if fault), plain)


def _trimmed(text: str) -> str:
    """Drop white space and invisible format characters at both ends only."""
    chars = list(text)
    for end in (0, -1):
        while chars and (chars[end].isspace() or unicodedata.category(chars[end]) == "Cf"):
            chars.pop(end)
    return "".join(chars)


def half_width(text: str) -> str:
    """Map full-width ASCII and the minus signs to ASCII; every other character stays itself.

    NFKC would do more than is wanted: it makes 52 of ``5²`` and 3 of ``③``.
    """
    return "".join(_mapped(char) for char in text)


def _mapped(char: str) -> str:
    """Full-width ASCII becomes ASCII; anything else is left for the grammar to refuse."""
    char = char.translate(_MINUS)
    return chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char


def _strange(char: str, text: str) -> Problem | None:
    """Say why a character can stand in no number, if it is of a kind people do type."""
    kind = unicodedata.category(char)
    if char in _LATIN or char == "‰":
        return None
    if char in _DOUBTFUL_SIGNS:
        code = "number.doubtful_sign"
    elif kind in {"Cf", "Cc", "Zl", "Zp"}:
        code = "number.invisible"
    elif kind in {"Nd", "No", "Nl"}:
        code = "number.other_script"
    else:
        return None
    return problem(code, text=text, point=f"U+{ord(char):04X}")


def _split(plain: str) -> tuple[str, str]:
    """Cut before the first character that cannot belong to digits."""
    for place, char in enumerate(plain):
        if char not in "0123456789.,+-":
            return plain[:place].strip(), plain[place:].strip()
    return plain, ""


def _decimal(digits: str, plain: str) -> Decimal | Problem:
    if not digits or not any(char.isdigit() for char in digits):
        return _unreadable(plain)
    if not _DIGITS.fullmatch(digits):
        if digits.endswith("-") and _DIGITS.fullmatch(digits[:-1]):
            return problem("number.doubtful_sign", text=plain, point="U+002D")
        code = "number.grouping" if "," in digits else "number.unreadable"
        return problem(code, text=plain)
    return _canonical(Decimal(digits.replace(",", "")))


def _unreadable(plain: str) -> Problem:
    if any(char in _CHINESE_NUMERALS for char in plain) and not any(c.isdigit() for c in plain):
        return problem("number.chinese", text=plain)
    if _split(plain)[1][:1] in {"e", "E", "_"}:
        return problem("number.exponent", text=plain)
    return problem("number.unreadable", text=plain)


def _factor(word: str, into: Measure, spoken: Spoken | None, plain: str) -> Decimal | Problem:
    if not word:
        return Decimal(1)
    found = find_measure(word) or _bare_multiplier(word, into)
    if found is None:
        if word[:1].lower() == "e" or word[:1] == "_":
            return problem("number.exponent", text=plain)
        return problem("measure.unknown", word=word, measure=_wanted(into, spoken))
    if found.measure.dimension != into.dimension:
        return problem("measure.other", word=word, measure=_wanted(into, spoken))
    return found.multiplier


def _bare_multiplier(word: str, into: Measure) -> Spoken | None:
    """``12万`` for a target in 亩 is 12万亩: the measure is the target's own."""
    return find_measure(f"{word}{into.base}")


def _wanted(into: Measure, spoken: Spoken | None) -> str:
    return spoken.word if spoken else into.base


def _canonical(value: Decimal) -> Decimal:
    """One form for one number: no exponent, no trailing zeros, no minus zero."""
    plain = value.normalize(EXACT)
    exponent = plain.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        plain = plain.quantize(Decimal(1), context=EXACT)
    return plain or Decimal(0)
