"""What one entry says, in the words people use: a number, a stage with its day, or no change."""

from monitor.core.observation import Observation
from monitor.render.voice import Voice


def said(voice: Voice, one: Observation) -> str:
    """What an observation says, as people say it."""
    if one.no_change:
        return voice.say("web.no_change")
    if one.stage:
        day = voice.day(one.on) if one.on else ""
        return " ".join(part for part in (one.item, one.stage, day) if part)
    target = voice.plan.target(one.target)
    return voice.quantity(target, one.value) if target else str(one.value)
