"""``targets export``: the plan in force, to a file, the same whenever it is asked again."""

import io
from datetime import date

from python_calamine import CalamineWorkbook

OCTOBER = "2024-10-08T10:00:00+08:00"
ASKED = ["--as-of", "2024-09-30", "--known-at", "2024-10-14T08:30:00+08:00"]


def rows(path):
    data = io.BytesIO(path.read_bytes())
    _, head, *lines = CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python()
    return {line[0]: dict(zip(head, line, strict=True)) for line in lines}


def test_the_table_holds_every_target_and_where_it_stands(office, tmp_path):
    office(f"record GRAIN-AREA 12.05万亩 --period 2024-06 --known-at {OCTOBER}")
    path = tmp_path / "分解表.xlsx"
    said = office("targets export -o", str(path), *ASKED)
    assert (said.code, said.out, said.err) == (0, "", "")
    told = office("targets list --format json").json["targets"]
    table = rows(path)
    assert list(table) == [target["code"] for target in told]
    assert table["GRAIN-AREA"]["目标值"] == "12万亩以上"
    assert table["GRAIN-AREA"]["牵头单位"] == "区农业农村局"
    assert table["GRAIN-AREA"]["累计完成"] == 12.05
    assert table["GRAIN-AREA"]["数据截止日"] == date(2024, 6, 30)


def test_asked_again_it_is_the_same_file(office, tmp_path):
    first, again = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    office("targets export -o", str(first), *ASKED)
    office("record GRAIN-AREA 12.05万亩 --period 2024-06 --known-at 2024-11-08")
    office("targets export -o", str(again), *ASKED)
    assert first.read_bytes() == again.read_bytes()


def test_taken_in_again_it_changes_nothing(office, tmp_path):
    path, targets = tmp_path / "分解表.xlsx", office.home / "targets.yaml"
    own = targets.read_text(encoding="utf-8") + "# 本单位的计划\n"
    targets.write_text(own, encoding="utf-8")
    office("targets export -o", str(path), *ASKED)
    said = office("targets import", str(path))
    assert (said.code, said.err) == (0, "")
    assert "新增 0，修改 0，不变 85；存疑未写 0" in said.out
    assert targets.read_text(encoding="utf-8") == own


def test_without_a_file_to_write_to_it_is_a_wrong_call_that_names_it(office):
    said = office("targets export")
    assert said.code == 2
    assert "-o" in said.err


def test_a_folder_that_is_not_there_is_told(office, tmp_path):
    said = office("targets export -o", str(tmp_path / "none" / "a.xlsx"), *ASKED)
    assert said.code == 3
    assert "a.xlsx" in said.err


def test_before_anything_is_adopted_there_is_nothing_to_give_back(bare, tmp_path):
    bare("migrate")
    said = bare("targets export -o", str(tmp_path / "a.xlsx"), *ASKED)
    assert said.code == 1
    assert not (tmp_path / "a.xlsx").exists()
