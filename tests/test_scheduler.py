"""The scheduler knocks at once and again, one knock at a time, until it is told to stop."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from monitor.scheduler import start

pytestmark = pytest.mark.slow  # it lasts as long as a few knocks do

HOUSE = Path(__file__).parents[1]
PATIENCE = 30
"""Seconds after which a knock that did not come counts as none."""

# A knock takes its time, so that one is under way when the program is told to stop.
PROGRAM = """
import time
from monitor.scheduler import run_until_stopped
def knock():
    print("knock", flush=True)
    time.sleep(0.5)
    print("done", flush=True)
run_until_stopped(knock, seconds=1)
print("stopped", flush=True)
"""


@pytest.fixture
def knocks():
    """Counts knocks; waits for the next."""
    return threading.Semaphore(0)


def test_it_knocks_at_once_and_then_again(knocks):
    scheduler = start(knocks.release, seconds=1)
    assert all(knocks.acquire(timeout=PATIENCE) for _ in range(3))
    scheduler.shutdown()


def test_a_knock_that_fails_does_not_end_the_knocking(knocks, caplog):
    def knock():
        knocks.release()
        raise ValueError("broken")

    scheduler = start(knock, seconds=1)
    assert all(knocks.acquire(timeout=PATIENCE) for _ in range(3))
    scheduler.shutdown()
    assert "broken" in caplog.text


def test_two_knocks_are_never_under_way_at_once():
    inside, knocked = threading.Lock(), threading.Semaphore(0)
    overlaps: list[bool] = []

    def knock():
        if not inside.acquire(blocking=False):
            overlaps.append(True)
            return
        knocked.release()
        threading.Event().wait(1.5)  # longer than the interval
        inside.release()

    scheduler = start(knock, seconds=1)
    assert all(knocked.acquire(timeout=PATIENCE) for _ in range(3))
    scheduler.shutdown()
    assert overlaps == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_the_knock_under_way(name):
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "knock\n"
        process.send_signal(name)
        said = process.stdout.read().split()
    assert process.returncode == 0
    assert said[-2:] == ["done", "stopped"]
