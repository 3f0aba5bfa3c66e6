"""Homes for the command line's tests."""

import pytest

from monitor.cli import run
from tests.cli.shell import ADOPTED, Shell


@pytest.fixture
def bare(tmp_path, capsys):
    """A home as ``monitor init`` leaves it."""
    home = tmp_path / "office"
    assert run(["init", str(home)]) == 0
    return Shell(home, capsys)


@pytest.fixture
def office(bare):
    """A home whose plan was adopted in January 2024."""
    assert bare("targets adopt --known-at", ADOPTED).code == 0
    return bare


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    """The demonstration, made once."""
    home = tmp_path_factory.mktemp("demo") / "home"
    assert run(["demo", "--once", "--home", str(home)]) == 0
    return home


@pytest.fixture
def demo(demo_home, capsys):
    """The demonstration's shell; its tests only read."""
    return Shell(demo_home, capsys)
