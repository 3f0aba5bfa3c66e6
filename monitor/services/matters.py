"""Give a matter: the plan's next number, its units, its clocks, and why it cannot stand.

Names become codes, and what is not said of units is the target's own. Every fault is told at
once, and nothing is recorded with one.
"""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from monitor.core.demand import Given, Kind
from monitor.core.matter import Deed, Matter
from monitor.core.matter_rules import LONGEST_TEXT
from monitor.core.plan import Plan
from monitor.core.problem import Problem, Refused, problem
from monitor.services.matter_log import (
    KIND,
    OF_ONE_UNIT,
    Hand,
    done,
    matter_at,
    matters_at,
    require_supervisor,
    seen_by,
)
from monitor.services.targets import stored_plan
from monitor.store import acts, chain
from monitor.store.canonical import text_of

__all__ = [
    "OF_ONE_UNIT",
    "Hand",
    "give",
    "matter_at",
    "matters_at",
    "record",
    "require_supervisor",
    "seen_by",
]


def give(db: Connection, plan: str, given: Given, hand: Hand) -> Matter:
    """Record a matter under the plan's next number; its unit follows from the target if need be.

    Raises:
        Refused: naming every fault at once; nothing was recorded.

    """
    require_supervisor(hand)
    return record(db, plan, given, hand)


def record(db: Connection, plan: str, given: Given, hand: Hand) -> Matter:
    """Record what was given, whoever's right it rests on: the door has proven that.

    Raises:
        Refused: naming every fault at once.

    """
    stated = stored_plan(db, plan)
    whole = _completed(given, stated)
    faults = _faults(whole, stated, hand.today)
    if faults:
        raise Refused(faults)
    chain.lock(db, plan)
    number = 1 + max((int(act.code) for act in acts.log(db, plan, kind=KIND)), default=0)
    body: dict[str, Any] = json.loads(text_of(whole))
    return done(db, plan, number, Deed.GIVEN, hand, body=body)


def _completed(given: Given, plan: Plan) -> Given:
    """Names become codes; what is not said of units is the target's own."""
    target = plan.target(given.target)
    unit = plan.unit_code(given.unit) if given.unit else (target.responsible if target else "")
    named = given.cooperating or (target.cooperating if target and not given.unit else ())
    others = dict.fromkeys(plan.unit_code(one) for one in named)
    others.pop(unit, None)
    return replace(
        given, words=given.words.strip(), unit=unit, cooperating=tuple(one for one in others if one)
    )


def _faults(given: Given, plan: Plan, today: date) -> tuple[Problem, ...]:
    faults = [] if given.words else [problem("matters.words_missing")]
    if max(len(given.words), len(given.from_whom)) > LONGEST_TEXT:
        faults.append(problem("matters.long", most=str(LONGEST_TEXT)))
    if given.kind is Kind.INSTRUCTION and not given.from_whom.strip():
        faults.append(problem("matters.from_missing"))
    if given.target and plan.target(given.target) is None:
        faults.append(problem("matters.target_unknown", code=given.target))
    elif not given.unit:
        faults.append(problem("matters.unit_missing"))
    unknown = [one for one in given.units if one and plan.unit(one) is None]
    faults += [problem("matters.unit_unknown", unit=one) for one in unknown]
    if given.on > today:
        faults.append(problem("matters.future", day=given.on.isoformat()))
    return tuple(faults)
