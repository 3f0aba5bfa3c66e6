"""ADAPTER: one letter to one address, over SMTP or into the local outbox.

The message is built strictly: quoted-printable or base64 only, no line over 998, headers
that cannot smuggle another one in. SMTP is talked under a deadline of our own, because a
server that sends a byte now and then keeps the library waiting for ever.
"""

import email
import os
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from monitor.core.delivery import Answer, Envelope, State, Transport
from monitor.core.letter import Letter
from monitor.core.problem import Problem, Unavailable, problem

DEADLINE_SECONDS = 120.0
DEFAULT_PORTS = {"smtp": 25, "smtps": 465}
TRANSIENT, PERMANENT = 400, 500
LONGEST_ANSWER = 500
POLICY = SMTP_POLICY.clone(cte_type="7bit", utf8=False)


def compose(letter: Letter, envelope: Envelope) -> bytes:
    """Build the message for one address.

    Raises:
        Unavailable: where a header would say more than it was given.

    """
    message = EmailMessage(policy=POLICY)
    for name, value in _headers(letter, envelope).items():
        _refuse_unsafe(name, value)
        message[name] = value
    message["From"] = _mailbox("", envelope.sender)
    message["To"] = _mailbox(envelope.name, envelope.to)
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    html = message.get_body(("html",))
    if html is not None:
        for image in letter.images:
            main, _, sub = image.media.partition("/")
            html.add_related(image.data, main, sub, cid=f"<{image.cid}>")
    for file in letter.attachments:
        main, _, sub = file.media.partition("/")
        message.add_attachment(file.data, main, sub, filename=file.name)
    raw = message.as_bytes()
    _refuse_smuggled(raw, message)
    return raw


def _headers(letter: Letter, envelope: Envelope) -> dict[str, str]:
    return {
        "Subject": letter.subject,
        "Date": format_datetime(envelope.date),
        "Message-ID": envelope.message_id,
        "Auto-Submitted": "auto-generated",
        **envelope.headers,
    }


def _mailbox(name: str, address: str) -> Address:
    for part in (name, address):
        _refuse_unsafe("To", part)
    user, _, domain = address.rpartition("@")
    try:
        return Address(name, user, domain)
    except (ValueError, email.errors.MessageError, IndexError):
        raise Unavailable((problem("mail.address", address=address),)) from None


def _refuse_unsafe(name: str, value: str) -> None:
    """A header holds one line of plain text: no controls, nothing encoded beforehand."""
    if "=?" in value or any(
        ord(char) < ord(" ") or char in "\x7f\x85\u2028\u2029" for char in value
    ):
        raise Unavailable((problem("mail.header", name=name),))


def _refuse_smuggled(raw: bytes, message: EmailMessage) -> None:
    """Read the bytes back: as many headers as were set, and no others."""
    again = email.message_from_bytes(raw, policy=POLICY)
    if again.keys() != message.keys():
        raise Unavailable((problem("mail.header", name="?"),))


@dataclass(frozen=True)
class Outbox:
    """Letters as ``.eml`` files in a folder: one per Message-ID, whole or not there."""

    folder: Path
    local: bool = True

    def send(self, letter: Letter, envelope: Envelope) -> Answer:
        """Write the file; the same message again changes nothing."""
        path = self._path(envelope.message_id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _write_whole(path, compose(letter, envelope))
        except OSError as fault:
            return Answer(State.RETRY, fault.strerror or "?", reached=False)
        return Answer(State.SENT, path.name)

    def arrived(self, message_id: str) -> bool | None:
        """The folder itself is the archive."""
        return self._path(message_id).exists()

    def check(self) -> Problem | None:
        """Say why nothing can be written there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            return problem("mail.outbox", folder=str(self.folder), reason=fault.strerror or "?")
        writable = os.access(self.folder, os.W_OK)
        return None if writable else problem("mail.outbox", folder=str(self.folder), reason="-w")

    def _path(self, message_id: str) -> Path:
        name = message_id.strip("<>").rpartition("@")[0]
        kept = "".join(char if char.isalnum() or char in "-_." else "_" for char in name)
        return self.folder / f"{kept[:150]}.eml"


def _write_whole(path: Path, data: bytes) -> None:
    part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@dataclass(frozen=True)
class Smtp:
    """A mail server. TLS is required unless the host is this machine."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    implicit_tls: bool = False
    deadline: float = DEADLINE_SECONDS
    local: bool = False

    def send(self, letter: Letter, envelope: Envelope) -> Answer:
        """Talk to the server once, within the deadline."""
        raw = compose(letter, envelope)
        progress = _Progress()
        timer = threading.Timer(self.deadline, progress.cut)
        timer.daemon = True
        timer.start()
        try:
            return self._talk(raw, envelope, progress)
        except smtplib.SMTPResponseException as fault:
            return _refused(fault.smtp_code, fault.smtp_error)
        except smtplib.SMTPRecipientsRefused as fault:
            return _refused(*fault.recipients[envelope.to])
        except (OSError, smtplib.SMTPException) as fault:
            return _broken(progress, fault)
        finally:
            timer.cancel()
            progress.close()

    def arrived(self, message_id: str) -> bool | None:
        """A server does not tell."""
        _ = message_id
        return None

    def check(self) -> Problem | None:
        """Say why the server cannot be used, after greeting it."""
        progress = _Progress()
        timer = threading.Timer(self.deadline, progress.cut)
        timer.start()
        try:
            self._greet(progress).noop()
        except (OSError, smtplib.SMTPException) as fault:
            return problem("mail.server", host=self.host, port=str(self.port), said=str(fault))
        finally:
            timer.cancel()
            progress.close()
        return None

    def _talk(self, raw: bytes, envelope: Envelope, progress: "_Progress") -> Answer:
        server = self._greet(progress)
        server.mail(envelope.sender)
        code, said = server.rcpt(envelope.to)
        if code not in {250, 251}:
            return _refused(code, said)
        progress.in_data = True
        code, said = server.data(raw)
        progress.in_data = False
        if code != 250:  # noqa: PLR2004  # the one code that means taken
            return _refused(code, said)
        return Answer(State.SENT, _line(said))

    def _greet(self, progress: "_Progress") -> smtplib.SMTP:
        tls = self._tls() if self.implicit_tls else None
        server = _Watched(progress, tls, timeout=self.deadline)
        progress.server = server
        server.connect(self.host, self.port)
        server.ehlo_or_helo_if_needed()
        if not self.implicit_tls and not _is_loopback(self.host):
            server.starttls(context=self._tls())
            server.ehlo()
        if self.user:
            server.login(self.user, self.password)
        return server

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


class _Progress:
    """How far a talk has come, and the means to end it from outside."""

    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None
        self.raw_socket: socket.socket | None = None
        self.in_data = False
        self.was_cut = False

    def cut(self) -> None:
        """Close the socket under a talk that has lasted too long."""
        self.was_cut = True
        found = self.raw_socket or (self.server.sock if self.server else None)
        if found is not None:
            _quietly(lambda: found.shutdown(socket.SHUT_RDWR))

    def close(self) -> None:
        """End the connection without waiting for a farewell."""
        if self.server is not None:
            _quietly(self.server.close)


class _Watched(smtplib.SMTP):
    """An SMTP client whose socket is known before the greeting is read."""

    def __init__(self, progress: _Progress, tls: ssl.SSLContext | None, *, timeout: float) -> None:
        self._progress, self._tls = progress, tls
        super().__init__(timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = socket.create_connection((host, port), timeout)
        if self._tls is not None:
            found = self._tls.wrap_socket(
                found, server_hostname=host, do_handshake_on_connect=False
            )
        self._progress.raw_socket = found
        if isinstance(found, ssl.SSLSocket):
            found.do_handshake()
        return found


def _quietly(act: Callable[[], object]) -> None:
    try:
        act()
    except OSError:
        return  # the connection is gone, which is what was wanted


def _refused(code: int, said: bytes | str) -> Answer:
    state = State.DEAD if code >= PERMANENT else State.RETRY
    return Answer(state, f"{code} {_line(said)}")


def _broken(progress: _Progress, fault: Exception) -> Answer:
    """After the final dot nobody knows; before it the letter was certainly not taken."""
    said = "deadline" if progress.was_cut else str(fault) or type(fault).__name__
    if progress.in_data:
        return Answer(State.UNKNOWN, said[:LONGEST_ANSWER])
    return Answer(State.RETRY, said[:LONGEST_ANSWER], reached=False)


def _line(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:LONGEST_ANSWER]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def transport_for(url: str, outbox: Path) -> Transport | Problem:
    """Return what carries letters for ``MONITOR_SMTP_URL``."""
    parts = urlsplit(url)
    if parts.scheme == "outbox":
        return Outbox(outbox)
    try:
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (KeyError, ValueError):
        return problem("mail.url")
    if not parts.hostname:
        return problem("mail.url")
    return Smtp(
        parts.hostname,
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        implicit_tls=parts.scheme == "smtps",
    )
