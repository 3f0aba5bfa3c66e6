"""Arrange a told scorecard the way a busy reader meets it: the plain values of templates.

First what is judged bad, then who is silent, then whose data is old; what is fine comes
last and short. Every row stands in exactly one group. It refuses to hand a template
anything but plain values.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from monitor.core.desk import Debtor
from monitor.core.rule import Status
from monitor.core.scorecard import ORDER
from monitor.render.charts import bullet_svg, described
from monitor.render.geometry import HEIGHT, WIDTH, stacked
from monitor.render.phrases import Words
from monitor.render.rows import Told
from monitor.render.tones import ACCENT, INK, LINE, MUTED, WASH, tone
from monitor.render.voice import Voice

BAD = frozenset({Status.MISSED, Status.BEHIND, Status.NOT_STARTED})
SUBJECT = (Status.BEHIND, Status.MISSED, Status.NOT_STARTED, Status.NO_DATA)
RANK = {status.value: place for place, status in enumerate(ORDER)}


def digest(status: Told, words: Words, *, head: str, inline: bool) -> dict[str, object]:
    """Return the values of a letter's templates; ``inline`` puts the charts into the html."""
    groups = _groups([row | {"notes": note} for row, note in _noted(status, words)])
    return {
        "language": words.language,
        "status": status,
        "demo": status["demo"],
        "verdict": status["shown"]["verdict"],
        "classes": [_toned(one) for one in stacked(status["tally"]["classes"])],
        "bad": [_charted(row, place, words, inline=inline) for place, row in enumerate(groups[0])],
        "silent": _by_unit(groups[1], words),
        "silent_count": len(groups[1]),
        "stale": groups[2],
        "fine": _by_class(groups[3]),
        "differing": [row for row in status["rows"] if row["difference"]],
        "owing": owing(status["rows"], words),
        "subject": subject(status, words),
        "text": _texts(words),
        "provenance": _provenance(status, words, head),
        "tones": {"ink": INK, "muted": MUTED, "line": LINE, "wash": WASH, "accent": ACCENT},
        "chart": {"width": WIDTH, "height": HEIGHT},
    }


def says_nothing(status: Told, without: Sequence[str], owed: Sequence[Told] | None) -> bool:
    """Whether all these groups are empty: rows that are bad, silent or stale, and what is owed."""
    bad, silent, stale, _ = _groups(status["rows"])
    found = {"bad": bad, "silent": silent, "stale": stale, "owing": owed}
    return bool(without) and not any(found[name] for name in without)


def _noted(status: Told, words: Words) -> list[tuple[Told, str]]:
    """Each row with its flags in words; 演示数据 once on top where it holds for every figure."""
    rows = status["rows"]
    throughout = all("demo" in row["flags"] for row in rows if row["data_date"])
    skipped = {"demo"} if throughout else set()
    comma = words.say("status.comma")
    return [
        (row, comma.join(words.say(f"status.flag.{f}") for f in row["flags"] if f not in skipped))
        for row in rows
    ]


def _groups(rows: list[Told]) -> tuple[list[Told], list[Told], list[Told], list[Told]]:
    """Bad, silent, stale, fine; each row once, in the order told."""
    groups: tuple[list[Told], list[Told], list[Told], list[Told]] = ([], [], [], [])
    for row in rows:
        groups[_group(row)].append(row | {"tone": tone(row["status"], row["colour"])})
    return groups


def _group(row: Told) -> int:
    if row["status"] in BAD:
        return 0
    if row["status"] == Status.NO_DATA:
        return 1
    return 2 if "stale" in row["flags"] else 3


def _by_class(rows: list[Told]) -> list[Told]:
    labels = list(dict.fromkeys((row["label"], row["tone"], row["shown"]["shape"]) for row in rows))
    return [
        {
            "label": label,
            "tone": shade,
            "shape": shape,
            "rows": [row for row in rows if row["label"] == label],
        }
        for label, shade, shape in labels
    ]


def _by_unit(rows: list[Told], words: Words) -> list[Told]:
    """The silent rows under the unit that owes them, in the order the units are met."""
    found: dict[str, list[Told]] = {}
    for row in rows:
        count = len(row["silent"])
        owed = words.say("letter.owed", count=count) if count else ""
        found.setdefault(row["owed_by"], []).append(row | {"owed": owed})
    return [{"unit": unit, "rows": mine} for unit, mine in found.items()]


def _charted(row: Told, place: int, words: Words, *, inline: bool) -> Told:
    svg = bullet_svg(row, words)
    chart = {
        "cid": f"bullet-{place + 1}",
        "alt": described(row, words),
        "svg": Markup(svg) if svg and inline else None,  # noqa: S704  # our own template's answer
    }
    return row | {"chart": chart if svg else None}


def _toned(one: Mapping[str, Any]) -> Told:
    return {**one, "tone": tone(one["status"], one["colour"])}


def owing(rows: list[Told], words: Words) -> list[Told]:
    """Who owes figures: each unit with its targets and the periods, most first."""
    found: dict[str, list[Told]] = {}
    for row in rows:
        for one in row["parts"] or [row]:
            if one["silent"]:
                found.setdefault(one["owed_by"], []).append(
                    {"name": row["name"], "periods": words.say("status.comma").join(one["silent"])}
                )
    units = [{"unit": unit, "targets": targets} for unit, targets in found.items()]
    return sorted(units, key=lambda one: -len(one["targets"]))


def debts_told(debtors: Sequence[Debtor], voice: Voice) -> list[Told]:
    """What units are late with, as a letter that asks for it lists it: name and periods."""
    comma = voice.say("status.comma")
    return [
        {
            "unit": voice.unit(one.unit),
            "targets": [
                {"name": debt.target.name, "periods": comma.join(p.key for p in debt.periods)}
                for debt in one.debts
            ],
        }
        for one in debtors
    ]


def subject(status: Told, words: Words) -> str:
    """The verdict as a subject: how many are behind, missed, not begun and silent."""
    day = date.fromisoformat(status["as_of"])
    text = words.say(
        "letter.subject",
        place=status["place"],
        year=day.year,
        month=words.say(f"status.month.m{day.month}"),
        total=status["tally"]["total"],
        counts=_counts(status, words),
        day=status["shown"]["as_of"],
    )
    return text + (words.say("letter.demo_mark") if status["demo"] else "")


def _counts(status: Told, words: Words) -> str:
    classes = status["tally"]["classes"]
    sums = {one: sum(c["count"] for c in classes if c["status"] == one) for one in SUBJECT}
    told = [words.say(f"letter.count.{one}", count=sums[one]) for one in SUBJECT if sums[one]]
    return words.say("status.comma").join(told) or words.say("letter.count.none")


def titled_subject(title: str, status: Told, words: Words) -> str:
    """The same verdict behind a title of the report's own."""
    day, counts = status["shown"]["as_of"], _counts(status, words)
    text = words.say("bulletin.subject", title=title, counts=counts, day=day)
    return text + (words.say("letter.demo_mark") if status["demo"] else "")


def changes(status: Told, previous: Told | None, words: Words) -> str:
    """What moved since the previous edition; empty where there is none or nothing did."""
    if previous is None:
        return ""
    before = {row["code"]: row["status"] for row in previous["rows"]}
    moved: tuple[list[str], list[str]] = ([], [])
    for row in status["rows"]:
        was = before.get(row["code"], row["status"])
        if was != row["status"]:
            moved[RANK[row["status"]] > RANK[was]].append(row["name"])
    comma = words.say("status.comma")
    told = [
        words.say(f"letter.{code}", count=len(names), names=comma.join(names))
        for code, names in zip(("worse", "better"), moved, strict=True)
        if names
    ]
    return words.say("status.joined").join(told)


def _texts(words: Words) -> dict[str, str]:
    """The fixed texts of letters and column heads, by their last names."""
    return {
        code.partition(".")[2]: text
        for code, text in words.codes().items()
        if code.startswith(("letter.", "column.")) and "{" not in text
    }


def _provenance(status: Told, words: Words, head: str) -> list[str]:
    rules = dict.fromkeys(row["shown"]["rule"] for row in status["rows"])
    paces = dict.fromkeys(row["shown"]["pace_name"] for row in status["rows"])
    comma = words.say("status.comma")
    return [
        words.say("letter.cut_off", day=status["as_of"], known_at=_minute(status["known_at"])),
        words.say("letter.rules", rules=comma.join(rules), paces=comma.join(paces)),
        words.say("letter.chain", head=head),
    ]


def _minute(instant: str) -> str:
    """An instant to the minute, with its offset."""
    at = datetime.fromisoformat(instant)
    return f"{at:%Y-%m-%d %H:%M} UTC{at:%z}"
