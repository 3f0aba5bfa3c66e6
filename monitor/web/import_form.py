"""What the page of readings shows and asks: which column is which, every row as fields.

It reads the kept table anew for every question, and writes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from starlette.datastructures import FormData

from monitor.core.breakdown import Draft
from monitor.core.breakdown_mend import Typed, promise
from monitor.core.evidence import Evidence
from monitor.core.problem import Problem, Refused
from monitor.core.target import Kind
from monitor.files.breakdown_habits import NOTHING, Layout, read_layout, share_given
from monitor.files.breakdown_heads import FIELDS
from monitor.files.breakdown_merge import Merged, merge
from monitor.files.breakdown_reading import Into, Reading, read_table, targets_text
from monitor.files.breakdown_table import likely_heads
from monitor.store import targets
from monitor.web.current import Current
from monitor.web.forms import text

SAID = ("reason", "authority", "approver", "withdraw")
IN_FIELDS = ("name", "goal", "responsible", "cooperating", "leader", "deadline")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says: the plan, what ``左右`` allows, who answers for rows that name nobody.

    ``columns`` tells which head is which field.
    """

    plan: str
    about: str
    unit: str
    columns: Mapping[str, str]

    @property
    def share(self) -> Decimal | Problem | None:
        """The share ``左右`` allows, if one is asked for."""
        return share_given(self.about) if self.about else None


def seen(text_now: str) -> str:
    """Return what tells one state of the targets file from another."""
    return sha256(text_now.encode("utf-8", "surrogateescape")).hexdigest()


def texts(fields: FormData) -> dict[str, str]:
    """Return every field of a form as it was typed."""
    return {name: text(fields, name) for name in fields}


def asked_of(given: Mapping[str, str]) -> Asked:
    """Return what an address or a form asks for."""
    columns = {
        name.removeprefix("column."): value
        for name, value in given.items()
        if name.startswith("column.") and value in {*FIELDS, NOTHING}
    }
    plan, about, unit = (given.get(name, "").strip() for name in ("plan", "about", "unit"))
    return Asked(plan, about, unit, columns)


def layout_of(current: Current, asked: Asked) -> Layout:
    """Return what was kept of earlier tables, with what is asked for now over it."""
    kept = read_layout(current.web.runtime.settings.home)
    share = asked.share
    if isinstance(share, Problem):
        raise Refused((share,))
    return Layout(kept.columns | dict(asked.columns), share or kept.about)


def reading_of(current: Current, file: Evidence, asked: Asked) -> Reading:
    """Read the kept table once more.

    Raises:
        Refused: where it is no table, or the targets file is at fault.

    """
    text_now = targets_text(current.web.runtime.settings.targets_file)
    with current.web.reading() as db:
        adopted = frozenset(targets.plan_codes(db))
    into = Into(text_now, asked.plan or None, current.today.year, asked.unit, adopted)
    return read_table(file.data, file.name, into=into, layout=layout_of(current, asked))


def typed_of(fields: FormData, index: int) -> Typed:
    """Return what stands in the fields of one row."""
    return Typed(**{name: text(fields, f"{name}.{index}") for name in IN_FIELDS})


def row_of(
    current: Current,
    index: int,
    draft: Draft,
    typed: Typed | None = None,
    *,
    taken: bool | None = None,
) -> dict[str, Any]:
    """Return one reading as the fields of a form."""
    shown = typed or Typed(
        draft.name,
        promise(draft),
        draft.responsible,
        "、".join(draft.cooperating),
        draft.leader,
        draft.deadline.isoformat() if draft.deadline else "",
    )
    words = current.words
    return {
        "index": index,
        "place": draft.place.cell or draft.place.line or "",
        "grade": draft.grade.value,
        "take": draft.grade.value == "understood" if taken is None else taken,
        "typed": shown,
        "kind": _kind(draft),
        "source": draft.source,
        "items": draft.items,
        "doubts": [words.say(one.code, **dict(one.args)) for one in draft.doubts],
    }


def _kind(draft: Draft) -> str:
    return "pending" if draft.measure and draft.kind is Kind.QUANTITY else draft.kind.value


def values_of(
    current: Current, file: Evidence, reading: Reading, asked: Asked, rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return what the page of readings shows."""
    table = reading.table
    fields = {head: field for field, head in table.heads.items()}
    heads = [(head, fields.get(head, NOTHING)) for head in (*table.heads.values(), *table.unused)]
    layout = layout_of(current, asked)
    grades = [row["grade"] for row in rows]
    return {
        "file": file.name,
        "digest": file.digest,
        "seen": seen(reading.text),
        "frame": reading.frame,
        "asked": asked,
        "about": f"{layout.about:f}%" if layout.about is not None else "",
        "heads": heads,
        "fields": FIELDS,
        "rows": rows,
        "passed": table.passed,
        "counts": {one: grades.count(one) for one in ("understood", "doubtful", "dark")},
        "change": _change(reading),
        "said": dict.fromkeys(SAID, ""),
    }


def unmatched(current: Current, file: Evidence, asked: Asked) -> dict[str, Any]:
    """Return what a person needs to say which column is which, where no heads were known."""
    known = read_layout(current.web.runtime.settings.home).columns | dict(asked.columns)
    heads = [(head, known.get(head, NOTHING)) for head in likely_heads(file.data, file.name)]
    return {"file": file.name, "digest": file.digest, "heads": heads, "fields": FIELDS}


def _change(reading: Reading) -> Merged | None:
    """What the readings nothing is doubtful about would change."""
    try:
        return (
            merge(reading.text, reading.understood, reading.frame) if reading.understood else None
        )
    except Refused:
        return None


def said(fields: FormData) -> dict[str, Any]:
    """Return the grounds that were given, to be shown again."""
    return {"said": {name: text(fields, name) for name in SAID}}
