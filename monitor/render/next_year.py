"""Say in words what a draft of the next plan tells of this year: results, notes, what to look at.

The draft itself is written by whoever knows the file; here are only its sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.goal import Direction
from monitor.core.next_year import Carried
from monitor.core.pace import PaceKind
from monitor.core.plan import Unit
from monitor.core.scorecard import Scorecard
from monitor.core.succession import orphans
from monitor.core.target import Kind, Target
from monitor.render.phrases import Words
from monitor.render.voice import Voice


@dataclass(frozen=True, slots=True)
class Telling:
    """The words a draft is written with."""

    head: tuple[str, ...]
    source: str
    result_source: str
    notes: dict[str, str]
    results: dict[str, str]
    look: tuple[str, ...]


def next_year_told(card: Scorecard, carried: Sequence[Carried], words: Words) -> Telling:
    """Return what a draft says of the year that ends."""
    voice = Voice(words, card.plan, card.as_of)
    going = [one for one in carried if one.goes_on]
    about = {"title": card.plan.title, "plan": card.plan.title, "day": card.as_of.isoformat()}
    return Telling(
        head=(words.say("next_year.head", **about), words.say("next_year.head_then")),
        source=words.say("next_year.plan_source", **about),
        result_source=words.say("next_year.result", **about),
        notes={one.target.code: _note(one, voice) for one in going},
        results={
            one.target.code: voice.quantity(one.row.target, one.row.actual)
            for one in going
            if one.row.actual is not None
        },
        look=tuple(_orphan(*one, voice) for one in orphans(card.plan, card.plan.period.end)),
    )


def _orphan(target: Target, unit: Unit, voice: Voice) -> str:
    return voice.say("next_year.unit_gone", code=target.code, unit=unit.name, day=unit.until)


def _note(one: Carried, voice: Voice) -> str:
    """What the next year's table says of this one, in one line."""
    said = [_reached(one, voice), *_steps(one, voice), *_left_out(one.row.target, voice)]
    return voice.say("status.joined").join(said)


def _reached(one: Carried, voice: Voice) -> str:
    row, target = one.row, one.row.target
    if target.kind in {Kind.PROJECT, Kind.TASK}:
        if not row.stage:
            return voice.say("next_year.note_no_stage")
        on = max(
            (step.on for step in row.reached if step.stage == row.stage), default=row.data_date
        )
        return voice.say("next_year.note_stage", stage=row.stage, on=on)
    goal = voice.goal(target)
    if row.actual is None:
        return voice.say("next_year.note_none", goal=goal)
    return voice.say("next_year.note_result", value=voice.quantity(target, row.actual), goal=goal)


def _steps(one: Carried, voice: Voice) -> list[str]:
    said, comma = [], voice.say("status.comma")
    planned = comma.join(f"{step.stage} {step.on}" for step in one.row.target.all_planned)
    if planned:
        said.append(voice.say("next_year.note_planned", planned=planned))
    left = {item.name for item in one.items}
    done = comma.join(item.name for item in one.row.target.items if item.name not in left)
    if done:
        said.append(voice.say("next_year.note_items_done", names=done))
    return said


def _left_out(target: Target, voice: Voice) -> list[str]:
    """What could not be taken over and has to be said anew."""
    said = []
    if target.parts:
        shares = voice.say("status.comma").join(
            f"{voice.unit(part.unit)} {voice.quantity(target, part.goal)}" for part in target.parts
        )
        said.append(voice.say("next_year.note_parts", parts=shares))
    if target.direction is Direction.BETWEEN:
        said.append(voice.say("next_year.note_range"))
    if target.pace.kind is PaceKind.MILESTONES:
        said.append(voice.say("next_year.note_pace"))
    if target.baseline is not None:
        value = voice.quantity(target, target.baseline)
        said.append(voice.say("next_year.note_baseline", value=value))
    return said
