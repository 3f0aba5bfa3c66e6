"""Units on the command line: renamed, merged, closed, split; and figures that wait for a day."""

from pathlib import Path

import pytest

AUGUST = "2024-08-05T09:00:00+08:00"
EVER = "2099-01-01T00:00:00+08:00"
DAYS = ("2024-06-30", "2024-07-01")
JULY = {"as_of": "2024-07-31", "known_at": AUGUST}
MERGE = "units merge AGRI WATER --into FARM --since 2024-07-01 --document 编办〔2024〕7号"


def plan_of(office):
    return Path(office.home, "targets.yaml").read_bytes()


def adopted(office):
    return office("targets adopt --effective 2024-07-01 --reason 机构改革")


def test_merging_writes_the_file_and_says_how_to_put_it_in_force(office):
    said = office(MERGE, "--name", "区农水局")
    assert said.code == 0
    assert said.out.splitlines() == [
        "已写入 targets.yaml：AGRI、WATER 自 2024-07-01 起并入 FARM",
        "还没有生效。请运行：monitor targets adopt --effective 2024-07-01 --reason “…”",
    ]
    assert b"{code: FARM, name: \xe5\x8c\xba\xe5\x86\x9c\xe6\xb0\xb4\xe5\xb1\x80" in plan_of(office)
    assert office.row("GRAIN-AREA", **JULY)["unit"] == "区农业农村局"
    assert adopted(office).code == 0


def test_merging_with_adopt_puts_it_in_force_and_earlier_days_keep_the_old_name(office):
    said = office(MERGE, "--name", "区农水局", "--adopt", "--reason", "机构改革")
    assert said.code == 0
    rows = office("units list --format json --as-of 2024-07-31").json["units"]
    farm, agri = (next(row for row in rows if row["code"] == code) for code in ("FARM", "AGRI"))
    assert (agri["heir"], agri["until"], agri["targets"]) == ("FARM", "2024-06-30", 0)
    assert (farm["name"], farm["since"]) == ("区农水局", "2024-07-01")
    assert farm["targets"] > 0
    assert agri["document"] == "编办〔2024〕7号"
    names = [office.row("GRAIN-AREA", as_of=day, known_at=EVER)["unit"] for day in DAYS]
    assert names == ["区农业农村局", "区农水局"]


def test_an_order_that_is_refused_leaves_the_file_as_it_was(office):
    before = plan_of(office)
    faulty = [
        (MERGE, "--name", "区农水局", "--adopt"),
        (MERGE,),
        ("units rename NOBODY --name 新 --since 2024-07-01",),
        ("units rename AGRI --name 新 --since 七月",),
        ("units split AGRI --into WATER --since 2024-07-01",),
    ]
    codes = [office(*words).code for words in faulty]
    assert codes == [2, 1, 1, 2, 2]
    assert plan_of(office) == before


def test_a_split_names_every_target_it_leaves(office):
    before = plan_of(office)
    words = "units split TRANSPORT --into WATER,HOUSING --since 2024-07-01"
    refused = office(words)
    assert refused.code == 1
    (fault,) = refused.faults
    codes = fault.partition("还要写明归谁：")[2].partition("。")[0].split("、")
    assert "RURAL-ROADS" in codes
    assert plan_of(office) == before
    given = [word for code in codes for word in ("--give", f"{code}=HOUSING")]
    assert office(words, *given).code == 0
    assert adopted(office).code == 0
    rows = [office.row("RURAL-ROADS", as_of=day, known_at=EVER)["unit"] for day in DAYS]
    assert rows == ["区交通运输局", "区住建局"]


def test_a_renamed_unit_is_told_by_the_name_of_the_day(office):
    words = "units rename 区交通运输局 --name 区交通局 --since 2024-07-01 --adopt --reason 更名"
    assert office(words).code == 0
    names = [office.row("RURAL-ROADS", as_of=day, known_at=EVER)["unit"] for day in DAYS]
    assert names == ["区交通运输局", "区交通局"]


def test_closing_takes_the_last_day_of_the_old_unit(office):
    words = "units close WATER --until 2024-06-30 --into AGRI --adopt --reason 撤并"
    assert office(words).code == 0
    rows = office("units list --format json --as-of 2024-07-01").json["units"]
    assert next(row for row in rows if row["code"] == "WATER")["heir"] == "AGRI"


@pytest.mark.parametrize("way", ["record", "import"])
def test_a_figure_that_may_not_be_shown_yet_is_in_no_answer(office, way, tmp_path):
    known = "2024-07-08T09:00:00+08:00"
    if way == "record":
        said = office(
            "record RURAL-ROADS 12公里 --period 2024-06 --not-before 2024-07-18 --known-at", known
        )
    else:
        sheet = tmp_path / "六月.csv"
        sheet.write_text(
            "编号,期间,数值,发布日\nRURAL-ROADS,2024-06,12公里,2024-07-18\n", encoding="utf-8"
        )
        said = office("import", str(sheet), "--known-at", known)
    assert said.code == 0
    for day, actual in (("2024-07-17", None), ("2024-07-18", "12")):
        row = office.row("RURAL-ROADS", as_of="2024-06-30", known_at=f"{day}T23:00:00+08:00")
        assert row["actual"] == actual
