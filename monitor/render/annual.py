"""Tell what a yearly report says beyond the comparison: 初步 or 终核, and what changed between.

Before a plan is closed its report is preliminary; after it, final, and the second tells row by
row what the first said and why it differs. It compares what was told with what is told now, so
that a reader of both finds every difference named.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from monitor.core.closing import Step
from monitor.core.rule import Status
from monitor.render.phrases import Words
from monitor.render.rows import Told

FACES = ("status", "actual", "goal")


def year_told(
    status: Told,
    words: Words,
    *,
    closed: Step | None,
    previous: Told | None,
    why: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> Told:
    """Return what the yearly report of a told scorecard adds to it.

    ``previous`` is what the edition before told of the same year; ``why`` the reasons given
    since for figures and for goals, by code of target.
    """
    stage = words.say("annual.final" if closed else "annual.first")
    about = {"place": status["place"], "year": _year(status), "stage": stage}
    classes = status["tally"]["classes"]
    achieved = sum(one["count"] for one in classes if one["status"] == Status.ACHIEVED)
    total = status["tally"]["total"]
    demo = words.say("annual.demo_mark") if status["demo"] else ""
    changed = [] if previous is None else list(_changed(status, previous, words, why))
    return {
        "stage": stage,
        "closed": closed is not None,
        "title": words.say("annual.title", **about),
        "subject": words.say("annual.subject", **about, total=total, achieved=achieved) + demo,
        "sentence": _sentence(closed, words),
        "compared": previous is not None,
        "changed": changed,
        "changed_title": _compared(previous, words, differs=bool(changed)),
    }


def _compared(previous: Told | None, words: Words, *, differs: bool) -> str:
    """With what the report is compared: what the one before called itself."""
    told = (previous or {}).get("year") or {}
    stage = told.get("stage") or words.say("annual.first")
    return words.say("annual.changed" if differs else "annual.unchanged", stage=stage)


def _year(status: Told) -> int:
    return date.fromisoformat(status["as_of"]).year


def _sentence(closed: Step | None, words: Words) -> str:
    if closed is None:
        return words.say("annual.not_final")
    said = words.say("annual.is_final", by=closed.by, day=closed.on.isoformat())
    if closed.missing:
        said += words.say("annual.closed_short", count=len(closed.missing))
    return said


def _changed(
    status: Told,
    previous: Told,
    words: Words,
    why: tuple[Mapping[str, str], Mapping[str, str]],
) -> Iterator[Told]:
    before = {row["code"]: row for row in previous["rows"]}
    for row in status["rows"]:
        lines, reason = _lines(row, before.pop(row["code"], None), words, why)
        if lines:
            yield _line(row, lines, reason)
    for row in before.values():
        yield _line(row, [words.say("annual.removed")], "")


def _line(row: Told, lines: list[str], reason: str) -> Told:
    kept = {name: row[name] for name in ("code", "number", "name", "unit")}
    return kept | {"lines": lines, "reason": reason}


def _lines(
    row: Told,
    old: Told | None,
    words: Words,
    why: tuple[Mapping[str, str], Mapping[str, str]],
) -> tuple[list[str], str]:
    """What differs of one target, and the reasons given for it."""
    if old is None:
        return [words.say("annual.added")], ""
    differing = [name for name in FACES if _face(row, name) != _face(old, name)]
    lines = [
        words.say(
            "annual.was",
            what=words.say(f"annual.{name}"),
            old=_face(old, name),
            new=_face(row, name),
        )
        for name in differing
    ]
    figures, goals = why
    told = [goals.get(row["code"], "")] if "goal" in differing else []
    told += [figures.get(row["code"], "")] if "actual" in differing else []
    reasons = words.say("status.joined").join(dict.fromkeys(one for one in told if one))
    return lines, words.say("annual.because", reason=reasons) if reasons else ""


def _face(row: Told, name: str) -> str:
    """What a reader sees of a row: the class in words, the figure and the goal as displayed."""
    return str(row["label"] if name == "status" else row["shown"][name])
