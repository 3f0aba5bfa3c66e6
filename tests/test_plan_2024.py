"""The shipped targets.yaml holds everything the plan article of 2024 states, and no more."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.core.goal import Direction
from monitor.core.pace import PaceKind
from monitor.core.period import Cadence
from monitor.core.plan import Plan
from monitor.core.rule import Yardstick
from monitor.core.target import Kind, Target
from monitor.files.targets_yaml import read_targets

FILE = Path(__file__).resolve().parent.parent / "targets.yaml"
LONGEST_CLAUSE = 40


@pytest.fixture(scope="module")
def plan() -> Plan:
    read = read_targets(FILE.read_text(encoding="utf-8"), FILE.name)
    assert read.problems == ()
    assert read.warnings == ()
    (only,) = read.plans
    return only


def of_kind(plan: Plan, kind: Kind) -> list[Target]:
    return [target for target in plan.targets if target.kind is kind]


def target(plan: Plan, code: str) -> Target:
    found = plan.target(code)
    assert found is not None, code
    return found


@pytest.mark.parametrize(
    ("code", "goal", "measure"),
    [
        ("GRAIN-AREA", "120000", "亩"),
        ("GRAIN-OUTPUT", "39000000", "公斤"),
        ("MODEL-VILLAGES", "5", "个"),
        ("UPGRADED-VILLAGES", "26", "个"),
        ("RURAL-ROADS", "25.93", "公里"),
    ],
)
def test_the_five_numbers_are_exact_in_the_base_unit(
    plan: Plan, code: str, goal: str, measure: str
) -> None:
    promise = target(plan, code)
    assert promise.goal == Decimal(goal)
    assert promise.measure == measure
    assert promise.direction is Direction.AT_LEAST


def test_every_kind_of_promise_is_counted(plan: Plan) -> None:
    assert Counter(one.kind for one in plan.targets) == {
        Kind.QUANTITY: 3,
        Kind.ITEMS: 2,
        Kind.PROJECT: 31,
        Kind.TASK: 49,
    }
    assert [one.number for one in plan.targets] == [str(n) for n in range(1, 86)]


def test_the_five_model_villages_are_named_and_the_twenty_six_wait_for_names(plan: Plan) -> None:
    model = target(plan, "MODEL-VILLAGES")
    upgraded = target(plan, "UPGRADED-VILLAGES")
    assert [one.name for one in model.items] == ["南垂", "果园", "双桥庄", "南石槽", "张祖"]
    assert [one.name for one in upgraded.items] == [f"提档升级村{n:02d}" for n in range(1, 27)]
    assert "items" in upgraded.assumed


def test_every_project_has_its_sort_and_a_stage_of_its_ladder_to_reach(plan: Plan) -> None:
    projects = of_kind(plan, Kind.PROJECT)
    sorts = Counter(one.sort for one in projects)
    assert sorts == {"新建": 15, "续建": 8, "扩产": 2, "引进": 2, "完成": 2, "拟建": 2}
    assert all(one.goal_stage in one.ladder for one in projects)


@pytest.mark.parametrize(
    ("code", "stage"),
    [
        ("PRJ-ROAD-SOUTHEAST-RING", "通车"),
        ("PRJ-SMART-FARMING", "竣工"),
        ("PRJ-WANGFUJING", "签约"),
        ("PRJ-GUNAN-VEGETABLES", "开工"),
        ("PRJ-TALINGSHAN", "立项"),
    ],
)
def test_a_stage_that_the_verb_states_is_not_marked_as_assumed(
    plan: Plan, code: str, stage: str
) -> None:
    project = target(plan, code)
    assert project.goal_stage == stage
    assert "goal_stage" not in project.assumed


def test_a_verb_that_promises_no_end_leaves_its_stage_an_assumption(plan: Plan) -> None:
    for code in ("PRJ-NANYE-MLED", "PRJ-LUJIAZHUANG", "PRJ-RENEWAL-BEIZHAI"):
        assert "goal_stage" in target(plan, code).assumed


def test_no_planned_stage_date_is_invented(plan: Plan) -> None:
    assert not [one.code for one in plan.targets if one.all_planned]


def test_projects_and_villages_are_judged_in_days_and_answer_by_the_quarter(plan: Plan) -> None:
    for one in [*of_kind(plan, Kind.PROJECT), *of_kind(plan, Kind.ITEMS)]:
        assert plan.rule(one.rule).yardstick is Yardstick.DAYS
        assert one.cadence is Cadence.QUARTER
        assert one.pace.kind is PaceKind.DUE_ONLY


def test_a_task_is_asked_for_from_the_first_quarter_on(plan: Plan) -> None:
    for one in of_kind(plan, Kind.TASK):
        assert (one.rule, one.cadence) == ("定性", Cadence.QUARTER)
        assert one.share(date(2024, 3, 31)) == 1


def test_grain_is_not_due_before_the_harvest(plan: Plan) -> None:
    output = target(plan, "GRAIN-OUTPUT")
    assert output.no_figure_in == frozenset({1, 2, 3, 4, 5})
    assert output.share(date(2024, 5, 31)) == 0
    assert output.expected(date(2024, 10, 31)) == 31_200_000  # 80 % of 39 million


def test_every_promise_and_result_cites_a_short_clause(plan: Plan) -> None:
    promises = {one.code: one.source for one in plan.targets}
    results = {one.name: one.source for one in plan.references}
    for name, clause in (promises | results).items():
        assert 0 < len(clause) <= LONGEST_CLAUSE, name


def test_who_answers_is_an_assumption_and_no_leader_is_named(plan: Plan) -> None:
    assert all(unit.assumed for unit in plan.units)
    for one in plan.targets:
        assert plan.unit(one.responsible) is not None
        assert "responsible" in one.assumed
        assert not one.leader


def test_a_name_that_the_scan_makes_doubtful_says_so(plan: Plan) -> None:
    doubtful = {one.code for one in plan.targets if "存疑" in one.note}
    assert doubtful == {
        "PRJ-SMART-FARMING",
        "PRJ-LUHU-LEISURE",
        "PRJ-YANGBAO",
        "TASK-FARM-TRUSTEESHIP",
    }


def test_the_twenty_two_results_of_2023_stand_as_they_were_published(plan: Plan) -> None:
    results = {one.name: one.value for one in plan.references}
    assert len(results) == 22
    assert {one.year for one in plan.references} == {2023}
    assert results["地区生产总值"] == "611.3亿元"
    assert results["规上工业增加值增速"] == "6.2%"
    assert results["投产项目年新增产值"] == "6.1亿元左右"
    assert results["可提供托位"] == "2770个"
    assert sum(name.endswith("增速") for name in results) == 4
