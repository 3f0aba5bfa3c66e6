import pytest

from monitor.core.problem import Refused
from monitor.files import home
from monitor.files.calendar import read_calendar
from monitor.files.home import init_home
from monitor.files.starter import starter
from monitor.files.targets_yaml import read_targets


def test_the_starter_has_a_sound_plan():
    text = (starter() / "targets.yaml").read_text(encoding="utf-8")
    assert read_targets(text, "targets.yaml").problems == ()


def test_a_new_home_has_the_plan_and_a_calendar_that_says_nothing_yet(tmp_path):
    made = init_home(tmp_path / "home")
    assert {path.name for path in made} >= {"targets.yaml", "calendar.yaml"}
    text = (tmp_path / "home" / "targets.yaml").read_text(encoding="utf-8")
    assert text == (starter() / "targets.yaml").read_text(encoding="utf-8")
    assert read_calendar(tmp_path / "home", range(2024, 2026))[1] == ()


def test_the_example_in_the_new_calendar_is_one_the_program_reads(tmp_path):
    example = home.CALENDAR.replace("# days_off", "days_off").replace("# workdays", "workdays")
    (tmp_path / "calendar.yaml").write_text(example, encoding="utf-8")
    assert read_calendar(tmp_path, range(2025, 2026))[1] == ()


def test_a_folder_that_is_a_home_already_is_left_alone(tmp_path):
    (tmp_path / "targets.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="not_empty"):
        init_home(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["targets.yaml"]
    assert (tmp_path / "targets.yaml").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "home").write_text("x", encoding="utf-8")
    with pytest.raises(Refused, match="not_folder"):
        init_home(tmp_path / "home")


def test_a_home_that_cannot_be_finished_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "starter").mkdir()  # a starter without a plan
    monkeypatch.setattr(home, "starter", lambda: tmp_path / "starter")
    with pytest.raises(FileNotFoundError):
        init_home(tmp_path / "home")
    assert not (tmp_path / "home").exists()
