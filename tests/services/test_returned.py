"""Files that came back together: each whole or not at all, tried and taken by the same deed."""

import pytest

from monitor.core.entry_sheet import SheetMark
from monitor.core.observation import Entry, Placed
from monitor.core.problem import Place, problem
from monitor.core.returned import Returned
from monitor.services.observations import Sitting
from monitor.services.returned import Hand, take
from monitor.store import accounts, observations
from tests.builders import a_span
from tests.services.staff import NOW, PLAN, ZONE, actor, settle
from tests.store.rows import adopt


@pytest.fixture
def house(db):
    adopt(db, PLAN)
    settle(db)
    return db


def row(period, value, line=2, file="a.csv", **more):
    entry = Entry("ROAD", a_span(period), value=value, **more)
    return Placed(entry, Place(file, line=line))


def a_file(*rows, name="a.csv", **more):
    return Returned(name, tuple(rows), **more)


def taken(db, *files, by="wang"):
    return take(db, PLAN.code, files, Hand(actor(db, by), Sitting(by, NOW, ZONE)))


def log(db):
    return [(one.period.key, one.given_by) for one in observations.log(db, PLAN)]


def test_good_files_are_written_and_a_bad_row_keeps_its_whole_file_out(house):
    good = a_file(row("2024-05", "10"))
    bad = a_file(
        row("2024-06", "11", file="b.csv"),
        row("2024-07", "viel", line=3, file="b.csv"),
        name="b.csv",
    )
    one, other = taken(house, good, bad)
    assert (one.written, one.units, one.good) == (1, ("JTJ",), True)
    assert [(fault.place.file, fault.place.line) for fault in other.faults] == [("b.csv", 3)]
    assert log(house) == [("2024-05", "a.csv")]


def test_what_could_not_be_read_keeps_what_could_out_of_the_same_file(house):
    broken = problem("book.period_day", text="x").at(Place("a.csv", line=9))
    (one,) = taken(house, a_file(row("2024-05", "10"), faults=(broken,)))
    assert (one.faults, log(house)) == ((broken,), [])


def test_faults_of_reading_and_of_judging_are_told_together(house):
    broken = problem("book.period_day", text="x").at(Place("a.csv", line=9))
    (one,) = taken(house, a_file(row("2024-05", "viel"), faults=(broken,)))
    assert [fault.place.line for fault in one.faults] == [9, 2]


def test_the_same_cell_in_two_files_is_at_fault_in_both(house):
    usual = row("2024-05", "10", source="部门调度数", file="b.csv")
    one, other = taken(house, a_file(row("2024-05", "10")), a_file(usual, name="b.csv"))
    assert [f.code for f in (*one.faults, *other.faults)] == ["desk.files.twice"] * 2
    assert dict(one.faults[0].args)["other"] == "b.csv:2"
    assert log(house) == []


def test_other_sources_of_one_cell_may_come_together(house):
    census = row("2024-05", "10.1", source="统计部门核定数", file="b.csv")
    files = taken(house, a_file(row("2024-05", "10")), a_file(census, name="b.csv"))
    assert [one.written for one in files] == [1, 1]


def test_a_sheet_made_for_another_plan_is_not_taken(house):
    mark = SheetMark("P2023", "JTJ", "2024-05", "")
    (one,) = taken(house, a_file(row("2024-05", "10"), mark=mark))
    assert [fault.code for fault in one.faults] == ["desk.files.other_plan"]
    assert log(house) == []


def test_a_sheet_in_which_nothing_was_filled_in_is_no_fault(house):
    mark = SheetMark(PLAN.code, "JTJ", "2024-05", "")
    (one,) = taken(house, a_file(mark=mark))
    assert (one.good, one.untouched, one.units) == (True, True, ("JTJ",))


def test_what_changed_since_the_sheet_was_made_is_told_and_no_fault(house):
    mark = SheetMark(PLAN.code, "JTJ", "2024-05", "", {("GONE", ""): "1公里"})
    (one,) = taken(house, a_file(row("2024-05", "10"), mark=mark))
    assert ([hint.code for hint in one.hints], one.written) == (["workbook.withdrawn"], 1)


def test_who_may_not_enter_for_a_unit_takes_no_file_of_it_in(house):
    (one,) = taken(house, a_file(row("2024-05", "10")), by="zhao")
    assert not one.good
    assert log(house) == []


def test_the_same_files_again_write_nothing(house):
    taken(house, a_file(row("2024-05", "10")))
    (one,) = taken(house, a_file(row("2024-05", "10"), name="noch.csv"))
    assert (one.written, one.unchanged) == (0, 1)
    assert len(log(house)) == 1


def test_each_file_is_audited_by_its_name(house):
    taken(house, a_file(row("2024-05", "10")))
    line = accounts.audit_lines(house)[-1]
    assert (line.action, line.detail) == ("observations.record", {"count": 1, "file": "a.csv"})
