"""What keeps a closed plan closed: asked by everything that would change it.

It reads the closing and the grants from the plan's acts, as they stand now whatever instant an
entry speaks of: loading history into a closed plan is a change like any other. It refuses with
one sentence that names who closed the plan, when, and how a cell is opened again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from monitor.core.closing import Cell, Closing, Deed, Grant, Step, fold_grants, locked
from monitor.core.observation import Observation
from monitor.core.period import Period, read_period
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.core.succession import on_day
from monitor.store import acts
from monitor.store.acts import Act
from monitor.store.targets import Change, plan_at

CLOSING, GRANT = "closing", "grant"
GRANTED, REVOKED = "granted", "revoked"


def closing_of(db: Connection, plan: str, *, known_at: datetime | None = None) -> Closing:
    """Return whether a plan is closed, by all that is known or was known at an instant."""
    return Closing(
        tuple(
            Step(
                Deed(act.step),
                act.by,
                act.known_at,
                date.fromisoformat(act.body["day"]),
                act.reason,
                tuple(act.body.get("missing", ())),
            )
            for act in acts.log(db, plan, kind=CLOSING, known_at=known_at)
        )
    )


def grants_of(db: Connection, plan: str) -> tuple[Grant, ...]:
    """Return every grant of a plan, by number."""
    return fold_grants(_deed(act) for act in acts.log(db, plan, kind=GRANT))


def _deed(act: Act) -> Grant | tuple[int, str, datetime]:
    number = int(act.body["number"])
    if act.step == REVOKED:
        return number, act.by, act.known_at
    period = read_period(act.body["period"])
    assert isinstance(period, Period)  # noqa: S101  # kept by the service that read it
    return Grant(
        number=number,
        cell=Cell(act.code, act.body["unit"], period),
        by=act.by,
        at=act.known_at,
        reason=act.reason,
        until=date.fromisoformat(act.body["until"]),
        ends=datetime.fromisoformat(act.body["ends"]),
    )


def require_open(db: Connection, plan: str, cells: Iterable[Cell], *, at: datetime) -> None:
    """Refuse to change what a closed plan holds, unless a grant opens each of the cells.

    Raises:
        Refused: naming who closed the plan and every cell that stays closed.

    """
    wanted = tuple(cells)
    closed = closing_of(db, plan).closed
    if closed is None or not wanted:
        return
    shut = locked(wanted, grants_of(db, plan), at=at)
    if shut:
        raise Refused(tuple(_cell_fault(plan, closed, one) for one in shut))


def _cell_fault(plan: str, closed: Step, cell: Cell) -> Problem:
    return problem(
        "closing.locked",
        plan=plan,
        by=closed.by,
        day=closed.on.isoformat(),
        code=cell.target,
        unit=cell.unit,
        period=cell.period.key,
    )


def refuse_closed(db: Connection, plan: str) -> None:
    """Refuse what changes a plan as a whole while it is closed.

    Raises:
        Refused: naming who closed it, and when.

    """
    closed = closing_of(db, plan).closed
    if closed:
        day = closed.on.isoformat()
        raise Refused((problem("closing.shut", plan=plan, by=closed.by, day=day),))


def still_asked(db: Connection, plan: str, changes: list[Change]) -> list[Change]:
    """Of what a file would change in a closed plan, what is the plan's own and really differs.

    Units, rules and the pack of words are shared by the plans of a file: a closed plan keeps
    those it had. What merely reads otherwise, such as a field a later version knows, is none.
    """
    before = plan_at(db, plan) if changes and closing_of(db, plan).closed else None
    if before is None:
        return changes
    return [one for one in changes if one.kind not in {"unit", "rule"} and _differs(one, before)]


def _differs(change: Change, before: Plan) -> bool:
    if isinstance(change.body, Plan):
        bare = replace(before, targets=(), units=(), rules=())
        return replace(change.body, words=before.words) != bare
    return change.body != before.target(change.code)


def require_changes(db: Connection, plan: Plan, changes: Sequence[Change], *, at: datetime) -> None:
    """Refuse to change a promise of a closed plan without a grant over its whole period.

    Raises:
        Refused: naming who closed the plan and what stays as it is.

    """
    mine = [one for one in changes if one.kind == "target"]
    if len(mine) < len(changes):
        refuse_closed(db, plan.code)
    before = on_day(plan_at(db, plan.code) or plan, at.date())
    cells = [
        Cell(one.code, found.responsible, plan.period)
        for one in mine
        if (found := before.target(one.code) or plan.target(one.code))
    ]
    require_open(db, plan.code, cells, at=at)


def cells_of(observations: Sequence[Observation]) -> tuple[Cell, ...]:
    """The cells entries were made into."""
    return tuple(Cell(one.target, one.unit, one.period) for one in observations)
