"""From the file to what is in force: adopted, revised, withdrawn, and never behind itself."""

from pathlib import Path

import pytest

from tests.cli.shell import ADOPTED

JULY = "2024-07-05T09:00:00+08:00"
AUTUMN = {"as_of": "2024-09-30", "known_at": "2024-10-14T08:30:00+08:00"}


def rewrite(office, old, new):
    path = Path(office.home, "targets.yaml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path.read_bytes()


def codes(office):
    told = office("targets list --format json --as-of 2024-09-30").json
    return [one["code"] for one in told["targets"]]


def test_adopting_again_changes_nothing_in_the_file_or_the_database(office):
    file = Path(office.home, "targets.yaml").read_bytes()
    assert office("targets adopt").out == "计划 LZ2024 与已采纳的一致，未作改动\n"
    assert Path(office.home, "targets.yaml").read_bytes() == file


def test_a_goal_revised_in_july_is_not_the_goal_of_june(office):
    file = rewrite(office, "goal: 25.93公里", "goal: 30公里")
    said = office(
        "targets adopt --reason 年中调整 --authority 某发〔2024〕7号 --effective 2024-07-01",
        "--known-at",
        JULY,
    )
    assert said.out == "计划 LZ2024 已采纳：新增 0，修订 1，撤销 0\n  修订 RURAL-ROADS\n"
    june = office.row("RURAL-ROADS", as_of="2024-06-30", known_at=AUTUMN["known_at"])
    july = office.row("RURAL-ROADS", as_of="2024-07-01", known_at=AUTUMN["known_at"])
    assert (june["goal"], june["goal_before"], "adjusted" in june["flags"]) == (
        "25.93",
        None,
        False,
    )
    assert (july["goal"], july["goal_before"], "adjusted" in july["flags"]) == (
        "30",
        "25.93公里",
        True,
    )
    assert Path(office.home, "targets.yaml").read_bytes() == file
    assert "冻土期不施工" in file.decode()


@pytest.mark.parametrize("reason", [[], ["--reason", ""], ["--reason", "   "]])
def test_a_goal_does_not_move_without_a_reason(office, reason):
    rewrite(office, "goal: 25.93公里", "goal: 30公里")
    said = office("targets adopt", *reason)
    assert (said.code, "目标值有变动（RURAL-ROADS）" in said.err) == (1, True)
    assert office.row("RURAL-ROADS", known_at="2099-01-01")["goal"] == "25.93"


def test_nothing_is_loaded_behind_what_was_adopted_already(office):
    """Else the file would say one thing and the newest revision another, for good."""
    rewrite(office, "goal: 25.93公里", "goal: 30公里")
    assert office("targets adopt --reason 调整 --known-at", JULY).code == 0
    rewrite(office, "goal: 30公里", "goal: 28公里")
    refused = office("targets adopt --reason 补录 --known-at 2024-03-01T09:00:00+08:00")
    assert (refused.code, len(refused.faults)) == (1, 1)
    assert "已有 2024-07-05T09:00:00+08:00 起知晓的采纳" in refused.err
    assert office.row("RURAL-ROADS")["goal"] == "30"


def test_what_left_the_file_is_withdrawn_and_may_come_back(office):
    text = Path(office.home, "targets.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("      - code: PRJ-WANGFUJING\n")
    after = rest[rest.index("      - code: ") :]
    Path(office.home, "targets.yaml").write_text(head + after, encoding="utf-8")
    said = office("targets adopt --known-at", JULY)
    assert said.out == "计划 LZ2024 已采纳：新增 0，修订 0，撤销 1\n  撤销 PRJ-WANGFUJING\n"
    assert "PRJ-WANGFUJING" not in codes(office)
    refused = office("record PRJ-WANGFUJING --stage 签约 --on 2024-06-01 --period 2024-Q2")
    assert (refused.code, "没有编号为“PRJ-WANGFUJING”" in refused.err) == (1, True)
    assert office.row("PRJ-WANGFUJING", known_at="2024-07-01")["status"] == "not_due"
    Path(office.home, "targets.yaml").write_text(text, encoding="utf-8")
    assert "新增 1" in office("targets adopt").out
    assert "PRJ-WANGFUJING" in codes(office)


def test_before_it_was_adopted_a_plan_has_no_answer(office):
    said = office("status --known-at 2024-01-01T00:00:00+08:00")
    assert (said.code, said.faults) == (
        1,
        ["计划“LZ2024”在 --known-at 所问的时刻还没有采纳：请改问其后的时刻"],
    )


NEXT_YEAR = """\
  - code: LZ2025
    title: 二〇二五年
    place: 山西省长治市潞州区
    year: 2025
    source: 某文
    open: 2025-01-01..2026-03-31
    targets:
      - code: ROADS25
        number: "1"
        name: 修路
        goal: 20公里
        responsible: TRANSPORT
        source: 修路20公里
"""


@pytest.fixture
def two_plans(bare):
    path = Path(bare.home, "targets.yaml")
    path.write_text(path.read_text(encoding="utf-8") + NEXT_YEAR, encoding="utf-8")
    assert bare("targets adopt --known-at", ADOPTED).code == 0
    return bare


@pytest.mark.parametrize(
    ("asked", "plan"),
    [
        ("--as-of 2024-06-30", "LZ2024"),
        ("--as-of 2025-06-30", "LZ2025"),
        ("--as-of 2025-02-01 --plan LZ2024", "LZ2024"),
        ("--as-of 2025-02-01 --plan LZ2025", "LZ2025"),
    ],
)
def test_of_two_plans_the_one_open_that_day_answers(two_plans, asked, plan):
    assert two_plans(f"status --format json {asked}").json["plan"] == plan


@pytest.mark.parametrize("day", ["2025-02-01", "2027-01-01"])
def test_where_both_or_none_is_open_the_plan_must_be_named(two_plans, day):
    """Entry for 2024 stays open into spring, when 2025 is under way."""
    for command in ("status", "report monthly", "issue monthly", "targets list"):
        said = two_plans(f"{command} --as-of {day}")
        assert (said.code, said.faults) == (2, ["有多个计划，请用 --plan 指明：LZ2024、LZ2025"])
