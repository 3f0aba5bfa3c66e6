"""Where letters go: roles, units and plain addresses resolved to people's own addresses.

A unit has a first contact and may have a second, the stand-in (AB岗): what is meant for the
unit's clerks reaches both. Whose account is closed, or who has no address, gets nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from monitor.core.account import Role, User
from monitor.store import accounts


def addresses(
    db: Connection,
    to: Sequence[str],
    *,
    unit: str | None = None,
    formerly: Collection[str] = (),
) -> tuple[tuple[str, str], ...]:
    """Resolve ``role:leader``, ``unit:CODE`` and plain addresses to (name, address), once each.

    ``role:clerk`` with a unit means that unit's clerks and its second contact, the first
    contact first; ``formerly`` are units that became this one, whose people are its own.
    """
    everybody = sorted(accounts.all_users(db), key=lambda user: user.stand_in)
    people = [
        replace(user, unit=unit) if unit and user.unit in formerly else user
        for user in everybody
        if user.disabled_at is None and user.mail
    ]
    found: dict[str, str] = {}
    for one in to:
        for name, address in _resolved(one, people, unit):
            found.setdefault(address, name)
    return tuple((name, address) for address, name in found.items())


def _resolved(one: str, people: Sequence[User], unit: str | None) -> list[tuple[str, str]]:
    kind, _, rest = one.partition(":")
    if kind == "role":
        second = rest == Role.CLERK and unit is not None
        mine = [
            user
            for user in people
            if rest in {role.value for role in user.roles} or (second and user.stand_in)
        ]
        if rest in {Role.CLERK, Role.REVIEWER} and unit is not None:
            mine = [user for user in mine if user.unit == unit]
        return [(user.display, user.mail) for user in mine]
    if kind == "unit":
        return [(user.display, user.mail) for user in people if user.unit == rest]
    return [("", one)]
