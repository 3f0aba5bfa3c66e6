"""What a machine may lack, and the one honest way to go on without it."""

import os
import shutil
from typing import NoReturn

import pytest


def skip_part(reason: str) -> NoReturn:
    """Leave out this test for lack of something; on a build machine (CI=1) that is a failure.

    ``reason`` names the missing thing and how to get it; the last line of ``make test`` counts
    the different reasons.
    """
    if os.environ.get("CI") == "1":
        pytest.fail(f"nothing may be skipped with CI=1: {reason}", pytrace=False)
    pytest.skip(reason)


def find_chromium() -> str | None:
    """The system's Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)
