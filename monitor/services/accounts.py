"""People: their accounts, what they may do from the shell, and where letters to them go.

Every change is audited. A password is shown once, when it is made, and must be changed
by its owner at the first sign-in.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from monitor.core.account import Action, Role, User, mail_fault, name_fault, plain_name
from monitor.core.observation import Entry
from monitor.core.problem import Refused, problem
from monitor.core.target import Target
from monitor.services.passwords import hashed
from monitor.services.targets import stored_plan
from monitor.store import accounts, targets


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: the named person, and the operating system's user behind them."""

    name: str
    os_user: str = ""
    user: User | None = None

    def may(self, action: Action, unit: str | None = None) -> bool:
        """Whether it is allowed; before any account exists the shell may do everything."""
        return self.user is None or self.user.may(action, unit)


def shell_actor(db: Connection, by: str | None, *, os_user: str) -> Actor:
    """Return who acts from the shell: the OS user, or once accounts exist a named one.

    Raises:
        Refused: where accounts exist and none of them, or a disabled one, is named.

    """
    if not accounts.exist(db):
        return Actor(by or os_user, os_user)
    row = accounts.row_of(db, plain_name(by or os_user))
    if row is None and by is None:
        raise Refused((problem("accounts.by_missing", name=os_user),))
    user = _known(db, by or os_user)
    if user.disabled_at is not None:
        raise Refused((problem("accounts.disabled", name=user.name),))
    return Actor(user.name, os_user, user)


def require(actor: Actor, action: Action, unit: str | None = None) -> None:
    """Refuse what an actor may not do.

    Raises:
        Refused: naming the person and the deed.

    """
    if not actor.may(action, unit):
        code = f"accounts.may_not_{action.value}"
        raise Refused((problem(code, name=actor.name, unit=unit or ""),))


def require_entry(
    db: Connection, actor: Actor, plan: str, entries: Sequence[Entry], *, backdated: bool
) -> None:
    """Refuse entries for units that are not the actor's, or back-dating without the right.

    The shell is the administrator's door: who administers may enter there, and only there.
    """
    if backdated:
        require(actor, Action.BACKDATE)
    if actor.user is None or (actor.os_user and actor.may(Action.ADMINISTER)):
        return
    stated = stored_plan(db, plan)
    for entry in entries:
        target = stated.target(entry.target)
        if target and not may_enter(actor.user, target, entry.unit or ""):
            require(actor, Action.ENTER, entry.unit or target.reported_by or target.responsible)


def may_enter(user: User, target: Target, unit: str = "") -> bool:
    """Whether a person may enter for a target: who answers for it, or who reports it.

    ``unit`` is the part's where the target is split.
    """
    units = {unit} if target.parts else {target.responsible, target.reported_by} - {""}
    return any(user.may(Action.ENTER, one) for one in units)


def add_user(db: Connection, user: User, *, by: Actor, now: datetime) -> str:
    """Make an account; returns its one-time password.

    ``unit`` may be given by code or by name; before any plan is adopted it stands as given.

    Raises:
        Refused: where the name cannot stand or is taken, the address is none, or no adopted
            plan knows the unit.

    """
    name = plain_name(user.name)
    fault = name_fault(name) or mail_fault(user.mail)
    if fault is None and accounts.row_of(db, name):
        fault = problem("accounts.taken", name=name)
    if fault:
        raise Refused((fault,))
    password = one_time_password()
    unit = _unit(db, user)
    fresh = User(name, user.display or name, user.mail, user.roles, unit, must_change=True)
    accounts.add(db, fresh, password_hash=hashed(password), at=now)
    note(db, by, "users.add", name, now=now, detail={"roles": sorted(user.roles)})
    return password


def _unit(db: Connection, user: User) -> str:
    """Code of the unit a person enters or reviews for, as the adopted plans know it."""
    if not user.unit:
        return ""
    plans = [stored_plan(db, code) for code in targets.plan_codes(db)]
    codes = [code for plan in plans if plan.unit(code := plan.unit_code(user.unit))]
    if plans and not codes:
        known = "、".join(sorted({unit.code for plan in plans for unit in plan.units}))
        raise Refused((problem("accounts.unit_unknown", unit=user.unit, units=known),))
    return codes[0] if codes else user.unit


def disable(db: Connection, name: str, *, by: Actor, now: datetime) -> None:
    """Close an account: its sessions end, its tokens are worthless, its history stays.

    Raises:
        Refused: for the last administrator, without whom nobody could open any again.

    """
    user = _known(db, name)
    active = [one for one in accounts.all_users(db) if one.disabled_at is None]
    if [one.name for one in active if one.may(Action.ADMINISTER)] == [user.name]:
        raise Refused((problem("accounts.last_admin", name=user.name),))
    accounts.change(db, user.name, {"disabled_at": now})
    accounts.close_sessions(db, user.name)
    accounts.revoke_tokens(db, user.name, at=now)
    note(db, by, "users.disable", user.name, now=now)


def reset(db: Connection, name: str, *, by: Actor, now: datetime) -> str:
    """Give a new one-time password, unlock the account and end its sessions."""
    user = _known(db, name)
    password = one_time_password()
    values = {
        "password_hash": hashed(password),
        "must_change": True,
        "failed": 0,
        "locked_until": None,
        "disabled_at": None,
    }
    accounts.change(db, user.name, values)
    accounts.close_sessions(db, user.name)
    note(db, by, "users.reset", user.name, now=now)
    return password


def note(  # noqa: PLR0913  # an audit line has these sides
    db: Connection,
    by: Actor,
    action: str,
    subject: str,
    *,
    now: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    """Append a line to the audit."""
    accounts.note(
        db,
        {
            "at": now,
            "who": by.name,
            "os_user": by.os_user,
            "action": action,
            "subject": subject,
            "detail": detail or {},
        },
    )


def addresses(
    db: Connection, to: Sequence[str], *, unit: str | None = None
) -> tuple[tuple[str, str], ...]:
    """Resolve ``role:leader``, ``unit:CODE`` and plain addresses to (name, address), once each.

    ``role:clerk`` with a unit means that unit's clerks.
    """
    people = [user for user in accounts.all_users(db) if user.disabled_at is None and user.mail]
    found: dict[str, str] = {}
    for one in to:
        for name, address in _resolved(one, people, unit):
            found.setdefault(address, name)
    return tuple((name, address) for address, name in found.items())


def _resolved(one: str, people: Sequence[User], unit: str | None) -> list[tuple[str, str]]:
    kind, _, rest = one.partition(":")
    if kind == "role":
        mine = [user for user in people if rest in {role.value for role in user.roles}]
        if rest in {Role.CLERK, Role.REVIEWER} and unit is not None:
            mine = [user for user in mine if user.unit == unit]
        return [(user.display, user.mail) for user in mine]
    if kind == "unit":
        return [(user.display, user.mail) for user in people if user.unit == rest]
    return [("", one)]


def one_time_password() -> str:
    """Return a fresh password that satisfies the rule for passwords."""
    return f"{secrets.token_urlsafe(9)}-Aa1"


def _known(db: Connection, name: str) -> User:
    row = accounts.row_of(db, plain_name(name))
    if row is None:
        raise Refused((problem("accounts.unknown", name=name),))
    return accounts.user_of(row)
