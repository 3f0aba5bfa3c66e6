"""``workbook`` and its return through ``import``: what was filled in is stored, exactly that."""

import io
import sys
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from tests.filling import filled

OCTOBER = "2024-10-08T10:00:00+08:00"
NOVEMBER = "2024-11-08T10:00:00+08:00"
LATE = {"as_of": "2024-12-31", "known_at": "2100-01-01T00:00:00+08:00"}
"""When everything entered by now is known."""

FIRST = 5
"""The row below the heads."""


@pytest.fixture
def made(office, tmp_path):
    """Makes the sheet of a unit for September; returns its file."""

    def make(unit="AGRI", period="2024-09"):
        path = tmp_path / f"{unit}.xlsx"
        said = office(
            f"workbook --unit {unit} --period {period} --known-at {OCTOBER} -o", str(path)
        )
        assert (said.code, said.err) == (0, "")
        return path

    return make


def rows(path):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_index(0)
    return sheet.to_python()[FIRST - 1 :]


def place(path, code, item=""):
    """The row in which a target or a member of a list stands."""
    found = [n for n, row in enumerate(rows(path), FIRST) if (row[0], row[2]) == (code, item)]
    (row,) = found
    return row


def returned(office, path, cells, *more, when=OCTOBER):
    path.write_bytes(filled(path.read_bytes(), cells))
    return office(f"import --known-at {when}", str(path), *more)


def test_what_was_filled_in_is_stored_and_nothing_else(office, made):
    path = made()
    grain, village = place(path, "GRAIN-AREA"), place(path, "MODEL-VILLAGES", "南垂")
    cells = {
        f"K{grain}": 12.05,
        f"P{grain}": "已测",
        f"L{village}": "开工",
        f"M{village}": date(2024, 8, 1),
    }
    said = returned(office, path, cells)
    assert (said.code, said.out, said.err) == (0, "已导入 2 条，另有 0 条与已有填报一致\n", "")
    assert office.row("GRAIN-AREA")["actual"] == "120500"
    villages = office.row("MODEL-VILLAGES")["reached"]
    assert villages == [{"item": "南垂", "stage": "开工", "on": "2024-08-01"}]
    assert office.row("GRAIN-OUTPUT")["status"] == "no_data"
    again = office(f"import --known-at {OCTOBER}", str(path))
    assert again.out == "已导入 0 条，另有 2 条与已有填报一致\n"


def test_an_untouched_sheet_has_nothing_to_write_and_is_no_fault(office, made):
    path = made()
    for more in ([], ["--dry-run"]):
        said = office("import", str(path), *more)
        assert (said.code, said.err) == (0, "")
        assert said.out == "AGRI.xlsx 里还没有填任何一行：没有要写入的\n"


def test_no_change_is_one_word(office, made):
    path = made("TRANSPORT")
    office(f"record RURAL-ROADS 18.1公里 --period 2024-08 --known-at {OCTOBER}")
    said = returned(office, path, {f"N{place(path, 'RURAL-ROADS')}": "是"})
    assert said.code == 0
    row = office.row("RURAL-ROADS")
    assert (row["actual"], row["data_date"]) == ("18.1", "2024-09-30")


def test_a_fault_names_its_cell_and_nothing_is_written(office, made):
    path = made()
    grain, output = place(path, "GRAIN-AREA"), place(path, "GRAIN-OUTPUT")
    said = returned(office, path, {f"K{grain}": 12.05, f"K{output}": "很多"})
    assert said.code == 1
    assert said.faults[0].startswith(f"AGRI.xlsx!填报!A{output}: ")
    assert office.row("GRAIN-AREA")["status"] == "no_data"


def test_another_figure_for_the_period_needs_a_reason_in_its_column(office, made):
    path = made()
    row = place(path, "GRAIN-OUTPUT")
    office(f"record GRAIN-OUTPUT 790万公斤 --period 2024-09 --known-at {OCTOBER}")
    assert "更正须写明原因" in returned(office, path, {f"K{row}": 800}).err
    assert returned(office, path, {f"Q{row}": "复核"}).code == 0
    assert office.row("GRAIN-OUTPUT")["actual"] == "8000000"


def test_what_is_achieved_or_accepted_is_not_asked_for_again(office, made):
    before = {(row[0], row[2]) for row in rows(made())}
    assert {("GRAIN-AREA", ""), ("MODEL-VILLAGES", "南垂")} <= before
    office(f"record GRAIN-AREA 12.05万亩 --period 2024-06 --known-at {OCTOBER}")
    office(
        f"record MODEL-VILLAGES --stage 验收 --on 2024-08-01 --item 南垂 --period 2024-Q3"
        f" --known-at {OCTOBER}"
    )
    after = {(row[0], row[2]) for row in rows(made())}
    assert before - after == {("GRAIN-AREA", ""), ("MODEL-VILLAGES", "南垂")}


def test_what_rests_on_a_preliminary_figure_is_asked_for_again(office, made):
    office(f"record GRAIN-AREA 12.05万亩 --period 2024-06 --source 预计数 --known-at {OCTOBER}")
    assert "GRAIN-AREA" in {row[0] for row in rows(made())}


def revised(office, old, new):
    targets = office.home / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    assert text.count(old) == 1
    targets.write_text(text.replace(old, new), encoding="utf-8")
    said = office(f"targets adopt --reason 年中调整 --known-at {OCTOBER}")
    assert said.code == 0, said.err


def test_a_goal_moved_since_is_told_and_the_sheet_goes_in(office, made):
    path = made()
    revised(office, "goal: 3900万公斤以上", "goal: 3800万公斤以上")
    said = returned(office, path, {f"K{place(path, 'GRAIN-OUTPUT')}": 800}, when=NOVEMBER)
    assert said.code == 0
    moved = "GRAIN-OUTPUT 的目标值在填报表生成之后有调整"
    assert said.faults == [f"提醒：{moved}：原为 3900万公斤以上，现为 3800万公斤以上"]


def withdrawn(office, code):
    """Take a target out of the file, from its code to the one after it."""
    targets = office.home / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    first = text.index(f"      - code: {code}\n")
    targets.write_text(text[:first] + text[text.index("      - code: ", first + 20) :], "utf-8")
    said = office(f"targets adopt --reason 不再考核 --known-at {OCTOBER}")
    assert said.code == 0, said.err


def test_a_target_withdrawn_since_is_told_and_cannot_be_answered(office, made):
    path = made()
    withdrawn(office, "GRAIN-OUTPUT")
    told = "提醒：填报表里的 GRAIN-OUTPUT 已撤销：这一行不用再填"
    said = returned(office, path, {f"K{place(path, 'GRAIN-AREA')}": 12.05}, when=NOVEMBER)
    assert (said.code, said.faults) == (0, [told])
    said = returned(office, path, {f"K{place(path, 'GRAIN-OUTPUT')}": 800}, when=NOVEMBER)
    assert said.code == 1
    assert said.faults[0] == told
    assert "没有编号为“GRAIN-OUTPUT”的目标任务" in said.faults[1]


def test_somebody_elses_rows_are_refused(office, made):
    path = made()
    office("users add zhao --role clerk --unit WATER --mail z@x.invalid")
    path.write_bytes(filled(path.read_bytes(), {f"K{place(path, 'GRAIN-AREA')}": 12.05}))
    said = office("import", str(path), "--by", "zhao")
    assert (said.code, said.faults) == (1, ["用户“zhao”无权为单位 AGRI 填报"])


def test_a_clerk_fills_in_the_own_share_of_a_split_target_and_no_other(office, made):
    whole = "        pace: profile grain_area\n"
    revised(office, whole, f"{whole}        parts: {{MACHANG: 7万亩, HUANGNIAN: 5万亩}}\n")
    office("users add zhao --role clerk --unit MACHANG --mail z@x.invalid")
    for unit, code in (("MACHANG", 0), ("HUANGNIAN", 1)):
        path = made(unit)
        path.write_bytes(filled(path.read_bytes(), {f"K{place(path, 'GRAIN-AREA')}": 5}))
        assert office("import", str(path), "--by", "zhao").code == code
    (part,) = [one for one in office.row("GRAIN-AREA", **LATE)["parts"] if one["actual"]]
    assert (part["unit_code"], part["actual"]) == ("MACHANG", "50000")


def test_without_a_unit_every_unit_that_owes_anything_has_a_sheet(office, tmp_path):
    archive = tmp_path / "all.zip"
    command = f"workbook --period 2024-09 --known-at {OCTOBER} -o"
    said = office(command, str(archive))
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    assert said.out == f"已生成 {len(names)} 份填报表：{archive}\n"
    assert "区农业农村局 2024-09 填报表.xlsx" in names
    office(command, str(tmp_path / "again.zip"))
    assert archive.read_bytes() == (tmp_path / "again.zip").read_bytes()
    folder = tmp_path / "folder"
    folder.mkdir()
    assert office(command, str(folder)).code == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ("--period 2024-09 -o b.xlsx", 2, ".zip"),
        ("--period 2024-09 --unit AGRI", 2, "-o"),
        ("--unit AGRI -o b.xlsx", 2, "--period"),
        ("--period 2024-13 --unit AGRI -o b.xlsx", 1, "不是期间"),
        ("--period 2024-09 --unit NONE -o b.xlsx", 1, "没有单位“NONE”"),
        ("--period 2026-01 --unit AGRI -o b.xlsx", 1, "区农业农村局 在 2026-01 没有要填的"),
        ("--period 2023-01 -o b.zip", 1, "没有单位要填"),
    ],
)
def test_what_cannot_be_made_is_told(office, tmp_path, monkeypatch, asked, code, said):
    monkeypatch.chdir(tmp_path)
    answer = office(f"workbook {asked}")
    assert answer.code == code
    assert said in answer.err
    assert list(tmp_path.glob("b.*")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_a_folder_that_cannot_be_written_stays_as_it_was(office, tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "区农业农村局 2024-09 填报表.xlsx").mkdir()
    said = office("workbook --period 2024-09 --unit AGRI -o", str(folder))
    assert said.code == 3
