"""From the office's own table to the first coloured board, without opening the file."""

import pytest

from tests.files.breakdowns import CHAPTERED, PROSE, TWO_HEADS, Layout, book


@pytest.fixture
def home(bare):
    """A home as ``init`` leaves it."""
    return bare


@pytest.fixture
def sheet(tmp_path):
    """Write a table to a file and return its path."""

    def write(layout, name="分解表.xlsx"):
        rows, options = layout
        path = tmp_path / name
        path.write_bytes(book(rows, **options))
        return str(path)

    return write


def targets(home, plan="P2024"):
    told = home(f"targets list --format json --plan {plan} --as-of 2024-06-30").json
    return {one["name"]: one for one in told["targets"]}


def test_a_table_becomes_a_board(home, sheet):
    said = home("targets import --adopt", sheet(PROSE))
    assert said.code == 0, said.err
    assert "新增 9，修改 0，不变 0；存疑未写 4" in said.out
    listed = targets(home)
    assert listed["粮食生产面积"]["goal"] == "120000"
    assert listed["城镇居民人均可支配收入增长"]["goal"] == "6"
    assert [item["name"] for item in listed["精品示范村"]["items"]][-1] == "张祖"
    assert home("record T002 7万亩 --period 2024-06 --plan P2024").code == 0
    rows = home("status --as-of 2024-06-30 --format json").json["rows"]
    area = next(row for row in rows if row["code"] == "T002")
    assert (area["actual"], area["status"]) == ("70000", "on_track")


def test_every_doubt_is_told_with_its_cell_and_nothing_of_it_is_written(home, sheet):
    said = home("targets import --adopt", sheet(CHAPTERED))
    assert said.faults == [
        (
            "分解表.xlsx!分解表!C6: 存疑，未写入：“25.93”没有认得的计量单位："
            "请写成“12万亩以上”这样，或加“计量单位”一列"
        ),
        (
            "分解表.xlsx!分解表!C9: 存疑，未写入：“8%左右”要说明允许差多少："
            "用 --about 5% 指定，或写成“…以上”"
        ),
    ]
    assert "25.93" not in (home.home / "targets.yaml").read_text(encoding="utf-8")


def test_a_reading_that_a_person_takes_is_written(home, sheet):
    said = home("targets import --about 5% --accept C7", sheet(TWO_HEADS))
    assert (said.code, said.err) == (0, "")
    assert "新增 4" in said.out
    assert "about" in (home.home / "breakdown.yaml").read_text(encoding="utf-8")


def test_what_leaves_nothing_to_accept_cannot_be_accepted(home, sheet):
    said = home("targets import --accept C6", sheet(CHAPTERED))
    assert (said.code, said.err) == (2, "--accept 里的“C6”不是存疑行的位置\n")


def test_a_trial_writes_nothing(home, sheet):
    before = (home.home / "targets.yaml").read_bytes()
    said = home("targets import --dry-run", sheet(PROSE))
    assert (said.code, "将写入" in said.out) == (0, True)
    assert (home.home / "targets.yaml").read_bytes() == before


def test_strictly_one_doubt_keeps_everything_out(home, sheet):
    before = (home.home / "targets.yaml").read_bytes()
    said = home("targets import --strict", sheet(PROSE))
    assert (said.code, said.faults[-1]) == (1, "有 4 条存疑，什么也没有写")
    assert (home.home / "targets.yaml").read_bytes() == before


def test_the_second_table_of_the_year_adds_to_the_plan_and_says_what_stays(home, sheet):
    home("targets import", sheet(PROSE))
    said = home("targets import", sheet(TWO_HEADS))
    assert "新增 3" in said.out
    assert "计划里有、表里没有的 9 项保留不动" in said.out
    assert home("targets check").code == 0


def test_taking_out_what_the_table_lacks_waits_until_nothing_is_doubtful(home, sheet):
    home("targets import", sheet(PROSE))
    doubtful = home("targets import --withdraw", sheet(TWO_HEADS))
    agreed = home("targets import --withdraw --accept all", sheet(TWO_HEADS))
    assert doubtful.code == 1
    assert "表里没有而撤下的 9 项" in agreed.out
    assert "4 项目标任务" in home("targets check").out


def test_columns_of_other_names_are_matched_once(home, sheet):
    odd: Layout = ([["事情", "数", "谁干"], ["新建公厕", "12座", "区住建局"]], {})
    silent = home("targets import --plan Q2024", sheet(odd))
    words = ["--column", "事情=name", "--column", "数=goal", "--column", "谁干=responsible"]
    told = home("targets import --plan Q2024", sheet(odd), *words)
    again = home("targets import --plan Q2024", sheet(odd))
    assert (silent.code, silent.faults[0].startswith("分解表.xlsx: 没有找到表头")) == (1, True)
    assert (told.code, again.code) == (0, 0)
    assert "新增 0，修改 0，不变 1" in again.out


def test_a_revised_goal_needs_its_reason_when_adopted(home, sheet):
    layout: Layout = ([["指标", "目标值", "责任单位"], ["新建公厕", "12座", "区住建局"]], {})
    raised: Layout = ([["指标", "目标值", "责任单位"], ["新建公厕", "15座", "区住建局"]], {})
    home("targets import --plan Q2024 --adopt", sheet(layout))
    silent = home("targets import --plan Q2024 --adopt", sheet(raised))
    reasoned = home("targets adopt --reason 调整")
    assert (silent.code, "原因" in silent.err) == (1, True)
    assert "修订 1" in reasoned.out


@pytest.mark.parametrize(
    ("words", "code"),
    [("--column 甲", 2), ("--about 许多", 2), ("--plan 没有/这样", 1)],
)
def test_a_wrong_call_changes_nothing(home, sheet, words, code):
    before = (home.home / "targets.yaml").read_bytes()
    assert home(f"targets import {words}", sheet(PROSE)).code == code
    assert (home.home / "targets.yaml").read_bytes() == before


def test_a_file_that_is_not_there_is_named(home):
    said = home("targets import", "没有.xlsx")
    assert (said.code, said.err.startswith("没有.xlsx: ")) == (1, True)


def test_the_sample_stays_where_somebody_adopted_it(home, sheet):
    home("targets adopt")
    said = home("targets import", sheet(TWO_HEADS))
    assert "新增 3" in said.out
    assert "保留不动" in said.out
    assert "88 项目标任务" in home("targets check").out


def test_a_project_named_in_the_column_of_tasks_goes_to_its_stage(home, sheet):
    layout: Layout = (
        [["目标任务", "目标值", "责任单位"], ["县医院二期工程", "竣工", "区卫健委"]],
        {},
    )
    home("targets import --plan Q2024 --adopt", sheet(layout))
    (one,) = targets(home, "Q2024").values()
    assert (one["kind"], one["goal_stage"]) == ("project", "竣工")
