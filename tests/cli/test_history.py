"""What an auditor asks from the shell: a target's history, the audit, and a dossier."""

import csv
import io
import json
import zipfile
from datetime import date
from hashlib import sha256

import pytest

AFTER = "2030-01-01T00:00:00+08:00"
BOM = "\ufeff"


@pytest.fixture
def rows():
    """The rows of a sheet a command printed."""

    def read(said):
        assert said.code == 0, said.err
        assert said.out.startswith(BOM)
        return list(csv.DictReader(io.StringIO(said.out.removeprefix(BOM))))

    return read


@pytest.fixture
def reported(office):
    """Three figures, one of them corrected and one loaded later."""
    october = ("--known-at", "2024-10-08T10:00:00+08:00")
    office("record RURAL-ROADS 8公里 --period 2024-06 --known-at 2024-07-03T10:00:00+08:00")
    office("record RURAL-ROADS 18公里 --period 2024-09", *october)
    reason = ("--reason", "=剔除重复")
    assert office("record RURAL-ROADS 17公里 --period 2024-09", *reason, *october).code == 0
    return office


def test_the_history_of_the_demonstration_reads_from_the_first_promise_to_the_edition(demo):
    said = demo("history DEMO-LAMPS")
    assert said.code == 0
    lines = said.out.splitlines()
    first, last = lines[3], next(line for line in lines if "签发报告" in line)
    assert "采纳目标" in first
    assert "200盏" in first
    assert "目标值：200盏 → 260盏" in said.out
    assert "文号" in said.out
    assert "演示数据" in said.out
    assert "印出 201盏，目标 260盏" in last
    assert lines.index(last) > lines.index(first)
    assert "共 13 条" in lines[-1]


def test_its_json_holds_every_line_with_its_place_in_the_chain(demo):
    told = demo("history DEMO-SEWAGE --format json --period 2024-09").json
    assert told["target"]["code"] == "DEMO-SEWAGE"
    corrected = next(one for one in told["history"] if one["action"] == "entry.corrected")
    assert (corrected["old"], corrected["new"]) == ("15.8公里", "14.8公里")
    assert corrected["value"] == "14.8"
    assert corrected["marks"] == ["demo", "backfilled"]
    assert corrected["editions"] == [
        one["edition"] for one in told["history"] if one["action"] == "edition.issued"
    ]
    assert all(one["seq"] and one["link"] and one["digest"] for one in told["history"])


def test_its_sheet_opens_as_chinese_and_runs_nothing(reported, rows):
    found = rows(reported("history RURAL-ROADS --format csv"))
    assert [row["action"] for row in found] == [
        "target.adopted",
        "entry.made",
        "entry.made",
        "entry.corrected",
    ]
    last = found[-1]
    assert (last["old"], last["new"], last["reason"]) == ("18公里", "17公里", "'=剔除重复")
    assert (last["door"], last["marks"]) == ("命令行", "backfilled")


def test_known_at_tells_what_was_known_then(reported, rows):
    then = ("--known-at", "2024-08-01T00:00:00+08:00")
    assert len(rows(reported("history RURAL-ROADS --format csv", *then))) == 2
    early = reported("history RURAL-ROADS --known-at 2023-01-01")
    assert early.code == 1
    assert early.out == ""


def test_an_unknown_target_period_or_format_is_refused_in_one_sentence(reported):
    missing = reported("history RURAL-ROAD")
    assert missing.code == 1
    assert len(missing.faults) == 1
    assert "RURAL-ROADS" in missing.err
    assert reported("history RURAL-ROADS --period June").code == 1
    assert reported("history RURAL-ROADS --format xml").code == 2
    assert reported("audit --format xml").code == 2
    assert reported("audit --book poems").code == 2
    assert reported("audit --since yesterday").code == 2
    assert reported("audit --unit NOBODY").code == 1


def test_the_audit_runs_over_accounts_targets_and_figures(reported, rows):
    found = rows(reported("audit --format csv"))
    actions = {row["action"] for row in found}
    assert {"users.add", "targets.adopt", "target.adopted", "entry.made", "entry.corrected"} <= (
        actions
    )
    assert [row["recorded_at"] for row in found] == sorted(row["recorded_at"] for row in found)
    assert reported("audit").code == 0


def test_what_is_back_dated_stands_where_it_was_written(reported, rows):
    today = date.fromisoformat(rows(reported("audit --format csv"))[-1]["recorded_at"][:10])
    found = rows(reported("audit --format csv --book entries --since", str(today)))
    assert len(found) == 3
    assert {row["at"][:10] for row in found} == {"2024-07-03", "2024-10-08"}
    assert rows(reported("audit --format csv --since", AFTER)) == []


def test_a_review_tells_both_sides_and_the_door_it_came_by(reported, rows):
    path = reported.home / "targets.yaml"
    plain = "{code: TRANSPORT,"
    text = path.read_text(encoding="utf-8")
    assert plain in text
    path.write_text(text.replace(plain, f"{plain} review: within,"), encoding="utf-8")
    for name, role in (("zhang", "clerk"), ("wang", "supervisor")):
        assert reported(f"users add {name} --role {role} --unit TRANSPORT").code == 0
    assert reported("targets adopt").code == 0
    assert reported("record RURAL-ROADS 20公里 --period 2024-10 --by zhang").code == 0
    waiting = rows(reported("history RURAL-ROADS --format csv"))[-1]
    back = reported("review --return", waiting["seq"], "--reason", "无台账", "--by", "wang")
    assert back.code == 0, back.err
    entry, decision = rows(reported("history RURAL-ROADS --format csv"))[-2:]
    assert (entry["who"], entry["door"]) == ("zhang", "命令行")
    assert (decision["action"], decision["who"], decision["reason"], decision["door"]) == (
        "review.returned",
        "wang",
        "无台账",
        "命令行",
    )


def test_the_audit_is_narrowed_to_a_person_and_a_unit(demo, rows):
    by = rows(demo("audit --format csv --by 演示 --book targets"))
    assert {row["who"] for row in by} == {"演示"}
    unit = rows(demo("audit --format csv --unit HOUSING --book entries"))
    assert {row["unit"] for row in unit} == {"区住建局"}
    assert (
        demo("audit --unit 区住建局 --book entries --format json").json["audit"]
        == (demo("audit --unit HOUSING --book entries --format json").json["audit"])
    )


def test_a_dossier_of_one_instant_has_the_same_bytes_and_proves_itself(reported, tmp_path):
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    when = ("--known-at", "2025-01-01T00:00:00+08:00")
    said = reported("dossier RURAL-ROADS", "-o", str(first), *when)
    assert said.code == 0
    assert str(first) in said.out
    reported("record RURAL-ROADS 20公里 --period 2024-10")
    reported("dossier RURAL-ROADS", "-o", str(second), *when)
    assert first.read_bytes() == second.read_bytes()
    proven = reported("dossier --check", str(first))
    assert proven.code == 0
    assert "4 条记录与本机校验链相符" in proven.out


def rewritten(path, name, change):
    """The dossier with one member changed, and its manifest made to agree."""
    with zipfile.ZipFile(path) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    members[name] = change(members[name])
    manifest = json.loads(members["manifest.json"])
    if name != "manifest.json":
        manifest["members"][name]["sha256"] = sha256(members[name]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for one, data in members.items():
            archive.writestr(one, data)


def test_a_forged_history_is_told_even_where_its_manifest_was_forged_with_it(reported, tmp_path):
    path = tmp_path / "a.zip"
    reported("dossier RURAL-ROADS", "-o", str(path))
    rewritten(path, "history.csv", lambda data: data.replace("17公里".encode(), "27公里".encode()))
    said = reported("dossier --check", str(path))
    assert said.code == 1
    assert said.faults == ["a.zip!history.csv：内容与清单不符"]


def test_a_forged_row_is_told_by_its_number(reported, tmp_path):
    path = tmp_path / "a.zip"
    reported("dossier RURAL-ROADS", "-o", str(path))

    def forge(data):
        manifest = json.loads(data)
        manifest["chain"]["rows"][-1]["digest"] = "f" * 64
        return json.dumps(manifest).encode()

    rewritten(path, "manifest.json", forge)
    said = reported("dossier --check", str(path))
    assert said.code == 1
    assert len(said.faults) == 1
    assert said.out == ""


def test_what_was_back_dated_since_is_said_and_the_old_lines_stand(reported, tmp_path):
    path = tmp_path / "a.zip"
    reported("dossier RURAL-ROADS", "-o", str(path))
    late = reported("record RURAL-ROADS 5公里 --period 2024-03 --known-at 2024-04-03")
    assert late.code == 0, late.err
    said = reported("dossier --check", str(path))
    assert said.code == 0
    assert "1 条补录" in said.out


def test_a_dossier_of_another_home_is_not_proven_here(reported, demo, tmp_path):
    path = tmp_path / "a.zip"
    reported("dossier RURAL-ROADS", "-o", str(path))
    said = demo("dossier --check", str(path))
    assert said.code == 1
    assert len(said.faults) == 1


def test_a_dossier_wants_a_target_and_a_file_or_one_to_check(office, tmp_path):
    assert office("dossier").code == 2
    assert office("dossier RURAL-ROADS").code == 2
    assert office("dossier RURAL-ROADS --check x.zip").code == 2
    assert office("dossier --check", str(tmp_path / "none.zip")).code == 1
    missing = str(tmp_path / "no" / "such" / "a.zip")
    assert office("dossier RURAL-ROADS -o", missing).code == 3


def test_a_reader_of_english_is_told_in_english(reported, monkeypatch, tmp_path):
    monkeypatch.setenv("MONITOR_LANGUAGE", "en")
    assert "target adopted" in reported("history RURAL-ROADS").out
    path = tmp_path / "a.zip"
    reported("dossier RURAL-ROADS", "-o", str(path))
    with zipfile.ZipFile(path) as archive:
        assert archive.read("README.txt").decode().startswith("Dossier: ")
    monkeypatch.setenv("MONITOR_LANGUAGE", "zh")
    assert reported("dossier --check", str(path)).code == 0
