"""What the tests of the faces share."""

from pathlib import Path

import pytest

from monitor.render.phrases import Words

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(params=["zh", "en"])
def words(request):
    return Words(request.param)


@pytest.fixture
def golden():
    """Compare with the reviewed file; one that is missing is written and fails the test."""

    def compare(name, text):
        path = GOLDEN / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            pytest.fail(f"{name} was missing: read what was written, then commit it")
        assert text == path.read_text(encoding="utf-8")

    return compare
