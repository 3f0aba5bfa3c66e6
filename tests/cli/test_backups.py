"""Everything in one file and back again: the same answers, one sentence for what is refused."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from monitor.cli import run
from tests.cli.shell import Shell

ROOT = Path(__file__).parents[2]
SEPTEMBER = ("--as-of", "2024-09-30", "--known-at", "2024-10-14T08:30:00+08:00")
WRITER = """
import itertools, sys
from monitor.cli import run
for count in itertools.count(1):
    words = ["record", "GRAIN-AREA", f"{count}亩", "--period", "2024-06", "--reason", "演示数据"]
    assert run([*words, "--known-at", "2024-10-08T10:00:00+08:00", "--home", sys.argv[1]]) == 0
"""
RESTORER = """
import sys
from monitor.cli import run
sys.exit(run(["restore", sys.argv[1], "--replace", "--home", sys.argv[2]]))
"""


@pytest.fixture
def other(tmp_path, capsys):
    """A home that is not there yet."""
    return Shell(tmp_path / "other", capsys)


@pytest.fixture
def file(demo, tmp_path):
    """The demonstration's backup."""
    path = tmp_path / "b.zip"
    assert demo("backup", str(path)).code == 0
    return path


def answers(shell):
    """What a home answers as of September, whatever it is stored in."""
    return shell("status --format json", *SEPTEMBER).json


def contents(home):
    """Every file of a home but the database's own, to see that nothing changed."""
    return {
        path.relative_to(home): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and "monitor.db" not in path.name
    }


def changed(path, name, data):
    """The archive with one member's bytes changed."""
    with zipfile.ZipFile(path) as old:
        members = {one: old.read(one) for one in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for one, bytes_ in (members | {name: data}).items():
            new.writestr(one, bytes_)


def manifest(path):
    with zipfile.ZipFile(path) as found:
        return json.loads(found.read("manifest.json"))


def test_a_restored_home_gives_the_same_answers(demo, other, file):
    said = other("restore", str(file))
    assert (said.code, "校验链完好" in said.out) == (0, True)
    assert answers(other) == answers(demo)
    assert other("verify").code == 0
    assert (other.home / "targets.yaml").read_bytes() == (demo.home / "targets.yaml").read_bytes()
    assert (other.home / "reports" / "monthly" / "report.yaml").exists()


def test_the_end_line_tells_what_is_in_the_file(demo, tmp_path):
    said = demo("backup", str(tmp_path / "c.zip"))
    tables = manifest(tmp_path / "c.zip")["tables"]
    rows = sum(table["rows"] for table in tables.values())
    assert f"{rows} 行，1 期已签发的报告，" in said.out


@pytest.mark.postgres
def test_from_sqlite_to_postgres_and_back(demo, other, file, postgres_url, tmp_path):
    def there(*words):
        """Run a command on PostgreSQL, in a process of its own."""
        said = {"MONITOR_DATABASE_URL": postgres_url, "MONITOR_SECRET_KEY": "a key of the test"}
        command = [sys.executable, "-m", "monitor", *words, "--home", str(other.home)]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | said, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    copy = str(tmp_path / "c.zip")
    there("restore", str(file))
    assert json.loads(there("status", "--format", "json", *SEPTEMBER)) == answers(demo)
    there("verify")
    there("backup", copy)
    there("restore", "--replace", copy)
    there("verify")
    back = Shell(tmp_path / "back", other.capture)
    assert back("restore", copy).code == 0
    assert answers(back) == answers(demo)
    assert back("verify").code == 0


def test_a_backup_taken_while_another_process_writes_is_whole(office, other, tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(office.home)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        rows = []
        for count in range(4):
            time.sleep(0.5)
            path = tmp_path / f"{count}.zip"
            assert office("backup", str(path)).code == 0
            rows.append(manifest(path)["tables"]["observations"]["rows"])
    finally:
        writer.kill()
        writer.wait()
    assert rows[-1] > rows[0]
    for count in range(4):
        assert other("restore --replace", str(tmp_path / f"{count}.zip")).code == 0
        assert other("verify").code == 0


def test_after_a_restore_nothing_is_mailed_until_a_person_decides(other, file):
    told = other("restore", str(file)).out
    assert "monitor issue monthly --as-of 2024-12-31" in told
    before = other("deliveries --format json").json
    ticked = other("tick").out.splitlines()
    assert {json.loads(line)["did"] for line in ticked} <= {"compared"}
    assert other("deliveries --format json").json == before
    assert not list((other.home / "var").glob("outbox/*.eml"))
    issued = other("issue monthly --as-of 2024-12-31")
    assert (issued.code, "已签发" in issued.out) == (0, True)
    assert other("verify").code == 0


def test_what_is_replaced_is_kept_aside(office, file, monkeypatch):
    mine = (office.home / "targets.yaml").read_bytes() + b"# mine\n"
    (office.home / "targets.yaml").write_bytes(mine)
    assert office("restore --replace", str(file)).code == 0
    (database,) = (office.home / "var").glob("before-restore-*.db")
    assert (database.with_suffix("") / "targets.yaml").read_bytes() == mine
    before = Shell(database.parent, office.capture)
    assert office.row("DEMO-LAMPS")["actual"] is not None
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{database}")
    assert before("verify").code == 0


def test_a_home_that_holds_something_is_not_replaced_unasked(office, file):
    before = contents(office.home)
    said = office("restore", str(file))
    assert (said.code, said.faults) == (
        1,
        ["目录里已有 targets.yaml：请恢复到空目录，或加 --replace 替换（原有内容会另存）"],
    )
    assert contents(office.home) == before


def test_a_backup_never_overwrites(demo, file):
    before = file.read_bytes()
    said = demo("backup", str(file))
    assert (said.code, len(said.faults), "已存在" in said.err) == (1, 1, True)
    assert file.read_bytes() == before


def test_a_folder_that_is_not_there_is_told(demo, tmp_path):
    said = demo("backup", str(tmp_path / "nowhere" / "b.zip"))
    assert (said.code, len(said.faults), "写不了文件" in said.err) == (3, 1, True)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def tampered(path):
    with zipfile.ZipFile(path) as found:
        rows = found.read("tables/observations.jsonl")
    changed(path, "tables/observations.jsonl", rows.replace(b'"scale":6', b'"scale":5', 1))


def climbing(path):
    changed(path, "../evil", b"")


def of_another_version(path):
    changed(path, "manifest.json", json.dumps(manifest(path) | {"schema": "9999"}).encode())


def forged(path):
    """A changed row whose manifest was changed with it: only the chain can tell."""
    tampered(path)
    with zipfile.ZipFile(path) as found:
        rows = found.read("tables/observations.jsonl")
    said = manifest(path)
    said["tables"]["observations"]["sha256"] = sha256(rows).hexdigest()
    changed(path, "manifest.json", json.dumps(said).encode())


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (cut, "已损坏或不完整"),
        (tampered, "tables/observations.jsonl 与清单不符"),
        (climbing, "../evil"),
        (of_another_version, "备份的数据库版本是 9999"),
        (forged, "校验链"),
        (lambda path: path.write_text("plan:"), "已损坏或不完整"),
    ],
)
def test_a_spoilt_backup_is_refused_and_nothing_changes(office, file, spoil, fault):
    before, answer = contents(office.home), answers(office)
    spoil(file)
    said = office("restore --replace", str(file))
    assert (said.code, fault in said.err) == (1, True)
    assert contents(office.home) == before
    assert answers(office) == answer
    assert office("verify").code == 0


def test_a_missing_file_is_told(office, tmp_path):
    said = office("restore --replace", str(tmp_path / "none.zip"))
    assert (said.code, len(said.faults)) == (3, 1)


def test_only_an_administrator_may(demo, file, tmp_path):
    for words in ("backup", "restore --replace"):
        target = tmp_path / "c.zip" if words == "backup" else file
        said = demo(f"{words} --by ducha", str(target))
        assert (said.code, len(said.faults)) == (1, 1)
    assert not (tmp_path / "c.zip").exists()


def test_a_fault_in_a_report_is_told_before_a_backup_that_could_not_be_restored(office, tmp_path):
    (office.home / "reports" / "monthly" / "report.yaml").write_text("x: [", encoding="utf-8")
    assert office("backup", str(tmp_path / "c.zip")).code == 1
    assert not (tmp_path / "c.zip").exists()


@pytest.mark.parametrize("seconds", [0.3, 0.6, 0.9, 1.2, 1.5])
def test_a_restore_may_be_killed_at_any_time(office, demo, file, seconds):
    """It leaves the old database or the new one, whole; repeated, it ends as if never killed."""
    before, after = answers(office), answers(demo)
    process = subprocess.Popen(
        [sys.executable, "-c", RESTORER, str(file), str(office.home)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert answers(office) in (before, after)
    assert office("verify").code == 0
    assert office("restore --replace", str(file)).code == 0
    assert answers(office) == after


def test_the_backup_is_in_the_audit(office, tmp_path):
    assert office("backup", str(tmp_path / "b.zip")).code == 0
    assert office("backup", str(tmp_path / "c.zip")).code == 0
    with zipfile.ZipFile(tmp_path / "c.zip") as found:
        actions = [json.loads(line)["action"] for line in found.open("tables/audit.jsonl")]
    assert actions[-1] == "backup.take"


def test_help_tells_both_commands(capsys):
    assert run(["--help"]) == 0
    told = capsys.readouterr().out
    assert "backup" in told
    assert "restore" in told
