"""The lines a unit may fill in now, and beside them why the others are not asked for."""

from typing import Any

from sqlalchemy import Connection

from monitor.core.lock import Lock, Why
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.render.locks import lock_text
from monitor.render.voice import Voice
from monitor.services.locks import locks_of
from monitor.web.current import Current
from monitor.web.entry_form import Line


def locks(
    db: Connection,
    current: Current,
    plan: Plan,
    unit: str,
    period: Period,
    *,
    heirs: dict[str, str],
) -> dict[str, Lock]:
    """Return what keeps each target of a unit closed now, by code."""
    now, day = current.now, current.today
    return locks_of(db, plan, unit, period, heirs=heirs, now=now, day=day)


def open_lines(lines: list[Line], shut: dict[str, Lock]) -> list[Line]:
    """The lines that may be filled in."""
    return [line for line in lines if line.target.code not in shut]


def shown(voice: Voice, shut: dict[str, Lock]) -> list[dict[str, Any]]:
    """The locks as the page lists them, what needs a person first."""
    order = list(Why)
    rows = sorted(shut.values(), key=lambda one: order.index(one.why))
    return [
        {"code": one.target.code, "name": one.target.name, "why": lock_text(voice, one)}
        for one in rows
    ]
