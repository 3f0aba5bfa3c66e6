"""Find the sentence for a code, in the reader's language.

Every text for people stands in ``words/<language>/*.toml``, one file per room; here the
files of one language become one catalogue of dotted codes. It refuses to guess: a code
without a sentence, or a sentence without its argument, is a KeyError and never an empty
string.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from monitor.core.problem import Place, Problem

LANGUAGES = ("zh", "en")
"""The languages of the catalogues; Chinese is the first and complete one."""


class Words:
    """The sentences of one language."""

    def __init__(self, language: str) -> None:
        """Read the catalogue; raises FileNotFoundError for a language that has none."""
        self.language = language
        self._texts = _catalogue(language)

    def say(self, code: str, /, **args: object) -> str:
        """Return the sentence of a code with its arguments; raises KeyError if either lacks."""
        return self._texts[code].format_map(args)

    def knows(self, code: str) -> bool:
        """Whether the catalogue has a sentence for a code."""
        return code in self._texts

    def codes(self) -> dict[str, str]:
        """Every code with its sentence as it stands in the catalogue."""
        return dict(self._texts)

    def problem(self, fault: Problem) -> str:
        """Return one line: where the fault stands, if it is known, what it is, what to do."""
        return _where(fault.place) + self.say(fault.code, **dict(fault.args))

    def problems(self, faults: Sequence[Problem]) -> list[str]:
        """Return the line of each fault, in the order given."""
        return [self.problem(fault) for fault in faults]


def _where(place: Place | None) -> str:
    """``FILE:LINE: ``, ``FILE!SHEET!CELL: ``, or nothing."""
    if place is None or place.file is None:
        return ""
    if place.sheet is not None:
        return "!".join(part for part in (place.file, place.sheet, place.cell) if part) + ": "
    return f"{place.file}: " if place.line is None else f"{place.file}:{place.line}: "


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    """Read a language's catalogue, once for a running program: it ships with the program."""
    folder = files("monitor.render") / "words" / language
    pages = sorted(
        (page for page in folder.iterdir() if page.name.endswith(".toml")),
        key=lambda page: page.name,
    )
    if not pages:
        raise FileNotFoundError(language)
    texts: dict[str, str] = {}
    for page in pages:
        texts.update(_flat(tomllib.loads(page.read_text(encoding="utf-8"))))
    return MappingProxyType(texts)


def _flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", str(value)
