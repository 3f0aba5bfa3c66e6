"""Talk to a mail server about one letter to one address, under a deadline of our own.

The library's timeout is for each read, so a server that sends a byte now and then would
be waited for without end: a timer closes the socket instead. A refusal of the address is
final by its code; a refusal of us (greeting, TLS, sign-in, sender) says nothing about the
address, so the letter waits. Once the final dot is out and no answer came, nobody knows.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address

from monitor.core.delivery import Answer, Envelope, State
from monitor.core.letter import Letter
from monitor.core.problem import Problem, problem
from monitor.mail.message import compose

DEADLINE_SECONDS = 120.0
CONNECT_SECONDS = 20.0
READY, TAKEN, FORWARDED, GO_AHEAD = 220, 250, 251, 354
PERMANENT = 500
LONGEST_REPLY = 8192
"""Octets of a whole reply; a server that says more is not listened to."""
LONGEST_ANSWER = 500


@dataclass(frozen=True)
class Smtp:
    """A mail server. TLS is required unless the host is this machine."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False
    deadline: float = DEADLINE_SECONDS
    local: bool = False

    def send(self, letter: Letter, envelope: Envelope) -> Answer:
        """Talk to the server once, within the deadline.

        Raises:
            Refused: where the letter cannot be a message.

        """
        raw = compose(letter, envelope)
        with _watched(self.deadline) as talk:
            try:
                return self._talk(raw, envelope, talk)
            except (OSError, smtplib.SMTPException) as fault:
                return _broken(talk, fault)

    def arrived(self, message_id: str) -> bool | None:
        """A server does not tell."""
        _ = message_id
        return None

    def check(self) -> Problem | None:
        """Say why the server cannot be used, after greeting it and signing in."""
        with _watched(self.deadline) as talk:
            try:
                self._greet(talk)
            except (OSError, smtplib.SMTPException) as fault:
                said = _broken(talk, fault).text
                return problem("mail.server", host=self.host, port=str(self.port), said=said)
        return None

    def _talk(self, raw: bytes, envelope: Envelope, talk: "_Talk") -> Answer:
        client = self._greet(talk)
        code, said = client.mail(envelope.sender)
        if code != TAKEN:
            return Answer(State.RETRY, f"{code} {_line(said)}")
        code, said = client.rcpt(envelope.to)
        if code not in {TAKEN, FORWARDED}:
            return _refused(code, said)
        code, said = client.docmd("DATA")
        if code != GO_AHEAD:
            return _refused(code, said)
        client.send(_dotted(raw))
        talk.given = True
        code, said = client.getreply()
        return Answer(State.SENT, _line(said)) if code == TAKEN else _refused(code, said)

    def _greet(self, talk: "_Talk") -> "_Client":
        tls = ssl.create_default_context()
        client = _Client(
            talk, tls if self.implicit_tls else None, min(self.deadline, CONNECT_SECONDS)
        )
        talk.client = client
        code, said = client.connect(self.host, self.port)
        if code != READY:
            raise smtplib.SMTPConnectError(code, said)
        client.ehlo_or_helo_if_needed()
        if not self.implicit_tls and not is_loopback(self.host):
            client.secure(tls, self.host)
        if self.user:
            client.login(self.user, self.password)
        return client


class _Talk:
    """How far a talk has come, and the means to end it from outside."""

    def __init__(self) -> None:
        self.client: smtplib.SMTP | None = None
        self.given = False
        self.was_cut = False
        self._socket: socket.socket | None = None

    def hold(self, found: socket.socket) -> None:
        """Know the socket in use, so that it can be closed while it is waited for."""
        self._socket = found
        if self.was_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End a talk that has lasted too long; whoever waits for the socket wakes up."""
        self.was_cut = True
        found = self._socket
        if found is not None:
            # Past the TLS layer's own shutdown, which would let plain text through meanwhile.
            _quietly(lambda: socket.socket.shutdown(found, socket.SHUT_RDWR))

    def close(self) -> None:
        """End the connection without waiting for a farewell."""
        found = self._socket
        if found is not None:
            _quietly(found.close)
        if self.client is not None:
            _quietly(self.client.close)


@contextmanager
def _watched(deadline: float) -> Iterator[_Talk]:
    talk = _Talk()
    timer = threading.Timer(deadline, talk.cut)
    timer.daemon = True
    timer.start()
    try:
        yield talk
    finally:
        timer.cancel()
        talk.close()


class _Client(smtplib.SMTP):
    """An SMTP client whose socket is known to the watch, and whose patience has a size."""

    def __init__(self, talk: _Talk, tls: ssl.SSLContext | None, timeout: float) -> None:
        self._talk, self._tls = talk, tls
        super().__init__(timeout=timeout, local_hostname=socket.gethostname() or "localhost")

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = socket.create_connection((host, port), timeout)
        self._talk.hold(found)
        return self._wrap(found, self._tls, host) if self._tls is not None else found

    def secure(self, tls: ssl.SSLContext, host: str) -> None:
        """Go on under TLS, forgetting everything the server said before."""
        if not self.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("STARTTLS")
        code, said = self.docmd("STARTTLS")
        if code != READY or self.sock is None:
            raise smtplib.SMTPResponseException(code, said)
        self.sock = self._wrap(self.sock, tls, host)
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False
        self.ehlo_or_helo_if_needed()

    def _wrap(self, plain: socket.socket, tls: ssl.SSLContext, host: str) -> ssl.SSLSocket:
        wrapped = tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        self._talk.hold(wrapped)
        wrapped.do_handshake()
        return wrapped

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply; a server that says too much, or no code, is hung up on."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("no reply")
        if self.file is None:
            self.file = self.sock.makefile("rb")
        lines: list[bytes] = []
        while sum(map(len, lines)) <= LONGEST_REPLY:
            line = self.file.readline(LONGEST_REPLY + 1)
            code = line[:3]
            if not (line.endswith(b"\n") and code.isdigit()):
                break
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(code), b"\n".join(lines)
        self.close()
        raise smtplib.SMTPServerDisconnected("no reply")


def _quietly(act: Callable[[], object]) -> None:
    try:
        act()
    except OSError:
        return  # the connection is gone, which is what was wanted


def _dotted(raw: bytes) -> bytes:
    """The message as it goes over the wire: leading dots doubled, the lone dot at its end."""
    body = b"\r\n".join(
        b"." + line if line.startswith(b".") else line for line in raw.split(b"\r\n")
    )
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _refused(code: int, said: bytes) -> Answer:
    state = State.DEAD if code >= PERMANENT else State.RETRY
    return Answer(state, f"{code} {_line(said)}")


def _broken(talk: _Talk, fault: Exception) -> Answer:
    """After the final dot nobody knows; before it the letter was certainly not taken."""
    text = "deadline" if talk.was_cut else _said(fault)
    if talk.given:
        return Answer(State.UNKNOWN, text)
    return Answer(State.RETRY, text, reached=False)


def _said(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {_line(fault.smtp_error)}"
    return _line(str(fault)) or type(fault).__name__


def _line(said: bytes | str) -> str:
    """A server's words as one short line: what it sends is data, shown to people later."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:LONGEST_ANSWER]


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name; nothing is looked up."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
