"""Faults as values, with a place; and the three exceptions that carry them to a door.

A ``Problem`` says what is wrong with people's input by a code and its arguments; the
sentence stands in a catalogue. Exceptions are for us: a door translates each into an
exit code or a page, once.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault stands: a file's line, or a workbook's cell. Unknown parts are ``None``."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its code, the sentence's arguments as sorted pairs, and its place if known."""

    code: str
    args: tuple[tuple[str, str], ...] = ()
    place: Place | None = None

    def at(self, place: Place) -> "Problem":
        """Return the same fault with its place."""
        return replace(self, place=place)


def problem(code: str, /, **args: str) -> Problem:
    """Name a fault: ``problem("number.exponent", text="1e3")``."""
    return Problem(code, tuple(sorted(args.items())))


class MonitorError(Exception):
    """Something a door has to tell; ``problems`` holds every fault at once."""

    exit_code = 1

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems


class Refused(MonitorError):  # noqa: N818  # named for what it says at a door
    """The input or the state is at fault; nothing was changed."""


class Misused(MonitorError):  # noqa: N818  # named for what it says at a door
    """The program was called wrongly."""

    exit_code = 2


class Unavailable(MonitorError):  # noqa: N818  # named for what it says at a door
    """The environment is at fault: database, schema, mail, disk."""

    exit_code = 3
