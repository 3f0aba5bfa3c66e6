"""The watch from outside: what is wrong is mailed to the administrators, once."""

import email
import email.policy

from monitor.core.problem import problem
from monitor.services.alarm import incident_of


def letters(home):
    found = sorted((home.home / "var" / "outbox").glob("watch-*.eml"))
    return [
        email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in found
    ]


def test_what_is_wrong_is_mailed_to_the_administrators_once(office):
    office("users add chief --role admin --mail chief@example.invalid")
    said = office("watch")
    assert said.code == 1
    assert "调度从未运行" in said.err
    assert "chief@example.invalid" in said.err
    (letter,) = letters(office)
    assert letter["To"].addresses[0].addr_spec == "chief@example.invalid"
    assert "调度从未运行" in letter.get_body(("plain",)).get_content()
    again = office("watch")
    assert (again.code, "已告诉" in again.err, len(letters(office))) == (1, False, 1)
    assert "watch.alarm" in office("audit --format csv").out


def test_an_incident_is_the_same_however_long_it_lasts_and_another_is_not():
    silent = problem("watch.silent", since="2024-10-01 00:00Z")
    later = problem("watch.silent", since="2024-10-02 00:00Z")
    overdue = problem("watch.overdue", report="monthly", period="2024-09")
    assert incident_of([silent]) == incident_of([later])
    assert len({incident_of([silent]), incident_of([overdue]), incident_of([silent, overdue])}) == 3
