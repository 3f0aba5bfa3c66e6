"""A message says what it was given, in bytes every server takes, and nothing else."""

import email
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.letter import Attachment
from monitor.core.problem import Refused
from monitor.mail.message import compose
from tests.mail.letters import PLAIN, SHEET, TO_ONE, a_letter, an_envelope

HEADERS = [
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Subject",
    "X-Monitor-Edition",
    "Content-Type",
    "MIME-Version",
]
SMUGGLED = [
    "a\r\nBcc: evil@example.org",
    "a\nBcc: evil@example.org",
    "a\rBcc: evil@example.org",
    "a\x00b",
    "a\x0bb",
    "a\x1bb",
    "a\x7fb",
    "a\x85Bcc: evil@example.org",
    "a\x9bb",
    "a\u2028Bcc: evil@example.org",
    "a\u2029b",
    "=?UTF-8?Q?=0A?=Bcc: evil@example.org",
    "=?utf-8?b?Cg==?=Bcc: evil@example.org",
]
NOT_ONE_ADDRESS = [
    "",
    "leader",
    "@example.org",
    "leader@",
    "a@example.org, evil@example.org",
    "a@example.org;evil@example.org",
    "<a@example.org>evil@example.org",
    "<a@example.org>",
    "张三 <a@example.org>",
    "用户@example.org",
    "a@例子.org",
    "a b@example.org",
    '"a b"@example.org',
    "a@b@example.org",
    ".a@example.org",
    "a..b@example.org",
    "a@-example.org",
    "a@example..org",
    "a@[127.0.0.1]",
    "a@example.org\n",
    "=?x@example.org",
    "a" * 250 + "@example.org",
]


def read(raw):
    return email.message_from_bytes(raw, policy=SMTP)


def shape(part):
    """Nested content types, as mail programs see them."""
    if part.is_multipart():
        return (part.get_content_subtype(), [shape(inner) for inner in part.iter_parts()])
    return part.get_content_type()


def test_the_text_comes_first_then_the_html_with_its_pictures_then_the_files():
    message = read(compose(PLAIN, TO_ONE))
    html = ("related", ["text/html", "image/png"])
    assert shape(message) == ("mixed", [("alternative", ["text/plain", html]), SHEET])


def test_every_part_comes_out_as_it_was_put_in():
    message = read(compose(PLAIN, TO_ONE))
    assert message["Subject"] == PLAIN.subject
    assert message["To"].addresses[0].addr_spec == TO_ONE.to
    assert message["To"].addresses[0].display_name == "张三"
    assert message.get_body(("plain",)).get_content().splitlines() == PLAIN.text.splitlines()
    assert message.get_body(("html",)).get_content().strip() == PLAIN.html
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("进展.xlsx", PLAIN.attachments[0].data)
    images = [part for part in message.walk() if part.get_content_maintype() == "image"]
    assert [(one["Content-ID"], one.get_content()) for one in images] == [
        ("<bar-1>", PLAIN.images[0].data)
    ]


def test_it_has_these_headers_and_no_others():
    message = read(compose(PLAIN, TO_ONE))
    assert sorted(message.keys()) == sorted(HEADERS)
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_letter_to_the_same_address_is_the_same_but_for_its_boundaries():
    messages = [read(compose(PLAIN, TO_ONE)) for _ in range(2)]
    parts = [
        [part.get_payload() for part in one.walk() if not one.is_multipart()] for one in messages
    ]
    assert parts[0] == parts[1]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5000,
        "进" * 5000,
        "a\rb\r\nc\n\n.\n..\n",
        "\r\n.\r\nMAIL FROM:<a@b>\r\n",
        "\x00\x0c",
        "",
    ],
)
def test_no_line_is_too_long_and_no_byte_is_raw_whatever_the_text(text):
    raw = compose(a_letter(text=text, html=f"<p>{text}</p>"), TO_ONE)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    bodies = raw.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert {b"quoted-printable", b"base64"} >= {
        line.partition(b": ")[2] for line in bodies if line.startswith(b"Content-Transfer-Enc")
    }


@pytest.mark.parametrize("text", SMUGGLED, ids=repr)
@pytest.mark.parametrize("where", ["subject", "name", "header", "header name", "picture"])
def test_nothing_is_smuggled_into_a_header(where, text):
    letter, envelope = PLAIN, TO_ONE
    match where:
        case "subject":
            letter = a_letter(subject=text)
        case "name":
            envelope = an_envelope(name=text)
        case "header":
            envelope = an_envelope(headers={"X-Monitor-Edition": text})
        case "header name":
            envelope = an_envelope(headers={text: "a"})
        case "picture":
            image = PLAIN.images[0]
            letter = a_letter(images=(type(image)(text, image.media, image.data),))
    with pytest.raises(Refused) as fault:
        compose(letter, envelope)
    assert [one.code for one in fault.value.problems] == ["mail.header"]


@pytest.mark.parametrize("name", ["Subject", "To", "from", "Message-ID", "X Y", "X:Y", "", "数"])
def test_a_personal_header_cannot_stand_in_for_one_of_the_letters_own(name):
    with pytest.raises(Refused):
        compose(PLAIN, an_envelope(headers={name: "a"}))


@pytest.mark.parametrize("address", NOT_ONE_ADDRESS, ids=repr)
@pytest.mark.parametrize("field", ["to", "sender"])
def test_an_address_is_one_plain_address(field, address):
    with pytest.raises(Refused) as fault:
        compose(PLAIN, an_envelope(**{field: address}))
    assert fault.value.problems[0].code == "mail.address"


@pytest.mark.parametrize(
    "message_id",
    ["", "a@b", "<a b@c>", "<a@b>\r\nX: y", "<进@b>", "<a@b><c@d>", f"<{'a' * 200}@b>"],
)
def test_a_message_id_is_one_short_plain_word(message_id):
    with pytest.raises(Refused):
        compose(PLAIN, an_envelope(message_id=message_id))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("进展.xlsx", "进展.xlsx"),
        ("进" * 300 + ".xlsx", "进" * 75 + ".xlsx"),
        ("a\r\nBcc: x.xlsx", "aBcc: x.xlsx"),
        ('../../etc/"passwd".csv', ".._.._etc__passwd_.csv"),
        ("=?utf-8?q?a?=.csv", "_utf-8?q?a?=.csv"),
        ("", "file"),
    ],
    ids=repr,
)
def test_a_files_name_is_short_plain_and_keeps_its_ending(name, kept):
    letter = a_letter(attachments=(Attachment(name, "text/csv", b"a,b\r\n"),))
    (file,) = read(compose(letter, TO_ONE)).iter_attachments()
    assert (file.get_filename(), file.get_content()) == (kept, "a,b\r\n")


@given(subject=st.text(max_size=300), name=st.text(max_size=120), value=st.text(max_size=120))
def test_whatever_is_said_comes_out_alone_or_is_refused(subject, name, value):
    envelope = an_envelope(name=name, headers={"X-Note": value})
    try:
        message = read(compose(a_letter(subject=subject, images=(), attachments=()), envelope))
    except Refused:
        return
    assert message["Subject"].split() == subject.split()
    assert [one.addr_spec for one in message["To"].addresses] == [TO_ONE.to]
    assert sorted(message.keys()) == sorted({*HEADERS, "X-Note"} - {"X-Monitor-Edition"})


@given(subject=st.text(st.characters(categories=("L", "N")), min_size=1, max_size=200))
def test_letters_and_digits_of_any_script_are_never_refused(subject):
    assert read(compose(a_letter(subject=subject), TO_ONE))["Subject"] == subject
