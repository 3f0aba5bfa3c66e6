"""Compare what was promised with what was done, as of a day, with what was known then.

Questions of now read the kept standings; questions with a past known-at, or of a day before
the newest revision of the plan, fold the log again. Both end in the same judgement. It
writes only in ``remember``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.assessment import Assessment, assess
from monitor.core.embargo import WITHHELD, counting, is_open
from monitor.core.observation import Observation
from monitor.core.owed import Asked
from monitor.core.plan import Plan
from monitor.core.rule import Band
from monitor.core.scorecard import Scorecard, arrange
from monitor.core.standing import Standing
from monitor.core.statement import Statement, newest_by
from monitor.core.succession import heirs_on, inherited, on_day, passed_on
from monitor.core.workdays import WorkCalendar
from monitor.services.standings import from_log
from monitor.services.statements import statements
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
    known = _standings(db, stated, as_of, known_at, asked.known_day)
    plan = on_day(stated, as_of)
    heirs = heirs_on(stated, as_of)
    narrow = None if unit is None else stated.unit_code(unit)
    narrow = heirs.get(narrow or "", narrow)
    said = newest_by(statements(db, code, known_at=known_at).values(), as_of)
    judged = []
    for promise in promises:
        target = passed_on(promise.target, heirs)
        if narrow is None or narrow in {target.responsible, target.reported_by, *target.units}:
            rows = inherited(promise.target, stated, known.rows.get(target.code, {}), as_of)
            row = assess(replace(promise, target=target), plan, rows, asked=asked)
            row = _with_words(row, said)
            judged.append(_opening(row, known.opens.get(target.code)))
    return arrange(plan, judged, as_of=as_of, known_at=known_at)


def _with_words(row: Assessment, said: Mapping[tuple[str, str], Statement]) -> Assessment:
    """The row with what its unit said of it; of a split target each part with its own unit's."""
    if not said:
        return row
    code, parts = row.target.code, tuple(_with_words(part, said) for part in row.parts)
    units = (row.unit, row.target.reported_by)
    mine = next((said[code, unit] for unit in units if (code, unit) in said), None)
    return replace(row, statement=mine, parts=parts)


def _opening(row: Assessment, opens: date | None) -> Assessment:
    """The row, which changes by itself at the latest when a withheld figure opens."""
    if opens is None:
        return row
    return replace(row, next_change_on=min(opens, row.next_change_on or opens))


@dataclass(frozen=True, slots=True)
class _Known:
    """Rows of every target by unit, and by target the day on which a withheld figure opens."""

    rows: Mapping[str, Mapping[str, tuple[Standing, ...]]]
    opens: Mapping[str, date]


def _standings(db: Connection, plan: Plan, as_of: date, known_at: datetime, today: date) -> _Known:
    """The kept rows answer for now; an earlier knowledge or promise is folded from the log.

    So are targets with figures that count from a day on: the kept rows know no day.
    """
    entries = observations.newest_known_at(db, plan.code) <= known_at
    newest = stored.newest_in_force(db, plan.code, as_of=as_of, known_at=known_at)
    if not (entries and newest):
        return _folded(plan, observations.log(db, plan, known_at=known_at), today)
    kept = standings.all_of(db, plan, as_of=as_of)
    sealed = {code for code, units in kept.items() if WITHHELD in units}
    if not sealed:
        return _Known(kept, {})
    log = observations.log(db, plan, targets=sealed, known_at=known_at)
    fresh = _folded(plan, log, today)
    rest = {code: units for code, units in kept.items() if code not in sealed}
    return _Known(rest | dict(fresh.rows), fresh.opens)


def _folded(plan: Plan, log: Sequence[Observation], today: date) -> _Known:
    waiting = [one for one in log if not is_open(one, today)]
    opens: dict[str, date] = {}
    for one in waiting:
        day = one.not_before or today
        opens[one.target] = min(day, opens.get(one.target, day))
    return _Known(from_log(plan, counting(log, today)), opens)


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
