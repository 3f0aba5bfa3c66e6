"""Compare what was promised with what was done, as of a day, with what was known then.

Questions of now read the kept standings; questions with a past known-at, or of a day before
the newest revision of the plan, fold the log again. Both end in the same judgement. It
writes only in ``remember``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.assessment import Assessment, assess
from monitor.core.owed import Asked
from monitor.core.plan import Plan
from monitor.core.rule import Band
from monitor.core.scorecard import Scorecard, arrange
from monitor.core.standing import Standing
from monitor.core.succession import heirs_on, inherited, on_day, passed_on
from monitor.core.workdays import WorkCalendar
from monitor.services.standings import from_log
from monitor.services.targets import plan_stated
from monitor.store import observations, standings, verdicts
from monitor.store import targets as stored


def compare(  # noqa: PLR0913  # a question has this many sides; all but two by keyword
    db: Connection,
    code: str,
    *,
    as_of: date,
    known_at: datetime,
    calendar: WorkCalendar,
    zone: tzinfo,
    unit: str | None = None,
) -> Scorecard:
    """Judge every target of a plan in force on ``as_of``, as known at ``known_at``.

    ``unit`` narrows the answer to what one responsible unit, named by code or name, answers for.

    Raises:
        Refused: where no such plan was adopted by ``known_at``.

    """
    stated = plan_stated(db, code, as_of=as_of, known_at=known_at)
    promises = stored.promises_at(db, code, as_of=as_of, known_at=known_at)
    asked = Asked(as_of, known_at.astimezone(zone).date(), calendar)
    rows = _standings(db, stated, as_of, known_at)
    plan = on_day(stated, as_of)
    heirs = heirs_on(stated, as_of)
    narrow = None if unit is None else stated.unit_code(unit)
    narrow = heirs.get(narrow or "", narrow)
    judged = []
    for promise in promises:
        target = passed_on(promise.target, heirs)
        if narrow is None or narrow in {target.responsible, *target.units}:
            mine = inherited(promise.target, stated, rows.get(target.code, {}), as_of)
            judged.append(assess(replace(promise, target=target), plan, mine, asked=asked))
    return arrange(plan, judged, as_of=as_of, known_at=known_at)


def _standings(
    db: Connection, plan: Plan, as_of: date, known_at: datetime
) -> Mapping[str, Mapping[str, tuple[Standing, ...]]]:
    """The kept rows answer for now; an earlier knowledge or promise is folded from the log."""
    entries = observations.newest_known_at(db, plan.code) <= known_at
    if entries and stored.newest_in_force(db, plan.code, as_of=as_of, known_at=known_at):
        return standings.all_of(db, plan, as_of=as_of)
    return from_log(plan, observations.log(db, plan, known_at=known_at))


@dataclass(frozen=True, slots=True)
class Moved:
    """A target that another rule would put in another class."""

    code: str
    name: str
    now: str
    then: str


def under_rule(card: Scorecard, name: str) -> tuple[Moved, ...]:
    """Return who would change class if measured leads were judged by the rule of this name.

    Only rows whose class came from a rule's yardstick are tried, and only where the other
    rule measures in the same one.
    """
    rule = card.plan.rule(name)
    moved = []
    for row in card.rows:
        lead, band = row.verdict.lead, row.verdict.band
        if band is None or lead is None or row.rule.yardstick is not rule.yardstick:
            continue
        then = rule.band(lead)
        if (band.status, band.level) != (then.status, then.level):
            moved.append(Moved(row.target.code, row.target.name, _title(band), _title(then)))
    return tuple(moved)


def _title(band: Band) -> str:
    return f"{band.status.value} {band.level or ''}".strip()


def remember(db: Connection, card: Scorecard, *, now: datetime) -> tuple[Assessment, ...]:
    """Append to the history every verdict that differs from the last kept one; return them."""
    before = verdicts.newest(db, card.plan.code)
    changed = tuple(
        row for row in card.rows if before.get(row.target.code) != verdicts.class_of(row)
    )
    verdicts.append(db, card, changed, recorded_at=now)
    return changed
