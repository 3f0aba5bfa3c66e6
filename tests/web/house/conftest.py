"""One small home, made once and copied for each test."""

import shutil

import pytest

from tests.web.house.homes import House, make_home


@pytest.fixture(scope="session")
def pattern(tmp_path_factory):
    """The home every test begins with."""
    folder = tmp_path_factory.mktemp("homes") / "pattern"
    make_home(folder)
    return folder


@pytest.fixture
def home(pattern, tmp_path):
    """This test's own copy of the home."""
    folder = tmp_path / "home"
    shutil.copytree(pattern, folder)
    return folder


@pytest.fixture
def house(home):
    """The home with its application."""
    house = House(home)
    yield house
    house.runtime.engine.dispose()
