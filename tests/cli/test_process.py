"""The real process: locales without Chinese, a full disk behind the output, Ctrl-C."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MONITOR = [sys.executable, "-m", "monitor"]
OLD_LOCALE = {
    "PATH": os.environ["PATH"],
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
}


def typed(office, *words, env=None, stdout=subprocess.PIPE):
    return subprocess.run(
        [*MONITOR, *words, "--home", str(office.home)],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
        cwd=ROOT,
        env=env,
    )


def test_a_locale_that_knows_no_chinese_stops_nothing(office):
    done = typed(
        office,
        "record",
        "RURAL-ROADS",
        "18公里",
        "--period",
        "2024-09",
        "--known-at",
        "2024-10-08",
        env=OLD_LOCALE,
    )
    assert (done.returncode, done.stdout.decode()) == (0, "已记录 RURAL-ROADS\n")
    assert office.row("RURAL-ROADS")["actual"] == "18"


def test_an_output_without_chinese_letters_gets_utf_8(office):
    done = typed(office, "targets", "check", env=OLD_LOCALE | {"PYTHONIOENCODING": "latin-1"})
    assert (done.returncode, "85 项目标任务" in done.stdout.decode()) == (0, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", [["status", "--format", "json"], ["targets", "check"]])
def test_a_full_disk_behind_the_output_is_told_in_one_sentence(office, words):
    with Path("/dev/full").open("wb") as full:
        done = typed(office, *words, stdout=full)
    (line,) = done.stderr.decode().splitlines()
    assert (done.returncode, line.startswith("机器没有照办（")) == (3, True)


def test_an_interrupted_command_leaves_with_130_and_changed_nothing(office, tmp_path):
    """It waits for a table that never comes; Ctrl-C ends it."""
    pipe = tmp_path / "t.csv"
    os.mkfifo(pipe)
    running = subprocess.Popen(
        [*MONITOR, "import", str(pipe), "--home", str(office.home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    # Opening to write waits until the command has opened the table to read.
    with pipe.open("wb"):
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert (running.returncode, b"Traceback" in err) == (130, False)
    assert office.row("RURAL-ROADS")["actual"] is None
