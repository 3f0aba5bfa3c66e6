"""Say in one sentence why a row stands in its class.

Every number in the sentence is one the row carries; nothing is computed here but which
planned stage passed first. It refuses to leave a class without a reason.
"""

from collections.abc import Callable
from datetime import date

from monitor.core.assessment import Assessment
from monitor.core.goal import Direction
from monitor.core.judgement import Verdict
from monitor.core.rule import Status
from monitor.core.target import Kind, Planned
from monitor.render.voice import Voice, yardstick_of

STAGED = frozenset({Kind.PROJECT, Kind.TASK})
TAILS = ("awaiting_final", "fell_back", "gap")
"""Flags that need a clause of their own and no argument but the data date."""


def reason(row: Assessment, voice: Voice) -> str:
    """Return the sentence: what earned the class, then what the reader must know with it."""
    clauses = [_main(row, voice), *_tails(row, voice)]
    text = voice.say("status.joined").join(clause for clause in clauses if clause)
    return text[:1].upper() + text[1:] + voice.say("status.end")


def _main(row: Assessment, voice: Voice) -> str:
    return _SAYERS.get(row.status, _classed)(row, voice)


def _pending(_: Assessment, voice: Voice) -> str:
    return voice.say("reason.goal_pending")


def _no_data(row: Assessment, voice: Voice) -> str:
    code = "no_data_overdue" if "overdue" in row.flags else "no_data"
    return voice.say(f"reason.{code}", count=len(row.silent))


def _facts(row: Assessment, voice: Voice) -> dict[str, str]:
    """What sentences are made of, worded."""
    target = row.target
    return {
        "data_date": voice.day(row.data_date),
        "deadline": voice.day(target.deadline),
        "done_word": voice.done_word(target),
        "actual": voice.done(target, row.actual, row.stage),
        "expected": voice.quantity(target, row.expected, rounded=True),
        "goal": voice.goal(target),
        "stage": row.stage,
        "lead": voice.lead(target, yardstick_of(target, row.rule.yardstick), row.verdict.lead),
    }


def _achieved(row: Assessment, voice: Voice) -> str:
    facts = _facts(row, voice)
    text = voice.say(_achieved_code(row), on=voice.day(_goal_day(row)), **facts)
    told = [voice.say(f"reason.{flag}", **facts) for flag in ("early", "late") if flag in row.flags]
    return voice.say("status.and").join([text, *told])


def _achieved_code(row: Assessment) -> str:
    if row.target.kind is Kind.TASK:
        return "reason.achieved_task"
    return f"reason.achieved_{'stage' if row.target.kind is Kind.PROJECT else 'value'}"


def _goal_day(row: Assessment) -> date | None:
    if row.target.kind is not Kind.PROJECT:
        return None
    days = [one.on for one in row.reached if row.target.reaches_goal(one.stage)]
    return min(days, default=row.data_date)


def _missed(row: Assessment, voice: Voice) -> str:
    facts = _facts(row, voice)
    if "overdue" in row.flags and (not row.data_date or row.data_date < row.target.deadline):
        return voice.say("reason.missed_overdue", **facts)
    if row.target.direction is Direction.AT_MOST and row.target.accumulates:
        return voice.say("reason.missed_burst", **facts)
    code = "missed_stage" if row.target.kind in STAGED else "missed_value"
    return voice.say(f"reason.{code}", **facts | {"stage": row.stage or voice.say("status.none")})


def _not_due(row: Assessment, voice: Voice) -> str:
    first = min(row.target.all_planned, key=lambda step: step.on, default=None)
    if row.target.staged and first:
        return voice.say("reason.not_due_stage", stage=first.stage, on=voice.day(first.on))
    if row.target.pace.kind.value in {"due_only", "stages"}:
        return voice.say("reason.not_due_deadline", deadline=voice.day(row.target.deadline))
    return voice.say("reason.not_due_pace", as_of=voice.day(voice.as_of))


def _not_started(row: Assessment, voice: Voice) -> str:
    if row.target.kind is Kind.TASK:
        return voice.say("reason.not_started_task", **_facts(row, voice))
    step = _late_step(row)
    if step is None:
        return voice.say("reason.not_started_value", **_facts(row, voice))
    facts = _facts(row, voice) | {"stage": step[1].stage}
    return voice.say("reason.not_started_stage", on=voice.day(step[1].on), **facts)


def _classed(row: Assessment, voice: Voice) -> str:
    facts = _facts(row, voice)
    if row.target.kind is Kind.TASK:
        return voice.say("reason.task", **facts)
    if row.target.direction is Direction.BETWEEN:
        return voice.say("reason.value_between", **facts)
    if row.target.kind is Kind.PROJECT or row.rule.yardstick.value == "days":
        return _staged(row, voice, facts)
    if row.expected is None:
        return voice.say("reason.value_unmeasured", **facts)
    ceiling = row.target.direction is Direction.AT_MOST
    return voice.say("reason.value_ceiling" if ceiling else "reason.value", **facts)


def _staged(row: Assessment, voice: Voice, facts: dict[str, str]) -> str:
    late = _late_step(row)
    if late is None:
        return voice.say("reason.stage_good", **facts)
    item, step = late
    named = voice.say("status.step", item=item, stage=step.stage).strip()
    return voice.say("reason.stage_late", step=named, on=voice.day(step.on), **facts)


def _late_step(row: Assessment) -> tuple[str, Planned] | None:
    """The oldest planned stage that passed unreached by the data date."""
    target, day = row.target, row.data_date
    steps = [("", step) for step in target.planned]
    steps += [(item.name, step) for item in target.items for step in item.planned]
    open_ = [
        (item, step)
        for item, step in steps
        if day is not None
        and step.on < day
        and not any(
            one.item == item and target.rank(one.stage) >= target.rank(step.stage)
            for one in row.reached
        )
    ]
    return min(open_, key=lambda pair: pair[1].on, default=None)


def _tails(row: Assessment, voice: Voice) -> list[str]:
    facts = _facts(row, voice)
    told = [voice.say(f"reason.{flag}", **facts) for flag in TAILS if flag in row.flags]
    if "provisional" in row.flags:
        told.append(voice.say("reason.provisional", source=row.data_source))
    return [*told, _remembered(row, voice), _silence(row, voice), _adjusted(row, voice)]


def _remembered(row: Assessment, voice: Voice) -> str:
    """The rule's memory put the row elsewhere than its lead alone would."""
    verdict = row.verdict
    if verdict.band is None or verdict.lead is None or verdict.band.holds(verdict.lead):
        return ""
    return voice.say("reason.remembered", class_=voice.class_of(verdict))


def _silence(row: Assessment, voice: Voice) -> str:
    count = len(row.silent)
    if not count or row.status is Status.NO_DATA:
        return ""
    if row.rule.idle_after and count >= row.rule.idle_after and row.idle == row.verdict:
        return voice.say("reason.idle_verdict", count=count)
    if row.data_date is None:
        return voice.say("reason.silent", count=count)
    if row.idle is None or row.status is Status.MISSED or _same(row.idle, row.verdict):
        return voice.say("reason.stale", count=count)
    return voice.say("reason.stale_idle", count=count, class_=voice.class_of(row.idle))


def _adjusted(row: Assessment, voice: Voice) -> str:
    if "adjusted" not in row.flags:
        return ""
    if row.goal_before is None:
        return voice.say("reason.adjusted_plain")
    return voice.say("reason.adjusted", before=row.goal_before, goal=voice.goal(row.target))


def _same(one: Verdict, other: Verdict) -> bool:
    return (one.status, one.level) == (other.status, other.level)


_SAYERS: dict[Status, Callable[[Assessment, Voice], str]] = {
    Status.GOAL_PENDING: _pending,
    Status.ACHIEVED: _achieved,
    Status.MISSED: _missed,
    Status.NOT_DUE: _not_due,
    Status.NO_DATA: _no_data,
    Status.NOT_STARTED: _not_started,
}
