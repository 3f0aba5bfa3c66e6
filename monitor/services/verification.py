"""Prove what is declared: chains, numbers without gaps, kept editions and files, kept standings.

It changes nothing: the standings are rebuilt in a transaction the caller rolls back.
"""

from sqlalchemy import Connection

from monitor.core.problem import Problem, problem
from monitor.services.standings import rebuild
from monitor.services.targets import stored_plan
from monitor.store import proof, standings, targets


def verify(db: Connection) -> tuple[Problem, ...]:
    """Return every breach; none means that everything stored is as it was written.

    Call it in a transaction that is rolled back.
    """
    faults = [*proof.audit_breaches(db), *proof.edition_breaches(db)]
    faults += proof.evidence_breaches(db)
    for plan in targets.plan_codes(db):
        faults += proof.plan_breaches(db, plan)
        faults += _standing_breaches(db, plan)
    return tuple(faults)


def _standing_breaches(db: Connection, code: str) -> list[Problem]:
    kept = standings.texts(db, code)
    rebuild(db, stored_plan(db, code))
    again = standings.texts(db, code)
    if kept == again:
        return []
    apart = {row[1] for row in set(kept) ^ set(again)}
    return [problem("store.standing_differs", plan=code, target=one) for one in sorted(apart)]
