"""Everything about one target in one hand: its history, and what proves each line of it.

A row's text is what its digest is made of, and a link holds the digests of all its rows, so a
reader can recompute both without the machine they came from. Nothing here is worded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.evidence import Evidence
from monitor.core.happening import History

DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a chain as it was sealed."""

    seq: int
    link: int
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain; ``rows`` are the digests it was made of."""

    seq: int
    previous: str
    digest: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One face of an edition, as it was issued."""

    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Dossier:
    """The history of one target with every proof; ``head`` is the newest link it rests on."""

    history: History
    head: Link
    links: tuple[Link, ...]
    rows: tuple[Row, ...]
    editions: tuple[tuple[str, tuple[Part, ...]], ...]
    evidence: tuple[Evidence, ...]


def digests_in(data: object) -> Iterator[str]:
    """Every digest that plain data names, however deep."""
    if isinstance(data, str):
        if DIGEST.fullmatch(data):
            yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from digests_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from digests_in(value)
