"""The verdict on one A4 page, to print or to forward as a picture.

The same numbers in the same words as every other face. What does not fit is counted, never
cut off silently: rows are taken away until one page holds the rest.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from monitor.render import press
from monitor.render.digest import digest
from monitor.render.phrases import Words
from monitor.render.rows import Told

TEMPLATE = "verdict"
STEPS = ((14, 12, 14), (11, 10, 10), (9, 8, 8), (7, 6, 6), (5, 4, 4), (3, 2, 2))
"""Bad rows, silent units and units shown, the fullest page first."""


def verdict_pdf(status: Told, words: Words, *, head: str, fonts: Path | None = None) -> bytes:
    """Return the page as PDF, dated by the day judged by."""
    day = date.fromisoformat(status["as_of"])
    return press.pdf(TEMPLATE, _fitting(status, words, head, fonts), day=day, fonts=fonts)


def verdict_png(status: Told, words: Words, *, head: str, fonts: Path | None = None) -> bytes:
    """Return the page as a picture."""
    return press.png(TEMPLATE, _fitting(status, words, head, fonts), fonts=fonts)


def _fitting(status: Told, words: Words, head: str, fonts: Path | None) -> dict[str, Any]:
    """The fullest data that one page holds."""
    values = digest(status, words, head=head, inline=False)
    data: dict[str, Any] = {}
    for most in STEPS:
        data = _data(status, values, words, most)
        if press.pages(TEMPLATE, data, fonts=fonts) == 1:
            break
    return data


def _data(
    status: Told, values: Mapping[str, Any], words: Words, most: tuple[int, int, int]
) -> dict[str, Any]:
    """What the template is given: plain texts and numbers."""
    bad, silent = values["bad"], values["silent"]
    heads, units = _by_unit(status, values["classes"])
    return {
        "language": words.language,
        "title": _title(status, words),
        "verdict": values["verdict"],
        "demo": words.say("letter.demo_banner") if status["demo"] else "",
        "changes": "",
        "classes": [_class(one) for one in values["classes"]],
        "heads": [words.say(f"verdict.head.{one}") for one in ("name", "done", "share", "lead")]
        + [words.say("verdict.head.status")],
        "bad": [_row(row) for row in bad[: most[0]]],
        "bad_count": len(bad),
        "bad_left": _left(words, len(bad) - most[0]),
        "silent": [{"unit": o["unit"], "count": len(o["rows"])} for o in silent[: most[1]]],
        "silent_count": values["silent_count"],
        "silent_left": _left(words, sum(len(o["rows"]) for o in silent[most[1] :])),
        "unit_heads": heads,
        "units": units[: most[2]],
        "units_count": len(units),
        "units_left": _left(words, len(units) - most[2], "units"),
        "text": {one: words.say(f"verdict.{one}") for one in ("bad", "nothing", "silent", "units")},
        "provenance": values["provenance"],
    }


def _title(status: Told, words: Words) -> str:
    place, title = str(status["place"]), str(status["title"])
    return title if place in title else words.say("verdict.title", place=place, title=title)


def _class(one: Told) -> dict[str, Any]:
    said = {name: one[name] for name in ("label", "count", "width", "tone")}
    return said | {"shape": _printed(one["shown"]["shape"])}


def _printed(shape: str) -> str:
    """A shape as the font has it: it knows the sign for times, not the ballot's cross."""
    return shape.replace("✕", "×")


def _row(row: Told) -> dict[str, str]:
    shown = row["shown"]
    counted = row["kind"] != "task"
    return {
        "name": f"{row['number']} {row['name']}".strip(),
        "unit": row["unit"],
        "done": f"{shown['actual']} / {shown['goal']}" if counted else "",
        "attainment": shown["attainment"] if row["attainment"] is not None else "",
        "lead": shown["lead"] if row["lead"] is not None else "",
        "tone": row["tone"],
        "shape": _printed(shown["shape"]),
        "label": row["label"],
    }


def _by_unit(
    status: Told, classes: Sequence[Told]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """How each unit stands: its targets by class, those with most that is bad first."""
    heads = [_class(one) for one in classes]
    labels = [one["label"] for one in heads]
    found: dict[str, list[int]] = {}
    for row in status["rows"]:
        counts = found.setdefault(str(row["unit"]), [0] * len(labels))
        counts[labels.index(row["label"])] += 1
    bad = [place for place, one in enumerate(classes) if _is_bad(one)]
    worst = sorted(found.items(), key=lambda one: (-sum(one[1][p] for p in bad), one[0]))
    return heads, [{"name": unit, "counts": counts} for unit, counts in worst]


def _is_bad(one: Told) -> bool:
    return str(one["status"]) in {"missed", "behind", "not_started", "no_data"}


def _left(words: Words, count: int, of: str = "rows") -> str:
    return words.say(f"verdict.left_{of}", count=count) if count > 0 else ""
