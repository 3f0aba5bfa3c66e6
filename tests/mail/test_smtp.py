"""What a server does decides what becomes of a letter; what it fails to do never hangs us."""

import email
import shutil
import socket
import ssl
import subprocess
from email.policy import SMTP as MESSAGE

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from monitor.core.delivery import State
from monitor.core.problem import Problem, Refused
from monitor.mail import Outbox, Smtp, transport_for
from tests.mail.letters import PLAIN, TO_ONE, a_letter, an_envelope
from tests.mail.server import DROP, chatter, drip, serving, silence, then_hang_up
from tests.parts import skip_part

SHORT = 0.5
"""Seconds a talk with a server that never ends may take here."""

SMUGGLED_LINES = [
    "\r\n.\r\n",
    "\n.\n",
    "\n.\r\n",
    "\r.\r",
    "\r\n.\r",
    "\r\n\x00.\r\n",
    ".",
    "\r\n..\r\n",
]


class Kept(Sink):
    """A sink that keeps what it took."""

    def __init__(self, port):
        super().__init__()
        self.port = port
        self.taken = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's name
        _ = server, session
        self.taken.append(envelope)
        return "250 OK taken"


@pytest.fixture
def sink():
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler = Kept(free.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def text_of(message):
    body = message.get_body(("plain",))
    assert body
    return body.get_content()


def at(server, **changes):
    return Smtp(**({"host": "127.0.0.1", "port": server.port, "deadline": 20.0} | changes))


def test_a_server_takes_the_letter_byte_for_byte(sink):
    answer = at(sink).send(PLAIN, TO_ONE)
    (taken,) = sink.taken
    assert answer.state is State.SENT
    assert (taken.mail_from, taken.rcpt_tos) == (TO_ONE.sender, [TO_ONE.to])
    message = email.message_from_bytes(taken.content, policy=MESSAGE)
    assert message["Message-ID"] == TO_ONE.message_id
    assert text_of(message).splitlines() == PLAIN.text.splitlines()


@pytest.mark.parametrize("line", SMUGGLED_LINES, ids=repr)
def test_no_text_ends_the_letter_early_or_starts_another(sink, line):
    text = f"a{line}MAIL FROM:<evil@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nevil{line}"
    at(sink).send(a_letter(text=text, html=text), TO_ONE)
    (taken,) = sink.taken
    message = email.message_from_bytes(taken.content, policy=MESSAGE)
    assert text_of(message).splitlines() == text.splitlines()
    assert len(list(message.iter_attachments())) == 1


REFUSALS = [
    ("banner", b"421 too busy\r\n", State.RETRY, False),
    ("banner", b"554 not for you\r\n", State.RETRY, False),
    ("EHLO", DROP, State.RETRY, False),
    ("MAIL", b"421 closing\r\n", State.RETRY, True),
    ("MAIL", b"451 later\r\n", State.RETRY, True),
    ("MAIL", b"550 sender unknown\r\n", State.RETRY, True),
    ("RCPT", b"421 closing\r\n", State.RETRY, True),
    ("RCPT", b"450 greylisted\r\n", State.RETRY, True),
    ("RCPT", b"451 later\r\n", State.RETRY, True),
    ("RCPT", b"452 full\r\n", State.RETRY, True),
    ("RCPT", b"550 no such user\r\n", State.DEAD, True),
    ("RCPT", b"251 will forward\r\n", State.SENT, True),
    ("DATA", b"451 later\r\n", State.RETRY, True),
    ("DATA", b"554 no\r\n", State.DEAD, True),
    ("dot", b"451 later\r\n", State.RETRY, True),
    ("dot", b"552 too large\r\n", State.DEAD, True),
    ("dot", b"250-taken\r\n250 as 7\r\n", State.SENT, True),
    ("MAIL", DROP, State.RETRY, False),
    ("RCPT", DROP, State.RETRY, False),
    ("DATA", DROP, State.RETRY, False),
    ("dot", DROP, State.UNKNOWN, True),
    ("dot", then_hang_up(b"25"), State.UNKNOWN, True),
    ("dot", then_hang_up(b"no code\r\n"), State.UNKNOWN, True),
]


@pytest.mark.parametrize(("when", "reply", "state", "reached"), REFUSALS)
def test_a_reply_says_what_becomes_of_the_letter(when, reply, state, reached):
    with serving(**{when: reply}) as server:
        answer = at(server).send(PLAIN, TO_ONE)
    assert (answer.state, answer.reached) == (state, reached)


@pytest.mark.parametrize("habit", [drip, chatter, silence])
@pytest.mark.parametrize(
    ("when", "state"),
    [("banner", State.RETRY), ("EHLO", State.RETRY), ("RCPT", State.RETRY), ("dot", State.UNKNOWN)],
)
def test_no_habit_of_a_server_outlasts_the_deadline(when, state, habit):
    with serving(**{when: habit}) as server:
        answer = at(server, deadline=SHORT).send(PLAIN, TO_ONE)
    assert answer.state is state
    assert answer.text == ("no reply" if habit is chatter else "deadline")


def test_nobody_there_is_a_reason_to_wait():
    with serving() as server:
        port = server.port
    answer = Smtp("127.0.0.1", port).send(PLAIN, TO_ONE)
    assert (answer.state, answer.reached) == (State.RETRY, False)


def test_a_refused_sign_in_says_nothing_about_the_address():
    with serving(EHLO=b"250-here\r\n250 AUTH PLAIN\r\n", AUTH=b"535 who are you\r\n") as server:
        answer = at(server, user="monitor", password="wrong").send(PLAIN, TO_ONE)
        assert at(server, user="monitor", password="wrong").check().code == "mail.server"
    assert (answer.state, answer.text) == (State.RETRY, "535 who are you")


def test_what_a_server_says_is_one_short_line_of_plain_text():
    with serving(RCPT=b"550-\x1b[31mno\r\n550 " + b"x" * 3000 + b"\r\n") as server:
        answer = at(server).send(PLAIN, TO_ONE)
    assert answer.text.startswith("550 [31mno xxx")
    assert len(answer.text) <= 504


def test_a_server_is_checked_without_sending_anything():
    with serving() as server:
        assert at(server).check() is None
        assert server.letters == []
    with serving(banner=b"554 no\r\n") as server:
        fault = at(server).check()
    assert dict(fault.args) == {"host": "127.0.0.1", "port": str(server.port), "said": "554 no"}


def test_a_password_does_not_show():
    assert "secret" not in repr(Smtp("mail.example.org", 25, "monitor", "secret"))


# ------------------------------------------------------------------------------------ TLS
#
# 0.0.0.0 leads to this machine and is not its loopback address, so TLS is required of it.


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    """A certificate for 0.0.0.0 and localhost that nobody trusts yet, and its key."""
    if shutil.which("openssl") is None:
        skip_part("TLS: no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    names = "subjectAltName=IP:0.0.0.0,DNS:localhost"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-subj", "/CN=test", "-addext", names, "-days", "2"]
    command += ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def tls(identity):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity / "cert.pem", identity / "key.pem")
    return context


@pytest.fixture
def trusted(identity, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(identity / "cert.pem"))


WITH_TLS = {"EHLO": b"250-here\r\n250 STARTTLS\r\n", "STARTTLS": b"220 go on\r\n"}


@pytest.mark.usefixtures("trusted")
def test_another_host_is_talked_to_under_tls_only(tls):
    with serving(tls=tls, **WITH_TLS) as server:
        answer = at(server, host="0.0.0.0").send(PLAIN, TO_ONE)  # noqa: S104  # see above
    assert answer.state is State.SENT
    verbs = [line.split()[0].upper() for line in server.heard]
    assert verbs == ["EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "DATA"]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    "replies",
    [
        {"EHLO": b"250 here\r\n"},
        WITH_TLS | {"STARTTLS": b"454 not now\r\n"},
        WITH_TLS | {"STARTTLS": b"220 go on\r\n250 injected\r\n"},
    ],
    ids=["stripped", "refused", "injected"],
)
def test_without_tls_nothing_is_said_to_another_host(replies, tls):
    with serving(tls=tls, **replies) as server:
        answer = at(server, host="0.0.0.0", user="a", password="b").send(PLAIN, TO_ONE)  # noqa: S104
    assert (answer.state, answer.reached) == (State.RETRY, False)
    assert {line.split()[0].upper() for line in server.heard} <= {"EHLO", "STARTTLS"}


def test_a_certificate_nobody_vouches_for_is_no_tls(tls):
    with serving(tls=tls, **WITH_TLS) as server:
        answer = at(server, host="0.0.0.0").send(PLAIN, TO_ONE)  # noqa: S104
    assert (answer.state, server.letters) == (State.RETRY, [])
    assert "CERTIFICATE_VERIFY_FAILED" in answer.text


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("habit", [drip, silence])
def test_the_deadline_holds_under_tls_too(habit, tls):
    with serving(tls=tls, **WITH_TLS, RCPT=habit) as server:
        answer = at(server, host="0.0.0.0", deadline=SHORT).send(PLAIN, TO_ONE)  # noqa: S104
    assert (answer.state, answer.text) == (State.RETRY, "deadline")


# ------------------------------------------------------------------------------------ URLs


def test_a_url_names_the_outbox_or_a_server(tmp_path):
    assert transport_for("outbox:", tmp_path) == Outbox(tmp_path)
    assert transport_for("smtp://mail.example.org", tmp_path) == Smtp("mail.example.org", 25)
    assert transport_for("smtps://m%40x:p%2Fw@mail.example.org", tmp_path) == Smtp(
        "mail.example.org", 465, "m@x", "p/w", implicit_tls=True
    )
    assert transport_for("smtp://[::1]:2525", tmp_path) == Smtp("::1", 2525)


@pytest.mark.parametrize(
    "url",
    ["", "smtp:", "smtp://", "http://mail.example.org", "smtp://h:x", "smtp://h:99999", "smtp://["],
)
def test_any_other_url_is_a_problem(url, tmp_path):
    found = transport_for(url, tmp_path)
    assert isinstance(found, Problem)
    assert found.code == "mail.url"


def test_only_the_outbox_stays_on_this_machine(tmp_path):
    assert Outbox(tmp_path).local
    assert not Smtp("127.0.0.1", 25).local


def test_what_is_no_message_never_reaches_a_server():
    with serving() as server, pytest.raises(Refused):
        at(server).send(PLAIN, an_envelope(to="a@b, c@d"))
    assert server.connections == 0
