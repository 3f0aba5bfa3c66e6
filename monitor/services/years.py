"""The seams of a year: what its annual report has to tell, and what the next plan is drafted from.

It reads only. A report issued before the plan is closed is 初步, after it 终核; why something
changed between the two is what the entries and revisions made since then say.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from monitor.core.closing import Step
from monitor.services.closed import closing_of
from monitor.services.targets import stored_plan
from monitor.store import observations
from monitor.store import targets as stored


@dataclass(frozen=True, slots=True)
class Since:
    """Why targets differ from what an earlier edition told, by code; newest reason."""

    figures: dict[str, str]
    goals: dict[str, str]


def closed_by(db: Connection, plan: str, *, known_at: datetime) -> Step | None:
    """Return the deed that closed a plan, as known at an instant; none while it is open."""
    return closing_of(db, plan, known_at=known_at).closed


def reasons_since(db: Connection, plan: str, since: datetime, *, known_at: datetime) -> Since:
    """Return the newest reason given for each target between two instants."""
    log = observations.log(db, stored_plan(db, plan), known_at=known_at)
    figures = {
        one.target: one.reason or one.note or one.source for one in log if one.known_at > since
    }
    goals = {}
    for code in {target.code for target in stored_plan(db, plan).targets}:
        for row in stored.history(db, plan, code):
            if since < row.known_at <= known_at:
                goals[code] = " ".join(one for one in (row.reason, row.authority) if one)
    return Since(figures, goals)
