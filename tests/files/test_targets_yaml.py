from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.goal import Direction
from monitor.core.pace import Milestone, PaceKind
from monitor.core.period import Cadence
from monitor.core.target import Item, Kind, Part, Planned, ReportedAs
from monitor.files.targets_yaml import read_targets
from tests.files.sample_plan import FIRST, GRAIN, PLAN, plan

ROOT = Path(__file__).resolve().parents[2]
ADDED = FIRST + GRAIN.count("\n")  # the line of the first field a test adds

VILLAGES = """\
      - code: VILLAGES
        name: 精品示范村
        kind: items
        goal: 2个
        ladder: project
        goal_stage: 竣工
        responsible: AGRI
"""
PROJECT = """\
      - code: PARK
        name: 科技园
        kind: project
        goal_stage: 开工
        responsible: AGRI
"""


def read(text):
    return read_targets(text, "targets.yaml")


def target(text):
    found = read(text)
    assert found.problems == ()
    return found.plans[0].targets[0]


def told(text):
    return [(one.place.line, one.code) for one in read(text).problems]


def test_a_quantity_is_read_into_base_units_with_the_defaults_of_the_house():
    grain = target(plan())
    assert (grain.goal, grain.spoken.word, grain.measure) == (Decimal(120000), "万亩", "亩")
    assert (grain.kind, grain.reported_as) == (Kind.QUANTITY, ReportedAs.CUMULATIVE)
    assert (grain.pace.kind, grain.rule, str(grain.due)) == (
        PaceKind.LINEAR,
        "default",
        "5个工作日",
    )
    assert (grain.cadence, grain.deadline) == (Cadence.MONTH, date(2024, 12, 31))


def test_a_project_without_dates_is_due_only_and_asked_quarterly_by_the_rule_of_stages():
    park = target(plan(target=PROJECT))
    assert (park.pace.kind, park.rule, park.cadence) == (
        PaceKind.DUE_ONLY,
        "节点",
        Cadence.QUARTER,
    )
    assert (park.ladder, park.goal_stage, park.goal) == (("签约", "开工", "竣工"), "开工", None)


def test_a_planned_date_makes_stages_the_pace():
    park = target(plan("planned: {开工: 2024-04-01}", target=PROJECT))
    assert park.pace.kind is PaceKind.STAGES
    assert park.planned == (Planned("开工", date(2024, 4, 1)),)


def test_planned_dates_may_say_where_they_come_from():
    park = target(plan("planned: [{stage: 开工, on: 2024-04-01, source: 调度会}]", target=PROJECT))
    assert park.planned == (Planned("开工", date(2024, 4, 1), "调度会"),)


def test_items_are_names_or_mappings_and_count_up_to_the_goal():
    villages = target(plan("items: [南垂, {name: 果园, was: [旧名]}]", target=VILLAGES))
    assert villages.items == (Item("南垂"), Item("果园", ("旧名",)))
    assert (villages.goal, villages.reported_as) == (Decimal(2), ReportedAs.ITEMS)


def test_a_task_has_the_ladder_of_tasks():
    task = target(PLAN + "      - {code: T, name: 信访, kind: task, responsible: AGRI}\n")
    assert (task.pace.kind, task.rule, task.goal_stage) == (PaceKind.FLAT, "定性", "已完成")


def test_a_goal_not_issued_yet_names_its_measure():
    pending = target(plan("measure: 亩").replace("12万亩以上", "待下达"))
    assert (pending.goal, pending.stated, pending.measure) == (None, "待下达", "亩")


def test_what_the_target_does_not_say_its_indicator_and_then_the_plan_says():
    text = plan("indicator: grain")
    text = text.replace(
        "plans:\n", "indicators:\n  grain: {pace: profile grain, due: 3天}\nplans:\n"
    )
    text = text.replace(
        "    targets:\n", "    defaults: {due: 9天, figures: 部门调度数}\n    targets:\n"
    )
    grain = target(text)
    assert (grain.pace.profile, str(grain.due), grain.figures) == ("grain", "3天", "部门调度数")


def test_the_defaults_of_a_plan_speak_for_numbers_unless_a_kind_is_named():
    defaults = (
        "    defaults: {cadence: monthly, pace: flat, project: {cadence: yearly}}\n    targets:\n"
    )
    text = PLAN.replace("    targets:\n", defaults) + GRAIN + PROJECT
    grain, park = read(text).plans[0].targets
    assert (grain.pace.kind, grain.cadence) == (PaceKind.FLAT, Cadence.MONTH)
    assert (park.pace.kind, park.cadence) == (PaceKind.DUE_ONLY, Cadence.YEAR)


def test_milestones_are_dated_values_in_any_measure_of_the_goal():
    grain = target(plan("pace: {milestones: {2024-06-30: 5万亩, 2024-03-31: 10000}}"))
    assert grain.pace.milestones == (
        Milestone(date(2024, 3, 31), Decimal(10000)),
        Milestone(date(2024, 6, 30), Decimal(50000)),
    )


def test_a_range_may_be_a_goal_string_or_two_ends():
    by_string = target(plan("pace: flat").replace("12万亩以上", "5-6个"))
    by_ends = target(
        plan("low: 5个", "high: 6个", "measure: 个", "pace: flat").replace(
            "        goal: 12万亩以上\n", ""
        )
    )
    assert (
        (by_string.low, by_string.high) == (by_ends.low, by_ends.high) == (Decimal(5), Decimal(6))
    )
    assert by_string.direction is by_ends.direction is Direction.BETWEEN


def test_a_split_target_keeps_its_parts_in_the_base_unit():
    assert target(plan("parts: {AGRI: 2万亩}")).parts == (Part("AGRI", Decimal(20000)),)


def test_open_days_and_the_tolerated_difference_belong_to_the_plan():
    text = plan().replace(
        "    year: 2024\n",
        "    year: 2024\n    open: 2024-01-01..2025-03-31\n    difference_above: 1%\n",
    )
    found = read(text).plans[0]
    assert (found.open_from, found.open_until) == (date(2024, 1, 1), date(2025, 3, 31))
    assert found.difference_above == Decimal("0.01")


def test_a_level_on_a_linear_pace_without_a_baseline_is_a_warning():
    found = read(plan("reported_as: level"))
    assert found.problems == ()
    assert [(one.code, one.place.line) for one in found.warnings] == [
        ("warning.level_without_baseline", FIRST)
    ]


def test_parts_above_the_whole_are_a_warning():
    assert [one.code for one in read(plan("parts: {AGRI: 13万亩}")).warnings] == [
        "warning.parts_above"
    ]


SURPRISES = [
    pytest.param("note: *x", "yaml.alias", id="an alias"),
    pytest.param("note: &x y", "yaml.anchor", id="an anchor"),
    pytest.param("goal: 100", "yaml.twice", id="a key given twice"),
    pytest.param("leader: no", "yaml.norway", id="Norway"),
    pytest.param("leader: ON", "yaml.norway", id="on is not true"),
    pytest.param("leader: ~", "yaml.norway", id="nothing is not a text"),
    pytest.param("number: 12:30", "yaml.odd_number", id="sexagesimal"),
    pytest.param("number: 1:30:00", "yaml.odd_number", id="sexagesimal in three"),
    pytest.param("tolerance: 014", "yaml.odd_number", id="octal"),
    pytest.param("tolerance: 0x1F", "yaml.odd_number", id="hexadecimal"),
    pytest.param("tolerance: 1_000", "yaml.odd_number", id="underscores"),
    pytest.param("tolerance: 1e3", "yaml.odd_number", id="an exponent"),
    pytest.param("tolerance: [1,200]", "yaml.want_text", id="a list for a number"),
    pytest.param("tolerance: .inf", "yaml.odd_number", id="infinity"),
    pytest.param("tolerance: .nan", "yaml.odd_number", id="not a number"),
    pytest.param("deadline: 2024-02-30", "yaml.no_such_day", id="a day that is not"),
    pytest.param("deadline: 2024/6/30", "yaml.want_day", id="a day in another form"),
    pytest.param("note: !!python/object/apply:os.system [x]", "yaml.tag", id="a python object"),
    pytest.param("note: " + "[" * 5000, "yaml.too_deep", id="5000 brackets"),
    pytest.param("deadline: " + "9" * 5000, "yaml.too_long", id="5000 digits"),
    pytest.param("number: 1" + ":59" * 20000, "yaml.too_long", id="a very long sexagesimal"),
    pytest.param("<<: {note: x}", "yaml.merge", id="a merge key"),
    pytest.param("\tnote: x", "yaml.tab", id="a tab"),
    pytest.param("note: a\u0007b", "yaml.character", id="a bell"),
    pytest.param("leader:", "yaml.empty", id="nothing after the colon"),
    pytest.param("note: a: b", "yaml.colon", id="a second colon"),
    pytest.param("lists: 重点", "yaml.want_list", id="a word for a list"),
    pytest.param("? [a]\n        : b", "yaml.key_not_a_word", id="a list for a key"),
]


@pytest.mark.parametrize(("line", "code"), SURPRISES)
def test_what_yaml_programs_disagree_about_is_refused_at_its_line(line, code):
    assert (ADDED, code) in told(plan(line))


def test_an_alias_bomb_is_refused_without_being_expanded():
    levels = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 10))
    assert {"yaml.alias", "yaml.anchor"} <= {code for _, code in told("b0: &b0 x\n" + levels)}


def test_a_key_given_twice_names_both_lines():
    (found,) = read(plan("goal: 13万亩")).problems
    assert (found.place.line, dict(found.args)) == (ADDED, {"key": "goal", "first": str(FIRST + 2)})


def test_a_file_above_two_mebibytes_is_not_parsed():
    assert told("# " + "x" * (2 << 20)) == [(1, "yaml.too_large")]


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff"])
def test_an_empty_file_says_so(text):
    assert told(text) == [(1, "yaml.nothing")]


@pytest.mark.parametrize("text", ["- a\n", "a\n", "[]"])
def test_a_file_that_is_no_mapping_says_so(text):
    assert told(text) == [(1, "yaml.want_mapping")]


def test_a_second_document_is_refused():
    assert "yaml.second_document" in [code for _, code in told(plan() + "---\na: 1\n")]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    assert read("\ufeff" + plan().replace("\n", "\r\n")) == read(plan())


MEANINGS = [
    ("pace: profile nothing", ["targets.no_such_profile"]),
    ("pace: lineer", ["targets.pace"]),
    ("pace: stages", ["targets.pace_for_kind"]),
    ("rule: nothing", ["targets.no_such_rule"]),
    ("figures: 测产数", ["targets.no_such_source"]),
    ("cooperating: [NOBODY]", ["targets.no_such_unit"]),
    ("parts: {NOBODY: 1万亩}", ["targets.no_such_unit"]),
    ("indicator: nothing", ["targets.no_such_indicator"]),
    ("deadline: 2023-12-31", ["targets.deadline"]),
    ("baseline: 5万亩", ["targets.baseline"]),
    ("tolerance: 1万亩", ["targets.tolerance_unused"]),
    ("direction: about", ["targets.tolerance_needed"]),
    ("direction: between", ["targets.range_needed"]),
    ("measure: 公斤", ["targets.other_measure"]),
    ("measure: 光年", ["targets.measure"]),
    ("no_figure_in: [13]", ["targets.month"]),
    ("assumed: [moon]", ["targets.assumed"]),
    ("goal_stage: 开工", ["targets.not_for_kind"]),
    ("cadence: weekly", ["yaml.not_a_choice"]),
    ("kind: wish", ["yaml.not_a_choice"]),
    ("due: 下个月吧", ["due.unreadable"]),
    ("pace: {milestones: {2025-06-30: 5万亩}}", ["targets.milestone_outside"]),
    ("pace: {milestones: {2024-06-30: 5公斤}}", ["measure.other"]),
    ("responsable: AGRI", ["yaml.unknown_key_like"]),
    ("zzzzz: 1", ["yaml.unknown_key"]),
]


@pytest.mark.parametrize(("line", "codes"), MEANINGS)
def test_what_does_not_fit_together_is_told_at_its_line(line, codes):
    assert told(plan(line)) == [(ADDED, code) for code in codes]


def test_an_unknown_key_names_the_nearest_known_one():
    (found,) = read(plan("responsable: AGRI")).problems
    assert dict(found.args) == {"key": "responsable", "near": "responsible"}


@pytest.mark.parametrize(
    ("goal", "codes"),
    [
        ("0亩", ["targets.goal_is_baseline"]),
        ("尽量多", ["goal.unreadable"]),
        ("待下达", ["targets.measure_needed"]),
        ("十二万亩", ["goal.unreadable"]),
        ("12万亩左右", ["targets.tolerance_needed"]),
        ("5-6个", ["targets.range_pace"]),
    ],
)
def test_a_goal_that_cannot_stand(goal, codes):
    assert [code for _, code in told(plan().replace("12万亩以上", goal))] == codes


def test_goal_equal_to_the_baseline_stands_on_a_flat_pace():
    assert target(plan("pace: flat").replace("12万亩以上", "0个")).goal == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("20, 80, 100, 100]", "20, 80, 100, 99]", "targets.profile_end"),
        ("20, 80, 100, 100]", "20, 10, 100, 100]", "targets.profile_falls"),
        ("[0, 0, 0, 0, 0, 3,", "[-1, 0, 0, 0, 0, 3,", "targets.profile_negative"),
        ("parent: GOV", "parent: NONE", "targets.no_such_unit"),
        (
            "{code: GOV, name: 区政府}",
            "{code: GOV, name: 区政府, parent: AGRI}",
            "targets.unit_circle",
        ),
        ("{code: GOV, name: 区政府}", "{code: AGRI, name: 区政府}", "targets.unit_twice"),
        ("version: 1", "version: 2", "yaml.want_whole"),
        ("[签约, 开工, 竣工]", "[签约, 签约]", "targets.ladder_stages"),
        ("    year: 2024\n", "", "yaml.missing"),
        ("        responsible: AGRI\n", "", "yaml.missing"),
        ("        goal: 12万亩以上\n", "", "targets.goal_needed"),
        ("code: GRAIN", 'code: "GR AIN"', "targets.code"),
        ("{name: 部门调度数}", "{name: 预计数}", "targets.source_twice"),
    ],
)
def test_a_file_whose_frame_does_not_hold(old, new, code):
    text = plan()
    assert old in text
    assert code in [found for _, found in told(text.replace(old, new))]


def test_a_renamed_unit_has_two_rows_in_turn():
    rows = (
        "{code: GOV, name: 旧名, until: 2024-05-31}\n  - {code: GOV, name: 新名, since: 2024-06-01}"
    )
    found = read(plan().replace("{code: GOV, name: 区政府}", rows))
    assert [unit.name for unit in found.plans[0].units] == ["旧名", "新名", "区农业农村局"]


def test_a_profile_has_one_share_for_each_month_of_the_way():
    (found,) = read(plan("pace: profile grain", "deadline: 2024-10-31")).problems
    assert (found.code, dict(found.args)) == (
        "targets.profile_length",
        {"name": "grain", "given": "12", "months": "10"},
    )
    assert told(plan("pace: profile grain", "deadline: 2024-10-15")) == [
        (ADDED, "targets.profile_months")
    ]


def test_a_code_used_twice_names_the_first_line():
    (found,) = read(plan() + GRAIN).problems
    assert (found.code, found.place.line) == ("targets.code_twice", FIRST + 4)
    assert dict(found.args)["first"] == str(FIRST)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("items: [南垂]",), "targets.items_count"),
        (("items: [南垂, 南垂]",), "targets.item_twice"),
        (("items: [{name: 甲, planned: {封顶: 2024-05-01}}, 乙]",), "targets.stage"),
        ((), "yaml.missing"),
    ],
)
def test_items_have_to_agree_with_the_goal_and_the_ladder(lines, code):
    assert code in [found for _, found in told(plan(*lines, target=VILLAGES))]


def test_a_stage_that_is_not_on_the_ladder():
    assert [code for _, code in told(plan("planned: {封顶: 2024-05-01}", target=PROJECT))] == [
        "targets.stage"
    ]
    text = plan(target=PROJECT).replace("goal_stage: 开工", "goal_stage: 封顶")
    assert [code for _, code in told(text)] == ["targets.stage"]


def test_every_problem_of_a_file_comes_at_once_in_the_order_of_the_file():
    text = plan("rule: nothing", "deadline: 2024-02-30", "leader: yes").replace(
        "12万亩以上", "许多"
    )
    assert told(text) == [
        (FIRST + 2, "goal.unreadable"),
        (ADDED, "targets.no_such_rule"),
        (ADDED + 1, "yaml.no_such_day"),
        (ADDED + 2, "yaml.norway"),
    ]


def test_there_is_no_plan_while_a_problem_stands():
    assert read(plan("rule: nothing")).plans == ()


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab:-[]{}&*!#|>'\"%@,? \n\t\r\u0085\u2028\ufeff0.~<", max_size=60))
def test_no_text_makes_the_reader_raise(text):
    found = read(text)
    assert found.problems
    assert found.plans == ()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(plan()) - 1), st.sampled_from("[]{}:-&*!'\"\n \t0"))
def test_no_slip_of_a_finger_makes_the_reader_raise(place, char):
    text = plan()
    read(text[:place] + char + text[place + 1 :])


def test_the_plan_of_the_repository_has_no_problem():
    found = read((ROOT / "targets.yaml").read_text(encoding="utf-8"))
    assert (found.problems, found.warnings) == ((), ())
    goals = {one.code: one.goal for one in found.plans[0].targets}
    assert (goals["GRAIN-AREA"], goals["RURAL-ROADS"]) == (Decimal(120000), Decimal("25.93"))


def test_every_band_of_the_default_rule_of_the_repository_is_exact():
    found = read((ROOT / "targets.yaml").read_text(encoding="utf-8"))
    rule = found.plans[0].rule("default")
    assert rule.band(Fraction(-10)).level == "黄"
