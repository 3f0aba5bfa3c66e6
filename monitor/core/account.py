"""Who may do what: roles, and the one place where rights are decided.

A clerk enters for the own unit; the supervisor enters for any and owns the plan; a
leader and an auditor read; the administrator runs the machine and has no part in
figures. Nobody can edit history, whatever the role.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.core.problem import Problem, problem

SHORTEST_PASSWORD, LONGEST_PASSWORD, CLASSES = 10, 128, 3
LONGEST_NAME = 64
LONGEST_PHONE = 32
TELLING_NAME = 4
"""Letters from which on a user name in a password gives it away; fewer occur by chance."""


class Role(StrEnum):
    """What a person is here for."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    ADMIN = "admin"
    AUDITOR = "auditor"


ADDRESS = re.compile(r"[^\s@,;:<>]+@[^\s@,;:<>]+")
"""One address and nothing beside it: what could end a header line or begin another is out."""

PHONE = re.compile(r"[+(（]?[0-9][0-9 ()（）/,，、;；#*转-]*")
"""A number as people write it: groups, an extension, a second number."""


class Action(StrEnum):
    """What a person may want to do."""

    READ = "read"
    ENTER = "enter"
    REVIEW = "review"
    ADOPT = "adopt"
    ISSUE = "issue"
    ADMINISTER = "administer"
    BACKDATE = "backdate"
    STAFF = "staff"
    AUDIT = "audit"


_ANYWHERE = {
    Role.CLERK: {Action.READ},
    Role.REVIEWER: {Action.READ},
    Role.SUPERVISOR: {
        Action.READ,
        Action.ENTER,
        Action.REVIEW,
        Action.ADOPT,
        Action.ISSUE,
        Action.STAFF,
        Action.AUDIT,
    },
    Role.LEADER: {Action.READ},
    Role.ADMIN: {
        Action.READ,
        Action.ADMINISTER,
        Action.BACKDATE,
        Action.ADOPT,
        Action.ISSUE,
        Action.STAFF,
        Action.AUDIT,
    },
    Role.AUDITOR: {Action.READ, Action.AUDIT},
}
_OWN_UNIT = {Role.CLERK: {Action.ENTER}, Role.REVIEWER: {Action.REVIEW}}


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account; ``unit`` is empty for those of no single unit.

    ``stand_in`` marks the second contact of a unit, who is written to beside the first.
    """

    name: str
    display: str
    mail: str
    roles: frozenset[Role]
    unit: str = ""
    must_change: bool = False
    disabled_at: datetime | None = None
    phone: str = ""
    stand_in: bool = False

    @property
    def administers(self) -> bool:
        """Whether the account is open and may open others."""
        return self.may(Action.ADMINISTER)

    def may(self, action: Action, unit: str | None = None) -> bool:
        """Whether the person may do this, where it matters for this unit."""
        if self.disabled_at is not None:
            return False
        if any(action in _ANYWHERE[role] for role in self.roles):
            return True
        own = bool(self.unit) and unit == self.unit
        return own and any(action in _OWN_UNIT.get(role, set()) for role in self.roles)


def plain_name(text: str) -> str:
    """Return the one form of a user name, so that no two look alike."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def name_fault(name: str) -> Problem | None:
    """Say why a user name cannot stand."""
    good = name and len(name) <= LONGEST_NAME and all(c.isalnum() or c in "._-@" for c in name)
    return None if good else problem("accounts.name", name=name[:LONGEST_NAME])


def mail_fault(mail: str) -> Problem | None:
    """Say why an address cannot stand; none at all may."""
    good = not mail or ADDRESS.fullmatch(mail)
    return None if good else problem("accounts.mail", mail=mail[:LONGEST_NAME])


def phone_fault(phone: str) -> Problem | None:
    """Say why a telephone number cannot stand; none at all may."""
    good = not phone or (len(phone) <= LONGEST_PHONE and PHONE.fullmatch(phone))
    return None if good else problem("accounts.phone", phone=phone[:LONGEST_NAME])


def password_fault(password: str, *, name: str) -> Problem | None:
    """Say why a password is too weak: length, classes of characters, the own name in it."""
    kinds = (str.islower, str.isupper, str.isdigit)
    classes = sum(any(kind(char) for char in password) for kind in kinds)
    classes += any(not char.isalnum() for char in password)
    right = SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    named = len(name) >= TELLING_NAME and name in password.casefold()
    if right and classes >= CLASSES and not named:
        return None
    return problem("accounts.weak", shortest=str(SHORTEST_PASSWORD), classes=str(CLASSES))
