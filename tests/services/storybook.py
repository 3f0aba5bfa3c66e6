"""Half a year of one road, told to the services as people would: something to look back on."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from monitor.core.evidence import Evidence
from monitor.core.letter import Attachment, Letter
from monitor.core.observation import Entry, Placed
from monitor.core.period import Period, read_period
from monitor.core.plan import Unit
from monitor.render.phrases import Words
from monitor.render.rows import told
from monitor.services.accounts import Actor, note
from monitor.services.comparison import compare, remember
from monitor.services.observations import Sitting, record
from monitor.services.reviews import decide
from monitor.services.targets import Authority, adopt
from monitor.store import acts, editions, evidence
from monitor.store.acts import Act
from tests.builders import PLAIN_WEEKS, a_plan, a_target

ZONE = ZoneInfo("Asia/Shanghai")
ROAD = a_target()
LAMPS = a_target(code="LAMPS", name="路灯", responsible="ZJJ", number="6")
PLAN = replace(
    a_plan(ROAD, LAMPS), units=(Unit("JTJ", "交通局", review="within"), Unit("ZJJ", "住建局"))
)
CODE = PLAN.code
PAPER = Evidence("申请.pdf", "application/pdf", b"%PDF-1.4 test")


def at(month, day, hour=1):
    return datetime(2024, month, day, hour, tzinfo=UTC)


def span(key):
    period = read_period(key)
    assert isinstance(period, Period)
    return period


def adopted(db, plan=PLAN, now=None, **more):
    now = now or at(1, 2)
    adopt(db, [plan], authority=Authority("督查员", now, ZONE, **more))


def enter(db, period, value, *, code="ROAD", by="填报人", now=None, known_at=None, **more):
    """One entry through the service; returns its number."""
    now = now or at(span(period).end.month + 1, 3)
    sitting = Sitting(by, now, ZONE, known_at)
    placed = [Placed(Entry(code, span(period), value=value, **more))]
    return record(db, placed, plan=CODE, sitting=sitting).written[0].seq


def review(db, number, *, now, approve=True, reason=""):
    decide(db, CODE, [number], approve=approve, by=Actor("审核人"), now=now, reason=reason)


def issue(db, period, *, now, name=None, **more):
    """Compare, remember the verdicts, and keep an edition of it."""
    as_of = span(period).end
    card = compare(db, CODE, as_of=as_of, known_at=now, calendar=PLAIN_WEEKS, zone=ZONE)
    remember(db, card, now=now)
    kept = editions.Issue(
        id=name or f"monthly-{period}-1",
        plan=CODE,
        report="monthly",
        period=period,
        audience="全区",
        number=1,
        as_of=as_of,
        known_at=now,
        head="0" * 64,
        **more,
    )
    letter = Letter(
        f"{period} 进展", "正文", "<p>正文</p>", (), (Attachment("../表.csv", "text/csv", b"a"),)
    )
    data = json.dumps(told(card, Words("zh"), ZONE), ensure_ascii=False).encode()
    editions.keep(db, kept, letter, data=data, at=now)


def act(db, kind, code, step, *, now, by="督查员", reason="", **body):
    acts.append(db, CODE, [Act(kind, code, step, by, now, now, body, reason)])


def half_a_year(db):
    """Adopted, entered, returned, corrected, approved, printed, raised, applied against."""
    adopted(db)
    june = enter(db, "2024-05", "10公里")
    review(db, june, approve=False, reason="与台账不符", now=at(6, 4))
    note(db, Actor("填报人", "clerk"), "observations.record", CODE, now=at(6, 5))
    again = enter(db, "2024-05", "9公里", now=at(6, 5))
    review(db, again, now=at(6, 5, 5))
    issue(db, "2024-05", now=at(6, 10))
    digest = evidence.keep(db, PAPER, by="填报人", at=at(6, 20))
    act(db, "adjustment", "ROAD", "asked", now=at(6, 20), by="填报人", files=[digest])
    higher = replace(ROAD, goal=Decimal(30), stated="30公里")
    adopted(
        db,
        replace(PLAN, targets=(higher, LAMPS)),
        now=at(7, 1),
        reason="年中调整",
        document="〔2024〕1号",
        approver="区政府",
        effective=date(2024, 7, 1),
    )
    enter(db, "2024-06", "120", code="LAMPS", now=at(7, 3))
