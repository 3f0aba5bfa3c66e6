"""A plan, a monthly report, letters without figures in them, and a postman who does as told."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.delivery import Answer, Envelope, State
from monitor.core.letter import Attachment, Inline, Letter
from monitor.core.period import Cadence, Period, read_period
from monitor.core.problem import Problem
from monitor.core.report import Audience, Office, Report, slot_of
from monitor.core.workdays import DueKind, DueRule
from monitor.services.comparison import compare
from monitor.services.deliver import Post
from monitor.services.issue import Asking, Made, Sending
from monitor.services.knock import Duty
from monitor.store import deliveries, slots
from monitor.store.engine import reading, writing
from tests.builders import PLAIN_WEEKS, a_plan
from tests.store.rows import adopt

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Office(PLAIN_WEEKS, ZONE)
LEADERS = Audience("全区", ("role:leader",))
PLAN = a_plan()
MONTHLY = Report(
    name="monthly",
    title="月度进展情况",
    faces=("html", "text"),
    every=Cadence.MONTH,
    on=DueRule(DueKind.WORKING_DAYS, 6),
    at=time(8, 30),
    audiences=(LEADERS,),
)
TWO = (("张三", "zhang@example.org"), ("李四", "li@example.org"))
OCTOBER = datetime(2024, 10, 15, 1, tzinfo=UTC)
"""A week after the slot of September fell due."""
LONG_AFTER = OCTOBER + timedelta(hours=1)


def at(month: int, day: int, hour: int = 1) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=UTC)


def a_slot(period: str = "2024-09", report: Report = MONTHLY, audience: Audience = LEADERS):
    span = read_period(period)
    assert isinstance(span, Period)
    return slot_of(report, PLAN.code, span, audience=audience.key, office=OFFICE)


def a_letter(subject: str = "9月进展：演示数据") -> Letter:
    return Letter(
        subject,
        "文字\n",
        "<p>文字</p>",
        (Inline("bar-1", "image/png", b"\x89PNG"), Inline("bar-2", "image/png", b"2")),
        (Attachment("表.csv", "text/csv", b"a,b\r\n"),),
    )


def a_made(asking: Asking, **changes: Any) -> Made:
    made = Made(a_letter(), b"{}", "0" * 64, asking.known_at, TWO)
    return replace(made, **changes)


def sending(now: datetime = OCTOBER) -> Sending:
    return Sending("example.org", now)


def take(envelope: Envelope) -> Answer:
    return Answer(State.SENT, f"taken {envelope.message_id}")


@dataclass
class Postman:
    """Takes every letter, unless ``answer`` says otherwise for an envelope."""

    answer: Callable[[Envelope], Answer] = take
    knows: bool | None = None
    local: bool = False
    taken: list[Envelope] = field(default_factory=list)

    def send(self, letter: Letter, envelope: Envelope) -> Answer:
        assert letter.subject
        answer = self.answer(envelope)
        if answer.state is State.SENT:
            self.taken.append(envelope)
        return answer

    def arrived(self, message_id: str) -> bool | None:
        assert message_id
        return self.knows

    def check(self) -> Problem | None:
        return None

    @property
    def addresses(self) -> list[str]:
        return [envelope.to for envelope in self.taken]


def a_post(transport: Any = None, *, clock: datetime = OCTOBER, **changes: Any) -> Post:
    postman = transport or Postman()
    post = Post(postman, "monitor@example.org", "worker-1", lambda: clock)
    return replace(post, **changes)


def a_duty(database: Any, **changes: Any) -> Duty:
    """Compare for real, make stub letters, give them to a postman."""

    def compared(code: str, now: datetime):
        with reading(database) as db:
            return compare(
                db, code, as_of=date(2024, 9, 30), known_at=now, calendar=PLAIN_WEEKS, zone=ZONE
            )

    duty = Duty((MONTHLY,), OFFICE, a_made, compared, a_post(), "example.org", "here", 1)
    return replace(duty, **changes)


def adopted(engine: Any) -> None:
    with writing(engine) as db:
        adopt(db, PLAN)


def slots_of(engine: Any, report: Report = MONTHLY, audience: Audience = LEADERS) -> dict[str, Any]:
    """What became of each period: its state, and the edition or the reason."""
    with reading(engine) as db:
        rows = slots.states(db, PLAN.code, report.name, audience.key)
    return {period: (row.state, row.reason) for period, row in sorted(rows.items())}


def states_of(engine: Any) -> dict[str, str]:
    """The state of each address's delivery."""
    with reading(engine) as db:
        return {row.address: row.state for row in deliveries.listed(db)}
