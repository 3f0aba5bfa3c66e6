"""The history of one target: every promise, figure, decision, verdict and edition, in order.

An auditor asks what was known when, so the story runs by the instant since when a thing is
known, and says beside it when it was really written and through which door. It changes
nothing, and it hides nothing: what was withdrawn has its history as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from monitor.core.account import User
from monitor.core.embargo import counting, may_see
from monitor.core.happening import (
    Acted,
    Entered,
    Happening,
    History,
    Judged,
    Printed,
    Reviewed,
    Revised,
    Via,
    with_editions,
)
from monitor.core.period import Period
from monitor.core.plan import Plan
from monitor.core.problem import Refused, problem
from monitor.core.resting import resting_on
from monitor.core.succession import forebears
from monitor.services.observations import unknown_target
from monitor.services.targets import stored_plan
from monitor.store import history as books
from monitor.store import observations, targets
from monitor.store.history import Wanted
from monitor.store.history_entries import entered, reviewed


def history(  # noqa: PLR0913  # a question has these sides; all but three by keyword
    db: Connection,
    plan: str,
    code: str,
    *,
    known_at: datetime,
    zone: tzinfo,
    period: Period | None = None,
) -> History:
    """Return everything about a target, or what concerns one period of it.

    Raises:
        Refused: where the plan was not yet adopted, or has never held such a target.

    """
    known = books.pieces(db, plan, known_at=known_at)
    if known is None:
        raise Refused((problem("entry.plan_not_yet", plan=stored_plan(db, plan).code),))
    target = known.target(code)
    if target is None:
        raise Refused((unknown_target(known, code),))
    wanted = Wanted(plan, target=code, known_at=known_at)
    story = sorted(_told(db, wanted, known, zone), key=lambda one: one.told)
    story = list(through_doors(db, with_editions(story)))
    if period is not None:
        story = [one for one in story if _concerns(one, period, story, zone)]
    return History(known, target, known_at, tuple(story))


def shown_to(story: History, person: User, day: date) -> History:
    """The story without the figures that a person may not see before their day."""
    units = forebears(story.plan, person.unit, day)

    def hidden(one: Happening) -> bool:
        match one.what:
            case Entered(figure) | Reviewed(figure):
                return not may_see(person, figure, day, units)
        return False

    return replace(story, happenings=tuple(one for one in story.happenings if not hidden(one)))


def _told(db: Connection, wanted: Wanted, plan: Plan, zone: tzinfo) -> Iterator[Happening]:
    yield from books.revised(db, wanted)
    yield from entered(db, wanted)
    yield from reviewed(db, wanted)
    yield from books.judged(db, wanted)
    yield from books.acted(db, wanted)
    for one in books.printed(db, wanted):
        yield _resting(db, one, plan, zone)


def _resting(db: Connection, one: Happening, plan: Plan, zone: tzinfo) -> Happening:
    """An edition with the entries its figure rests on, by what was known and in force then."""
    what = one.what
    if not isinstance(what, Printed):
        return one
    then = targets.plan_at(db, plan.code, as_of=what.as_of, known_at=what.known_at)
    target = then.target(what.target) if then else None
    if then is None or target is None:
        return one
    log = observations.log(db, then, targets={target.code}, known_at=what.known_at)
    shown = counting(log, what.known_at.astimezone(zone).date())
    rests_on = resting_on(target, shown, plan=then, as_of=what.as_of)
    return replace(one, what=replace(what, rests_on=rests_on))


def through_doors(db: Connection, story: Sequence[Happening]) -> Iterator[Happening]:
    """Tell each happening through which door it came, where the audit noted that."""
    doors = books.doors(db, {one.recorded_at for one in story if one.by})
    for one in story:
        os_user, via = doors.get((one.by, one.recorded_at), (one.os_user, one.via))
        yield one if one.via is not Via.UNKNOWN else replace(one, os_user=os_user, via=via)


def _concerns(one: Happening, period: Period, story: Iterable[Happening], zone: tzinfo) -> bool:
    """Whether it speaks of a period: its figures and what was decided, judged or printed of it."""
    match one.what:
        case Entered(observation) | Reviewed(observation):
            return _meet(observation.period, period)
        case Judged(as_of=day):
            return period.holds(day)
        case Revised(effective_from=day):
            return period.holds(day)
        case Printed(rests_on=numbers, as_of=day):
            return period.holds(day) or any(
                other.seq in numbers
                for other in story
                if isinstance(other.what, Entered) and _meet(other.what.observation.period, period)
            )
        case Acted():
            return period.holds(one.known_at.astimezone(zone).date())
        case _:
            return False


def _meet(one: Period, other: Period) -> bool:
    return one.start <= other.end and other.start <= one.end
