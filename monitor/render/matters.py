"""Tell the supervisor's matters as plain values that list, page, letter and edition draw from.

Codes stand beside their words, exact days beside worded ones, so that a program and a person
read the same. It refuses to judge: what is overdue, and by how much, the core has decided.
"""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from monitor.core.demand import Stop
from monitor.core.matter import Matter, State, Step, Ticking
from monitor.core.plan import Plan
from monitor.render.phrases import Words
from monitor.render.promises import Told, iso
from monitor.render.voice import Voice

SHORT = 40
SHAPES = {
    State.OPEN: "○",
    State.ANSWERED: "●",
    State.OVERDUE: "✕",
    State.ASKED: "▲",
    State.SETTLED: "✓",
    State.WITHDRAWN: "–",  # the mark of what is gone
}
"""The shape beside each state, so that it survives print and fax."""


def matters_told(
    matters: Sequence[Matter], plan: Plan, words: Words, *, zone: tzinfo, today: date
) -> Told:
    """Return matters with their counts, instants in ``zone``."""
    voice = Voice(words, plan, today)
    return {
        "plan": plan.code,
        "as_of": today.isoformat(),
        "matters": [matter_told(one, voice, zone) for one in matters],
        "counts": counts(matters),
    }


def counts(matters: Sequence[Matter]) -> dict[str, int]:
    """How many are open, of those overdue and waiting for the end, and how many are closed."""
    states = [one.state for one in matters]
    return {
        "total": len(states),
        "open": sum(not one.closed for one in matters),
        "overdue": sum(one.late is not None and not one.closed for one in matters),
        "asked": states.count(State.ASKED),
        "settled": states.count(State.SETTLED),
        "withdrawn": states.count(State.WITHDRAWN),
    }


def label(number: int, plan: Plan, words: Words) -> str:
    """The number of a matter as papers carry it."""
    return words.say("matters.number", year=plan.year, number=number)


def matter_told(matter: Matter, voice: Voice, zone: tzinfo) -> Told:
    """Return one matter as plain values."""
    given, plan = matter.given, voice.plan
    target = plan.target(given.target)
    return {
        "number": matter.number,
        "label": label(matter.number, plan, voice.words),
        "kind": given.kind.value,
        "words": given.words,
        "from_whom": given.from_whom,
        "on": given.on.isoformat(),
        "unit": voice.unit(given.unit),
        "unit_code": given.unit,
        "given_to": voice.unit(matter.given_to) if matter.given_to else None,
        "cooperating": [voice.unit(code) for code in given.cooperating],
        "target": given.target or None,
        "target_name": target.name if target else None,
        "major": given.major,
        "through_link": bool(given.link),
        **_standing(matter, voice),
        "recorded_by": matter.recorded_by,
        "recorded_at": _instant(matter.recorded_at, zone),
        "steps": [_step(step, voice, zone) for step in matter.steps],
        "shown": _shown(matter, voice),
    }


def _standing(matter: Matter, voice: Voice) -> Told:
    late, due, asked = matter.late, matter.next_due, matter.extension
    return {
        "state": matter.state.value,
        "overdue_clock": clock_name(late, voice) if late else None,
        "overdue_days": late.late_days if late else 0,
        "due": iso(due.due) if due else None,
        "due_clock": clock_name(due, voice) if due else None,
        "clocks": [_clock(one, voice) for one in matter.clocks],
        "answers": len(matter.answers),
        "asked_by": matter.asked_by or None,
        "extension": _step_until(asked) if asked else None,
        "closed_on": iso(matter.closed_on),
    }


def _step_until(step: Step) -> Told:
    return {"until": iso(step.until), "by": step.by, "reason": step.text}


def _clock(one: Ticking, voice: Voice) -> Told:
    return {
        "name": clock_name(one, voice),
        "days": one.clock.days,
        "due": one.due.isoformat(),
        "stopped_on": iso(one.stopped_on),
        "late_days": one.late_days,
        "overdue": one.overdue,
        "shown": {"due": voice.day(one.due), "state": _clock_state(one, voice)},
    }


def clock_name(one: Ticking, voice: Voice) -> str:
    """What a clock is called: its own name, else what stops it."""
    clock = one.clock
    if clock.name:
        return clock.name
    if clock.stop is Stop.SETTLE and clock.major is not None:
        return voice.say("matters.clock.major" if clock.major else "matters.clock.general")
    return voice.say(f"matters.clock.{clock.stop.value}")


def _clock_state(one: Ticking, voice: Voice) -> str:
    if one.overdue:
        return voice.say("matters.clock_overdue", days=one.late_days)
    if one.stopped_on is None:
        return voice.say("matters.clock_runs")
    code = "matters.clock_late" if one.late_days else "matters.clock_met"
    return voice.say(code, day=voice.day(one.stopped_on), days=one.late_days)


def _step(step: Step, voice: Voice, zone: tzinfo) -> Told:
    return {
        "deed": step.deed.value,
        "on": step.on.isoformat(),
        "at": _instant(step.at, zone),
        "by": step.by,
        "unit": voice.unit(step.unit) if step.unit else None,
        "text": step.text,
        "study": step.study,
        "until": iso(step.until),
        "found": step.found,
        "observation": step.observation,
        "photo": step.photo or None,
        "shown": {"deed": _deed(step, voice), "on": voice.day(step.on)},
    }


def _deed(step: Step, voice: Voice) -> str:
    """What was done, in words."""
    if step.found is not None:
        return voice.say("matters.found.true" if step.found else "matters.found.false")
    if step.study:
        return voice.say("matters.deed.study")
    until = voice.day(step.until) if step.until else ""
    return voice.say(f"matters.deed.{step.deed.value}", until=until)


def _shown(matter: Matter, voice: Voice) -> dict[str, str]:
    given, due, late = matter.given, matter.next_due, matter.late
    return {
        "kind": voice.say(f"matters.kind.{given.kind.value}"),
        "state": voice.say(f"matters.state.{matter.state.value}"),
        "shape": SHAPES[matter.state],
        "weight": voice.say("matters.weight.major" if given.major else "matters.weight.general"),
        "on": voice.day(given.on),
        "due": voice.day(due.due) if due else "—",
        "late": late_sentence(late, voice) if late else "",
        "words": shortened(given.words),
        "cooperating": voice.say("status.comma").join(voice.unit(one) for one in given.cooperating),
    }


def late_sentence(late: Ticking, voice: Voice) -> str:
    """Which clock is overdue, since when, by how many days."""
    return voice.say(
        "matters.late", clock=clock_name(late, voice), due=voice.day(late.due), days=late.late_days
    )


def shortened(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"


def block(
    matters: Sequence[Matter], plan: Plan, words: Words, *, since: datetime | None, today: date
) -> Told | None:
    """Return what an edition opens with, or nothing where nothing is open and nothing was closed.

    ``since`` is the instant the edition before knew; without one every closing counts.
    """
    voice = Voice(words, plan, today)
    tally = counts(matters)
    settled = sum(
        one.state is State.SETTLED
        and one.closed_at is not None
        and (since is None or one.closed_at > since)
        for one in matters
    )
    if not tally["open"] and not settled:
        return None
    late = [one for one in matters if one.late is not None and not one.closed]
    code = "matters.block" if since else "matters.block_first"
    return {
        "open": tally["open"],
        "overdue": tally["overdue"],
        "settled": settled,
        "since": since.isoformat(timespec="seconds") if since else None,
        "title": words.say("matters.title"),
        "sentence": voice.say(code, open=tally["open"], overdue=tally["overdue"], settled=settled),
        "lines": [_late_line(one, voice) for one in _longest_first(late)],
    }


def _longest_first(matters: Sequence[Matter]) -> list[Matter]:
    return sorted(matters, key=lambda one: -(one.late.late_days if one.late else 0))


def _late_line(matter: Matter, voice: Voice) -> Told:
    late = matter.late
    assert late is not None  # noqa: S101  # only overdue ones have a line
    return {
        "number": label(matter.number, voice.plan, voice.words),
        "unit": voice.unit(matter.given.unit),
        "clock": clock_name(late, voice),
        "due": late.due.isoformat(),
        "overdue_days": late.late_days,
        "text": late_sentence(late, voice),
        "words": shortened(matter.given.words),
    }


def _instant(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
