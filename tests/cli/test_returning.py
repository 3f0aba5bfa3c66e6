"""Several returned files, or a zip of them, through the shell: all or nothing."""

import zipfile

import pytest

from tests.cli.shell import Shell

LATER = ("--known-at", "2024-04-08T09:00:00+08:00")
GOOD = "编号,期间,数值\nRURAL-ROADS,2024-03,5公里\n"
OTHER = "编号,期间,数值\nRURAL-ROADS,2024-02,3公里\n"
BAD = "编号,期间,数值\nRURAL-ROADS,2024-01,很多\n"


@pytest.fixture
def folder(tmp_path):
    """Where the files lie."""
    for name, text in (("甲.csv", GOOD), ("乙.csv", OTHER), ("坏.csv", BAD)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def take_in(office: Shell, folder, *names, more=()):
    return office("import", *[str(folder / name) for name in names], *LATER, *more, "--by", "root")


def test_several_files_are_written_together(office, folder):
    said = take_in(office, folder, "甲.csv", "乙.csv")
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "甲.csv：写入 1，无变化 0",
        "乙.csv：写入 1，无变化 0",
        "已导入 2 条，另有 0 条与已有填报一致",
    ]
    again = take_in(office, folder, "甲.csv", "乙.csv")
    assert again.out.splitlines()[-1] == "已导入 0 条，另有 2 条与已有填报一致"


def test_one_fault_keeps_every_file_out(office, folder):
    said = take_in(office, folder, "甲.csv", "坏.csv")
    assert said.code == 1
    assert [line.partition(":2: ")[0] for line in said.faults] == ["坏.csv"]
    assert "已导入 1 条" in take_in(office, folder, "甲.csv").out


def test_a_trial_writes_nothing(office, folder):
    said = take_in(office, folder, "甲.csv", "乙.csv", more=("--dry-run",))
    assert "甲.csv：将写入 1，无变化 0" in said.out
    assert "已导入 2 条" in take_in(office, folder, "甲.csv", "乙.csv").out


def test_a_zip_is_its_files(office, folder):
    with zipfile.ZipFile(folder / "交回.zip", "w") as archive:
        archive.writestr("甲.csv", GOOD)
        archive.writestr("乙.csv", OTHER)
    assert "已导入 2 条" in take_in(office, folder, "交回.zip").out


def test_one_cell_in_two_files_is_told_in_both(office, folder):
    (folder / "丙.csv").write_text(GOOD.replace("5公里", "6公里"), encoding="utf-8")
    said = take_in(office, folder, "甲.csv", "丙.csv")
    assert said.code == 1
    assert [line.partition(" ")[0] for line in said.faults] == ["甲.csv:2:", "丙.csv:2:"]


def test_a_file_that_is_not_there_is_named(office, folder):
    said = take_in(office, folder, "甲.csv", "无.csv")
    assert (said.code, "无.csv" in said.err) == (1, True)


def test_who_gave_a_figure_is_kept(office):
    words = ("record RURAL-ROADS 5公里 --period 2024-03 --given-by", "李主任 电话", *LATER)
    assert office(*words, "--by", "root").code == 0
    assert "李主任 电话 提供，代录" in office("history RURAL-ROADS").out


def test_a_column_says_who_gave_a_figure(office, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("编号,期间,数值,提供人\nRURAL-ROADS,2024-03,5公里,王科长\n", encoding="utf-8")
    assert office("import", str(file), *LATER, "--by", "root").code == 0
    assert "王科长 提供，代录" in office("history RURAL-ROADS").out


def test_an_office_starts_with_the_one_account_that_init_made(bare):
    assert bare("users list --format json").json["users"][0]["roles"] == ["admin", "supervisor"]
