"""One goal changed in the plan's file: every other byte stays; what fails leaves the old text."""

from datetime import date

import pytest

from monitor.core.problem import Refused, Unavailable
from monitor.files.adjusting import TargetsFile
from tests.services.yearbook import CODE, PLAN


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "targets.yaml"
    file.write_text(PLAN, encoding="utf-8")
    return file


def test_a_goal_and_a_deadline_are_spliced_in(path):
    edited = TargetsFile(path).edited(CODE, "GRAIN", goal="11万亩以上", deadline=date(2024, 11, 30))
    assert edited.plan.target("GRAIN").stated == "11万亩以上"
    expected = PLAN.replace("12万亩以上   #", "11万亩以上   #").replace(
        "        responsible: AGRI\n",
        "        responsible: AGRI\n        deadline: 2024-11-30\n",
        1,
    )
    assert edited.text == expected
    assert path.read_text(encoding="utf-8") == PLAN


def test_a_project_promises_its_stage(path):
    edited = TargetsFile(path).edited(CODE, "DAM", goal="开工")
    assert edited.text == PLAN.replace("goal_stage: 竣工", "goal_stage: 开工")


def test_what_would_be_no_sound_plan_is_refused_with_its_line(path):
    with pytest.raises(Refused) as refused:
        TargetsFile(path).edited(CODE, "GRAIN", goal="很多")
    assert refused.value.problems[0].place.line == 30


@pytest.mark.parametrize(
    ("plan", "code", "fault"),
    [("P2023", "GRAIN", "adjust.no_plan_in_file"), (CODE, "NONE", "adjust.not_in_file")],
)
def test_what_the_file_does_not_hold_is_told(path, plan, code, fault):
    with pytest.raises(Refused) as refused:
        TargetsFile(path).edited(plan, code, goal="1万亩")
    assert [one.code for one in refused.value.problems] == [fault]


def test_what_fails_after_the_writing_brings_the_old_text_back(path):
    def lose(book):
        book.write("version: 2\n")
        assert path.read_text(encoding="utf-8") == "version: 2\n"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), TargetsFile(path).both_or_neither() as book:
        lose(book)
    assert path.read_text(encoding="utf-8") == PLAN


def test_what_succeeds_stays(path):
    with TargetsFile(path).both_or_neither() as book:
        book.write("version: 3\n")
    assert path.read_text(encoding="utf-8") == "version: 3\n"


def test_a_file_that_is_not_there_is_the_environments_fault(tmp_path):
    with pytest.raises(Unavailable):
        TargetsFile(tmp_path / "targets.yaml").plan(CODE)
