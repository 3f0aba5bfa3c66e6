"""The draft of the next plan: a sound file of its own, with what recurs and what is left."""

from datetime import date

import pytest

from monitor.core.assessment import Promise, assess
from monitor.core.fold import standings
from monitor.core.next_year import Fate, fates
from monitor.core.owed import Asked
from monitor.core.problem import Refused
from monitor.core.scorecard import arrange
from monitor.files.next_year import Sentences, draft_plan, next_code
from monitor.files.targets_yaml import read_targets
from tests.builders import PLAIN_WEEKS, a_stage, an_instant, an_observation
from tests.services.yearbook import PLAN

FULL = PLAN.replace(
    "  project: [签约, 开工, 竣工]\n",
    "  project: [签约, 开工, 竣工]\n  village: [开工, 验收]\n# 按月累计\nprofiles:\n"
    "  grain: [0, 0, 0, 0, 0, 3, 5, 5, 20, 80, 100, 100]   # 秋收\n",
) + (
    """\
      - {code: HOMES, number: "5", name: 村庄, kind: items, goal: 2个, ladder: village,
         goal_stage: 验收, items: [南垂, 果园], responsible: AGRI, deadline: 2024-10-31}
      - code: CO2
        number: "6"
        name: 排放
        goal: 5%以内
        reported_as: rate
        pace: {milestones: {2024-06-30: 3%}}
        responsible: AGRI
      - code: TASK
        number: "7"
        name: 办实事
        kind: task
        rule: default
        responsible: AGRI
"""
)
SAID = Sentences(
    head=("草稿，请核对",),
    source="待印发",
    result_source="上年",
    notes={"GRAIN": "上年完成 12.5万亩", "DAM": "上年到：开工"},
    results={"GRAIN": "12.5万亩"},
)


def drafted(text=FULL, *entries, **more):
    read = read_targets(text, "targets.yaml")
    assert read.problems == ()
    plan = read.plans[0]
    asked = Asked(plan.period.end, date(2025, 2, 1), PLAIN_WEEKS)
    rows = []
    for target in plan.targets:
        mine = [one for one in entries if one.target == target.code]
        held = {"": standings(target, "", mine, plan=plan)}
        rows.append(assess(Promise(target), plan, held, asked=asked))
    known = an_instant(date(2025, 2, 1))
    card = arrange(plan, rows, as_of=plan.period.end, known_at=known)
    return draft_plan(text, plan, fates(card), SAID, **more)


@pytest.fixture
def draft():
    return drafted()


def target(draft, code):
    return draft.plan.target(code)


def test_the_draft_reads_without_a_fault_and_speaks_of_the_next_year(draft):
    read = read_targets(draft.text, "targets-2025.yaml")
    assert (read.problems, len(read.plans)) == ((), 1)
    plan = read.plans[0]
    assert (plan.code, plan.year, plan.title) == ("P2025", 2025, "某区2025年目标任务")
    assert (plan.open_from, plan.open_until) == (date(2025, 1, 1), date(2026, 3, 31))
    assert [one.name for one in plan.sources] == ["预计数", "部门调度数"]


def test_numbers_recur_with_their_measure_and_without_a_goal(draft):
    grain = target(draft, "GRAIN")
    assert (grain.goal, grain.stated, grain.measure) == (None, "待下达", "亩")
    assert grain.deadline == date(2025, 12, 31)
    assert grain.note == "上年完成 12.5万亩"
    assert [(one.name, one.value, one.year) for one in draft.plan.references] == [
        ("粮食生产面积", "12.5万亩", 2024)
    ]


def test_a_ceiling_stays_a_ceiling_and_dated_amounts_go(draft):
    co2 = target(draft, "CO2")
    assert (co2.direction.value, co2.pace.kind.value) == ("at_most", "linear")
    assert "milestones" not in draft.text


def test_the_words_of_this_years_article_are_not_taken_over(draft):
    assert "改造灌渠30公里" not in draft.text
    assert target(draft, "CANAL").source == ""


def test_an_unfinished_project_is_continued_with_its_ladder_and_without_its_days(draft):
    dam = target(draft, "DAM")
    assert (dam.sort, dam.goal_stage, dam.planned) == ("续建", "竣工", ())
    assert dam.ladder == ("签约", "开工", "竣工")
    assert dam.note == "上年到：开工"


def test_what_is_done_is_left_out_and_told():
    done = a_stage("竣工", date(2024, 11, 1), "2024-11", target="DAM", unit="WATER")
    draft = drafted(FULL, done)
    assert [one.target.code for one in draft.dropped] == ["DAM"]
    assert target(draft, "DAM") is None


def test_of_a_list_the_items_left_go_on():
    one = a_stage("验收", date(2024, 9, 1), "2024-09", target="HOMES", item="南垂", unit="AGRI")
    homes = target(drafted(FULL, one), "HOMES")
    assert [item.name for item in homes.items] == ["果园"]
    assert (homes.goal, homes.deadline) == (None, date(2025, 10, 31))


def test_a_list_that_is_done_recurs_with_names_to_be_given():
    both = [
        a_stage("验收", date(2024, 9, 1), "2024-09", target="HOMES", item=name, unit="AGRI", seq=n)
        for n, name in enumerate(("南垂", "果园"), 1)
    ]
    draft = drafted(FULL, *both)
    assert target(draft, "HOMES").items == ()
    assert draft.count(Fate.RECURRING) == 5


def test_shared_sections_stay_as_they_are_written_with_their_comments(draft):
    assert (
        "# 按月累计\nprofiles:\n  grain: [0, 0, 0, 0, 0, 3, 5, 5, 20, 80, 100, 100]" in draft.text
    )
    assert '{status: behind, level: 红, when: "< 0", colour: red}' in draft.text


def test_units_are_those_of_the_year_that_begins():
    text = FULL.replace(
        "  - {code: WATER, name: 水利局}\n",
        "  - {code: WATER, name: 水利局, until: 2024-09-30, successor: AGRI}\n",
    )
    draft = drafted(text)
    assert [unit.code for unit in draft.plan.units] == ["AGRI"]
    assert target(draft, "CANAL").responsible == "AGRI"


def test_the_draft_can_be_drafted_from_again(draft):
    again = drafted(draft.text)
    assert (again.plan.code, again.plan.year) == ("P2026", 2026)


def test_another_code_may_be_chosen_but_not_one_the_file_has():
    assert drafted(FULL, code="NEXT").plan.code == "NEXT"
    with pytest.raises(Refused) as refused:
        drafted(FULL, code="P2024")
    assert [one.code for one in refused.value.problems] == ["next_year.code_taken"]


def test_a_plan_without_its_year_in_the_code_gets_it_behind():
    text = FULL.replace("code: P2024", "code: PLAN")
    assert next_code(read_targets(text, "t").plans[0]) == "PLAN-2025"
    assert drafted(text).plan.code == "PLAN-2025"


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_line_ends_and_a_byte_order_mark_do_not_disturb_it(ends):
    text = "\ufeff" + FULL.replace("\n", ends)
    assert drafted(text, an_observation("2024-12", "125000", target="GRAIN")).plan.code == "P2025"


def test_where_the_file_does_not_hold_the_plan_nothing_is_drafted():
    plan = read_targets(FULL, "t").plans[0]
    with pytest.raises(Refused) as refused:
        draft_plan(FULL.replace("P2024", "Q2024"), plan, (), SAID)
    assert [one.code for one in refused.value.problems] == ["next_year.no_plan"]
