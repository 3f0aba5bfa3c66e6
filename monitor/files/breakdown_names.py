"""Codes for what a table names only in words: units by their names, targets by their numbers."""

import re
from collections.abc import Collection, Mapping, Sequence

from monitor.core.breakdown import Draft
from monitor.core.plan import Unit
from monitor.files.target_yaml import CODE

_PLACE = re.compile(r"^[省市区县旗州]")


def unit_names(known: Sequence[Unit], drafts: Sequence[Draft]) -> dict[str, str]:
    """Return the code of every unit the drafts name: a known one's, or the name itself.

    ``农业农村局`` is ``区农业农村局`` where only one known unit can be meant.
    """
    names = dict.fromkeys(
        name for draft in drafts for name in (draft.responsible, *draft.cooperating)
    )
    by_name = {unit.name: unit.code for unit in known}
    codes = {unit.code for unit in known}
    return {name: _code(name, by_name, codes) for name in names}


def _code(name: str, by_name: Mapping[str, str], codes: Collection[str]) -> str:
    if name in by_name or name in codes:
        return by_name.get(name, name)
    alike = {code for other, code in by_name.items() if _bare(other) == _bare(name)}
    return alike.pop() if len(alike) == 1 else name


def _bare(name: str) -> str:
    return _PLACE.sub("", name)


def free_code(draft: Draft, taken: Collection[str]) -> str:
    """A code for a new target: its own, else one from its number, else the next free one."""
    digits = "".join(char for char in draft.number if char.isdigit())[:6]
    wished = [draft.code, f"T{int(digits):03d}" if digits else ""]
    for code in wished:
        if code and CODE.fullmatch(code) and code not in taken:
            return code
    numbers = (f"T{number:03d}" for number in range(1, len(taken) + 1001))
    stem = f"T{int(digits):03d}" if digits else ""
    parts = (f"{stem}-{part}" for part in range(2, len(taken) + 3)) if stem else numbers
    return next(code for code in parts if code not in taken)
