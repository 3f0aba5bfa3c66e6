"""The rules of the house hold, and breaking one is noticed."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
REQUIREMENTS = sorted((HOUSE / "requirements").iterdir())
MODULES = sorted((HOUSE / "monitor").rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50

ROOMS = [
    "cli",
    "web",
    "scheduler",
    "services",
    "runtime",
    "store",
    "files",
    "render",
    "mail",
    "settings",
    "core",
]
# One sin for each rule: the room that commits it, and what it imports.
SINS = [
    ("core", "sqlalchemy"),
    ("core", "os"),
    ("services", "monitor.files"),
    ("render", "monitor.mail"),
    ("store", "monitor.web"),
]


def contracts(folder):
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def tracked():
    """The files under version control, or of a plain copy everything but what was built there."""
    if (HOUSE / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True
        ).stdout.split("\0")
        return [HOUSE / name for name in listed if name and (HOUSE / name).is_file()]
    built = {".venv", "var", "dist", "wheels"}
    return [
        path
        for path in HOUSE.rglob("*")
        if path.is_file() and not built.intersection(path.relative_to(HOUSE).parts)
    ]


def lines_with(pattern, paths):
    found = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(HOUSE)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(lines, 1)
            if re.search(pattern, line)
        ]
    return found


def pins(name):
    text = (HOUSE / "requirements" / name).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9.-]+==\S+)", text, flags=re.MULTILINE))


def test_the_import_contracts_hold():
    result = contracts(HOUSE)
    assert result.returncode == 0, result.stdout


@pytest.fixture
def empty_house(tmp_path):
    """Every room with nothing in it, under the contracts of this one."""
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    for room in ["", *ROOMS]:
        folder = tmp_path / "monitor" / room
        folder.mkdir()
        (folder / "__init__.py").touch()
    return tmp_path


def test_an_empty_house_keeps_the_contracts(empty_house):
    assert contracts(empty_house).returncode == 0


def test_every_sin_against_the_contracts_is_reported(empty_house):
    for number, (room, sin) in enumerate(SINS):
        (empty_house / "monitor" / room / f"sin{number}.py").write_text(f"import {sin}\n")
    (empty_house / "monitor" / "utils.py").touch()
    report = contracts(empty_house).stdout
    told = [f"monitor.{room}.sin{number} -> {sin}" for number, (room, sin) in enumerate(SINS)]
    assert [line for line in [*told, "monitor.utils"] if line not in report] == []


def test_a_clock_below_the_doors_is_reported(tmp_path):
    sinner = tmp_path / "sin.py"
    sinner.write_text("import datetime\nnow = datetime.datetime.now(datetime.UTC)\n")
    ruff = Path(sys.executable).with_name("ruff")
    command = [ruff, "check", "--no-cache", "--config", HOUSE / "pyproject.toml", sinner]
    report = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert "take the clock from the runtime" in report


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_name_no_index_and_no_address(path):
    assert lines_with(r"://|^\s*-(?!r runtime\.in$|-hash=)", [path]) == []


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_every_requirement_is_pinned_by_digest(name):
    text = (HOUSE / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_what_runs_is_what_was_tested():
    assert pins("runtime.txt") <= pins("dev.txt")


def test_nothing_speaks_of_somebodys_machine():
    assert lines_with(r"(?<![\w.$}*-])/(?:root|home|Users|work)/\w", tracked()) == []


def test_nothing_is_left_for_later():
    source = [
        path for path in tracked() if path.suffix in {".py", ".toml", ".yaml", ".html", ".sh"}
    ]
    unfinished = r"\b(?:TO[D]O|FIX[M]E|X[X]X|NotImplemented[E]rror)\b|pragma: no [c]over"
    assert lines_with(unfinished, source) == []


def test_make_tells_what_each_target_does():
    makefile = (HOUSE / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)[0].split()
    command = ["make", "--no-print-directory", "help"]
    listed = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in listed.splitlines()] == targets


def test_no_module_is_too_long_to_read():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: n for path, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_no_function_is_too_long_to_read():
    lengths = {
        f"{path.relative_to(HOUSE)}:{node.lineno} {node.name}": 1
        + (node.end_lineno or 0)
        - node.lineno
        for path in MODULES
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}
