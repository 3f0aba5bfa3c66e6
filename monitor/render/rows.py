"""Tell a scorecard as one plain value that every face draws from.

``told`` is the JSON of ``status`` with display strings beside the exact ones, so a page, a
mail, a sheet and a program cannot disagree. It refuses to round what programs get, and
to leave an unknown as anything but null.
"""

from dataclasses import replace
from datetime import UTC, tzinfo
from typing import Any

from monitor.core.assessment import Assessment
from monitor.core.judgement import Verdict
from monitor.core.rule import Status
from monitor.core.scorecard import Class, Scorecard
from monitor.core.standing import Difference
from monitor.core.target import Target
from monitor.render.formats import UNKNOWN, as_number, exact, percent
from monitor.render.phrases import Words
from monitor.render.plain import csv_text, json_text
from monitor.render.promises import Told, iso, promise_told, scale_of, targets_told
from monitor.render.reasons import reason
from monitor.render.voice import Voice, yardstick_of

__all__ = ["SHAPES", "Told", "csv_text", "json_text", "targets_told", "told", "verdict_sentence"]

SHAPES = {
    Status.ACHIEVED: "✓",
    Status.AHEAD: "▲",
    Status.ON_TRACK: "●",
    Status.BEHIND: "◆",
    Status.MISSED: "✕",
    Status.NOT_DUE: "○",
    Status.NOT_STARTED: "○",
    Status.GOAL_PENDING: "○",
    Status.NO_DATA: "–",  # the mark of silence
}
"""The shape beside each status word, so that meaning survives print and fax."""

IN_SENTENCE = (
    Status.ACHIEVED,
    Status.AHEAD,
    Status.ON_TRACK,
    Status.BEHIND,
    Status.MISSED,
    Status.NOT_STARTED,
    Status.NO_DATA,
    Status.NOT_DUE,
    Status.GOAL_PENDING,
)
"""Every status in the order the verdict names it: good, bad, silent, not yet."""


def told(card: Scorecard, words: Words, zone: tzinfo = UTC) -> Told:
    """Return the scorecard as plain values; instants in ``zone``."""
    voice = Voice(words, card.plan, card.as_of)
    return {
        "as_of": card.as_of.isoformat(),
        "known_at": card.known_at.astimezone(zone).isoformat(timespec="seconds"),
        "plan": card.plan.code,
        "title": card.plan.title,
        "place": voice.place(),
        "demo": card.demo,
        "rows": [_row(row, voice) for row in card.rows],
        "tally": {"total": card.total, "classes": [_class(one, voice) for one in card.classes]},
        "shown": {"as_of": voice.day(card.as_of), "verdict": _verdict(card, voice)},
    }


def verdict_sentence(status: Told) -> str:
    """Return the verdict in one sentence; its counts close with the total."""
    return str(status["shown"]["verdict"])


def _verdict(card: Scorecard, voice: Voice) -> str:
    counts = [
        voice.say("verdict.count", word=voice.status(status), count=card.count(status))
        for status in IN_SENTENCE
        if card.count(status)
    ]
    day = voice.day(card.as_of)
    if not counts:
        return voice.say("verdict.none", day=day)
    listed = voice.say("status.comma").join(counts)
    return voice.say("verdict.sentence", day=day, total=card.total, counts=listed)


def _class(one: Class, voice: Voice) -> Told:
    return {
        "status": one.status.value,
        "level": one.level,
        "label": voice.label(one.status, one.level, one.label),
        "colour": one.colour,
        "count": one.count,
        "share": as_number(one.share),
        "shown": {"share": percent(one.share), "shape": SHAPES[one.status]},
    }


def _row(row: Assessment, voice: Voice) -> Told:
    return {
        **promise_told(row.target, voice),
        "unit": voice.unit(row.unit),
        "unit_code": row.unit,
        "owed_by": voice.unit(row.target.reported_by or row.unit),
        **_fact(row),
        **_judged(row, voice),
        "parts": [_row(_own_goal(part), voice) for part in row.parts],
        "shown": _shown(row, voice),
    }


def _own_goal(part: Assessment) -> Assessment:
    """A part speaks of its own share, not of what is stated for the whole."""
    return replace(part, target=replace(part.target, stated=""))


def _fact(row: Assessment) -> Told:
    scale = scale_of(row.target)
    return {
        "actual": exact(row.actual, scale),
        "stage": row.stage or None,
        "reached": [
            {"item": one.item or None, "stage": one.stage, "on": one.on.isoformat()}
            for one in row.reached
        ],
        "data_date": iso(row.data_date),
        "data_source": row.data_source or None,
        "expected": exact(row.expected, scale),
        "pace": as_number(row.pace),
        "attainment": as_number(row.attainment),
        "remaining": exact(row.remaining, scale),
        "needed_per_month": exact(row.needed_per_month, scale),
        "difference": _difference(row, scale),
        "differences": [
            {
                "period": one.period.key,
                "source": one.difference.shown_source,
                "value": exact(one.difference.shown, scale),
                "other_source": one.difference.other_source,
                "other_value": exact(one.difference.other, scale),
            }
            for one in row.differences
        ],
        "forecast": None,
        **_said(row, scale),
    }


def _said(row: Assessment, scale: int) -> Told:
    """What the unit says itself: its own forecast and outlook of the year, and its words."""
    said = row.statement
    return {
        "own_forecast": exact(said.forecast, scale) if said else None,
        "outlook": said.outlook.value if said and said.outlook else None,
        "progress": (said.progress or None) if said else None,
        "trouble": (said.trouble or None) if said else None,
        "next_step": (said.next_step or None) if said else None,
    }


def _judged(row: Assessment, voice: Voice) -> Told:
    band = row.verdict.band
    return {
        "lead": as_number(row.verdict.lead),
        "yardstick": yardstick_of(row.target, row.rule.yardstick).value,
        "status": row.status.value,
        "level": row.verdict.level,
        "colour": band.colour if band else None,
        "label": voice.class_of(row.verdict),
        "consequence": band.consequence if band else None,
        "flags": list(row.flags),
        "idle": _idle(row.idle),
        "silent": [period.key for period in row.silent],
        "goal_before": row.goal_before,
        "next_change_on": iso(row.next_change_on),
        "reason": reason(row, voice),
    }


def _idle(idle: Verdict | None) -> Told | None:
    if idle is None:
        return None
    return {"status": idle.status.value, "level": idle.level, "lead": as_number(idle.lead)}


def _difference(row: Assessment, scale: int) -> Told | None:
    apart = row.difference
    if apart is None:
        return None
    return {
        "shown_source": apart.shown_source,
        "shown": exact(apart.shown, scale),
        "other_source": apart.other_source,
        "other": exact(apart.other, scale),
    }


def _apart(row: Assessment, voice: Voice) -> str:
    """Both figures with their sources, in the plan's unit; empty where nothing differs."""
    return "" if row.difference is None else apart_told(row.target, row.difference, voice)


def apart_told(target: Target, apart: Difference, voice: Voice) -> str:
    """Two figures with their sources, in the plan's unit."""
    shown = voice.quantity(target, apart.shown)
    other = voice.quantity(target, apart.other)
    return voice.say("status.comma").join(
        (f"{apart.shown_source} {shown}", f"{apart.other_source} {other}")
    )


def _own_forecast(row: Assessment, voice: Voice) -> str:
    """The unit's own forecast of the year: the number, the word, or both."""
    said = row.statement
    if said is None:
        return UNKNOWN
    number = "" if said.forecast is None else voice.quantity(row.target, said.forecast)
    word = voice.say(f"statement.outlooks.{said.outlook.value}") if said.outlook else ""
    return voice.say("status.comma").join(one for one in (number, word) if one) or UNKNOWN


def _shown(row: Assessment, voice: Voice) -> dict[str, Any]:
    """The display strings: the plan's own unit, worded days, a dash for unknown."""
    target = row.target
    yardstick = yardstick_of(target, row.rule.yardstick)
    name = target.pace.name(target.way)
    kind, _, profile = name.partition(":")
    return {
        "measure": voice.measure(target) or UNKNOWN,
        "actual": voice.done(target, row.actual, row.stage),
        "goal": voice.goal(target),
        "expected": voice.quantity(target, row.expected, rounded=True),
        "remaining": voice.quantity(target, row.remaining),
        "needed_per_month": voice.quantity(target, row.needed_per_month, rounded=True),
        "attainment": percent(row.attainment),
        "pace": percent(row.pace),
        "pace_name": voice.say(f"status.pace.{kind}", name=profile),
        "rule": row.rule.title or row.rule.name,
        "lead": voice.lead(target, yardstick, row.verdict.lead),
        "data_date": voice.day(row.data_date),
        "deadline": voice.day(target.deadline),
        "shape": SHAPES[row.status],
        "flags": voice.say("status.comma").join(
            voice.say(f"status.flag.{flag}") for flag in row.flags
        ),
        "idle": voice.class_of(row.idle) if row.idle else UNKNOWN,
        "own_forecast": _own_forecast(row, voice),
        "difference": _apart(row, voice),
        "differences": [
            {"period": one.period.key, "said": apart_told(target, one.difference, voice)}
            for one in row.differences
        ],
    }
