"""Word one happening: what it was, of what, and what it said before and says now.

Each kind fills the same few fields, so that one list can hold them all; what a kind does not
have is null. It refuses to drop an act it has no words for: such a one goes by its own name.
"""

from collections.abc import Callable, Mapping
from typing import Any

from monitor.core.dossier import DIGEST
from monitor.core.happening import (
    DOOR,
    Acted,
    Entered,
    Judged,
    Noted,
    Printed,
    Reviewed,
    Revised,
    What,
)
from monitor.core.observation import Observation
from monitor.core.plan import Plan, Unit
from monitor.core.rule import Rule, Status
from monitor.core.target import Target
from monitor.render.changes import changes, field_word
from monitor.render.formats import UNKNOWN, exact
from monitor.render.promises import Told, iso, scale_of
from monitor.render.voice import Voice

SPOKEN = {"roles": ("cli.role",), "kind": ("matters.kind",)}
"""Where the words stand for what plain data keeps as codes."""

ELSEWHERE = frozenset({DOOR, "target", "unit"})
"""What of plain data has a column of its own."""

DIGEST_SHOWN = 12


def worded(what: What, voice: Voice) -> Told:
    """Return what a happening says, by field."""
    return _WORDERS[type(what)](what, voice)


def answer(one: Observation, voice: Voice) -> str:
    """What an entry says, in the plan's own unit."""
    target = voice.plan.target(one.target)
    said = [one.item, one.stage or "", voice.day(one.on) if one.on else ""]
    if one.no_change:
        said.append(voice.say("history.no_change"))
    elif one.value is not None:
        said.append(voice.quantity(target, one.value) if target else f"{one.value:f}")
    return " ".join(part for part in said if part)


def _revised(what: Revised, voice: Voice) -> Told:
    piece = what.after or what.before
    step = "revised" if what.before and what.after else "withdrawn"
    step = "adopted" if what.before is None else step
    target = piece if isinstance(piece, Target) else None
    found = changes(what.before, what.after, voice) if what.before and what.after else []
    return {
        "action": f"{what.kind}.{step}",
        "subject": what.code,
        "target": target.code if target else None,
        "name": _name(piece, what.code),
        "unit": voice.unit(target.responsible) if target else None,
        "old": _side(what.before, [(one.field, one.old) for one in found], voice),
        "new": _side(what.after, [(one.field, one.new) for one in found], voice),
        "changes": [
            {"field": field_word(one.field, voice), "old": one.old, "new": one.new} for one in found
        ],
        "revision": what.number,
        "authority": what.authority or None,
        "approver": what.approver or None,
        "effective": iso(what.effective_from),
    }


def _name(piece: object, code: str) -> str:
    if isinstance(piece, Target | Unit):
        return piece.name
    return piece.title if isinstance(piece, Plan | Rule) else code


def _side(piece: object, found: list[tuple[str, str]], voice: Voice) -> str | None:
    """What a revision said: every field that differs, else the goal or the name."""
    if piece is None:
        return None
    if [name for name, _ in found] not in ([], ["goal"]):
        told = [voice.say("history.is", field=field_word(k, voice), value=v) for k, v in found]
        return voice.say("history.semicolon").join(told)
    return voice.goal(piece) if isinstance(piece, Target) else _name(piece, "")


def _of_entry(one: Observation, voice: Voice) -> Told:
    target = voice.plan.target(one.target)
    return {
        "subject": one.target,
        "target": one.target,
        "name": target.name if target else None,
        "unit": voice.unit(one.unit),
        "period": one.period.key,
        "item": one.item or None,
        "source": one.source or None,
        "data_date": iso(one.data_date),
        "value": exact(one.value, scale_of(target)) if target else None,
        "measure": target.measure if target else None,
        "new": answer(one, voice),
    }


def _entered(what: Entered, voice: Voice) -> Told:
    one = what.observation
    marks = [name for name in ("demo", "backfilled") if getattr(one, name)]
    return _of_entry(one, voice) | {
        "action": "entry.corrected" if one.revision > 1 else "entry.made",
        "old": answer(what.before, voice) if what.before else None,
        "note": one.note or None,
        "given_by": one.given_by or None,
        "not_before": iso(one.not_before),
        "revision": one.revision,
        "marks": marks,
        "editions": list(what.editions),
    }


def _reviewed(what: Reviewed, voice: Voice) -> Told:
    action = "review.approved" if what.approved else "review.returned"
    told = _of_entry(what.observation, voice)
    return told | {"action": action, "entry": what.observation.seq}


def _judged(what: Judged, voice: Voice) -> Told:
    target = voice.plan.target(what.target)
    before = what.before
    return {
        "action": "verdict.changed" if before else "verdict.noted",
        "subject": what.target,
        "target": what.target,
        "name": target.name if target else None,
        "unit": voice.unit(target.responsible) if target else None,
        "data_date": None,
        "as_of": iso(what.as_of),
        "old": voice.label(Status(before[0]), before[1], None) if before else None,
        "new": voice.label(Status(what.status), what.level, None),
        "status": what.status,
        "level": what.level,
    }


def _printed(what: Printed, voice: Voice) -> Told:
    step = "again" if what.number > 1 else "issued"
    target = voice.plan.target(what.target)
    return {
        "action": "edition.test" if what.test else f"edition.{step}",
        "subject": what.edition,
        "target": what.target or None,
        "name": target.name if target else what.subject,
        "unit": what.row.get("unit"),
        "period": what.period,
        "as_of": iso(what.as_of),
        "new": _print(what.row, voice) if what.row else what.subject,
        "value": what.row.get("actual"),
        "measure": what.row.get("measure"),
        "source": what.row.get("data_source"),
        "data_date": what.row.get("data_date"),
        "status": what.row.get("status"),
        "level": what.row.get("level"),
        "edition": what.edition,
        "rests_on": list(what.rests_on),
    }


def _print(row: Mapping[str, Any], voice: Voice) -> str:
    """What an edition printed of a target, in its own words."""
    shown = row.get("shown", {})
    actual = shown.get("actual", UNKNOWN)
    label = row.get("label", "")
    return voice.say("history.printed", actual=actual, goal=shown.get("goal", ""), label=label)


def _acted(what: Acted, voice: Voice) -> Told:
    code = str(what.body.get("target") or what.code)
    target = voice.plan.target(code)
    unit = what.body.get("unit") or (target.responsible if target else "")
    return {
        "action": f"{what.kind}.{what.step}",
        "subject": what.code,
        "target": target.code if target else None,
        "name": target.name if target else None,
        "unit": voice.unit(str(unit)) if unit else None,
        "new": _listed(what.body, voice),
        "body": dict(what.body),
    }


def _noted(what: Noted, voice: Voice) -> Told:
    return {
        "action": what.action,
        "subject": what.subject,
        "new": _listed(what.detail, voice),
        "body": dict(what.detail),
    }


def _listed(body: Mapping[str, Any], voice: Voice) -> str | None:
    """Plain data, each by its name; what is nested stands in the JSON alone."""
    plain = {name: _plain(name, value, voice) for name, value in body.items()}
    told = [
        voice.say("history.is", field=field_word(name, voice), value=text)
        for name, text in plain.items()
        if text and name not in ELSEWHERE
    ]
    return voice.say("history.semicolon").join(told) or None


def _plain(name: str, value: object, voice: Voice) -> str:
    """What one thing says; nothing where it is empty or has parts of its own."""
    if isinstance(value, list):
        plain = [_plain(name, one, voice) for one in value]
        return voice.say("status.comma").join(one for one in plain if one)
    if value is None or value is False or isinstance(value, dict):
        return ""
    text = str(value)
    for known in (f"{room}.{text}" for room in SPOKEN.get(name, ())):
        if voice.words.knows(known):
            return voice.say(known)
    return text[:DIGEST_SHOWN] if DIGEST.fullmatch(text) else text


_WORDERS: Mapping[type, Callable[[Any, Voice], Told]] = {
    Revised: _revised,
    Entered: _entered,
    Reviewed: _reviewed,
    Judged: _judged,
    Printed: _printed,
    Acted: _acted,
    Noted: _noted,
}
