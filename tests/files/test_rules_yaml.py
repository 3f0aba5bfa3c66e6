from fractions import Fraction

import pytest

from monitor.core.rule import MemoryKind, Status
from monitor.files.targets_yaml import read_targets
from tests.files.sample_plan import GRAIN, PLAN

DEFAULT = PLAN[PLAN.index("  - name: default") : PLAN.index("  - name: 节点")]
LINE = PLAN[: PLAN.index("  - name: default")].count("\n") + 1


def file_with(*bands, more=""):
    rule = "  - name: default\n    bands:\n" + "".join(f"      - {{{band}}}\n" for band in bands)
    return PLAN.replace(DEFAULT, rule + more) + GRAIN


def problems(*bands, more=""):
    found = read_targets(file_with(*bands, more=more), "t.yaml").problems
    return [(one.code, one.place.line, dict(one.args).get("stretch")) for one in found]


def test_bands_keep_their_bounds_exactly():
    text = file_with('status: on_track, when: ">= -0.1"', 'status: behind, when: "< -0.1"')
    rule = read_targets(text, "t.yaml").plans[0].rule("default")
    assert rule.band(Fraction(-1, 10)).status is Status.ON_TRACK
    assert rule.band(Fraction(-1000001, 10000000)).status is Status.BEHIND


def test_full_width_signs_and_commas_are_read_alike():
    assert not problems(
        'status: ahead, when: "≥5"',
        'status: on_track, when: ">=0，<5"',
        'status: behind, when: "< 0"',
    )


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        pytest.param(
            ('status: on_track, when: "> 0"', 'status: behind, when: "< 0"'),
            [("rules.gap", LINE + 2, "0")],
            id="a single number uncovered",
        ),
        pytest.param(
            ('status: on_track, when: ">= 5"', 'status: behind, when: "< 0"'),
            [("rules.gap", LINE + 2, "[0, 5)")],
            id="a stretch uncovered",
        ),
        pytest.param(
            ('status: on_track, when: ">= 0"', 'status: behind, when: "<= 0, >= -5"'),
            [("rules.gap", LINE + 2, "(-∞, -5)"), ("rules.overlap", LINE + 3, "0")],
            id="without end on one side, twice on the other",
        ),
        pytest.param(
            ('status: on_track, when: ">= -5"', 'status: behind, when: "< 0"'),
            [("rules.overlap", LINE + 3, "[-5, 0)")],
            id="a stretch covered twice",
        ),
        pytest.param(
            ('status: behind, when: "< 0"', 'status: on_track, when: ">= 0"'),
            [("rules.order", LINE + 3, None)],
            id="worst first",
        ),
        pytest.param(
            ('status: on_track, when: ">= 0"', 'status: behind, when: "< 0, < 5"'),
            [("rules.when", LINE + 3, None)],
            id="one side said twice",
        ),
        pytest.param(
            ('status: on_track, when: ">= 0"', 'status: behind, when: "= 0"'),
            [("rules.when", LINE + 3, None)],
            id="a sign we do not have",
        ),
        pytest.param(
            ('status: on_track, when: ">= 0"', 'status: behind, when: "> 5, < 0"'),
            [("rules.nothing_between", LINE + 3, None)],
            id="nothing between",
        ),
        pytest.param(
            (
                'status: on_track, when: ">= 0"',
                'status: behind, when: "< 0, >= -5"',
                'status: behind, when: "< -5"',
            ),
            [("rules.band_twice", LINE + 4, None)],
            id="two bands nobody can tell apart",
        ),
        pytest.param(
            ('status: achieved, when: ">= 0"', 'status: behind, when: "< 0"'),
            [("yaml.not_a_choice", LINE + 2, None)],
            id="a status that is not a rule's to give",
        ),
    ],
)
def test_a_rule_that_does_not_give_every_lead_one_band(bands, expected):
    assert problems(*bands) == expected


TWO = ('status: on_track, when: ">= 0"', 'status: behind, level: 红, when: "< 0"')


def test_memory_speaks_of_levels_the_rule_has():
    more = "    memory: [{kind: streak, periods: 3, level: 红}]\n    idle_after: 2\n"
    rule = read_targets(file_with(*TWO, more=more), "t.yaml").plans[0].rule("default")
    assert (rule.memory[0].kind, rule.memory[0].periods, rule.idle_after) == (
        MemoryKind.STREAK,
        3,
        2,
    )
    more = "    memory: [{kind: streak, periods: 3, level: 紫}]\n"
    assert problems(*TWO, more=more) == [("rules.no_such_level", LINE + 4, None)]


def test_two_rules_of_one_name():
    bands = "[{status: on_track, when: '>= 0'}, {status: behind, when: '< 0'}]"
    again = f"  - {{name: default, bands: {bands}}}\n"
    assert problems(*TWO, more=again) == [("rules.twice", LINE + 4, None)]
