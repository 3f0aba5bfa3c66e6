"""Processes that write to one plan at once take turns: no gap, no fork, no second first."""

import subprocess
import sys
from pathlib import Path

import pytest

from monitor.store import chain, observations
from monitor.store.engine import reading
from tests.builders import a_plan
from tests.store.rows import breaches

HOUSE = Path(__file__).parents[2]
PLAN = a_plan()
EACH = 10

# Each writer enters its own cells, one transaction each.
OWN_CELLS = """
import sys
from monitor.store import observations
from monitor.store.engine import make_engine, writing
from tests.builders import YEAR, a_plan, an_instant, an_observation
engine = make_engine(sys.argv[1])
for number in range(10):
    one = an_observation(unit=sys.argv[2], item=str(number))
    with writing(engine) as db:
        observations.append(db, a_plan(), [one], recorded_at=an_instant(YEAR.end))
engine.dispose()
"""

# Each writer enters the same cell, as the next revision of what it finds there.
SAME_CELL = """
import sys
from monitor.store import observations
from monitor.store.engine import make_engine, writing
from tests.builders import YEAR, a_plan, an_instant, an_observation
engine = make_engine(sys.argv[1])
for number in range(10):
    with writing(engine) as db:
        observations.lock(db, "P2024")
        revision = len(observations.log(db, a_plan())) + 1
        one = an_observation(revision=revision, entered_by=sys.argv[2])
        observations.append(db, a_plan(), [one], recorded_at=an_instant(YEAR.end))
engine.dispose()
"""

# Each writer enters the same first revision once; exit 1 says that another was first.
SAME_REVISION = """
import sys
from sqlalchemy.exc import IntegrityError
from monitor.store import observations
from monitor.store.engine import make_engine, writing
from tests.builders import YEAR, a_plan, an_instant, an_observation
engine = make_engine(sys.argv[1])
try:
    with writing(engine) as db:
        observations.append(db, a_plan(), [an_observation()], recorded_at=an_instant(YEAR.end))
except IntegrityError:
    sys.exit(1)
finally:
    engine.dispose()
"""

pytestmark = pytest.mark.slow


def together(script, url, *, writers=3):
    """Run one script in several processes at once; returns how each of them ended."""
    command = [sys.executable, "-c", script, url]
    running = [subprocess.Popen([*command, str(number)], cwd=HOUSE) for number in range(writers)]
    return sorted(one.wait() for one in running)


def check(engine, rows):
    with reading(engine) as db:
        log = observations.log(db, PLAN)
        assert [one.seq for one in log] == list(range(1, rows + 1))
        assert chain.head(db, PLAN.code).seq == rows
        assert breaches(db, PLAN.code) == set()
    return log


def test_writers_of_different_cells_leave_no_gap_and_no_fork(engine, database_url):
    assert together(OWN_CELLS, database_url) == [0, 0, 0]
    check(engine, 3 * EACH)


def test_writers_of_one_cell_each_get_a_revision_of_their_own(engine, database_url):
    assert together(SAME_CELL, database_url) == [0, 0, 0]
    log = check(engine, 3 * EACH)
    assert [one.revision for one in log] == list(range(1, 3 * EACH + 1))


def test_only_one_of_two_writers_becomes_the_first_revision(engine, database_url):
    assert together(SAME_REVISION, database_url, writers=2) == [0, 1]
    check(engine, 1)
