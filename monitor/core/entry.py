"""Judge what a person handed in against the target it speaks of: sense, not syntax of doors.

``accept`` returns an observation or the one fault that keeps it out. It knows the
target, never the log: whether the same was said before, or something else, is the
caller's to compare with ``says_the_same``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from monitor.core.observation import Entry, Observation
from monitor.core.plan import Plan
from monitor.core.problem import Problem, problem
from monitor.core.quantity import read_quantity
from monitor.core.target import Kind, ReportedAs, Target

LONGEST_GIVER = 128


@dataclass(frozen=True, slots=True)
class Known:
    """Since when an entry is known, and which day that is in the plan's time zone."""

    at: datetime
    day: date


def accept(entry: Entry, target: Target, plan: Plan, *, known: Known) -> Observation | Problem:
    """Return the observation an entry amounts to, or what is wrong with it and what to do."""
    fault = (
        _answer_fault(entry, target)
        or _period_fault(entry, target, known)
        or _unit_fault(entry, target)
        or _source_fault(entry, target, plan)
        or _item_fault(entry, target)
        or _stage_fault(entry, target, known)
        or _giver_fault(entry)
    )
    if fault:
        return fault
    value = _value(entry, target)
    if isinstance(value, Problem):
        return value
    return Observation(
        target=target.code,
        unit=entry.unit or _unit(target),
        period=entry.period,
        data_date=_data_date(entry, known),
        source=entry.source or usual_source(target, plan, unit=entry.unit or _unit(target)),
        known_at=known.at,
        item=_item(entry, target),
        value=value,
        stage=entry.stage,
        no_change=entry.no_change,
        on=entry.on if entry.stage else None,
        note=(entry.note or "").strip(),
        reason=(entry.reason or "").strip(),
        given_by=(entry.given_by or "").strip(),
        not_before=entry.not_before,
    )


def _answer_fault(entry: Entry, target: Target) -> Problem | None:
    given = [entry.value is not None, entry.stage is not None, entry.no_change]
    if sum(given) != 1:
        return problem("entry.one_answer", code=target.code)
    if entry.value is not None and target.kind is not Kind.QUANTITY:
        return problem("entry.wants_stage", code=target.code, stages="、".join(target.ladder))
    if entry.stage is not None and target.kind is Kind.QUANTITY:
        return problem("entry.wants_value", code=target.code, measure=target.measure or "")
    return None


def _period_fault(entry: Entry, target: Target, known: Known) -> Problem | None:
    period = entry.period
    if period.start < target.period.start:
        return problem("entry.period_early", period=period.key, start=str(target.period.start))
    if period.start > known.day:
        return problem("entry.period_future", period=period.key, day=str(known.day))
    if entry.stage is None and entry.on and not period.start <= entry.on <= period.end:
        return problem("entry.on_outside", on=str(entry.on), period=period.key)
    if entry.on and entry.on > known.day:
        return problem("entry.on_future", on=str(entry.on), day=str(known.day))
    return None


def _unit_fault(entry: Entry, target: Target) -> Problem | None:
    units = [part.unit for part in target.parts]
    if units and entry.unit not in units:
        return problem("entry.which_unit", code=target.code, units="、".join(units))
    allowed = {target.responsible, target.reported_by}
    if not units and entry.unit and entry.unit not in allowed:
        return problem(
            "entry.other_unit", code=target.code, unit=entry.unit, responsible=target.responsible
        )
    return None


def _source_fault(entry: Entry, target: Target, plan: Plan) -> Problem | None:
    names = [source.name for source in plan.sources]
    if entry.source is None or not names:
        return None
    if entry.source not in names:
        return problem("entry.unknown_source", source=entry.source, sources="、".join(names))
    unit = entry.unit or _unit(target)
    if unit == _unit(target) or target.parts or not _outranks(entry.source, target, plan):
        return None
    return problem(
        "units.source_of_other",
        source=entry.source,
        reporter=target.reported_by,
        code=target.code,
        usual=usual_source(target, plan, unit=unit),
    )


def _outranks(source: str, target: Target, plan: Plan) -> bool:
    """Whether a source is that of the unit which gives the number, or stands above it."""
    rank = plan.source_rank(usual_source(target, plan))
    return rank > plan.source_rank(_first_firm(plan)) and plan.source_rank(source) >= rank


def _item_fault(entry: Entry, target: Target) -> Problem | None:
    if target.kind is not Kind.ITEMS:
        return problem("entry.no_items", code=target.code) if entry.item else None
    if entry.no_change:
        return None
    if any(item.answers_to(entry.item or "") for item in target.items):
        return None
    names = "、".join(item.name for item in target.items)
    return problem("entry.which_item", code=target.code, item=entry.item or "", items=names)


def _stage_fault(entry: Entry, target: Target, known: Known) -> Problem | None:
    if entry.stage is None:
        return None
    if entry.stage not in target.ladder:
        return problem("entry.unknown_stage", stage=entry.stage, stages="、".join(target.ladder))
    if entry.on is None and target.kind is not Kind.TASK:
        return problem("entry.stage_day", stage=entry.stage)
    if entry.on and entry.on > _last_day(entry, known):
        return problem("entry.on_outside", on=str(entry.on), period=entry.period.key)
    return None


def _giver_fault(entry: Entry) -> Problem | None:
    if len(entry.given_by or "") <= LONGEST_GIVER:
        return None
    return problem("desk.given_long", most=str(LONGEST_GIVER))


def _value(entry: Entry, target: Target) -> Decimal | Problem | None:
    if entry.value is None or target.spoken is None:
        return None
    value = read_quantity(entry.value, into=target.spoken.measure, spoken=target.spoken)
    if isinstance(value, Problem):
        return value
    if value < 0 and target.reported_as is ReportedAs.CUMULATIVE and target.start >= 0:
        return problem("entry.negative", value=entry.value)
    return value


def _unit(target: Target) -> str:
    return target.reported_by or target.responsible


def usual_source(target: Target, plan: Plan, *, unit: str = "") -> str:
    """Where a target's figures come from unless an entry says otherwise.

    Where another unit gives the number, the responsible one gives the first firm source's.
    """
    own = target.reported_by and not target.parts and unit not in {"", target.reported_by}
    return _first_firm(plan) if own else target.figures or _first_firm(plan)


def _first_firm(plan: Plan) -> str:
    return next((source.name for source in plan.sources if not source.provisional), "")


def _item(entry: Entry, target: Target) -> str:
    return next((one.name for one in target.items if one.answers_to(entry.item or "")), "")


def _data_date(entry: Entry, known: Known) -> date:
    """The last day the answer speaks of: as said, else the period's end, never the future."""
    return entry.on if entry.on and entry.stage is None else _last_day(entry, known)


def _last_day(entry: Entry, known: Known) -> date:
    return min(entry.period.end, known.day)
