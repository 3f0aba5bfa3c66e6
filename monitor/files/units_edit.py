"""Edits the units of ``targets.yaml``: renamed, merged, closed, split, from a day on.

Each function takes the text and returns the changed text; comments and everything else stay.
The result was read with ``read_targets`` before it is handed back, so that no half-ended unit
is ever written. Raises ``Refused`` with what is wrong and what to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.core.plan import Plan, Unit
from monitor.core.problem import Refused, problem
from monitor.files.targets_edit import add_entries, set_fields
from monitor.files.targets_yaml import read_targets
from monitor.files.yaml_lines import read_nodes
from monitor.files.yaml_nodes import Mapping as Node
from monitor.files.yaml_nodes import Scalar
from monitor.files.yaml_nodes import Sequence as List
from monitor.files.yaml_splice import Value, add_pair, apply, replace_value, written

FILE = "targets.yaml"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Order:
    """From which day, and by what document (文号)."""

    since: date
    document: str = ""

    @property
    def until(self) -> date:
        """The last day before it."""
        return self.since - ONE_DAY


def rename(text: str, code: str, *, name: str, order: Order) -> str:
    """Give a unit another name from a day on."""
    unit = _open(_plans(text), code, order)
    if unit.name == name:
        raise Refused((problem("units.same_name", code=unit.code, name=name),))
    text = _end(text, unit.code, {"until": order.until})
    more: dict[str, Value] = {"parent": unit.parent, "since": order.since}
    more |= {"review": unit.review if unit.review != "none" else "", "document": order.document}
    return _sound(_added(text, unit.code, name, more))


def merge(text: str, codes: Sequence[str], *, into: str, order: Order, name: str = "") -> str:
    """Make one unit of several; ``into`` may be new, one that exists, or one of them."""
    plans = _plans(text)
    olds = [_open(plans, code, order) for code in codes]
    heir = _found(plans, into)
    text = _with_heir(text, plans, into, name=name, like=olds[0], order=order)
    into = heir.code if heir else into
    for old in olds:
        if old.code != into:
            text = _end(text, old.code, _last_day(order) | {"successor": into})
    return _sound(text)


def split(  # noqa: PLR0913  # all but two by keyword
    text: str,
    code: str,
    *,
    into: Sequence[str],
    order: Order,
    names: Mapping[str, str],
    give: Mapping[str, str],
) -> str:
    """Make several units of one; ``give`` says for each open target which of them answers."""
    plans = _plans(text)
    old = _open(plans, code, order)
    heirs = tuple(found.code if (found := _found(plans, one)) else one for one in into)
    changes = _given(plans, old, order, heirs=heirs, give=give)
    for heir in heirs:
        name = names.get(heir, "")
        text = _with_heir(text, plans, heir, name=name, like=old, order=order)
    text = _end(text, old.code, _last_day(order) | {"successors": heirs})
    for plan, fields in changes.items():
        text = set_fields(text, plan, fields)
    return _sound(text)


def _given(
    plans: Sequence[Plan],
    old: Unit,
    order: Order,
    *,
    heirs: Sequence[str],
    give: Mapping[str, str],
) -> dict[str, dict[str, dict[str, Value]]]:
    """By plan and target the fields that have to name another unit."""
    changes: dict[str, dict[str, dict[str, Value]]] = {}
    faults, left = [], []
    for plan in plans:
        for target in plan.targets:
            keys = [
                key for key in ("responsible", "reported_by") if getattr(target, key) == old.code
            ]
            split_over = any(part.unit == old.code for part in target.parts)
            if target.deadline <= order.until or not (keys or split_over):
                continue
            if split_over:
                faults.append(problem("units.split_part", code=target.code))
            elif target.code not in give:
                left.append(target.code)
            else:
                changes.setdefault(plan.code, {})[target.code] = dict.fromkeys(
                    keys, give[target.code]
                )
    mine = {code for fields in changes.values() for code in fields} | set(left)
    faults += [
        problem("units.give_unknown", code=code, unit=old.code) for code in give if code not in mine
    ]
    listed = "、".join(heirs)
    faults += [
        problem("units.give_other", code=code, unit=unit, units=listed)
        for code, unit in give.items()
        if unit not in heirs
    ]
    if left:
        faults.append(problem("units.left", codes="、".join(dict.fromkeys(left))))
    if faults:
        raise Refused(tuple(faults))
    return changes


def _plans(text: str) -> tuple[Plan, ...]:
    read = read_targets(text, FILE)
    if read.problems:
        raise Refused(read.problems)
    return read.plans


def _sound(text: str) -> str:
    _plans(text)
    return text


def _rows(plans: Sequence[Plan], code: str) -> list[Unit]:
    rows = [unit for unit in plans[0].units if code in {unit.code, unit.name}]
    mine = {unit.code for unit in rows}
    return sorted(
        (unit for unit in plans[0].units if unit.code in mine),
        key=lambda one: one.since or date.min,
    )


def _found(plans: Sequence[Plan], code: str) -> Unit | None:
    """The newest row of the unit a person names by its code or a name."""
    rows = _rows(plans, code)
    return rows[-1] if rows else None


def _open(plans: Sequence[Plan], code: str, order: Order) -> Unit:
    unit = _found(plans, code)
    if unit is None:
        known = "、".join(dict.fromkeys(one.code for one in plans[0].units)) or "-"
        raise Refused((problem("units.unknown", code=code, known=known),))
    if unit.until is not None:
        raise Refused((problem("units.closed", code=unit.code, until=str(unit.until)),))
    if unit.since is not None and order.since <= unit.since:
        said = {"code": unit.code, "since": str(unit.since)}
        raise Refused((problem("units.too_early", **said),))
    return unit


def _with_heir(  # noqa: PLR0913  # all but three by keyword
    text: str, plans: Sequence[Plan], code: str, *, name: str, like: Unit, order: Order
) -> str:
    """The text with the unit that takes over: as it is, under a new name, or new."""
    found = _found(plans, code)
    if found is None and not name:
        raise Refused((problem("units.needs_name", code=code),))
    if found is not None and (not name or name == found.name):
        return text
    if found is not None:
        return rename(text, found.code, name=name, order=order)
    more: dict[str, Value] = {"parent": like.parent, "since": order.since}
    more |= {"review": like.review if like.review != "none" else ""}
    return _added(text, code, name, more)


def _added(text: str, code: str, name: str, more: Mapping[str, Value]) -> str:
    fields: dict[str, Value] = {"code": code, "name": name, **more}
    said = ", ".join(
        f"{key}: {written(value, flow=True)}" for key, value in fields.items() if value
    )
    return add_entries(text, ("units",), [[f"{{{said}}}"]])


def _last_day(order: Order) -> dict[str, Value]:
    return {"until": order.until, "document": order.document}


def _end(text: str, code: str, said: Mapping[str, Value]) -> str:
    """Set fields of the last row of a unit, one after another in this order."""
    for key, value in said.items():
        if value:
            text = _set(text, _last_row(text, code), key, value)
    return text


def _set(text: str, row: Node, key: str, value: Value) -> str:
    put = written(value, flow=row.flow)
    for word, node in row.pairs:
        if word.text == key:
            return apply(text, [replace_value(text, word, node, put)])
    return apply(text, [add_pair(text, row, key, put)])


def _last_row(text: str, code: str) -> Node:
    root, _ = read_nodes(text, FILE)
    listed = root.get("units") if isinstance(root, Node) else None
    entries = listed.items if isinstance(listed, List) else ()
    rows = [one for one in entries if isinstance(one, Node) and _text(one, "code") == code]
    return max(rows, key=lambda one: _text(one, "since"))


def _text(row: Node, key: str) -> str:
    said = row.get(key)
    return said.text.strip() if isinstance(said, Scalar) else ""


def read_pairs(given: Iterable[str]) -> dict[str, str]:
    """Read ``CODE=UNIT`` pairs.

    Raises:
        Refused: naming the first that is none.

    """
    found = {}
    for one in given:
        code, sign, unit = one.partition("=")
        if not (sign and code.strip() and unit.strip()):
            raise Refused((problem("units.give", text=one),))
        found[code.strip()] = unit.strip()
    return found
