"""DOOR: APScheduler knocks; the tables decide.

One job in a memory store calls the knock it was given every half minute. Nothing about
what is due is kept here, so nothing is lost when it dies and nothing doubled when two run.
"""

import signal
import threading
from collections.abc import Callable
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

SECONDS = 30

Knock = Callable[[], None]


def start(knock: Knock, *, seconds: int = SECONDS) -> BackgroundScheduler:
    """Knock at once and then every so many seconds, in the background; returns what to stop."""
    scheduler = BackgroundScheduler(timezone="UTC")
    alone = _one_at_a_time(knock)
    scheduler.add_job(
        alone,
        "interval",
        seconds=seconds,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.add_job(alone, misfire_grace_time=None)
    scheduler.start()
    return scheduler


def _one_at_a_time(knock: Knock) -> Knock:
    """A knock that comes while another is under way finds nothing it could do, and goes."""
    door = threading.Lock()

    def alone() -> None:
        if door.acquire(blocking=False):
            try:
                knock()
            finally:
                door.release()

    return alone


def run_until_stopped(knock: Knock, *, seconds: int = SECONDS) -> None:
    """Knock until the process is told to end, then let the knock under way finish."""
    stopped = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        _ = signum, frame
        stopped.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    scheduler = start(knock, seconds=seconds)
    stopped.wait()
    scheduler.shutdown(wait=True)
