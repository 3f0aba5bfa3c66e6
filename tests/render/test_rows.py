"""The one value every face draws from."""

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from monitor.core.assessment import FLAGS
from monitor.core.judgement import Verdict
from monitor.core.rule import Status
from monitor.render.phrases import Words
from monitor.render.rows import csv_text, json_text, targets_told, told, verdict_sentence
from tests.builders import a_list, a_plan, a_project
from tests.render.builders import ZONE, every_class, nothing

ZH = Words("zh")
EXACT = ("goal", "low", "high", "actual", "expected", "remaining", "needed_per_month")
RATIOS = ("lead", "attainment", "pace")


@pytest.fixture(scope="module")
def card():
    return every_class()


@pytest.fixture(scope="module")
def status(card):
    return told(card, ZH, ZONE)


def row(status, code):
    return next(one for one in status["rows"] if one["code"] == code)


def test_the_scorecard_of_these_tests_leaves_no_class_and_no_flag_out(card):
    assert {one.status for one in card.rows} == set(Status)
    assert {flag for one in card.rows for flag in one.flags} == set(FLAGS)


def test_promised_numbers_are_strings_and_ratios_are_numbers(status):
    for one in status["rows"]:
        assert all(isinstance(one[key], str | None) for key in EXACT)
        assert all(isinstance(one[key], float | None) for key in RATIOS)


def test_a_quantity_is_told_in_base_units_and_shown_as_the_plan_speaks(status):
    one = row(status, "A02")
    assert (one["goal"], one["actual"], one["measure"]) == ("120000", "120500", "亩")
    assert (one["shown"]["actual"], one["shown"]["goal"]) == ("12.05万亩", "12万亩以上")


def test_unknown_is_null(status):
    one = row(status, "A07")
    unknown = ("actual", "data_date", "data_source", "attainment", "lead", "forecast")
    assert [one[key] for key in unknown] == [None] * 6
    assert one["shown"]["actual"] == "—"


def test_a_project_has_stages_and_no_numbers(status):
    one = row(status, "A09")
    assert [one[key] for key in ("goal", "expected", "attainment", "measure")] == [None] * 4
    assert (one["stage"], one["goal_stage"], one["yardstick"]) == ("签约", "竣工", "days")
    assert one["shown"]["lead"] == "滞后183天"


def test_the_instant_carries_its_offset(status):
    assert status["known_at"] == "2024-10-10T08:30:00+08:00"


def test_silence_shows_what_it_would_be_without_progress(status):
    one = row(status, "A13")
    assert one["idle"]["status"] == "behind"
    assert one["silent"] == ["2024-07", "2024-08", "2024-09"]


def test_a_part_is_nested_and_speaks_of_its_own_goal(status):
    parts = row(status, "A16")["parts"]
    assert [(part["unit"], part["stated"]) for part in parts] == [
        ("东街街道", "6万亩"),
        ("西街街道", "4万亩"),
    ]
    assert status["tally"]["total"] == len(status["rows"]) == 25


def test_the_counts_close(status):
    classes = status["tally"]["classes"]
    assert sum(one["count"] for one in classes) == status["tally"]["total"]
    assert sum(Fraction(str(one["share"])) for one in classes) == 1


def test_every_row_stands_in_one_class_of_the_tally(status):
    keys = [(one["status"], one["level"], one["label"]) for one in status["tally"]["classes"]]
    for one in status["rows"]:
        assert keys.count((one["status"], one["level"], one["label"])) == 1


def test_the_verdict_names_every_count(status):
    assert verdict_sentence(status) == (
        "截至9月30日，25项任务：已完成4、超序时进度2、达到序时进度4、滞后序时进度7、"
        "逾期未完成3、未启动2、未报1、未到节点1、目标待下达1。"
    )


def test_a_plan_without_targets_says_so():
    assert verdict_sentence(told(nothing(), ZH)) == "截至9月30日，没有任务。"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_has_a_reason_of_one_sentence(card, language):
    end = {"zh": "。", "en": "."}[language]
    for one in told(card, Words(language), ZONE)["rows"]:
        assert one["reason"].endswith(end)
        assert "None" not in one["reason"]
        assert "\n" not in one["reason"]


def test_the_reasons_read_as_reviewed(status, golden):
    lines = [f"{one['code']} {one['label']}：{one['reason']}\n" for one in status["rows"]]
    golden("reasons_zh.txt", "".join(lines))


def test_a_rule_that_judges_silence_says_that_it_did(card):
    quiet = next(one for one in card.rows if one.target.code == "A13")
    idle = replace(quiet, verdict=quiet.idle, rule=replace(quiet.rule, idle_after=3))
    reason = told(replace(card, rows=(idle,)), ZH, ZONE)["rows"][0]["reason"]
    assert "已有3期未报，按期间没有进展判定" in reason


def test_a_class_that_comes_from_memory_says_so(card):
    behind = next(one for one in card.rows if one.target.code == "A14")
    red = Verdict(Status.BEHIND, behind.rule.bands[-1], behind.verdict.lead)
    moved = replace(card, rows=(replace(behind, verdict=red),))
    assert "按规则对前几期的认定为滞后序时进度（红）" in told(moved, ZH, ZONE)["rows"][0]["reason"]


def test_the_second_word_pack_speaks_its_short_forms():
    labels = {one["label"] for one in told(every_class("金寨"), ZH)["rows"]}
    assert {"超进度", "达进度", "欠进度（蓝）", "逾期"} <= labels


def test_json_is_plain_and_complete(status):
    assert json.loads(json_text(status)) == status


def test_csv_holds_a_line_per_target_and_no_formula(status):
    lines = list(csv.DictReader(io.StringIO(csv_text(status))))
    assert len(lines) == 25
    assert next(one for one in lines if one["code"] == "A19")["name"] == "'=cmd()|平安建设"
    assert next(one for one in lines if one["code"] == "A23")["actual"] == "-0.2"
    assert not [cell for line in lines for cell in line.values() if cell[:1] in set("=+@")]


def test_targets_are_listed_as_the_plan_states_them():
    plan = a_plan(a_list(stated="3个"), a_project())
    listed = targets_told(plan, ZH)
    assert listed["plan"]["code"] == "P2024"
    villages, project = listed["targets"]
    assert (villages["goal"], villages["stated"], villages["direction"]) == ("3", "3个", "at_least")
    assert villages["items"][0] == {"name": "南垂", "stage": "验收", "planned": {}}
    assert villages["period"] == {"start": "2024-01-01", "end": "2024-12-31"}
    assert (project["goal"], project["goal_stage"]) == (None, "竣工")
