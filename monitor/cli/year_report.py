"""Gather what a yearly report says of its year: the closing, and the edition it follows."""

import json
from typing import Any

from sqlalchemy import Connection, Row

from monitor.core.period import Cadence
from monitor.core.report import Report, period_of
from monitor.core.scorecard import Scorecard
from monitor.render.annual import year_told
from monitor.render.promises import Told
from monitor.render.rows import told
from monitor.runtime import Runtime
from monitor.services.years import closed_by, reasons_since
from monitor.store import editions


def year_of(
    runtime: Runtime, db: Connection, card: Scorecard, report: Report, audience: str
) -> Told | None:
    """Return what a report of a whole year adds to a comparison; none for any other report."""
    if report.every is not Cadence.YEAR:
        return None
    code, known = card.plan.code, card.known_at
    row = _edition_before(db, card, report, audience)
    previous: dict[str, Any] | None = None
    why: tuple[dict[str, str], dict[str, str]] = ({}, {})
    if row is not None:
        previous = json.loads(editions.part(db, row.id, editions.DATA))
        since = reasons_since(db, code, row.known_at, known_at=known)
        why = (since.figures, since.goals)
    return year_told(
        told(card, runtime.words, runtime.settings.timezone),
        runtime.words,
        closed=closed_by(db, code, known_at=known),
        previous=previous,
        why=why,
    )


def _edition_before(
    db: Connection, card: Scorecard, report: Report, audience: str
) -> Row[Any] | None:
    """The newest edition of the same year and audience, whatever its number."""
    period = period_of(report, card.plan.period, card.as_of).key
    mine = (report.name, period, audience, False)
    same = [
        row
        for row in editions.listed(db, card.plan.code)
        if (row.report, row.period, row.audience, row.test) == mine
    ]
    return max(same, key=lambda row: row.number, default=None)
