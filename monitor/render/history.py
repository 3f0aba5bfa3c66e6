"""Tell a history or an audit as plain values, for a terminal, a page, a sheet and a program.

Every happening has the same fields; ``shown`` holds what people read. The sheet is UTF-8 with
its mark, so that Excel opens it as Chinese, and no cell of it can begin a formula.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from monitor.core.happening import Acted, Happening, History, Noted, Via
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.render.happenings import worded
from monitor.render.history_lines import shown
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


NO_PLAN = Plan("", "", "", 0, "", Period(date.min, date.min), ())
"""What a line of the accounts speaks of."""


def history_told(story: History, words: Words, zone: tzinfo) -> Told:
    """A whole history as JSON has it."""
    return {
        "plan": story.plan.code,
        "target": {"code": story.target.code, "name": story.target.name},
        "known_at": _iso(story.known_at, zone),
        "history": [told(one, story.plan, words, zone) for one in story.happenings],
    }


def audit_told(
    happenings: Iterable[Happening], plans: Mapping[str, Plan], words: Words, zone: tzinfo
) -> list[Told]:
    """What was done over several plans and the accounts, in the order given."""
    return [told(one, plans.get(one.chain, NO_PLAN), words, zone) for one in happenings]


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
    return row | {"shown": shown(row, one, voice, zone)}


def _iso(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def _door(via: Via, words: Words) -> str | None:
    return words.say(f"history.door.{via.value}") if via.value else None


def _what(one: Happening, action: str, words: Words) -> str:
    """What was done in words; an act by its kind and step, each as far as there is a word."""
    known = f"history.action.{action.replace('.', '_')}"
    kind, _, step = action.partition(".")
    if words.knows(known):
        return words.say(known)
    if not isinstance(one.what, Acted) and not words.knows(f"history.kind.{kind}"):
        return action
    kind = _word(f"history.kind.{kind}", kind, words)
    return words.say("history.act", kind=kind, step=_word(f"history.step.{step}", step, words))


def _word(code: str, otherwise: str, words: Words) -> str:
    return words.say(code) if words.knows(code) else otherwise


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
