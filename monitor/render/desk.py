"""Tell the supervisor's desk as plain values that page, shell and programs draw from.

Codes stand beside their words, exact days beside worded ones. It refuses to judge or to count
anew: what is late, odd or worse the core has decided.
"""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from monitor.core.adjustment import Adjustment
from monitor.core.coming import Next, Sort
from monitor.core.desk import Debtor, Desk, Turned
from monitor.core.observation import Observation
from monitor.core.oddity import Oddity, Why
from monitor.core.rule import Status
from monitor.render.chasing import Reach, all_texts, chase_text, entry_address, periods_shown
from monitor.render.happenings import answer
from monitor.render.matters import label, matter_told
from monitor.render.phrases import Words
from monitor.render.promises import Told
from monitor.render.voice import Voice

DIALLED = re.compile(r"[+(（]?[0-9][0-9 ()（）-]*", re.ASCII)
COUNTS = ("waits", "odd", "turned", "next")


def desk_told(desk: Desk, words: Words, *, zone: tzinfo, base_url: str) -> Told:
    """Return the desk as plain values, instants in ``zone``."""
    voice = Voice(words, desk.card.plan, desk.card.as_of)
    reach = Reach(base_url, desk.office)
    told = {
        "plan": desk.card.plan.code,
        "title": desk.card.plan.title,
        "as_of": desk.card.as_of.isoformat(),
        "known_at": _instant(desk.card.known_at, zone),
        "demo": desk.card.demo,
        "owing": [_debtor(one, desk, voice, reach, zone) for one in desk.debtors],
        "text": all_texts(desk, voice, reach),
        "waits": {
            "reviews": [_review(one, voice, zone) for one in desk.reviews],
            "adjustments": [_wish(one, voice, zone) for one in desk.wishes],
            "matters": [matter_told(one, voice, zone) for one in desk.matters],
        },
        "odd": [_odd(one, voice) for one in desk.oddities],
        "since": _instant(desk.since, zone),
        "turned": [_turned(one, voice) for one in desk.turned],
        "next": [_next(one, voice) for one in desk.coming],
    }
    return told | {"verdict": verdict(told, voice)}


def verdict(told: Told, voice: Voice) -> str:
    """The whole desk in one sentence."""
    figures = sum(one["figures"] for one in told["owing"])
    owing = voice.say("desk.verdict.owing", units=len(told["owing"]), count=figures)
    counts = {name: len(told[name]) for name in COUNTS}
    counts["waits"] = sum(len(found) for found in told["waits"].values())
    parts = [owing if told["owing"] else voice.say("desk.verdict.nobody_owes")]
    parts += [voice.say(f"desk.verdict.{name}", count=n) for name, n in counts.items() if n]
    joined = voice.say("desk.verdict.comma").join(parts)
    return voice.say("desk.verdict.all", day=voice.day(voice.as_of), parts=joined)


def _instant(at: datetime | None, zone: tzinfo) -> str | None:
    return at.astimezone(zone).isoformat(timespec="minutes") if at else None


def _debtor(one: Debtor, desk: Desk, voice: Voice, reach: Reach, zone: tzinfo) -> Told:
    return {
        "unit": one.unit,
        "name": voice.unit(one.unit),
        "contacts": [
            {
                "name": user.display or user.name,
                "phone": user.phone,
                "tel": callable_part(user.phone),
                "second": user.stand_in,
            }
            for user in one.contacts
        ],
        "targets": len(one.debts),
        "figures": one.figures,
        "owed": [
            {
                "code": debt.target.code,
                "name": debt.target.name,
                "periods": [period.key for period in debt.periods],
                "due": debt.due.isoformat(),
                "shown": periods_shown(debt.periods, voice),
            }
            for debt in one.debts
        ],
        "due": one.due.isoformat(),
        "late_days": one.late_days,
        "reminded": _reminded(one, zone),
        "text": chase_text(one, desk, voice, reach),
        "enter": entry_address(one, desk),
        "shown": {
            "due": voice.day(one.due),
            "owed": voice.say("desk.owing.owed", targets=len(one.debts), figures=one.figures),
            "late": voice.say("desk.owing.late", days=one.late_days),
            "reminded": _reminded_words(one, voice, zone),
        },
    }


def callable_part(phone: str) -> str:
    """What a telephone dials of a number as people write it: up to an extension or a second."""
    found = DIALLED.match(phone)
    return "".join(char for char in found[0] if char in "+0123456789") if found else ""


def _reminded(one: Debtor, zone: tzinfo) -> Told:
    told = one.reminded
    counts = {"copied": told.copied, "phoned": told.phoned, "mailed": told.mailed}
    return counts | {"times": told.times, "last": _instant(told.last, zone)}


def _reminded_words(one: Debtor, voice: Voice, zone: tzinfo) -> str:
    told = one.reminded
    if told.last is None:
        return voice.say("desk.owing.never")
    last = f"{told.last.astimezone(zone):%m-%d %H:%M}"
    counts = {"times": told.times, "phoned": told.phoned}
    return voice.say(
        "desk.owing.times", **counts, copied=told.copied, mailed=told.mailed, last=last
    )


def typed_by(one: Observation, voice: Voice) -> str:
    """Who entered a figure, and who gave it where another typed it (代录)."""
    if not one.given_by:
        return one.entered_by
    return voice.say("desk.given_by", given=one.given_by, typed=one.entered_by)


def _review(one: Observation, voice: Voice, zone: tzinfo) -> Told:
    target = voice.plan.target(one.target)
    return {
        "number": one.seq,
        "code": one.target,
        "name": target.name if target else one.target,
        "unit": voice.unit(one.unit),
        "period": one.period.key,
        "said": answer(one, voice),
        "who": typed_by(one, voice),
        "when": _instant(one.known_at, zone),
    }


def _wish(one: Adjustment, voice: Voice, zone: tzinfo) -> Told:
    wish = one.wish
    target = voice.plan.target(wish.target)
    asked = [voice.say("desk.waits.goal", goal=wish.goal)] if wish.goal else []
    if wish.deadline:
        asked.append(voice.say("desk.waits.deadline", day=voice.day(wish.deadline)))
    return {
        "number": one.number,
        "code": wish.target,
        "name": target.name if target else wish.target,
        "unit": voice.unit(wish.unit),
        "wish": voice.say("desk.text.comma").join(asked),
        "reason": wish.reason,
        "who": one.by,
        "when": _instant(one.at, zone),
    }


def _odd(one: Oddity, voice: Voice) -> Told:
    return {
        "why": one.why.value,
        "label": voice.say(f"desk.why.{one.why.value}"),
        "code": one.target.code,
        "name": one.target.name,
        "unit": voice.unit(one.unit),
        "period": one.period.key,
        "told": _odd_told(one, voice),
    }


def _odd_told(one: Oddity, voice: Voice) -> str:
    differ = one.difference
    if one.why is Why.DIFFERENCE and differ is not None:
        return voice.say(
            "desk.told.difference",
            shown_source=differ.shown_source,
            shown=voice.quantity(one.target, differ.shown),
            other_source=differ.other_source,
            other=voice.quantity(one.target, differ.other),
        )
    said: dict[str, Any] = {
        "before": voice.quantity(one.target, one.before),
        "now": voice.quantity(one.target, one.now),
        "factor": one.factor,
        "reason": one.reason,
    }
    return voice.say(f"desk.told.{one.why.value}", **said)


def _turned(one: Turned, voice: Voice) -> Told:
    row, (status, level) = one.row, one.was
    band = row.verdict.band
    return {
        "code": row.target.code,
        "name": row.target.name,
        "unit": voice.unit(row.unit),
        "was": voice.label(Status(status), level, None),
        "now": voice.class_of(row.verdict),
        "status": row.status.value,
        "level": row.verdict.level,
        "colour": band.colour if band else None,
    }


def _next(one: Next, voice: Voice) -> Told:
    return {
        "on": one.on.isoformat(),
        "day": voice.day(one.on),
        "sort": one.sort.value,
        "what": _what(one, voice),
        "codes": list(dict.fromkeys(target.code for target in one.targets)),
        "units": [voice.unit(code) for code in one.units],
        "number": one.number or None,
    }


def _what(one: Next, voice: Voice) -> str:
    name = one.targets[0].name if one.targets else ""
    number = label(one.number, voice.plan, voice.words) if one.sort is Sort.MATTER else ""
    said = {"count": len(one.targets), "name": name, "detail": one.detail, "label": number}
    return voice.say(f"desk.next.{one.sort.value}", **said)


def rows_told(told: Told) -> Sequence[Sequence[str]]:
    """Who has not reported, as the lines of a table."""
    return [
        (
            one["name"],
            "\n".join(f"{who['name']} {who['phone']}".strip() for who in one["contacts"]),
            one["shown"]["owed"],
            one["due"],
            str(one["late_days"]),
            str(one["reminded"]["times"]),
        )
        for one in told["owing"]
    ]
