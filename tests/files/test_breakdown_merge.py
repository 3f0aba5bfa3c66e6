"""Drafts become a plan; what the table does not speak of stays byte for byte."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.core.breakdown import Draft
from monitor.core.problem import Place, Refused
from monitor.core.target import Kind, ReportedAs
from monitor.files.breakdown_merge import Frame, is_sample, merge, read_plans, withdraw

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = (ROOT / "targets.yaml").read_text(encoding="utf-8")
HERE = Place("表.xlsx", sheet="分解表", cell="C4")
FRAME = Frame("P2024", "某区2024年目标任务", 2024, "表.xlsx")
INSTEAD = replace(FRAME, instead=True)
TOILETS = Draft(
    HERE,
    "新建公厕",
    Kind.QUANTITY,
    goal="12座以上",
    reported_as=ReportedAs.CUMULATIVE,
    number="3",
    chapter="民生",
    responsible="区住建局",
    cooperating=("区财政局",),
    leader="张区长",
    deadline=date(2024, 9, 30),
    source="新建公厕12座以上",
    assumed=("reported_as",),
)
VILLAGES = Draft(
    HERE, "示范村", Kind.ITEMS, goal="2个", items=("甲村", "乙村"), responsible="农业局"
)
HOSPITAL = Draft(HERE, "县医院二期", Kind.PROJECT, goal_stage="竣工", responsible="卫健局")
SERVICE = Draft(HERE, "一网通办: 好评 #1", responsible="审批局", source="a: b # c")
PENDING = Draft(
    HERE,
    "固定资产投资",
    Kind.QUANTITY,
    goal="待下达",
    measure="%",
    reported_as=ReportedAs.LEVEL,
    pace="flat",
    responsible="区发改局",
)


def fresh(*drafts):
    return merge(SAMPLE, drafts, INSTEAD)


def test_the_first_table_takes_the_place_of_the_shipped_sample():
    merged = fresh(TOILETS)
    (plan,) = read_plans(merged.text)
    assert is_sample(SAMPLE)
    assert (plan.code, plan.title, plan.year) == ("P2024", "某区2024年目标任务", 2024)
    assert [unit.name for unit in plan.units] == ["区住建局", "区财政局"]
    assert {rule.name for rule in plan.rules} >= {"default", "节点", "定性"}
    assert merged.added == ("T003",)


def test_everything_a_draft_says_is_in_the_target():
    (target,) = fresh(TOILETS).plan.targets
    assert (target.code, target.number, target.chapter) == ("T003", "3", "民生")
    assert (target.stated, target.goal, target.name) == ("12座以上", 12, "新建公厕")
    assert (target.responsible, target.cooperating) == ("区住建局", ("区财政局",))
    assert (target.leader, target.deadline) == ("张区长", date(2024, 9, 30))
    assert target.assumed == ("reported_as",)


def test_every_kind_of_promise_can_be_written():
    plan = fresh(TOILETS, VILLAGES, HOSPITAL, SERVICE, PENDING).plan
    kinds = {target.name: target.kind for target in plan.targets}
    assert list(kinds.values()) == [
        Kind.QUANTITY,
        Kind.ITEMS,
        Kind.PROJECT,
        Kind.TASK,
        Kind.QUANTITY,
    ]
    assert "一网通办: 好评 #1" in kinds
    assert plan.targets[-1].goal is None


def test_the_same_table_again_changes_nothing():
    first = fresh(TOILETS, VILLAGES, HOSPITAL, SERVICE, PENDING)
    second = merge(first.text, [TOILETS, VILLAGES, HOSPITAL, SERVICE, PENDING], FRAME)
    assert second.text == first.text
    assert (second.added, second.revised, len(second.same)) == ((), (), 5)


def test_a_difference_is_set_and_comments_stay():
    text = fresh(TOILETS, SERVICE).text.replace(
        "        leader: 张区长", "        leader: 张区长  # 分管", 1
    )
    merged = merge(text, [replace(TOILETS, goal="15座以上", leader="李区长")], FRAME)
    assert merged.revised == ("T003",)
    assert merged.text == text.replace("goal: 12座以上", "goal: 15座以上").replace(
        "张区长", "李区长"
    )


def test_the_same_amount_in_other_words_is_no_change():
    first = fresh(replace(TOILETS, goal="12万亩以上"))
    again = merge(first.text, [replace(TOILETS, goal="120000亩以上")], FRAME)
    assert again.text == first.text


def test_what_the_table_lacks_stays_and_can_be_taken_out():
    text = fresh(TOILETS, SERVICE).text
    kept = merge(text, [TOILETS], FRAME)
    gone = withdraw(kept)
    assert kept.kept == ("T001",)
    assert [one.code for one in kept.plan.targets] == ["T003", "T001"]
    assert ([one.code for one in gone.plan.targets], gone.withdrawn) == (["T003"], ("T001",))


def test_a_second_plan_stands_beside_the_first():
    text = fresh(TOILETS).text
    both = merge(text, [SERVICE], replace(FRAME, code="Q2025", year=2025))
    assert [plan.code for plan in read_plans(both.text)] == ["P2024", "Q2025"]
    assert both.text.startswith(text[: text.index("units:")])


def test_a_unit_is_known_without_the_word_for_its_place():
    text = fresh(TOILETS).text
    merged = merge(text, [replace(SERVICE, responsible="住建局")], FRAME)
    assert merged.plan.targets[-1].responsible == "区住建局"
    assert len(merged.plan.units) == 2


def test_a_code_of_the_table_is_kept_and_no_code_is_used_twice():
    one, two = replace(TOILETS, code="A-1"), replace(SERVICE, number="3")
    merged = fresh(one, two, replace(two, name="另一件"))
    assert merged.added == ("A-1", "T003", "T003-2")


def test_a_row_that_is_another_kind_than_its_target_is_refused():
    text = fresh(TOILETS).text
    with pytest.raises(Refused) as caught:
        merge(text, [replace(HOSPITAL, name="新建公厕")], FRAME)
    (fault,) = caught.value.problems
    assert (fault.code, fault.place) == ("breakdown.kind", HERE)


def test_a_file_with_a_fault_is_left_alone():
    text = fresh(TOILETS).text.replace("goal: 12座以上", "goal: 许多")
    with pytest.raises(Refused) as caught:
        merge(text, [SERVICE], FRAME)
    assert caught.value.problems[0].place.line


def test_the_shipped_plan_takes_single_changes_and_keeps_the_rest():
    own = SAMPLE + "\n# 我们的\n"
    row = replace(TOILETS, name="粮食生产面积", goal="13万亩以上", code="GRAIN-AREA", deadline=None)
    row = replace(row, number="", chapter="", leader="", responsible="区农业农村局", cooperating=())
    merged = merge(own, [row], replace(FRAME, code="LZ2024"))
    assert merged.text == own.replace("goal: 12万亩以上", "goal: 13万亩以上")
    assert len(merged.kept) == 84


def test_rules_that_the_file_lacks_come_from_the_shipped_one():
    text = fresh(TOILETS).text
    start = text.index("  # 定性任务只有两档")
    bare = text[:start] + text[text.index("# 状态用语") :]
    merged = merge(bare, [TOILETS, SERVICE], FRAME)
    assert {rule.name for rule in merged.plan.rules} >= {"定性"}
    assert {target.rule for target in merged.plan.targets} == {"default", "定性"}


def test_a_list_takes_further_names_and_never_loses_one():
    text = fresh(VILLAGES).text
    more = replace(VILLAGES, goal="3个", items=("甲村", "乙村", "丙村"))
    (grown,) = merge(text, [more], FRAME).plan.targets
    assert [item.name for item in grown.items] == ["甲村", "乙村", "丙村"]
    with pytest.raises(Refused) as caught:
        merge(text, [replace(VILLAGES, goal="1个", items=("甲村",))], FRAME)
    assert dict(caught.value.problems[0].args)["names"] == "乙村"
