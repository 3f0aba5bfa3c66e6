import pytest

from monitor.files.targets_yaml import read_targets
from tests.files.sample_plan import plan


def read(*rows):
    """The faults and warnings of a file with these rows for AGRI and other units."""
    lines = "".join(f"  - {{{row}}}\n" for row in rows)
    text = plan().replace("  - {code: AGRI, name: 区农业农村局, parent: GOV}\n", lines)
    found = read_targets(text, "targets.yaml")
    return [f"{one.code}:{one.place.line}" for one in (*found.problems, *found.warnings)]


FOOD = "code: FOOD, name: 区粮食局"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("successor: FOOD", "units.no_until:4"),
        ("until: 2024-06-30, successor: AGRI", "units.itself:4"),
        ("until: 2024-06-30, successor: NOBODY", "targets.no_such_unit:4"),
        ("until: 2024-06-30, successors: [FOOD]", "units.one_only:4"),
        ("until: 2024-06-30, successor: FOOD, successors: [FOOD, GOV]", "units.both:4"),
        ("until: 2024-06-30, successors: [FOOD, GOV]", "units.which:28"),
        ("until: 2024-06-30", "units.nobody:28"),
    ],
)
def test_what_a_row_says_of_its_end_must_lead_somewhere(row, fault):
    assert fault in read(f"code: AGRI, name: 区农业农村局, {row}", FOOD)


def test_an_heir_must_be_there_on_the_day_after():
    late = f"{FOOD}, since: 2024-08-01"
    closed = "code: AGRI, name: 区农业农村局, until: 2024-06-30, successor: FOOD"
    assert read(closed, late) == ["units.heir_absent:4"]
    assert read(closed, f"{FOOD}, until: 2024-06-30") == ["units.heir_absent:4"]
    assert read(closed, f"{FOOD}, since: 2024-07-01") == []


def test_a_name_that_goes_on_was_not_closed():
    old = "code: AGRI, name: 区农业农村局, until: 2024-06-30, successor: FOOD"
    assert read(old, "code: AGRI, name: 区农业局, since: 2024-07-01", FOOD) == ["units.goes_on:4"]


def test_a_target_that_was_over_by_then_may_name_the_closed_unit():
    assert read("code: AGRI, name: 区农业农村局, until: 2024-12-31", FOOD) == []


def test_the_unit_that_gives_a_number_must_be_one_of_the_file():
    for code, faults in (("AGRI", []), ("TJJ", ["targets.no_such_unit"])):
        found = read_targets(plan(f"reported_by: {code}"), "targets.yaml")
        assert [one.code for one in found.problems] == faults
