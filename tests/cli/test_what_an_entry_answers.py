"""What an entry answers, and what it is held against: days, not the names of periods.

Each transcript is one office's quarter as its clerk types it.
"""

OCTOBER = "2024-10-08T10:00:00+08:00"
NOVEMBER = "2024-11-05T10:00:00+08:00"


def enter(office, words, *, known_at=OCTOBER):
    return office(f"record {words} --known-at {known_at}")


def test_one_day_has_one_figure_however_its_period_is_called(office):
    """A running total for June is the one for the second quarter."""
    enter(office, "RURAL-ROADS 8.1公里 --period 2024-06")
    assert enter(office, "RURAL-ROADS 8.1公里 --period 2024-Q2").out.endswith("一致，未写入\n")
    refused = enter(office, "RURAL-ROADS 9公里 --period 2024-Q2")
    assert (refused.code, refused.faults) == (
        1,
        ["RURAL-ROADS 2024-Q2 已有填报 8.1，现填 9：更正须写明原因"],
    )


def test_a_figure_for_the_whole_year_does_not_answer_for_the_months_to_come(office):
    """Entered in October it speaks of October; November is owed like before."""
    enter(office, "RURAL-ROADS 18公里 --period 2024")
    then = {"as_of": "2024-11-30", "known_at": "2024-12-20T09:00:00+08:00"}
    row = office.row("RURAL-ROADS", **then)
    assert (row["actual"], row["data_date"]) == ("18", "2024-10-08")
    assert "stale" in row["flags"]
    enter(office, "RURAL-ROADS 21公里 --period 2024-10", known_at=NOVEMBER)
    row = office.row("RURAL-ROADS", **then)
    assert (row["actual"], row["data_date"], "restated" in row["flags"]) == (
        "21",
        "2024-10-31",
        False,
    )


def test_the_running_month_may_be_told_again_on_a_later_day(office):
    enter(office, "RURAL-ROADS 18公里 --period 2024-10")
    assert enter(office, "RURAL-ROADS 19公里 --period 2024-10").code == 1
    later = enter(office, "RURAL-ROADS 19公里 --period 2024-10", known_at=NOVEMBER)
    assert (later.code, later.out) == (0, "已记录 RURAL-ROADS\n")


def test_history_loaded_behind_a_newer_figure_leaves_the_newer_one_counting(office):
    enter(office, "RURAL-ROADS 18公里 --period 2024-09")
    enter(office, "RURAL-ROADS 17公里 --period 2024-09 --reason 当时口径", known_at="2024-10-02")
    assert office.row("RURAL-ROADS")["actual"] == "18"
    assert office.row("RURAL-ROADS", known_at="2024-10-03")["actual"] == "17"
    assert enter(office, "RURAL-ROADS 18公里 --period 2024-09").out.endswith("一致，未写入\n")


def test_a_reason_of_spaces_is_none(office):
    enter(office, "RURAL-ROADS 18公里 --period 2024-09")
    said = office(
        "record RURAL-ROADS 17公里 --period 2024-09 --known-at", OCTOBER, "--reason", "  "
    )
    assert (said.code, office.row("RURAL-ROADS")["actual"]) == (1, "18")


def test_the_day_of_a_stage_is_corrected_with_a_reason(office):
    reached = "PRJ-WANGFUJING --stage 签约 --period 2024-Q2 --on"
    enter(office, f"{reached} 2024-06-01")
    refused = enter(office, f"{reached} 2024-06-05")
    assert refused.faults == [
        "PRJ-WANGFUJING 2024-Q2 已有填报 签约 2024-06-01，现填 签约 2024-06-05：更正须写明原因"
    ]
    assert enter(office, f"{reached} 2024-06-05 --reason 以合同为准").code == 0


def test_no_change_and_a_figure_contradict_each_other(office):
    enter(office, "RURAL-ROADS --no-change --period 2024-08")
    assert enter(office, "RURAL-ROADS 18公里 --period 2024-08").faults == [
        "RURAL-ROADS 2024-08 已填“无变化”，现填 18：更正须写明原因"
    ]
    enter(office, "RURAL-ROADS 18公里 --period 2024-09")
    assert enter(office, "RURAL-ROADS --no-change --period 2024-09").faults == [
        "RURAL-ROADS 2024-09 已有填报 18，现填“无变化”：更正须写明原因"
    ]


def test_a_code_in_small_letters_is_recognized_in_the_hint(office):
    assert "(GRAIN-AREA?)" in enter(office, "grain-area 3 --period 2024-06").err
