"""A folder is a report; what is wrong with it is told with its file and line."""

from datetime import time
from pathlib import Path

import pytest

from monitor.core.period import Cadence
from monitor.core.report import Audience, Policy, Scope
from monitor.files.reports_dir import read_reports

HOUSE = Path(__file__).parents[2]
GOOD = """\
title: 月度进展情况
faces: [html, text, xlsx]
schedule: {every: month, on: 6个工作日, at: "08:30"}
policy: latest
audiences:
  - {name: 全区, to: [role:leader, leaders@luzhou.invalid], scope: all}
  - {name: 各单位, to: [role:clerk], scope: unit}
max_per_hour: 50
"""


def read(tmp_path, text=GOOD, name="monthly"):
    folder = tmp_path / "reports" / name
    folder.mkdir(parents=True)
    (folder / "report.yaml").write_text(text, encoding="utf-8")
    return read_reports(tmp_path / "reports")


def told(problems):
    return [(one.code, one.place.file, one.place.line) for one in problems]


def test_a_folder_is_read_as_a_report(tmp_path):
    (report,), problems = read(tmp_path)
    assert problems == ()
    assert (report.name, report.title) == ("monthly", "月度进展情况")
    assert (report.every, str(report.on), report.at) == (Cadence.MONTH, "6个工作日", time(8, 30))
    assert (report.policy, report.max_per_hour) == (Policy.LATEST, 50)
    assert report.faces == ("html", "text", "xlsx")
    assert report.audiences == (
        Audience("全区", ("role:leader", "leaders@luzhou.invalid"), Scope.ALL),
        Audience("各单位", ("role:clerk",), Scope.UNIT),
    )


def test_the_shipped_reports_are_good():
    reports, problems = read_reports(HOUSE / "reports")
    assert problems == ()
    assert "monthly" in [one.name for one in reports]


def test_no_folder_means_no_reports(tmp_path):
    assert read_reports(tmp_path / "reports") == ((), ())


def test_a_folder_without_a_report_is_none(tmp_path):
    (tmp_path / "reports" / "drafts").mkdir(parents=True)
    assert read_reports(tmp_path / "reports") == ((), ())


def test_reports_come_in_the_order_of_their_names(tmp_path):
    for name in ("b", "a", "c"):
        reports, _ = read(tmp_path, name=name)
    assert [one.name for one in reports] == ["a", "b", "c"]


FAULTS = [
    ("title: 月度进展情况\n", "", "yaml.missing", 1),
    ("title:", "titel: x\ntitle:", "yaml.unknown_key_like", 1),
    ("every: month", "every: week", None, 3),
    ("on: 6个工作日", "on: 很快", "due.unreadable", 3),
    ('at: "08:30"', 'at: "25:30"', "report.time", 3),
    ('at: "08:30"', 'at: "08:30+05:00"', "report.time", 3),
    ('at: "08:30"', 'at: "T0830"', "report.time", 3),
    ("to: [role:clerk]", "to: [rle:clerk]", "report.reader", 7),
    ("to: [role:clerk]", "to: [role:king]", "report.reader", 7),
    ("to: [role:clerk]", 'to: ["a@b.cn, c@d.cn"]', "report.reader", 7),
    ("to: [role:clerk]", "to: []", "yaml.missing", 7),
    ("policy: latest", "policy: never", None, 4),
    ("name: 各单位", "name: 全区", "report.audience_twice", 7),
    ("name: 各单位", "name: " + "长" * 40, "report.name_long", 7),
    ("max_per_hour: 50", "max_per_hour: 0", None, 8),
    ("audiences:", "audiences: []\nothers:", "yaml.unknown_key", 6),
]


@pytest.mark.parametrize(("good", "bad", "code", "line"), FAULTS)
def test_a_fault_is_told_with_its_line(tmp_path, good, bad, code, line):
    reports, problems = read(tmp_path, GOOD.replace(good, bad))
    assert reports == ()
    assert ("reports/monthly/report.yaml", line) in [(file, at) for _, file, at in told(problems)]
    assert code is None or code in [one for one, _, _ in told(problems)]


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "\x00", "a: &x 1\nb: *x\n"])
def test_what_is_no_mapping_is_a_fault_and_never_an_exception(tmp_path, text):
    reports, problems = read(tmp_path, text)
    assert reports == ()
    assert problems


def test_a_report_whose_name_is_too_long_for_the_books_is_told(tmp_path):
    _, problems = read(tmp_path, name="长" * 41)
    assert [one.code for one in problems] == ["report.name_long"]


def test_the_faults_of_all_reports_are_told_at_once(tmp_path):
    read(tmp_path, GOOD.replace("policy: latest", "policy: never"), "a")
    _, problems = read(tmp_path, GOOD.replace("every: month", "every: week"), "b")
    assert {one.place.file for one in problems} == {
        "reports/a/report.yaml",
        "reports/b/report.yaml",
    }
