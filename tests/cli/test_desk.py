"""The desk in the shell: the same values as on the page, as of any day."""

import pytest

WHEN = "--as-of 2024-09-30 --known-at 2024-10-14T08:30:00+08:00"


def test_the_desk_is_told_as_a_table_and_as_json(demo):
    told = demo(f"desk {WHEN} --format json").json
    assert told["as_of"] == "2024-09-30"
    table = demo(f"desk {WHEN}")
    assert table.code == 0
    assert table.out.startswith(told["verdict"])
    assert {"owing", "waits", "odd", "turned", "next", "text"} <= told.keys()


def test_what_a_unit_owes_here_is_what_the_status_calls_silent(demo):
    told = demo(f"desk {WHEN} --format json").json
    rows = demo(f"status {WHEN} --format json").json["rows"]
    stale = {row["code"] for row in rows if "stale" in row["flags"]}
    assert {debt["code"] for one in told["owing"] for debt in one["owed"]} == stale


def test_the_reminders_alone_can_be_printed(office):
    said = office("desk --format text --as-of 2024-03-31 --known-at 2024-04-20T08:00:00+08:00")
    assert "截至3月31日，贵单位在《" in said.out
    assert "督查" not in said.out.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "said"), [("--format xml", "xml"), ("--since never", "never"), ("--plan X", "X")]
)
def test_nonsense_is_refused(office, words, said):
    answer = office(f"desk {words}")
    assert answer.code in {1, 2}
    assert said in answer.err
