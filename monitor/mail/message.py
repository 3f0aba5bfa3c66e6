"""Build the bytes of one letter to one address, so that nothing in it can say more than was meant.

Quoted-printable or base64 only, plain ASCII, no line over 998. What goes into a header is
one line of plain text; the finished bytes are read back and must say what was put in. It
refuses anything else rather than mend it.
"""

import email
import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import PurePosixPath
from typing import cast

from monitor.core.delivery import Envelope
from monitor.core.letter import Letter
from monitor.core.problem import Refused, problem

POLICY = SMTP.clone(cte_type="7bit", utf8=False)
LONGEST_LINE = 998
"""Octets of a line without its end (RFC 5322, 2.1.1)."""
LONGEST_ADDRESS = 254
LONGEST_FILE_NAME = 80

_FORBIDDEN = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode categories no header may hold: controls, half characters, line and paragraph ends."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}", re.ASCII)
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})*", re.ASCII)
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._-]{1,180}@[A-Za-z0-9.-]{1,100}>", re.ASCII)


def compose(letter: Letter, envelope: Envelope) -> bytes:
    """Build the message for one address.

    Raises:
        Refused: where a header or an address is not one plain thing.

    """
    message = EmailMessage(policy=POLICY)
    _set_headers(message, letter, envelope)
    _set_bodies(message, letter)
    raw = message.as_bytes()
    _refuse_unlike(raw, message, letter, envelope)
    return raw


def _set_headers(message: EmailMessage, letter: Letter, envelope: Envelope) -> None:
    if not _MESSAGE_ID.fullmatch(envelope.message_id):
        raise Refused((problem("mail.header", name="Message-ID"),))
    message["From"] = mailbox("", envelope.sender)
    message["To"] = mailbox(envelope.name, envelope.to)
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    for name, value in (("Subject", letter.subject), *envelope.headers.items()):
        _refuse_unsafe(name, value)
        if name in message:
            raise Refused((problem("mail.header", name=name),))
        message[name] = value


def _set_bodies(message: EmailMessage, letter: Letter) -> None:
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    html = cast("EmailMessage", message.get_body(("html",)))
    for image in letter.images:
        _refuse_unsafe("Content-ID", image.cid)
        html.add_related(image.data, *_media(image.media), cid=f"<{image.cid}>")
    for file in letter.attachments:
        message.add_attachment(file.data, *_media(file.media), filename=_file_name(file.name))


def _media(media: str) -> tuple[str, str]:
    main, _, sub = media.partition(";")[0].strip().partition("/")
    return main, sub


def _file_name(name: str) -> str:
    """A name no mail program stumbles over: short, one line, no path; its ending is kept."""
    kept = "".join(
        "_" if char in '/\\"' else char
        for char in name
        if unicodedata.category(char) not in _FORBIDDEN
    )
    ending = PurePosixPath(kept).suffix[:10]
    stem = kept.removesuffix(ending)[: LONGEST_FILE_NAME - len(ending)]
    return (stem + ending).replace("=?", "_") or "file"


def mailbox(name: str, address: str) -> Address:
    """Return one mailbox.

    Raises:
        Refused: where the address is not exactly one plain address, or the name not one line.

    """
    _refuse_unsafe("To", name)
    if len(address) > LONGEST_ADDRESS or "=?" in address or not _ADDRESS.fullmatch(address):
        raise Refused((problem("mail.address", address=address[:LONGEST_ADDRESS]),))
    return Address(name, addr_spec=address)


def _refuse_unsafe(name: str, value: str) -> None:
    """A header holds one line of plain text: no controls, nothing encoded beforehand."""
    plain = not any(unicodedata.category(char) in _FORBIDDEN for char in value)
    if not (plain and "=?" not in value and _NAME.fullmatch(name)):
        raise Refused((problem("mail.header", name=name[:60]),))


def _refuse_unlike(raw: bytes, message: EmailMessage, letter: Letter, envelope: Envelope) -> None:
    """Read the bytes back: the same headers, no others, and they say what was put in."""
    again = email.message_from_bytes(raw, policy=POLICY)
    if again.keys() != message.keys():
        raise Refused((problem("mail.header", name="?"),))
    said = {"Subject": letter.subject, "Message-ID": envelope.message_id, **envelope.headers}
    for name, value in said.items():
        if _spaced(str(again[name])) != _spaced(value):
            raise Refused((problem("mail.header", name=name),))
    if [one.addr_spec for one in again["To"].addresses] != [envelope.to]:
        raise Refused((problem("mail.address", address=envelope.to),))
    if not raw.isascii() or max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        raise Refused((problem("mail.header", name="?"),))


def _spaced(text: str) -> str:
    """Text without regard to how its spaces were folded."""
    return " ".join(text.split())
