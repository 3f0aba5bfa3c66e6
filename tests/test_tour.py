"""The tours are run: every command, every value, every link in docs/tour.md and docs/year.md."""

import doctest
import re
from pathlib import Path

import pytest

from monitor.cli import run

ROOT = Path(__file__).parents[1]
TOUR, YEAR = ROOT / "docs" / "tour.md", ROOT / "docs" / "year.md"
LEFT_OUT = "…"


def blocks(language: str, page: Path = TOUR) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def steps(page: Path) -> list[tuple[str, list[str]]]:
    """Each command of a tour with the lines it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks("console", page)).splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


def fits(wanted: list[str], printed: list[str]) -> bool:
    """Whether the printed lines are the wanted ones, ``…`` standing for any number of lines."""
    if not wanted:
        return not printed
    if wanted[0] == LEFT_OUT:
        return any(fits(wanted[1:], printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and printed[0] == wanted[0] and fits(wanted[1:], printed[1:])


@pytest.mark.parametrize("page", [TOUR, YEAR], ids=lambda page: page.stem)
def test_every_command_prints_what_the_tour_says(page, tmp_path, monkeypatch, capsys):
    home = tmp_path / "office"
    monkeypatch.setenv("MONITOR_HOME", str(home))
    for command, wanted in steps(page):
        code = run(command.replace("{home}", str(home)).replace("{root}", str(ROOT)).split()[1:])
        out, err = capsys.readouterr()
        printed = [*out.splitlines(), *err.splitlines(), *([f"[{code}]"] if code else [])]
        assert fits(wanted, printed), f"{command}\n{out}{err}"


@pytest.mark.parametrize("block", blocks("python"))
def test_every_value_is_what_the_tour_says(block):
    test = doctest.DocTestParser().get_doctest(block, {}, "tour", str(TOUR), 0)
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_the_clause_stands_in_the_file_as_the_tour_quotes_it():
    (clause,) = blocks("yaml")
    assert clause in (ROOT / "targets.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "least"), [(TOUR, 15), (YEAR, 12)], ids=["tour", "year"])
def test_every_link_leads_to_a_room_of_the_house(page, least):
    links = re.findall(r"\]\(\.\./([^)]+)\)", page.read_text(encoding="utf-8"))
    assert len(links) > least
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize(
    ("wanted", "printed", "good"),
    [
        (["a", LEFT_OUT, "c"], ["a", "b", "c"], True),
        (["a", LEFT_OUT], ["a"], True),
        (["a"], ["a", "b"], False),
        (["a", LEFT_OUT, "d"], ["a", "b", "c"], False),
        ([], ["a"], False),
    ],
)
def test_a_tour_that_lies_is_caught(wanted, printed, good):
    assert fits(wanted, printed) is good
