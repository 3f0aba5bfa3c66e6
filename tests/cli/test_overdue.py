"""催报: to each unit that owes figures, only what it owes; to the others nothing."""

import email
import json
import shutil
from email import policy

import pytest

from tests.cli.shell import Shell

DUE = "2024-10-14T08:30:00+08:00"
AS_OF = ("--as-of", "2024-09-30", "--known-at", DUE)


@pytest.fixture
def staffed(office):
    """A home where three units have somebody to write to, and one of them owes nothing."""
    for name, unit in (("li", "TRANSPORT"), ("zhao", "AGRI"), ("qian", "PETITIONS")):
        mail = f"{name}@example.invalid"
        assert office(f"users add {name} --role clerk --unit {unit} --mail {mail}").code == 0
    for quarter in (1, 2, 3):
        entry = f"record TASK-PETITIONS --stage 按计划 --period 2024Q{quarter} --known-at"
        assert office(entry, f"2024-{3 * quarter + 1:02}-02T09:00:00+08:00").code == 0
    return office


def letters(home):
    found = {}
    for path in (home.home / "var" / "outbox").glob("*.eml"):
        letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        found[letter["To"].addresses[0].addr_spec] = letter
    return found


def test_each_unit_that_owes_gets_its_own_and_nothing_else(staffed):
    said = staffed("issue overdue", *AS_OF)
    assert said.code == 0, said.err
    assert "欠报单位/PETITIONS：没有要说的，不寄" in said.out
    assert "欠报单位/WATER：未签发（no_recipients）" in said.err
    sent = letters(staffed)
    assert set(sent) == {"li@example.invalid", "zhao@example.invalid"}
    text = sent["li@example.invalid"].get_body(("plain",)).get_content()
    assert "“四好农村路”建设" in text
    assert "粮食" not in text
    assert "http://127.0.0.1:8000/entry" in text
    assert sent["li@example.invalid"]["Subject"].startswith("【催报】区交通运输局欠报")


def test_nothing_is_attached_where_the_report_has_no_table(staffed):
    staffed("issue overdue", *AS_OF)
    for letter in letters(staffed).values():
        assert list(letter.iter_attachments()) == []


def test_both_faces_name_the_same_targets(staffed):
    staffed("issue overdue", *AS_OF)
    letter = letters(staffed)["zhao@example.invalid"]
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    named = [line[4:].split("（")[0] for line in text.splitlines() if line.startswith("  - ")]
    assert len(named) > 3
    assert all(name in html for name in named)


def sent(home):
    return home("deliveries --format json").json["deliveries"]


def test_a_unit_that_owes_nothing_is_left_in_peace_and_the_reason_is_kept(staffed):
    said = staffed("tick --now", DUE)
    lines = [json.loads(line) for line in said.out.splitlines()]
    quiet = [one for one in lines if one["report"] == "overdue" and one["did"] == "empty"]
    assert {one["reason"] for one in quiet} == {"nothing_to_say", "no_recipients"}
    asked = [one["address"] for one in sent(staffed) if one["report"] == "overdue"]
    assert "qian@example.invalid" not in asked


def test_who_has_answered_is_not_asked_again(staffed):
    for number in ("1", "2", "3", "4", "5", "6", "7", "8", "9"):
        period = f"2024-0{number}"
        staffed(f"record RURAL-ROADS {number}公里 --period {period} --known-at", DUE)
    preview = staffed("report overdue --format text --as-of 2024-09-30 --known-at", DUE)
    assert preview.code == 0, preview.err
    assert "“四好农村路”建设" not in preview.out


def test_a_group_nobody_knows_is_told_with_its_line(office):
    path = office.home / "reports" / "overdue" / "report.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[owing]", "[debts]"), encoding="utf-8"
    )
    said = office("tick --now", DUE)
    assert said.faults[0].startswith("reports/overdue/report.yaml:8: 没有“debts”这一组")


def test_a_split_target_is_asked_of_the_part_that_owes_it(demo_home, tmp_path, capsys):
    shell = Shell(shutil.copytree(demo_home, tmp_path / "demo"), capsys)
    assert shell("issue overdue --by ducha", *AS_OF).code == 0
    sent = [one for one in letters(shell).values() if "【催报】" in one["Subject"]]
    assert sent
    for letter in sent:
        text = letter.get_body(("plain",)).get_content()
        assert text.count("：欠报") == 1


def test_what_waits_for_a_reviewer_is_not_asked_for_again(staffed):
    path = staffed.home / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    reviewed = text.replace("name: 区交通运输局,", "name: 区交通运输局, review: within,")
    path.write_text(reviewed, encoding="utf-8")
    assert (
        staffed("targets adopt --effective 2024-01-01 --known-at 2024-02-01T09:00:00+08:00").code
        == 0
    )
    before = staffed("report overdue --format text", *AS_OF).out
    known = ("--known-at", "2024-10-10T09:00:00+08:00")
    assert staffed("record RURAL-ROADS 18公里 --period 2024-01..2024-09", *known).code == 0
    after = staffed("report overdue --format text", *AS_OF).out
    assert ("“四好农村路”建设" in before, "“四好农村路”建设" in after) == (True, False)
