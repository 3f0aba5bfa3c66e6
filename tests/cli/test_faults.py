"""Whatever is wrong: one sentence, the exit code of the contract, and nothing changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli import run
from tests.cli.shell import ADOPTED, Shell

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("command", "code", "fault"),
    [
        ("status --as-of 2024-02-30", 2, "不是日期"),
        ("status --known-at gestern", 2, "不是时刻"),
        ("status --format pdf", 2, "没有“pdf”这种格式"),
        ("status --plan NOPE", 1, "没有代码为“NOPE”的计划"),
        ("report nosuch", 1, "没有名为“nosuch”的报告"),
        ("report monthly --format odt", 1, "html"),
        ("report monthly --edition nosuch", 1, "没有编号为“nosuch”的期次"),
        ("report monthly -o /nonexistent/x.html", 3, "写不了文件"),
        ("deliveries --resend nosuch", 1, "没有编号为“nosuch”"),
        ("rules try nosuch", 1, "没有名为“nosuch”的规则"),
        ("users add x --role king", 2, "没有“king”这种角色"),
        ("users disable nobody", 1, "没有名为“nobody”的用户"),
        ("import nosuch.xlsx", 1, "找不到"),
        ("review --approve 1", 1, "不在待审之列"),
        ("review --approve 1 --return 2", 2, "不能同时用"),
    ],
)
def test_one_sentence_and_the_exit_code(office, command, code, fault):
    said = office(command)
    assert (said.code, len(said.faults)) == (code, 1)
    assert fault in said.faults[0]


@pytest.mark.parametrize("words", [["nosuch"], ["status", "--nosuch"], ["record"]])
def test_a_call_the_parser_does_not_know_leaves_with_2(words, capsys):
    assert run(words) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_home_that_is_not_there(tmp_path, capsys):
    said = Shell(tmp_path / "nowhere", capsys)("status")
    assert (said.code, "不存在" in said.err) == (3, True)


def test_an_empty_database_says_what_to_run(tmp_path, capsys):
    said = Shell(tmp_path, capsys)("status")
    assert (said.code, "monitor targets adopt" in said.err) == (3, True)


def test_a_home_without_targets(tmp_path, capsys):
    said = Shell(tmp_path, capsys)("targets adopt")
    assert (said.code, "找不到" in said.err) == (1, True)


def test_a_wrong_line_is_named(bare):
    path = bare.home / "targets.yaml"
    text = path.read_text(encoding="utf-8").replace("goal: 25.93公里", "goal: 25.93公理")
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("25.93公理")].count("\n") + 1
    said = bare("targets adopt")
    assert said.code == 1
    assert said.faults[0].startswith(f"targets.yaml:{line}: ")
    assert bare("status").code == 1


def test_every_wrong_setting_is_told_at_once(bare, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE_URL", "mysql://x")
    monkeypatch.setenv("MONITOR_TIMEZONE", "Mars/Olympus")
    monkeypatch.setenv("MONITOR_SMTP_URL", "smtp://mail.example")
    said = bare("status")
    assert (said.code, len(said.faults)) == (3, 3)


def test_no_server_behind_the_database_url(bare, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("MONITOR_SECRET_KEY", "k" * 32)
    said = bare("targets adopt")
    assert (said.code, len(said.faults)) == (3, 1)
    assert "连不上数据库" in said.faults[0]


def test_a_full_disk_is_told_and_nothing_is_half_done(office):
    database = office.home / "var" / "monitor.db"
    script = (
        "from sqlalchemy import event, Engine\n"
        "from monitor.cli import run\n"
        "@event.listens_for(Engine, 'connect')\n"
        "def small(db, record):\n"
        "    pages = db.execute('PRAGMA page_count').fetchone()[0]\n"
        "    db.execute(f'PRAGMA max_page_count={pages}')\n"
        "rows = 'RURAL-ROADS,2024-09,18公里,' + 'x' * 200_000\n"
        "import sys, pathlib\n"
        "table = pathlib.Path(sys.argv[1]) / 'big.csv'\n"
        "table.write_text('编号,期间,数值,说明\\n' + rows[:100_000] + '\\n', encoding='utf-8')\n"
        "sys.exit(run(['import', str(table), '--home', sys.argv[1]]))\n"
    )
    before = database.stat().st_size
    done = subprocess.run(
        [sys.executable, "-c", script, str(office.home)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, "磁盘已满" in done.stderr) == (3, True), done.stderr
    assert database.stat().st_size == before
    assert office.row("RURAL-ROADS")["actual"] is None
    assert office("record RURAL-ROADS 18公里 --period 2024-09").code == 0


def test_no_smtp_server_is_a_letter_to_try_again_and_a_red_checkup(office, monkeypatch):
    path = office.home / "reports" / "monthly" / "report.yaml"
    text = path.read_text(encoding="utf-8").replace("leaders@luzhou.invalid", "a@example.org")
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("MONITOR_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("MONITOR_MAIL_FROM", "monitor@example.org")
    assert office("issue monthly --as-of 2024-09-30").code == 0
    (one,) = office("deliveries --format json").json["deliveries"]
    assert (one["address"], one["state"], one["attempts"]) == ("a@example.org", "retry", 1)
    said = office("doctor")
    assert (said.code, "127.0.0.1:1" in said.out) == (1, True)


def test_a_simulated_time_far_away_is_refused_where_mail_would_leave(office, monkeypatch):
    monkeypatch.setenv("MONITOR_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("MONITOR_MAIL_FROM", "monitor@example.org")
    assert office("tick --now 2024-10-14T08:30:00+08:00").code == 2
    assert office("tick --rehearse --now 2024-10-14T08:30:00+08:00").code == 0
    assert office("deliveries --format json").json == {"deliveries": []}


def test_a_slot_is_filled_once_and_again_only_with_a_reason(office):
    assert office("issue monthly --as-of 2024-09-30").code == 0
    refused = office("issue monthly --as-of 2024-09-30")
    assert (refused.code, "monthly-2024-09-1" in refused.err) == (1, True)
    again = office("issue monthly --as-of 2024-09-30 --again 更正")
    assert (again.code, "第2次" in again.out) == (0, True)
    test = office("issue monthly --as-of 2024-08-31 --to a@b.invalid")
    assert (test.code, "试发" in test.out) == (0, True)
    assert office("issue monthly --as-of 2024-08-31").code == 0


def test_a_goal_moves_only_with_a_reason(office):
    path = office.home / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("goal: 25.93公里", "goal: 30公里"), encoding="utf-8")
    refused = office("targets adopt")
    assert (refused.code, "RURAL-ROADS" in refused.err) == (1, True)
    said = office(
        "targets adopt --reason 年中调整 --authority 某〔2024〕3号 --effective 2024-07-01"
    )
    assert (said.code, "修订 1" in said.out) == (0, True)
    now = {"known_at": "2099-01-01T00:00:00+08:00"}
    assert office.row("RURAL-ROADS", as_of="2024-06-30", **now)["goal"] == "25.93"
    after = office.row("RURAL-ROADS", **now)
    assert (after["goal"], after["goal_before"], "adjusted" in after["flags"]) == (
        "30",
        "25.93公里",
        True,
    )
    assert office.row("RURAL-ROADS")["goal"] == "25.93"


@pytest.mark.slow
def test_the_installed_program_and_the_module_are_one_door(tmp_path):
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    for words in (
        [sys.executable, "-m", "monitor"],
        [str(Path(sys.executable).with_name("monitor"))],
    ):
        done = subprocess.run(
            [*words, "status", "--home", str(tmp_path)],
            capture_output=True,
            env=bare,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
        )
        assert done.returncode == 3
        assert "monitor targets adopt" in done.stderr.decode("utf-8", "replace")


def test_adopting_at_an_instant_lets_that_instant_be_asked_about(bare):
    assert bare("targets adopt --known-at", ADOPTED).code == 0
    early = bare("status --known-at 2024-01-01T00:00:00+08:00")
    assert (early.code, len(early.faults)) == (1, 1)


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1", "gb18030"])
def test_a_terminal_without_chinese_stops_nothing(tmp_path, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "status", "--home", str(tmp_path)],
        capture_output=True,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": encoding},
        check=False,
        cwd=ROOT,
    )
    spoken = "gb18030" if encoding == "gb18030" else "utf-8"
    assert (done.returncode, "数据库还没有建表" in done.stderr.decode(spoken)) == (3, True)
