"""Beside the lines a unit may fill in: why the others are not asked for."""

from typing import Any

from monitor.core.lock import Lock, Why
from monitor.render.locks import lock_text
from monitor.render.voice import Voice


def shown(voice: Voice, shut: dict[str, Lock]) -> list[dict[str, Any]]:
    """The locks as the page lists them, what needs a person first."""
    order = list(Why)
    rows = sorted(shut.values(), key=lambda one: order.index(one.why))
    return [
        {"code": one.target.code, "name": one.target.name, "why": lock_text(voice, one)}
        for one in rows
    ]
