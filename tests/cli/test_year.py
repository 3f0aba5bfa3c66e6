"""A year played through: January's table, twelve months, a merger, the next plan."""

import json
from pathlib import Path

import pytest

from monitor.cli import run
from tests.cli.shell import ADOPTED, Shell

TABLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "breakdown.csv"
MONTHS = range(1, 13)
GRAIN = {month: f"{month}万亩" for month in MONTHS}
"""Invented: a million paces in twelve equal steps."""
ROAD = {month: f"{2 * month}公里" for month in MONTHS}


def after(month, day, hour="09:00:00"):
    """An instant in the month after."""
    year, following = (2025, 1) if month == 12 else (2024, month + 1)
    return f"{year}-{following:02}-{day:02}T{hour}+08:00"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home that lived through 2024."""
    folder = tmp_path_factory.mktemp("year") / "home"
    assert run(["init", str(folder)]) == 0

    def say(command, *more):
        assert run([*command.split(), *more, "--home", str(folder)]) == 0, (command, more)

    say("targets import", str(TABLE))
    say("targets adopt --known-at", ADOPTED)
    say("users add wang --role supervisor --mail wang@example.invalid")
    say("users add lu --role clerk --unit 区交通运输局 --mail lu@example.invalid")
    for month in MONTHS:
        known = ("--period", f"2024-{month:02}", "--known-at", after(month, 3))
        say("record T001", GRAIN[month], *known)
        if month != 5:  # one silent month
            say("record T003", ROAD[month], *known)
        if month == 7:
            merged = "units merge 东街街道 西街街道 --into 城区街道 --name 城区街道"
            say(merged, "--since", "2024-08-01", "--document", "某政发〔2024〕12号")
            effective = ("--effective", "2024-08-01", "--known-at", after(7, 1))
            say("targets adopt --reason 街道合并", *effective)
        for day in range(8, 16):
            say("tick --now", after(month, day))
    return folder


@pytest.fixture
def office(home, capsys):
    return Shell(home, capsys)


def editions(office, report):
    """What the editions of a report said, by period."""
    told = office("deliveries --format json").json["deliveries"]
    found = {one["period"]: one["edition"] for one in told if one["report"] == report}
    kept = {
        period: json.loads(office(f"report {report} --format json --edition", edition).out)
        for period, edition in found.items()
    }
    return dict(sorted(kept.items()))


def test_every_month_has_its_one_edition_and_every_edition_closes(office):
    kept = editions(office, "monthly")
    assert list(kept) == [f"2024-{month:02}" for month in MONTHS]
    for one in kept.values():
        assert one["tally"]["total"] == len(one["rows"]) == 8
        assert sum(row["count"] for row in one["tally"]["classes"]) == 8


def test_each_edition_says_what_was_known_then(office):
    actuals = [
        next(row["actual"] for row in one["rows"] if row["code"] == "T001")
        for one in editions(office, "monthly").values()
    ]
    assert actuals == [str(month * 10_000) for month in MONTHS]


def test_a_promise_kept_is_kept_from_its_month_on(office):
    statuses = [
        next(row["status"] for row in one["rows"] if row["code"] == "T001")
        for one in editions(office, "monthly").values()
    ]
    assert statuses == ["on_track"] * 11 + ["achieved"]


def test_the_silent_month_is_asked_for_once_and_shown_as_old(office):
    asked = office("deliveries --format json").json["deliveries"]
    mine = [one for one in asked if one["address"] == "lu@example.invalid"]
    mails = [one["period"] for one in mine if one["report"] == "overdue"]
    road = next(
        row for row in editions(office, "monthly")["2024-05"]["rows"] if row["code"] == "T003"
    )
    assert mails == ["2024-05"]
    assert (road["data_date"], "stale" in road["flags"]) == ("2024-04-30", True)


def test_units_that_merged_keep_their_old_names_in_the_editions_before(office):
    names = [
        next(row["unit"] for row in one["rows"] if row["code"] == "T004")
        for one in editions(office, "monthly").values()
    ]
    assert names == ["东街街道"] * 7 + ["城区街道"] * 5


def test_what_was_printed_can_be_printed_again(office):
    kept = editions(office, "monthly")["2024-03"]
    known = ("--known-at", kept["known_at"])
    again = office("status --as-of 2024-03-31 --format json", *known).json
    assert [(r["code"], r["actual"], r["status"]) for r in again["rows"]] == [
        (r["code"], r["actual"], r["status"]) for r in kept["rows"]
    ]


def test_everything_proves_itself_at_the_end_of_the_year(office):
    assert office("verify").code == 0


def test_the_next_plan_is_drafted_with_the_units_of_the_end(office):
    assert office("targets next-year").code == 0
    draft = (office.home / "targets-2025.yaml").read_text(encoding="utf-8")
    assert "城区街道" in draft
    said = office("targets check", str(office.home / "targets-2025.yaml"))
    assert (said.code, "P2025" in said.out) == (0, True)
