"""Last month's answer, asked again later, is the same to the letter."""

from pathlib import Path

import pytest

OCTOBER = "2024-10-08T10:00:00+08:00"
DUE = "2024-10-14T08:30:00+08:00"
ADDED_UP = "reported_as: cumulative\n        responsible: TRANSPORT"
LATER = "2024-11-20T09:00:00+08:00"


def september(office, face):
    return office(face, "--as-of", "2024-09-30", "--known-at", DUE).out


def rewrite(office, old, new):
    path = Path(office.home, "targets.yaml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def reported(office):
    office(f"record RURAL-ROADS 8公里 --period 2024-06 --known-at {OCTOBER}")
    office(f"record RURAL-ROADS 18公里 --period 2024-09 --known-at {OCTOBER}")
    return office


@pytest.mark.parametrize("face", ["status --format json", "report monthly --format html"])
def test_after_a_correction(reported, face):
    before = september(reported, face)
    reported(f"record RURAL-ROADS 17公里 --period 2024-09 --reason 复核 --known-at {LATER}")
    assert september(reported, face) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("goal: 25.93公里", "goal: 30公里"),
        (ADDED_UP, "reported_as: period\n        responsible: TRANSPORT"),
        ("no_figure_in: [1, 2]", "no_figure_in: [7, 8, 9, 10, 11]"),
    ],
)
def test_after_the_plan_was_revised(reported, old, new):
    before = september(reported, "status --format json")
    rewrite(reported, old, new)
    assert reported("targets adopt --reason 年中调整 --known-at", LATER).code == 0
    assert september(reported, "status --format json") == before


def test_a_revision_of_december_leaves_september_as_it_was_promised(reported):
    """Known to all, but in force from December only: a figure is added up from then on."""
    rewrite(reported, ADDED_UP, "reported_as: period\n        responsible: TRANSPORT")
    reported("targets adopt --effective 2024-12-01 --known-at", LATER)
    now = "2024-12-20T09:00:00+08:00"
    assert reported.row("RURAL-ROADS", known_at=now)["actual"] == "18"
