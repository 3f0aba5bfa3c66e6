"""Homes for the command line's tests: each is made once and copied for whoever changes it."""

import shutil

import pytest

from monitor.cli import run
from tests.cli.shell import ADOPTED, Shell


@pytest.fixture(scope="session")
def fresh_home(tmp_path_factory):
    """A home as ``monitor init`` leaves it; nobody writes to this one."""
    home = tmp_path_factory.mktemp("fresh") / "office"
    assert run(["init", str(home)]) == 0
    return home


@pytest.fixture(scope="session")
def adopted_home(fresh_home, tmp_path_factory):
    """A home whose plan was adopted in January 2024; nobody writes to this one."""
    home = tmp_path_factory.mktemp("adopted") / "office"
    shutil.copytree(fresh_home, home)
    assert run(["targets", "adopt", "--known-at", ADOPTED, "--home", str(home)]) == 0
    return home


@pytest.fixture
def bare(fresh_home, tmp_path, capsys):
    """A home as ``monitor init`` leaves it."""
    return Shell(shutil.copytree(fresh_home, tmp_path / "office"), capsys)


@pytest.fixture
def office(adopted_home, tmp_path, capsys):
    """A home whose plan was adopted in January 2024."""
    return Shell(shutil.copytree(adopted_home, tmp_path / "office"), capsys)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """The demonstration, made once."""
    home = tmp_path_factory.mktemp("demo") / "home"
    assert run(["demo", "--once", "--home", str(home)]) == 0
    return home


@pytest.fixture
def demo(demo_home, capsys):
    """The demonstration's shell; its tests only read."""
    return Shell(demo_home, capsys)
