"""The outbox holds each message once, whole, whatever happens meanwhile."""

import pytest

from monitor.core.delivery import State
from monitor.core.problem import Refused
from monitor.mail import Outbox
from tests.mail.letters import PLAIN, TO_ONE, a_letter, an_envelope


@pytest.fixture
def outbox(tmp_path):
    return Outbox(tmp_path / "var" / "outbox")


def test_a_letter_becomes_one_file_named_after_its_message(outbox):
    answer = outbox.send(PLAIN, TO_ONE)
    assert answer.state is State.SENT
    assert [path.name for path in outbox.folder.iterdir()] == [answer.text]
    assert answer.text == "monthly-2024-09-1-abc123-1.eml"


def test_the_same_message_again_leaves_the_first_as_it_was(outbox):
    path = outbox.folder / outbox.send(PLAIN, TO_ONE).text
    before = path.read_bytes()
    assert outbox.send(a_letter(subject="另一个"), TO_ONE).state is State.SENT
    assert path.read_bytes() == before


def test_two_messages_whose_names_look_alike_are_two_files(outbox):
    for message_id in ("<a_b@example.org>", "<a-b@example.org>", "<a.b@example.org>"):
        outbox.send(PLAIN, an_envelope(message_id=message_id))
    assert len(list(outbox.folder.iterdir())) == 3


def test_it_can_tell_what_arrived(outbox):
    assert outbox.arrived(TO_ONE.message_id) is False
    outbox.send(PLAIN, TO_ONE)
    assert outbox.arrived(TO_ONE.message_id) is True


def test_a_half_written_file_is_no_letter(outbox):
    outbox.folder.mkdir(parents=True)
    (outbox.folder / ".monthly-2024-09-1-abc123-1.eml.1-1.part").write_bytes(b"From: ")
    assert outbox.arrived(TO_ONE.message_id) is False
    assert outbox.send(PLAIN, TO_ONE).state is State.SENT


def test_a_folder_that_cannot_be_is_a_reason_to_wait(tmp_path):
    (tmp_path / "file").touch()
    outbox = Outbox(tmp_path / "file" / "outbox")
    answer = outbox.send(PLAIN, TO_ONE)
    assert (answer.state, answer.reached) == (State.RETRY, False)
    fault = outbox.check()
    assert fault
    assert fault.code == "mail.outbox"


def test_a_writable_folder_is_fine(outbox):
    assert outbox.check() is None
    assert list(outbox.folder.iterdir()) == []


def test_what_is_no_message_is_refused_and_leaves_nothing(outbox):
    with pytest.raises(Refused):
        outbox.send(a_letter(subject="a\nb"), TO_ONE)
    assert not outbox.folder.exists()
