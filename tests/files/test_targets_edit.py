from datetime import date
from pathlib import Path

import pytest

from monitor.core.problem import Refused
from monitor.core.target import Planned
from monitor.files.targets_edit import add_planned, rename_item, set_field, set_goal, write_file
from monitor.files.targets_yaml import read_targets
from tests.files.sample_plan import plan

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = (ROOT / "targets.yaml").read_text(encoding="utf-8")
COMMENTED = plan(
    "# 五个村",
    "items: [南垂, 果园]   # 名单见附件",
    target="""\
      - code: VILLAGES   # 村
        name: 精品示范村
        kind: items
        goal: 2个          # 两个
        ladder: project
        goal_stage: 竣工
        responsible: AGRI
""",
)


def changed(before, after):
    """The lines taken out and the lines put in."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def read(text):
    found = read_targets(text, "targets.yaml")
    assert found.problems == ()
    return found.plans[0]


def test_setting_a_goal_changes_its_characters_only():
    after = set_goal(COMMENTED, "P24", code="VILLAGES", goal="3个")
    assert changed(COMMENTED, after) == (
        ["        goal: 2个          # 两个"],
        ["        goal: 3个          # 两个"],
    )


@pytest.mark.parametrize("code", ["GRAIN-AREA", "RURAL-ROADS"])
def test_the_repository_plan_is_kept_byte_for_byte_but_for_the_goal(code):
    after = set_goal(REPOSITORY, "LZ2024", code=code, goal="99公里")
    assert [len(lines) for lines in changed(REPOSITORY, after)] == [1, 1]
    stated = read_targets(REPOSITORY, "t").plans[0].target(code).stated
    assert set_goal(after, "LZ2024", code=code, goal=stated) == REPOSITORY


def test_targets_of_every_kind_in_the_repository_can_be_given_a_field_it_has_not():
    text = REPOSITORY
    some = read(REPOSITORY).targets[::12]
    for target in some:
        text = set_field(text, "LZ2024", code=target.code, key="leader", value="待定")
    assert changed(REPOSITORY, text) == ([], ["        leader: 待定"] * len(some))
    led = [target.code for target in read(text).targets if target.leader == "待定"]
    assert led == [target.code for target in some]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("no", 'leader: "no"'),
        ("014", 'leader: "014"'),
        ("甲: 乙", 'leader: "甲: 乙"'),
        ("a #b", 'leader: "a #b"'),
        ("[x]", 'leader: "[x]"'),
        ('引"号', '引"号'),
        ("", 'leader: ""'),
        (date(2024, 6, 30), "leader: 2024-06-30"),
        (True, "leader: true"),
        (["甲", "乙, 丙"], 'leader: [甲, "乙, 丙"]'),
    ],
)
def test_a_value_is_quoted_where_it_must_be(value, line):
    assert line in set_field(plan(), "P24", code="GRAIN", key="leader", value=value)


def test_a_quoted_value_stays_quoted():
    after = set_field(REPOSITORY, "LZ2024", code="GRAIN-AREA", key="number", value="101")
    assert changed(REPOSITORY, after)[1] == ['        number: "101"']


def test_a_block_list_is_replaced_without_the_comment_after_it():
    before = plan("lists:", "  - 甲", "  - 乙", "# 说明")
    after = set_field(before, "P24", code="GRAIN", key="lists", value=["丙"])
    assert after == plan("lists: [丙]", "# 说明")


def test_a_value_left_out_is_filled_in_behind_its_colon():
    before = plan("leader:", "note: x")
    after = set_field(before, "P24", code="GRAIN", key="leader", value="待定")
    assert after == plan("leader: 待定", "note: x")


def test_windows_line_ends_and_the_byte_order_mark_are_kept():
    before = "\ufeff" + COMMENTED.replace("\n", "\r\n")
    after = set_field(before, "P24", code="VILLAGES", key="leader", value="待定")
    assert after == before + "        leader: 待定\r\n"


def test_a_target_in_braces_gets_its_field_inside_them():
    before = plan() + "      - {code: T, name: 信访, kind: task, responsible: AGRI}\n"
    after = set_field(before, "P24", code="T", key="leader", value="待定")
    assert after.endswith("responsible: AGRI, leader: 待定}\n")


def test_a_renamed_item_keeps_its_old_name():
    after = rename_item(COMMENTED, "P24", code="VILLAGES", old="果园", new="果园新村")
    assert "        items: [南垂, {name: 果园新村, was: [果园]}]   # 名单见附件\n" in after
    again = rename_item(after, "P24", code="VILLAGES", old="果园新村", new="大果园")
    assert read(again).targets[0].items[1].was == ("果园新村", "果园")


def test_a_placeholder_of_the_repository_gets_its_real_name():
    after = rename_item(
        REPOSITORY, "LZ2024", code="UPGRADED-VILLAGES", old="提档升级村03", new="演示村"
    )
    assert changed(REPOSITORY, after) == (
        ["          - {name: 提档升级村03}"],
        ["          - {name: 演示村, was: [提档升级村03]}"],
    )


def test_planned_stages_are_added_and_then_moved():
    code, project = "PRJ-NANYE-MLED", "LZ2024"
    first = add_planned(REPOSITORY, project, code=code, step=Planned("开工", date(2024, 4, 1)))
    assert changed(REPOSITORY, first) == ([], ["        planned: {开工: 2024-04-01}"])
    second = add_planned(first, project, code=code, step=Planned("竣工", date(2024, 9, 1)))
    third = add_planned(second, project, code=code, step=Planned("开工", date(2024, 5, 1)))
    assert changed(REPOSITORY, third)[1] == [
        "        planned: {开工: 2024-05-01, 竣工: 2024-09-01}"
    ]


def test_a_planned_stage_with_its_source_makes_a_list():
    step = Planned("开工", date(2024, 4, 1), "调度会")
    after = add_planned(REPOSITORY, "LZ2024", code="PRJ-NANYE-MLED", step=step)
    later = add_planned(
        after, "LZ2024", code="PRJ-NANYE-MLED", step=Planned("竣工", date(2024, 9, 1))
    )
    steps = "{stage: 开工, on: 2024-04-01, source: 调度会}, {stage: 竣工, on: 2024-09-01}"
    assert changed(REPOSITORY, later)[1] == [f"        planned: [{steps}]"]
    assert read(later).target("PRJ-NANYE-MLED").planned[0] == step


@pytest.mark.parametrize("item", ["南垂", "果园"])
def test_an_item_gets_its_planned_stage(item):
    after = add_planned(
        COMMENTED, "P24", code="VILLAGES", step=Planned("竣工", date(2024, 9, 1)), item=item
    )
    found = next(one for one in read(after).targets[0].items if one.name == item)
    assert found.planned == (Planned("竣工", date(2024, 9, 1)),)


@pytest.mark.parametrize(
    ("plan_code", "code", "fault"),
    [("P24", "NONE", "edit.no_such_target"), ("P25", "GRAIN", "edit.no_such_target")],
)
def test_what_is_not_there_cannot_be_changed(plan_code, code, fault):
    with pytest.raises(Refused) as refused:
        set_goal(plan(), plan_code, code=code, goal="1亩")
    assert [one.code for one in refused.value.problems] == [fault]


def test_an_item_that_is_not_there_and_a_file_that_cannot_be_read():
    with pytest.raises(Refused, match="no_such_item"):
        rename_item(COMMENTED, "P24", code="VILLAGES", old="没有", new="x")
    with pytest.raises(Refused, match="unclosed"):
        set_goal("plans: [", "P24", code="VILLAGES", goal="1个")


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path):
    path = tmp_path / "targets.yaml"
    path.write_bytes("旧\r\n".encode())
    path.chmod(0o640)
    write_file(path, "新\r\n")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == ("新\r\n".encode(), 0o640)
    assert [one.name for one in tmp_path.iterdir()] == ["targets.yaml"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "targets.yaml"
    path.write_text("旧", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_file(path, "\ud800")
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [
        ("targets.yaml", "旧")
    ]
