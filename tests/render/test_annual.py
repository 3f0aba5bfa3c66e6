"""The yearly report: 初步 before the closing, 终核 after it, and what changed between the two."""

from datetime import UTC, date, datetime

import pytest

from monitor.core.closing import Deed, Step
from monitor.render.annual import year_told
from monitor.render.phrases import Words

ZH, EN = Words("zh"), Words("en")
CLOSED = Step(Deed.CLOSED, "wang", datetime(2025, 2, 10, tzinfo=UTC), date(2025, 2, 10), "齐")


def a_row(code, label="已完成", actual="12万亩", goal="12万亩以上"):
    shown = {"actual": actual, "goal": goal}
    return {"code": code, "number": "1", "name": code, "unit": "局", "label": label, "shown": shown}


def a_status(*rows):
    classes = [{"status": "achieved", "count": 1}, {"status": "missed", "count": 1}]
    return {
        "as_of": "2024-12-31",
        "place": "某区",
        "demo": False,
        "rows": list(rows),
        "tally": {"total": 2, "classes": classes},
    }


def told(now, before=None, closed=None, why=({}, {}), words=ZH):
    return year_told(now, words, closed=closed, previous=before, why=why)


def test_before_the_closing_it_is_preliminary_and_after_it_final():
    first, last = told(a_status()), told(a_status(), closed=CLOSED)
    assert first["title"] == "某区2024年度目标任务完成情况（初步）"
    assert last["title"] == "某区2024年度目标任务完成情况（终核）"
    assert (first["closed"], last["closed"]) == (False, True)
    assert "wang 于 2025-02-10 结账" in last["sentence"]
    assert first["subject"].endswith("2项中完成1项")


def test_the_first_compares_itself_with_nothing():
    said = told(a_status(a_row("GRAIN")))
    assert (said["compared"], said["changed"]) == (False, [])


def test_the_second_names_every_row_whose_class_figure_or_goal_changed():
    before = a_status(a_row("GRAIN"), a_row("ROAD"), a_row("GONE"))
    now = a_status(a_row("GRAIN", "逾期未完成", "11万亩"), a_row("ROAD"), a_row("NEW"))
    said = told(now, before, CLOSED, ({"GRAIN": "统计局核定"}, {}))
    assert [(one["code"], one["lines"], one["reason"]) for one in said["changed"]] == [
        (
            "GRAIN",
            ["结果：已完成 → 逾期未完成", "完成：12万亩 → 11万亩"],
            "原因：统计局核定",
        ),
        ("NEW", ["新增"], ""),
        ("GONE", ["不再列入"], ""),
    ]


def test_a_changed_goal_is_told_with_the_reason_of_its_revision():
    before, now = a_status(a_row("GRAIN")), a_status(a_row("GRAIN", goal="11.5万亩以上"))
    (one,) = told(now, before, CLOSED, ({"GRAIN": "填报"}, {"GRAIN": "旱灾 农〔2024〕3号"}))[
        "changed"
    ]
    assert one["lines"] == ["目标：12万亩以上 → 11.5万亩以上"]
    assert one["reason"] == "原因：旱灾 农〔2024〕3号"


@pytest.mark.parametrize("words", [ZH, EN])
def test_it_says_so_where_nothing_changed_and_with_what_it_compared(words):
    before = a_status(a_row("GRAIN"))
    before["year"] = told(before, words=words)
    said = told(a_status(a_row("GRAIN")), before, CLOSED, words=words)
    assert said["changed"] == []
    assert before["year"]["stage"] in said["changed_title"]


def test_figures_awaited_at_the_closing_are_counted():
    short = Step(CLOSED.deed, "wang", CLOSED.at, CLOSED.on, "齐", ("GRAIN", "ROAD"))
    assert "还缺 2 项" in told(a_status(), closed=short)["sentence"]
