"""A letter and an envelope with everything in them; a test states only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime

from monitor.core.delivery import Envelope
from monitor.core.letter import Attachment, Inline, Letter

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = Letter(
    subject="某区2024年9月进展：演示数据",
    text="完成 12.05万亩\n.\nMAIL FROM:<x@example.org>\n",
    html='<p>完成 12.05万亩 <img src="cid:bar-1"></p>',
    images=(Inline("bar-1", "image/png", b"\x89PNG\r\n" + bytes(range(256))),),
    attachments=(Attachment("进展.xlsx", SHEET, bytes(range(256)) * 20),),
)
TO_ONE = Envelope(
    to="leader@example.org",
    name="张三",
    sender="monitor@example.org",
    message_id="<monthly-2024-09-1-abc123-1@example.org>",
    date=datetime(2024, 10, 14, 0, 30, tzinfo=UTC),
    headers={"X-Monitor-Edition": "monthly-2024-09-1-abc123"},
)


def a_letter(**changes):
    return replace(PLAIN, **changes)


def an_envelope(**changes):
    return replace(TO_ONE, **changes)
