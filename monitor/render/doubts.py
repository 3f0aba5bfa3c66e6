"""Ask about a figure in the reader's language: what it looks like, and what was probably meant."""

from decimal import Decimal

from monitor.core.doubt import Doubt, Sort
from monitor.core.target import Target
from monitor.render.formats import spoken
from monitor.render.voice import Voice

ONE = Decimal(1)


def doubt_text(voice: Voice, target: Target, doubt: Doubt) -> str:
    """One question: what was typed, what it was held against, what was probably meant."""
    if doubt.sort is Sort.CHECK:
        return _check_text(voice, doubt)
    code = f"doubt.{doubt.sort.value}"
    if doubt.sort is Sort.SLIP and doubt.against is None:
        code = "doubt.slip_first"
    return voice.say(
        code,
        said=voice.quantity(target, doubt.said),
        meant=voice.quantity(target, doubt.meant),
        against=voice.quantity(target, doubt.against),
        factor=f"{doubt.factor:,}",
    )


def meant_text(voice: Voice, target: Target, doubt: Doubt) -> str:
    """What to type instead, with its unit; empty where nothing better can be said."""
    return "" if doubt.meant is None else voice.quantity(target, doubt.meant)


def _check_text(voice: Voice, doubt: Doubt) -> str:
    """What the plan's own check says of the figures together, each named."""
    check = next(one for one in voice.plan.checks if one.name == doubt.other)
    of = voice.plan.target(check.of)
    named = [voice.plan.target(code) for code in check.others]
    names = [one.name for one in named if one]
    if of is None or not of.spoken:
        return ""
    against = "" if doubt.against is None else spoken(doubt.against, ONE)
    return voice.say(
        f"doubt.check_{check.relation.value}",
        name=check.name,
        of=of.name,
        others=voice.say("status.comma").join(names),
        against=against if check.relation.value == "per" else voice.quantity(of, doubt.against),
        measure=of.measure or "",
        per=(named[0].measure or "") if named and named[0] else "",
        low=spoken(check.low, ONE),
        high=spoken(check.high, ONE),
    )
