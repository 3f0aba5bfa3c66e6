"""People: their accounts, what they may do from the shell, and where letters to them go.

Every change is audited. A password is shown once, when it is made, and must be changed
by its owner at the first sign-in.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from monitor.core.account import (
    Action,
    User,
    mail_fault,
    name_fault,
    phone_fault,
    plain_name,
)
from monitor.core.observation import Entry
from monitor.core.problem import Problem, Refused, problem
from monitor.core.succession import heirs_on, passed_on
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


@dataclass(frozen=True, slots=True)
class OneTime:
    """A password to be shown once, and the hash of it that is kept."""

    password: str
    hash: str


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
    user = known(db, by or os_user)
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


def require_entry(  # noqa: PLR0913  # all but four by keyword
    db: Connection,
    actor: Actor,
    plan: str,
    entries: Sequence[Entry],
    *,
    backdated: bool,
    day: date | None = None,
) -> None:
    """Refuse entries for units that are not the actor's, or back-dating without the right.

    Who is of a unit is of the one it became by ``day``, and enters for what that one took over.
    The shell is the administrator's door: who administers may enter there, and only there.
    """
    if backdated:
        require(actor, Action.BACKDATE)
    if actor.user is None or (actor.os_user and actor.may(Action.ADMINISTER)):
        return
    stated = stored_plan(db, plan)
    heirs = heirs_on(stated, day or date.max)
    user = replace(actor.user, unit=heirs.get(actor.user.unit, actor.user.unit))
    for entry in entries:
        target = stated.target(entry.target)
        if target is None:
            continue
        target, unit = passed_on(target, heirs), stated.unit_code(entry.unit or "")
        unit = heirs.get(unit, unit)
        if not may_enter(user, target, unit):
            require(actor, Action.ENTER, unit or target.reported_by or target.responsible)


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
        Refused: where the name cannot stand or is taken, the address or the telephone number
            is none, or no adopted plan knows the unit.

    """
    name = plain_name(user.name)
    fault = name_fault(name) or mail_fault(user.mail) or phone_fault(user.phone)
    if fault is None and accounts.row_of(db, name):
        fault = problem("accounts.taken", name=name)
    if fault:
        raise Refused((fault,))
    key, unit = one_time(), unit_code(db, user.unit)
    open_account(db, replace(user, name=name, unit=unit), key, by=by, now=now)
    return key.password


def open_account(db: Connection, user: User, key: OneTime, *, by: Actor, now: datetime) -> None:
    """Keep an account that was found to be in order, its password still to be changed."""
    fresh = replace(user, display=user.display or user.name, must_change=True)
    accounts.add(db, fresh, password_hash=key.hash, at=now)
    note(db, by, "users.add", user.name, now=now, detail={"roles": sorted(user.roles)})


def unit_code(db: Connection, text: str) -> str:
    """Code of the unit a person enters or reviews for, as the adopted plans know it.

    Raises:
        Refused: where plans are adopted and none knows it.

    """
    code = unit_among(known_units(db), text)
    if isinstance(code, Problem):
        raise Refused((code,))
    return code


def known_units(db: Connection) -> dict[str, str]:
    """Return the code of every unit the adopted plans know, by its code and by its name."""
    plans = [stored_plan(db, code) for code in targets.plan_codes(db)]
    units = [unit for plan in plans for unit in plan.units]
    by_name = {unit.name: unit.code for unit in reversed(units)}
    return by_name | {unit.code: unit.code for unit in units}


def unit_names(db: Connection) -> dict[str, str]:
    """Return the name of each unit by its code, where the name leads back to it."""
    return {code: name for name, code in known_units(db).items() if name != code}


def unit_among(units: Mapping[str, str], text: str) -> str | Problem:
    """Code of a unit named by code or by name, or that there is none; any, before any plan."""
    if not text or not units:
        return text
    codes = "、".join(sorted(set(units.values())))
    return units.get(text) or problem("accounts.unit_unknown", unit=text, units=codes)


def disable(db: Connection, name: str, *, by: Actor, now: datetime) -> None:
    """Close an account: its sessions end, its tokens are worthless, its history stays.

    Raises:
        Refused: for the last administrator, without whom nobody could open any again.

    """
    accounts.lock_all(db)
    user = known(db, name)
    if last_administrator(db, user.name):
        raise Refused((problem("accounts.last_admin", name=user.name),))
    close(db, user.name, now=now)
    note(db, by, "users.disable", user.name, now=now)


def close(db: Connection, name: str, *, now: datetime) -> None:
    """Disable an account and end all that opens a door in its name."""
    accounts.change(db, name, {"disabled_at": now})
    accounts.close_sessions(db, name)
    accounts.revoke_tokens(db, name, at=now)


def last_administrator(db: Connection, name: str) -> bool:
    """Whether nobody but this person could open an account."""
    return [one.name for one in accounts.all_users(db) if one.administers] == [name]


def reset(db: Connection, name: str, *, by: Actor, now: datetime) -> str:
    """Give a new one-time password, unlock the account and end its sessions."""
    user, key = known(db, name), one_time()
    renew_key(db, user.name, key)
    note(db, by, "users.reset", user.name, now=now)
    return key.password


def renew_key(db: Connection, name: str, key: OneTime) -> None:
    """Open an account with a one-time password, whatever kept it closed."""
    values = {
        "password_hash": key.hash,
        "must_change": True,
        "failed": 0,
        "locked_until": None,
        "disabled_at": None,
    }
    accounts.change(db, name, values)
    accounts.close_sessions(db, name)


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


def one_time() -> OneTime:
    """Return a fresh password that satisfies the rule for passwords, with its hash."""
    password = f"{secrets.token_urlsafe(9)}-Aa1"
    return OneTime(password, hashed(password))


def known(db: Connection, name: str) -> User:
    """Return the person of a user name.

    Raises:
        Refused: where nobody has it.

    """
    row = accounts.row_of(db, plain_name(name))
    if row is None:
        raise Refused((problem("accounts.unknown", name=name),))
    return accounts.user_of(row)
