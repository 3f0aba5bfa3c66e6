"""Tell a history or an audit as plain values, for a terminal, a page, a sheet and a program.

Every happening has the same fields; ``shown`` holds what people read. The sheet is UTF-8 with
its mark, so that Excel opens it as Chinese, and no cell of it can begin a formula.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from monitor.core.happening import Acted, Entered, Happening, Noted, Via
from monitor.core.plan import Plan
from monitor.render.happenings import worded
from monitor.render.phrases import Words
from monitor.render.plain import safe
from monitor.render.promises import Told
from monitor.render.voice import Voice

STORY = (
    "at",
    "recorded_at",
    "what",
    "action",
    "target",
    "name",
    "period",
    "unit",
    "item",
    "old",
    "new",
    "value",
    "measure",
    "data_date",
    "source",
    "as_of",
    "reason",
    "authority",
    "approver",
    "effective",
    "who",
    "given_by",
    "door",
    "os_user",
    "marks",
    "note",
    "not_before",
    "revision",
    "edition",
    "editions",
    "seq",
    "link",
    "digest",
)
"""Fields of a history as a sheet."""

AUDIT = (
    "recorded_at",
    "at",
    "who",
    "os_user",
    "door",
    "action",
    "what",
    "plan",
    "subject",
    "name",
    "unit",
    "period",
    "item",
    "old",
    "new",
    "reason",
    "authority",
    "approver",
    "marks",
    "note",
    "given_by",
    "chain",
    "seq",
    "link",
    "digest",
)
"""Fields of an audit as a sheet: when it was really written first."""

FIELDS = tuple(
    dict.fromkeys((*STORY, *AUDIT, "book", "via", "changes", "entry", "rests_on", "body"))
)
LISTS = frozenset({"marks", "editions", "changes", "rests_on"})


def told(one: Happening, plan: Plan, words: Words, zone: tzinfo) -> Told:
    """Return one happening as plain values; instants in ``zone``."""
    voice = Voice(words, plan, plan.period.end)
    said = worded(one.what, voice)
    row: Told = {name: [] if name in LISTS else None for name in FIELDS} | said
    row |= {
        "book": one.book.value,
        "what": _what(one, str(said["action"]), words),
        "plan": None if isinstance(one.what, Noted) else plan.code,
        "at": _iso(one.known_at, zone),
        "recorded_at": _iso(one.recorded_at, zone),
        "who": one.by or None,
        "os_user": one.os_user or None,
        "via": one.via.value or None,
        "door": _door(one.via, words),
        "reason": one.reason or None,
        "chain": one.chain,
        "seq": one.seq,
        "link": one.link,
        "digest": one.digest,
    }
    return row | {"shown": _shown(row, one, voice, zone)}


def _iso(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def _door(via: Via, words: Words) -> str | None:
    return words.say(f"history.door.{via.value}") if via.value else None


def _what(one: Happening, action: str, words: Words) -> str:
    """What was done in words; an act by its kind and step, each as far as there is a word."""
    if isinstance(one.what, Acted):
        kind = _word(f"history.kind.{one.what.kind}", one.what.kind, words)
        step = _word(f"history.step.{one.what.step}", one.what.step, words)
        return words.say("history.act", kind=kind, step=step)
    return _word(f"history.action.{action.replace('.', '_')}", action, words)


def _word(code: str, otherwise: str, words: Words) -> str:
    return words.say(code) if words.knows(code) else otherwise


def _shown(row: Told, one: Happening, voice: Voice, zone: tzinfo) -> Told:
    join = voice.say("history.semicolon").join
    return {
        "at": _minute(one.known_at, zone),
        "recorded_at": _minute(one.recorded_at, zone),
        "content": _content(row, voice),
        "who": _who(row, voice),
        "why": join(_why(row, voice)),
        "notes": join([*_marks(row, one, voice, zone), *_notes(row, voice)]),
    }


def _minute(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _content(row: Told, voice: Voice) -> str:
    """What it said before and says now; a revision field by field."""
    if row["changes"]:
        lines = [
            voice.say(
                "history.is",
                field=one["field"],
                value=voice.say("history.became", old=one["old"], new=one["new"]),
            )
            for one in row["changes"]
        ]
        return voice.say("history.semicolon").join(lines)
    old, new = row["old"], row["new"]
    if old and new:
        return voice.say("history.became", old=old, new=new)
    return voice.say("history.was", old=old) if old else new or ""


def _who(row: Told, voice: Voice) -> str:
    """Who, and through which door; what the machine did by itself has nobody."""
    if not row["who"]:
        return voice.say("history.machine")
    if not row["door"]:
        return str(row["who"])
    other = row["os_user"] if row["os_user"] != row["who"] else None
    door = voice.say("history.as_os", door=row["door"], os_user=other) if other else row["door"]
    return voice.say("history.through", who=row["who"], door=door)


def _why(row: Told, voice: Voice) -> Iterable[str]:
    if row["reason"]:
        yield row["reason"]
    for name in ("authority", "approver", "effective"):
        if row[name] and (name != "effective" or row["book"] == "targets"):
            yield voice.say(f"history.{name}", text=row[name])


def _marks(row: Told, one: Happening, voice: Voice, zone: tzinfo) -> Iterable[str]:
    """演示数据, 补录, and when it was really written where that was another day."""
    for name in row["marks"]:
        yield voice.say(f"status.flag.{name}")
    known, written = (at.astimezone(zone).date() for at in (one.known_at, one.recorded_at))
    demo = isinstance(one.what, Entered) and one.what.observation.demo
    if known != written and not demo:
        yield voice.say("history.recorded", day=written)


def _notes(row: Told, voice: Voice) -> Iterable[str]:
    if row["given_by"]:
        yield voice.say("history.given_by", who=row["given_by"])
    if row["not_before"]:
        yield voice.say("history.not_before", day=row["not_before"])
    if row["note"]:
        yield row["note"]
    if row["editions"]:
        yield voice.say(
            "history.stood_in", editions=voice.say("status.comma").join(row["editions"])
        )
    if row["rests_on"]:
        numbers = voice.say("status.comma").join(str(seq) for seq in row["rests_on"])
        yield voice.say("history.rests_on", numbers=numbers)


def sheet(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> bytes:
    """Return told rows as a sheet of these fields; lists are joined by a space."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([safe(_flat(row[name])) for name in names] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _flat(value: object) -> str:
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
