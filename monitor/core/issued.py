"""What was really issued beside what the program printed: where their numbers part.

An office edits a document before it is stamped. Wording is its own; a number that is not the
scorecard's any more is pointed out, with both lines. Paragraphs are matched by their words alone;
a number in a line of the office's own counts as known if the printed document has it anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

NUMBER = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*[%％]?")
MOST_TOLD = 200
"""Lines told at most: a document that differs more is another document."""


@dataclass(frozen=True, slots=True)
class Apart:
    """One line whose numbers are not those printed; ``printed`` is empty for a line of its own."""

    printed: str
    issued: str
    numbers: tuple[str, ...]


def numbers_apart(printed: Sequence[str], issued: Sequence[str]) -> tuple[Apart, ...]:
    """Return the lines of an issued document whose numbers the printed one does not have there."""
    before, after = [_plain(one) for one in printed], [_plain(one) for one in issued]
    known = {number for line in before for number in _numbers(line)}
    skeletons = [[NUMBER.sub("#", line) for line in lines] for lines in (before, after)]
    matched = SequenceMatcher(None, skeletons[0], skeletons[1], autojunk=False)
    found: list[Apart] = []
    for sort, start, _, first, last in matched.get_opcodes():
        for step, line in enumerate(after[first:last]):
            mine = before[start + step] if sort == "equal" else ""
            changed = tuple(_changed(mine, line, known))
            if changed:
                found.append(Apart(mine, line, changed))
    return tuple(found[:MOST_TOLD])


def _changed(printed: str, issued: str, known: set[str]) -> Iterator[str]:
    if printed:
        pairs = zip(_numbers(printed), _numbers(issued), strict=True)
        yield from (after for before, after in pairs if before != after)
    else:
        yield from (number for number in _numbers(issued) if number not in known)


def _numbers(line: str) -> list[str]:
    return NUMBER.findall(line)


def _plain(line: str) -> str:
    """One line without the white space that programs add or drop."""
    return "".join(line.split())
