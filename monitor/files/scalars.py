"""What one written word may mean: text, a flag, a day, a whole number.

YAML programs disagree about ``no``, ``014`` and ``12:30``; such words are refused wherever
they stand without quotes, so that every program reads the file as people do.
"""

import re
from datetime import date

from monitor.core.problem import Problem, problem
from monitor.files.yaml_nodes import Scalar

LENGTH_LIMIT = 2000
NORWAY = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"})
ODD_NUMBER = re.compile(
    r"""[-+]?(?: 0[0-9_]+(?:\.[0-9]*)? | 0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
        | [0-9][0-9_]*_[0-9_]* | [0-9]+\.?[0-9]*[eE][-+]?[0-9]+
        | [0-9]{1,2}(?::[0-9]{1,2})+(?:\.[0-9]*)?
        | \.(?:inf|Inf|INF|nan|NaN|NAN) )""",
    re.VERBOSE | re.ASCII,
)
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
FLAGS = {"true": True, "false": False}


def surprise(word: Scalar) -> Problem | None:
    """Say why a word cannot stand as it is written, whatever field it is in."""
    if len(word.text) > LENGTH_LIMIT:
        return problem("yaml.too_long", limit=str(LENGTH_LIMIT))
    if not word.text.strip():
        return problem("yaml.empty")
    if not word.plain:
        return None
    if word.text.lower() in NORWAY:
        return problem("yaml.norway", text=word.text)
    if len(word.text) <= 40 and ODD_NUMBER.fullmatch(word.text):  # noqa: PLR2004 - no number is longer
        return problem("yaml.odd_number", text=word.text)
    return None


def read_flag(word: Scalar) -> bool | Problem:
    """Read ``true`` or ``false``, written without quotes."""
    if word.plain and word.text in FLAGS:
        return FLAGS[word.text]
    return problem("yaml.want_flag", text=_short(word.text))


def read_day(word: Scalar) -> date | Problem:
    """Read ``YYYY-MM-DD``, a day that exists."""
    match = DAY.fullmatch(word.text)
    if match is None:
        return problem("yaml.want_day", text=_short(word.text))
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return problem("yaml.no_such_day", text=word.text)


def read_whole(word: Scalar, *, low: int, high: int) -> int | Problem:
    """Read a whole number between two bounds, both included."""
    plain = word.text.isascii() and word.text.isdigit() and len(word.text) <= len(str(high))
    if plain and low <= int(word.text) <= high:
        return int(word.text)
    return problem("yaml.want_whole", text=_short(word.text), low=str(low), high=str(high))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - a line of a message
