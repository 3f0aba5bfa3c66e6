"""One person's work in another's hands: what moves, what stays, and what cannot be moved.

A value to look at before anything is done, and the same value to tell afterwards. Rights of
the administrator are never given away in passing: they move only where that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.core.account import Role, User
from monitor.core.problem import Problem, problem


@dataclass(frozen=True, slots=True)
class Terms:
    """What was said of a handover: why, and what may move that does not by itself."""

    reason: str = ""
    move: bool = False
    with_admin: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter on its way to the one who leaves: its bytes and its address are frozen."""

    delivery: str
    report: str
    period: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Handover:
    """Who gives, who takes and what the taker becomes, with everything that moves or stays.

    ``named`` are targets whose plan names the giver in person, ``addressed`` reports that
    write to the giver's very address: both stand in files and are a person's to change.
    """

    giver: User
    taker: User
    after: User
    posts: tuple[str, ...] = ()
    owed: int = 0
    reviews: int = 0
    matters: int = 0
    sessions: int = 0
    tokens: int = 0
    mail: tuple[Mail, ...] = ()
    named: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()
    unattended: str = ""

    @property
    def gained(self) -> tuple[Role, ...]:
        """Roles the taker has not had."""
        return tuple(sorted(self.after.roles - self.taker.roles))

    @property
    def kept_back(self) -> tuple[Role, ...]:
        """Roles of the giver that nobody gets."""
        return tuple(sorted(self.giver.roles - self.after.roles))


def taken_over(giver: User, taker: User, *, with_admin: bool) -> User:
    """Return the taker with the giver's unit and roles."""
    roles = giver.roles if with_admin else giver.roles - {Role.ADMIN}
    same = taker.unit == giver.unit
    return replace(
        taker,
        roles=taker.roles | roles,
        unit=giver.unit or taker.unit,
        stand_in=(giver.stand_in and taker.stand_in) if same else giver.stand_in,
    )


def handover_faults(
    giver: User, taker: User, everybody: Sequence[User], terms: Terms
) -> list[Problem]:
    """Why one account cannot take over another."""
    if giver.name == taker.name:
        return [problem("people.same", name=giver.name)]
    faults = []
    if taker.disabled_at is not None:
        faults.append(problem("people.taker_closed", name=taker.name))
    if taker.unit and giver.unit and taker.unit != giver.unit and not terms.move:
        units = {"name": taker.name, "unit": taker.unit, "other": giver.unit}
        faults.append(problem("people.other_unit", **units))
    others = [one for one in everybody if one.administers and one.name != giver.name]
    if giver.administers and not others and not terms.with_admin:
        faults.append(problem("people.last_admin", name=giver.name))
    return faults


def left_unattended(after: User, before: User, everybody: Sequence[User]) -> str:
    """The unit that has nobody left to enter for it once a person belongs to another one."""
    if not before.unit or before.unit == after.unit:
        return ""
    clerks = [
        one
        for one in everybody
        if one.disabled_at is None and one.unit == before.unit and Role.CLERK in one.roles
    ]
    return before.unit if all(one.name == before.name for one in clerks) else ""
