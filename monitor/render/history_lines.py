"""The few lines people read of a happening: what it said, who it was, why, and what to know.

A terminal, a page and a printed list draw the same lines. Programs read the exact fields
beside them; here is nothing they would need.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from monitor.core.happening import Entered, Happening
from monitor.render.promises import Told
from monitor.render.voice import Voice


def shown(row: Told, one: Happening, voice: Voice, zone: tzinfo) -> Told:
    """Return the lines of a told happening."""
    join = voice.say("history.semicolon").join
    return {
        "at": _minute(one.known_at, zone),
        "recorded_at": _minute(one.recorded_at, zone),
        "content": _content(row, voice),
        "who": _who(row, voice),
        "why": join(_why(row, voice)),
        "marks": list(_marks(row, one, voice, zone)),
        "remarks": join(_remarks(row, voice)),
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


def _why(row: Told, voice: Voice) -> Iterator[str]:
    if row["reason"]:
        yield row["reason"]
    for name in ("authority", "approver", "effective"):
        if row[name] and (name != "effective" or row["book"] == "targets"):
            yield voice.say(f"history.{name}", text=row[name])


def _marks(row: Told, one: Happening, voice: Voice, zone: tzinfo) -> Iterator[str]:
    """演示数据, 补录, and when it was really written where that was another day."""
    for name in row["marks"]:
        yield voice.say(f"status.flag.{name}")
    known, written = (at.astimezone(zone).date() for at in (one.known_at, one.recorded_at))
    demo = isinstance(one.what, Entered) and one.what.observation.demo
    if known != written and not demo:
        yield voice.say("history.recorded", day=written)


def _remarks(row: Told, voice: Voice) -> Iterator[str]:
    if row["given_by"]:
        yield voice.say("history.given_by", who=row["given_by"])
    if row["not_before"]:
        yield voice.say("history.not_before", day=row["not_before"])
    if row["note"]:
        yield row["note"]
    if row["rests_on"]:
        numbers = voice.say("status.comma").join(str(seq) for seq in row["rests_on"])
        yield voice.say("history.rests_on", numbers=numbers)


def _notes(row: Told, voice: Voice) -> Iterator[str]:
    """The remarks, and where it was printed; a page names the editions by links instead."""
    yield from _remarks(row, voice)
    if row["editions"]:
        listed = voice.say("status.comma").join(row["editions"])
        yield voice.say("history.stood_in", editions=listed)
