"""Which reminder leaves on which day: counted in working days from the day a figure is due."""

from datetime import date

import pytest

from monitor.core.reminder import Reminders, Step, due_today, working_days
from monitor.core.workdays import WorkCalendar
from tests.builders import PLAIN_WEEKS

RULE = Reminders(before=3, after=2, head=4, leader=7)
FRIDAY = date(2024, 9, 6)
HOLIDAY = WorkCalendar(frozenset({date(2024, 9, 4)}), frozenset({date(2024, 9, 7)}), frozenset())


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2024, 9, 2), None),
        (date(2024, 9, 3), Step.BEFORE),
        (date(2024, 9, 5), None),
        (FRIDAY, Step.DUE),
        (date(2024, 9, 9), None),
        (date(2024, 9, 10), Step.AFTER),
        (date(2024, 9, 12), Step.HEAD),
        (date(2024, 9, 17), Step.LEADER),
        (date(2024, 9, 18), None),
    ],
)
def test_each_step_has_its_one_day(today, step):
    assert RULE.step(FRIDAY, today, PLAIN_WEEKS) is step


def test_holidays_and_working_weekends_are_counted_as_the_office_works():
    assert RULE.step(FRIDAY, date(2024, 9, 3), HOLIDAY) is None
    assert RULE.step(FRIDAY, date(2024, 9, 2), HOLIDAY) is Step.BEFORE
    assert working_days(FRIDAY, date(2024, 9, 7), HOLIDAY) == 1
    assert working_days(FRIDAY, date(2024, 9, 8), HOLIDAY) == 0


def test_what_is_left_out_never_leaves():
    quiet = Reminders(before=0, after=0)
    days = [date(2024, 9, day) for day in range(1, 29)]
    left = {quiet.step(FRIDAY, day, PLAIN_WEEKS) for day in days}
    assert left == {None, Step.DUE}


def test_on_a_day_off_nobody_is_reminded():
    assert due_today((), RULE, date(2024, 9, 7), PLAIN_WEEKS) == {}
