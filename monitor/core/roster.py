"""What is wanted of an account, from a command or from a row of a table of people.

What is not said stays as it is. These values know how an account looks once a wish is
granted and what that changes; whether it may be granted is for the service to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.core.account import Role, User, mail_fault, phone_fault, plain_name
from monitor.core.problem import Place, Problem

FIELDS = ("display", "roles", "unit", "mail", "phone", "stand_in")
"""What of an account can be changed, in the order it is told."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of one account; ``places`` holds the cell each field was read from."""

    name: str
    display: str | None = None
    roles: frozenset[Role] | None = None
    unit: str | None = None
    mail: str | None = None
    phone: str | None = None
    stand_in: bool | None = None
    posts: tuple[str, ...] | None = None
    disabled: bool | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """The user name in its one form."""
        return plain_name(self.name)

    def granted(self, user: User) -> User:
        """Return the account as it is once everything said here holds."""
        said = {name: getattr(self, name) for name in FIELDS}
        return replace(user, **{name: value for name, value in said.items() if value is not None})

    def faults(self) -> list[Problem]:
        """What of the wish cannot be, whoever it is about."""
        found = [("mail", mail_fault(self.mail or "")), ("phone", phone_fault(self.phone or ""))]
        return [self.placed(fault, name) for name, fault in found if fault]

    def placed(self, fault: Problem, name: str) -> Problem:
        """The fault at the cell of a field, else at the row's own."""
        place = self.places.get(name) or self.places.get("name")
        return fault.at(place) if place else fault


def in_order(faults: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return faults from the top of each sheet down."""

    def row(fault: Problem) -> tuple[str, int]:
        place = fault.place
        cell = (place and place.cell) or ""
        return (place and place.sheet) or "", int("".join(filter(str.isdigit, cell)) or 0)

    return tuple(sorted(faults, key=row))


@dataclass(frozen=True, slots=True)
class Changed:
    """What became different about one account: field, what it was, what it is."""

    name: str
    fields: tuple[tuple[str, str, str], ...]


def changed(before: User, after: User) -> Changed:
    """Return what differs between two states of an account, in plain text."""
    told = [(name, _text(before, name), _text(after, name)) for name in FIELDS]
    return Changed(after.name, tuple((name, old, new) for name, old, new in told if old != new))


def _text(user: User, name: str) -> str:
    if name == "roles":
        return ",".join(sorted(user.roles))
    value = getattr(user, name)
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)
