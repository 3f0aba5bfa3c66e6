"""Two schedulers are killed again and again: every slot and every letter is accounted for."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.report import slots_due
from monitor.services.deliver import LEASE
from monitor.services.tick import tick
from monitor.store import deliveries, editions, schema, slots
from monitor.store.engine import make_engine, reading
from monitor.store.proof import edition_breaches, plan_breaches
from tests.services.knocker import BEGIN, REPORTS, WHOLE, duty_of, real
from tests.services.mailroom import OFFICE, PLAN, TWO, adopted

HOUSE = Path(__file__).parents[2]
SECONDS = float(os.environ.get("TORTURE_SECONDS", "10"))
CONTROL_SECONDS = 4
"""So soon two careless schedulers are found out."""

THE_END = BEGIN + WHOLE
ACCOUNTED = {"sent", "unknown", "dead"}

pytestmark = pytest.mark.slow


@pytest.fixture
def office(postgres_url):
    engine = make_engine(postgres_url)
    schema.prepare(engine)
    adopted(engine)
    yield engine
    engine.dispose()


def worker(url, file, begun, manner, seconds):
    arguments = [url, str(file), str(begun), str(seconds), manner]
    command = [sys.executable, "-m", "tests.services.knocker", *arguments]
    return subprocess.Popen(command, cwd=HOUSE, stderr=subprocess.PIPE)


def torment(url, file, manner, *, kill, seconds=SECONDS):
    """Let two workers knock through the year; if told so, kill one after another meanwhile.

    Returns how often one was killed, and whatever a worker complained of on its own.
    """
    begun = time.time()
    workers = [worker(url, file, begun, manner, seconds) for _ in range(2)]
    killed, complaints = 0, []
    while time.time() - begun < seconds:
        time.sleep(0.3 + random.random())
        if not kill:
            continue
        place = random.randrange(len(workers))
        complaints += end(workers[place])
        killed += 1
        workers[place] = worker(url, file, begun, manner, seconds)
    for one in workers:
        complaints += end(one)
    return killed, complaints


def end(process):
    """Kill a worker; what it said if it had died of something else before."""
    died = process.poll() is not None
    process.kill()
    said = process.communicate()[1].decode()
    return [said] if died else []


def let_the_last_come_in(engine, file):
    """One scheduler alone, when every lease is over and every retry is due."""
    later = lambda: real() + 2 * LEASE  # noqa: E731  # the clock of this one scheduler
    for days in (1, 4, 8):
        tick(
            engine, duty_of(engine, file, clock=later, pause=0), now=THE_END + timedelta(days=days)
        )


def faults(engine, file):
    """Everything that is not as it has to be."""
    taken = Counter(file.read_text(encoding="utf-8").split())
    with reading(engine) as db:
        found = [str(one) for one in (*plan_breaches(db, PLAN.code), *edition_breaches(db))]
        issued = Counter((one.report, one.period, one.audience) for one in editions.listed(db))
        letters = deliveries.listed(db)
        for report in REPORTS:
            for audience in report.audiences:
                rows = slots.states(db, PLAN.code, report.name, audience.key)
                begun = slots.started_at(db, PLAN.code, report.name, audience.key)
                due = slots_due(
                    report,
                    PLAN.code,
                    PLAN.period,
                    until=THE_END,
                    audience=audience.key,
                    office=OFFICE,
                )
                wanted = {one.period.key for one in due if begun and one.due_at >= begun}
                found += [f"slots of {audience.key}"] if set(rows) != wanted else []
                found += [
                    f"slot {row}"
                    for row in rows.values()
                    if issued[report.name, row.period, audience.key]
                    != (1 if row.state == "issued" else 0)
                    or not (row.edition or row.reason)
                ]
    if len(letters) != len(TWO) * issued.total():
        found.append(f"{len(letters)} letters of {issued.total()} editions")
    found += [f"letter {one}" for one in letters if not is_accounted_for(one, taken)]
    return found


def is_accounted_for(letter, taken):
    times = taken[letter.message_id]
    if letter.state == "unknown":
        return times <= 1
    return letter.state in ACCOUNTED and times == (1 if letter.state == "sent" else 0)


def test_killing_schedulers_at_random_loses_and_doubles_nothing(office, postgres_url, tmp_path):
    file = tmp_path / "taken"
    file.touch()
    killed, complaints = torment(postgres_url, file, "careful", kill=True)
    let_the_last_come_in(office, file)
    assert complaints == []
    assert faults(office, file) == []
    assert killed >= SECONDS / 3
    with reading(office) as db:
        states = {row.state for row in deliveries.listed(db)}
    assert states >= {"sent", "unknown"}  # some were killed in the middle of a letter


def test_a_scheduler_that_claims_carelessly_is_found_out(office, postgres_url, tmp_path):
    file = tmp_path / "taken"
    file.touch()
    _, complaints = torment(postgres_url, file, "careless", kill=False, seconds=CONTROL_SECONDS)
    assert complaints == []
    let_the_last_come_in(office, file)
    assert any(fault.startswith("letter") for fault in faults(office, file))
