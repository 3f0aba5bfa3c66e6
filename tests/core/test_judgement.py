"""The verdicts of DESIGN section 4, read as sentences."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.assessment import Assessment, Promise, assess
from monitor.core.fold import standings
from monitor.core.goal import Direction
from monitor.core.judgement import TASK_WORDS
from monitor.core.measure import find_measure
from monitor.core.observation import Observation
from monitor.core.pace import Milestone, Pace, PaceKind
from monitor.core.rule import Memory, MemoryKind, Status, Yardstick
from monitor.core.target import Kind, Part, ReportedAs, Target
from tests.builders import (
    DEFAULT_RULE,
    STAGE_RULE,
    a_list,
    a_plan,
    a_project,
    a_stage,
    a_target,
    an_observation,
    asked,
)

SEP_30 = date(2024, 9, 30)
YEAR_END = date(2024, 12, 31)
NEXT_YEAR = date(2025, 1, 2)
DUE_OVER = date(2025, 1, 20)


def judged(
    target: Target, *log: Observation, as_of: date = SEP_30, known: date | None = None, rule=None
) -> Assessment:
    plan = a_plan(target)
    if rule:
        plan = replace(plan, rules=(*plan.rules, rule))
        target = replace(target, rule=rule.name)
    rows = standings(target, "", log, plan=plan)
    return assess(Promise(target), plan, {"": rows} if rows else {}, asked=asked(as_of, known))


@pytest.mark.parametrize(
    ("done", "status", "level"),
    [
        pytest.param("25.93", Status.ACHIEVED, None, id="the goal reached is achieved"),
        pytest.param("20.7440", Status.AHEAD, None, id="exactly five points ahead is ahead"),
        pytest.param("20.743", Status.ON_TRACK, None, id="a metre less is on track"),
        pytest.param("19.4475", Status.ON_TRACK, None, id="exactly on pace is on track"),
        pytest.param("19.4474", Status.BEHIND, "蓝", id="ten centimetres less is behind"),
        pytest.param("16.8545", Status.BEHIND, "黄", id="exactly ten points behind is yellow"),
        pytest.param("11.6685", Status.BEHIND, "黄", id="exactly thirty points behind is yellow"),
        pytest.param("11.6684", Status.BEHIND, "红", id="more than thirty is red"),
        pytest.param("0", Status.BEHIND, "红", id="zero is a fact"),
    ],
)
def test_the_default_rule_at_three_quarters_of_the_year(done, status, level):
    row = judged(a_target(), an_observation("2024-09", done))
    assert (row.status, row.verdict.level) == (status, level)


def test_nothing_reported_is_not_zero():
    row = judged(a_target())
    assert (row.status, row.actual, row.attainment, row.data_date) == (
        Status.NO_DATA,
        None,
        None,
        None,
    )


@pytest.mark.parametrize("days", range(1, 366))
def test_exactly_on_pace_is_on_track_every_single_day(days):
    target = a_target(goal=Decimal(366), pace=Pace(PaceKind.LINEAR_DAYS))
    day = date(2023, 12, 31) + timedelta(days)
    row = judged(target, an_observation("2024", str(days), on_day=day), as_of=day)
    assert row.status is Status.ON_TRACK


@pytest.mark.parametrize("days", range(1, 366))
def test_one_part_in_a_million_less_is_behind_every_single_day(days):
    target = a_target(goal=Decimal(366), pace=Pace(PaceKind.LINEAR_DAYS))
    day = date(2023, 12, 31) + timedelta(days)
    short = str(Decimal(days) - Decimal("0.000001"))
    row = judged(target, an_observation("2024", short, on_day=day), as_of=day)
    assert row.status is Status.BEHIND


def test_pace_is_measured_at_the_data_date_not_at_the_day_asked():
    june = an_observation("2024-06", "12.965")
    assert judged(a_target(), june).status is Status.ON_TRACK
    assert judged(a_target(), june).pace == Fraction(1, 2)


def test_a_figure_that_speaks_of_a_later_day_does_not_count():
    log = (an_observation("2024-06", "12.965"), an_observation("2024-10", "0"))
    assert judged(a_target(), *log).actual == Decimal("12.965")


class TestAchieved:
    def test_early_before_the_deadline(self):
        assert judged(a_target(), an_observation("2024-08", "26")).flags[0] == "early"

    def test_not_early_once_the_deadline_is_there(self):
        row = judged(a_target(), an_observation("2024-08", "26"), as_of=YEAR_END)
        assert (row.status, "early" in row.flags) == (Status.ACHIEVED, False)

    def test_late_if_only_a_later_figure_meets_it(self):
        log = (an_observation("2024-12", "25"), an_observation("2025-01", "26"))
        row = judged(a_target(), *log, as_of=date(2025, 2, 1))
        assert (row.status, row.flags[0]) == (Status.ACHIEVED, "late")

    def test_falling_back_takes_it_away(self):
        log = (an_observation("2024-08", "26"), an_observation("2024-09", "19.5", seq=2))
        row = judged(a_target(), *log)
        assert (row.status, "fell_back" in row.flags) == (Status.ON_TRACK, True)

    def test_a_correction_downwards_takes_it_away_too(self):
        first = an_observation("2024-09", "26")
        second = replace(first, value=Decimal(19), seq=2, revision=2, reason="重复计算")
        row = judged(a_target(), first, second)
        assert {"fell_back", "restated"} <= set(row.flags)

    def test_resting_on_an_estimate_is_provisional(self):
        row = judged(a_target(), an_observation("2024-09", "26", source="预计数"))
        assert "provisional" in row.flags

    def test_a_level_is_achieved_only_from_the_deadline_on(self):
        level = a_target(reported_as=ReportedAs.LEVEL, pace=Pace(PaceKind.FLAT))
        assert judged(level, an_observation("2024-09", "26")).status is Status.ON_TRACK
        final = judged(level, an_observation("2024-12", "26"), as_of=YEAR_END)
        assert final.status is Status.ACHIEVED

    def test_a_ceiling_is_kept_only_at_the_deadline(self):
        ceiling = a_target(direction=Direction.AT_MOST)
        assert judged(ceiling, an_observation("2024-09", "1")).status is Status.AHEAD
        final = judged(ceiling, an_observation("2024-12", "25"), as_of=YEAR_END)
        assert final.status is Status.ACHIEVED


class TestMissed:
    def test_the_first_of_january_turns_nothing_red_by_itself(self):
        november = an_observation("2024-11", "24")
        row = judged(a_target(), november, as_of=NEXT_YEAR)
        assert (row.status, "awaiting_final" in row.flags) == (Status.ON_TRACK, True)

    def test_the_final_figure_short_of_the_goal_is_missed(self):
        row = judged(a_target(), an_observation("2024-12", "25.92"), as_of=NEXT_YEAR)
        assert row.status is Status.MISSED

    def test_no_final_figure_when_its_due_day_has_passed_is_missed_and_overdue(self):
        row = judged(a_target(), an_observation("2024-11", "25"), as_of=DUE_OVER)
        assert (row.status, "overdue" in row.flags) == (Status.MISSED, True)

    def test_a_broken_ceiling_is_missed_at_once(self):
        ceiling = a_target(direction=Direction.AT_MOST)
        assert judged(ceiling, an_observation("2024-09", "26")).status is Status.MISSED

    def test_a_level_above_its_ceiling_on_the_way_is_only_behind(self):
        level = a_target(
            direction=Direction.AT_MOST, reported_as=ReportedAs.LEVEL, pace=Pace(PaceKind.FLAT)
        )
        assert judged(level, an_observation("2024-09", "26")).status is Status.BEHIND


class TestWaiting:
    def test_a_goal_not_issued_comes_before_everything(self):
        row = judged(a_target(goal=None), an_observation("2024-09", "3"))
        assert (row.status, row.actual) == (Status.GOAL_PENDING, Decimal(3))

    def test_nothing_is_due_before_the_first_month_ends(self):
        row = judged(a_target(), as_of=date(2024, 1, 30))
        assert row.status is Status.NOT_DUE

    def test_grain_is_not_due_before_the_harvest(self):
        shares = tuple(map(Decimal, (0, 0, 0, 0, 0, 3, 5, 5, 20, 80, 100, 100)))
        grain = a_target(pace=Pace(PaceKind.PROFILE, "grain", shares))
        assert judged(grain, as_of=date(2024, 5, 31)).status is Status.NOT_DUE
        assert judged(grain, as_of=date(2024, 6, 30)).status is Status.NO_DATA

    def test_silence_past_the_due_day_is_overdue_and_stale_with_the_idle_verdict(self):
        row = judged(a_target(), as_of=SEP_30, known=date(2024, 10, 20))
        assert {"overdue", "stale"} <= set(row.flags)
        assert row.idle is not None
        assert (row.idle.status, row.idle.level) == (Status.BEHIND, "红")

    def test_a_period_is_not_stale_before_its_due_day(self):
        august = an_observation("2024-08", "20")
        assert "stale" not in judged(a_target(), august).flags
        assert "stale" in judged(a_target(), august, known=date(2024, 10, 9)).flags

    def test_silence_does_not_pay(self):
        row = judged(a_target(), an_observation("2024-06", "12.965"), known=date(2024, 10, 9))
        assert row.status is Status.ON_TRACK
        assert row.idle is not None
        assert (row.idle.status, row.idle.lead) == (Status.BEHIND, Fraction(-25))

    def test_a_rule_may_make_the_idle_judgement_the_verdict(self):
        strict = replace(DEFAULT_RULE, name="strict", idle_after=3)
        june = an_observation("2024-06", "12.965")
        row = judged(a_target(), june, known=date(2024, 10, 9), rule=strict)
        assert (row.status, row.verdict.level) == (Status.BEHIND, "黄")

    def test_what_is_achieved_is_no_longer_owed(self):
        row = judged(a_target(), an_observation("2024-06", "26"), known=date(2024, 10, 20))
        assert "stale" not in row.flags

    def test_no_change_moves_the_data_date(self):
        log = (
            an_observation("2024-06", "12.965"),
            an_observation("2024-09", None, no_change=True, seq=2),
        )
        row = judged(a_target(), *log)
        assert (row.data_date, row.actual, row.verdict.level) == (SEP_30, Decimal("12.965"), "黄")


class TestSources:
    def test_a_lower_source_never_displaces_a_higher_one(self):
        log = (
            an_observation("2024-09", "20", source="统计部门核定数"),
            an_observation("2024-09", "24", source="部门调度数", seq=2),
        )
        row = judged(a_target(), *log)
        assert (row.actual, row.data_source) == (Decimal(20), "统计部门核定数")
        assert row.difference is not None
        assert (row.difference.shown, row.difference.other) == (Decimal(20), Decimal(24))

    def test_what_waits_for_approval_does_not_count(self):
        assert judged(a_target(), an_observation("2024-09", "20", approved=False)).actual is None


class TestFiguresOfAPeriod:
    def test_they_add_up_over_the_unbroken_run(self):
        flow = a_target(reported_as=ReportedAs.PERIOD)
        log = [an_observation(f"2024-{m:02}", "2", seq=m) for m in range(1, 10)]
        assert judged(flow, *log).actual == Decimal(18)

    def test_a_hole_stops_the_sum_and_is_told(self):
        flow = a_target(reported_as=ReportedAs.PERIOD)
        log = [an_observation(f"2024-{m:02}", "2", seq=m) for m in (1, 2, 4)]
        row = judged(flow, *log)
        assert (row.actual, row.data_date, "gap" in row.flags) == (
            Decimal(4),
            date(2024, 2, 29),
            True,
        )

    def test_a_month_without_a_figure_is_answered_with_the_next(self):
        flow = a_target(reported_as=ReportedAs.PERIOD, no_figure_in=frozenset({1}))
        both = an_observation("2024-01..2024-02", "5")
        alone = an_observation("2024-02", "5")
        march = an_observation("2024-03", "2", seq=2)
        assert judged(flow, both, march).actual == Decimal(7)
        assert judged(flow, alone, march).actual == Decimal(7)


class TestYardsticks:
    def test_wuhan_judges_by_the_ratio_to_expected(self):
        ratio = replace(DEFAULT_RULE, name="ratio", yardstick=Yardstick.RATIO)
        row = judged(a_target(goal=Decimal(100)), an_observation("2024-06", "40"), rule=ratio)
        assert row.verdict.lead == Fraction(-1, 5)

    def test_a_percentage_is_judged_in_its_own_points(self):
        rate = a_target(
            goal=Decimal(7),
            spoken=find_measure("%"),
            reported_as=ReportedAs.RATE,
            pace=Pace(PaceKind.FLAT),
        )
        row = judged(rate, an_observation("2024-09", "6.1"))
        assert (row.verdict.lead, row.attainment) == (Fraction(-9, 10), None)

    def test_share_compares_the_step_of_the_period(self):
        share = replace(DEFAULT_RULE, name="share", yardstick=Yardstick.SHARE)
        target = a_target(goal=Decimal(120))
        log = (an_observation("2024-05", "50"), an_observation("2024-06", "58", seq=2))
        assert judged(target, *log, rule=share).verdict.lead == Fraction(-1, 5)

    def test_a_goal_of_nothing_broken_is_the_worst_level(self):
        none = a_target(goal=Decimal(0), direction=Direction.AT_MOST, pace=Pace(PaceKind.FLAT))
        level = replace(none, reported_as=ReportedAs.LEVEL)
        assert judged(level, an_observation("2024-09", "0")).status is Status.ON_TRACK
        assert judged(level, an_observation("2024-09", "1")).verdict.level == "红"

    def test_about_forgives_its_tolerance(self):
        about = a_target(direction=Direction.ABOUT, tolerance=Decimal("0.5"))
        done = judged(about, an_observation("2024-12", "25.43"), as_of=YEAR_END)
        short = judged(about, an_observation("2024-12", "25.42"), as_of=YEAR_END)
        assert (done.status, short.status) == (Status.ACHIEVED, Status.MISSED)

    def test_between_leads_by_the_nearer_end(self):
        between = a_target(
            goal=None,
            low=Decimal(4),
            high=Decimal(6),
            direction=Direction.BETWEEN,
            pace=Pace(PaceKind.FLAT),
            reported_as=ReportedAs.LEVEL,
        )
        assert judged(between, an_observation("2024-09", "5.5")).verdict.lead == Fraction(1, 4)
        assert judged(between, an_observation("2024-09", "3")).status is Status.BEHIND

    def test_milestones_expect_what_was_agreed_by_the_day(self):
        steps = (Milestone(date(2024, 6, 30), Decimal(10)), Milestone(SEP_30, Decimal(15)))
        target = a_target(pace=Pace(PaceKind.MILESTONES, milestones=steps))
        assert judged(target, an_observation("2024-08", "10")).expected == Fraction(10)
        assert judged(target, an_observation("2024-09", "10")).expected == Fraction(15)


class TestStages:
    def test_behind_is_a_planned_day_passed_in_days(self):
        row = judged(a_project(), a_stage("签约", date(2024, 2, 1), "2024-Q2"), as_of=SEP_30)
        assert (row.status, row.verdict.lead) == (Status.BEHIND, Fraction(-91))

    def test_on_plan_once_what_was_planned_is_passed(self):
        row = judged(a_project(), a_stage("开工", date(2024, 3, 20), "2024-Q2"))
        assert (row.status, row.stage, row.actual) == (Status.ON_TRACK, "开工", None)

    def test_achieved_by_the_stage_the_promise_names(self):
        row = judged(a_project(), a_stage("竣工", date(2024, 9, 1), "2024-Q3"))
        assert (row.status, "early" in row.flags) == (Status.ACHIEVED, True)

    def test_without_planned_days_nothing_is_due_before_the_deadline(self):
        bare = a_project(planned=(), pace=Pace(PaceKind.DUE_ONLY))
        row = judged(bare, a_stage("签约", date(2024, 2, 1), "2024-Q2"))
        assert (row.status, row.stage) == (Status.NOT_DUE, "签约")

    def test_a_report_of_nothing_done_is_not_started(self):
        row = judged(a_project(), an_observation("2024-Q2", None, no_change=True))
        assert row.status is Status.NOT_STARTED

    def test_a_list_counts_the_items_at_the_stage_promised(self):
        villages = a_list()
        log = [
            a_stage("验收", date(2024, 8, 1), "2024-Q3", target="VILLAGES", item="南垂"),
            a_stage("完工", date(2024, 8, 1), "2024-Q3", target="VILLAGES", item="果园", seq=2),
        ]
        row = judged(villages, *log)
        assert (row.actual, row.remaining, row.status) == (Decimal(1), Decimal(2), Status.NOT_DUE)


class TestTasks:
    TASK = a_project(
        code="TASK", kind=Kind.TASK, ladder=TASK_WORDS, planned=(), pace=Pace(PaceKind.FLAT)
    )

    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("已完成", Status.ACHIEVED),
            ("按计划", Status.ON_TRACK),
            ("滞后", Status.BEHIND),
            ("未启动", Status.NOT_STARTED),
        ],
    )
    def test_the_word_decides(self, word, status):
        one = an_observation("2024-Q3", None, stage=word, target="TASK")
        assert judged(self.TASK, one).status is status


class TestMemory:
    RULE = replace(
        DEFAULT_RULE,
        name="memory",
        memory=(
            Memory(MemoryKind.STREAK, "红", periods=2),
            Memory(MemoryKind.MADE_GOOD, "黄", level_before="红"),
        ),
    )

    def test_behind_two_periods_in_a_row_becomes_red(self):
        log = (an_observation("2024-05", "10"), an_observation("2024-06", "12", seq=2))
        assert judged(a_target(), *log, rule=self.RULE).verdict.level == "红"

    def test_behind_once_keeps_its_level(self):
        log = (an_observation("2024-05", "11"), an_observation("2024-06", "12", seq=2))
        assert judged(a_target(), *log, rule=self.RULE).verdict.level == "蓝"

    def test_a_red_made_good_turns_yellow(self):
        log = (an_observation("2024-08", "1"), an_observation("2024-09", "20", seq=2))
        assert judged(a_target(), *log, rule=self.RULE).verdict.level == "黄"


class TestSplit:
    def test_it_has_the_earliest_data_date_of_its_parts(self):
        parts = (Part("A", Decimal(10)), Part("B", Decimal("15.93")))
        target = a_target(parts=parts)
        plan = a_plan(target)
        rows = {
            "A": standings(target, "A", [an_observation("2024-09", "8")], plan=plan),
            "B": standings(target, "B", [an_observation("2024-08", "9")], plan=plan),
        }
        row = assess(Promise(target), plan, rows, asked=asked(SEP_30))
        assert row.data_date == date(2024, 8, 31)
        assert [part.actual for part in row.parts] == [Decimal(8), Decimal(9)]

    def test_a_silent_part_leaves_the_whole_unknown(self):
        target = a_target(parts=(Part("A", Decimal(10)), Part("B", Decimal("15.93"))))
        plan = a_plan(target)
        rows = {"A": standings(target, "A", [an_observation("2024-09", "8")], plan=plan)}
        assert assess(Promise(target), plan, rows, asked=asked(SEP_30)).actual is None


@given(
    first=st.decimals(0, 30, places=2),
    more=st.decimals(0, 30, places=2),
    month=st.integers(1, 11),
)
def test_entering_more_never_worsens_an_at_least_target(first, more, month):
    order = [Status.BEHIND, Status.ON_TRACK, Status.AHEAD, Status.ACHIEVED]
    levels = ["红", "黄", "蓝", None]
    period, day = f"2024-{month:02}", YEAR_END

    def rank(done: Decimal) -> tuple[int, int]:
        row = judged(a_target(), an_observation(period, str(done)), as_of=day)
        status = Status.BEHIND if row.status is Status.MISSED else row.status
        return (order.index(status), levels.index(row.verdict.level))

    assert rank(first + more) >= rank(first)


def test_the_stage_rule_covers_every_lead_it_is_asked():
    assert STAGE_RULE.band(Fraction(-1)).level == "蓝"
