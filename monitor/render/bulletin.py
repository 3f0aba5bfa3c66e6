"""A report as a document: the same told values, in the order an official paper has them.

First the whole with its counts and shares, then what lags and by how much, then who has not
reported, then the table of every target as an annex. Docx and PDF are two prints of this one
value. It refuses to reckon: every number stands in the told scorecard already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.core.report import Imprint, Signed
from monitor.render.formats import UNKNOWN
from monitor.render.phrases import Words
from monitor.render.rows import Told

NOTHING_BESIDE = Imprint()
COLUMNS = ("number", "name", "unit", "goal", "actual", "attainment", "lead", "status", "data_date")


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section: its heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A document before it is printed; ``rows`` are the annex, one text for each of ``heads``."""

    title: str
    day: date
    demo: str
    opening: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    annex: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    red_head: str = ""
    number: str = ""
    addressee: str = ""
    annex_note: str = ""
    signature: tuple[str, ...] = ()
    origin: str = ""


def bulletin(
    status: Told,
    values: Mapping[str, Any],
    words: Words,
    *,
    imprint: Imprint = NOTHING_BESIDE,
    signed: Signed | None = None,
) -> Bulletin:
    """Arrange a told scorecard and the values of its report's templates as a document.

    ``imprint`` is what the report's folder says beside the figures. Before somebody ``signed`` it,
    the paper has neither number nor day. Where its figures come from (rules, pace, the chain's
    head) stands in the properties of the file; on the face only of what is no official paper.
    """
    whole = (words.say("bulletin.whole"), (values["verdict"], _shares(status, words)))
    lagging = (words.say("bulletin.lagging"), _lagging(values["bad"], words))
    silent = (words.say("bulletin.silent"), _silent(values["owing"], words))
    sections = [whole, lagging, silent]
    if imprint.requirements:
        asked = tuple(
            words.say("bulletin.required", place=place, text=text)
            for place, text in enumerate(imprint.requirements, 1)
        )
        sections.append((words.say("bulletin.requirements"), asked))
    official, origin = imprint != NOTHING_BESIDE, tuple(map(str, values["provenance"]))
    return Bulletin(
        title=str(values["title"]),
        day=date.fromisoformat(status["as_of"]),
        demo=words.say("letter.demo_banner") if status["demo"] else "",
        opening=words.say("bulletin.opening", plan=status["title"], day=status["shown"]["as_of"]),
        sections=tuple(
            Section(f"{words.say(f'bulletin.number.n{place}')}{heading}", tuple(paragraphs))
            for place, (heading, paragraphs) in enumerate(sections, 1)
        ),
        notes=(words.say("bulletin.unaudited"), *(() if official else origin)),
        annex=words.say("bulletin.annex"),
        heads=tuple(words.say(f"column.{name}") for name in COLUMNS),
        rows=tuple(_row(row) for row in status["rows"]),
        red_head=imprint.red_head,
        number=signed.document if signed else "",
        addressee=words.say("bulletin.to", to=imprint.to) if imprint.to else "",
        annex_note=words.say("bulletin.annex_note") if official else "",
        signature=_signature(imprint, signed, words),
        origin="\n".join(origin),
    )


def _signature(imprint: Imprint, signed: Signed | None, words: Words) -> tuple[str, ...]:
    """Who it is from and the day it was signed, each on a line of its own."""
    day = signed.day if signed else None
    dated = words.say("bulletin.dated", year=day.year, month=day.month, day=day.day) if day else ""
    return tuple(line for line in (imprint.sender, dated) if line)


def _shares(status: Told, words: Words) -> str:
    """Every class that holds anything, with its share of the same denominator."""
    parts = [
        words.say(
            "bulletin.share", label=one["label"], count=one["count"], share=one["shown"]["share"]
        )
        for one in status["tally"]["classes"]
        if one["count"]
    ]
    total = status["tally"]["total"]
    return words.say("bulletin.shares", total=total, parts=words.say("status.comma").join(parts))


def _lagging(rows: list[Told], words: Words) -> tuple[str, ...]:
    if not rows:
        return (words.say("bulletin.none_lagging"),)
    return tuple(_lag(row, place, words) for place, row in enumerate(rows, 1))


def _lag(row: Told, place: int, words: Words) -> str:
    """One target with what it has reached; where that is no share of a goal, its reason."""
    shown = row["shown"]
    said = {
        "place": place,
        "name": row["name"],
        "number": row["number"],
        "unit": row["unit"],
        "label": row["label"],
    }
    if row["attainment"] is None or row["lead"] is None:
        return words.say("bulletin.lag_reason", **said, reason=row["reason"])
    done = {name: shown[name] for name in ("actual", "goal", "attainment", "lead")}
    return words.say("bulletin.lag", **said, **done)


def _silent(owing: list[Told], words: Words) -> tuple[str, ...]:
    if not owing:
        return (words.say("bulletin.none_silent"),)
    between = words.say("bulletin.between")
    return tuple(
        words.say(
            "bulletin.owes",
            unit=one["unit"],
            count=len(one["targets"]),
            names=between.join(target["name"] for target in one["targets"]),
        )
        for one in owing
    )


def _row(row: Told) -> tuple[str, ...]:
    shown = row["shown"]
    said = {
        "number": row["number"],
        "name": row["name"],
        "unit": row["unit"],
        "status": row["label"],
    }
    return tuple(str(said.get(name) or shown.get(name) or UNKNOWN) for name in COLUMNS)
