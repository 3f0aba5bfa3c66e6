"""The cross-checks of a plan: read as declared, each mistake told at its line."""

from decimal import Decimal

import pytest

from monitor.core.cross_check import CrossCheck, Relation
from monitor.files.targets_yaml import read_targets
from tests.files.sample_plan import GRAIN, PLAN

OUTPUT = GRAIN.replace("GRAIN", "OUTPUT").replace("12万亩", "3900万公斤")


def read(*checks):
    lines = "".join(f"      - {one}\n" for one in checks)
    return read_targets(PLAN + GRAIN + OUTPUT + f"    checks:\n{lines}", "targets.yaml")


def test_each_relation_is_read():
    found = read(
        "{name: 单产, of: OUTPUT, per: GRAIN, between: 0.2吨..600}",
        "{name: 不多于, of: GRAIN, at_most: OUTPUT}",
        "{name: 合计, of: OUTPUT, sum: [GRAIN], tolerance: 1%}",
    )
    per = CrossCheck("单产", Relation.PER, "OUTPUT", ("GRAIN",), Decimal(200), Decimal(600))
    most = CrossCheck("不多于", Relation.AT_MOST, "GRAIN", ("OUTPUT",))
    total = CrossCheck("合计", Relation.SUM, "OUTPUT", ("GRAIN",), tolerance=Decimal("0.01"))
    assert found.plans[0].checks == (per, most, total)


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("{name: 单产, of: OUTPUT}", "checks.one_relation"),
        ("{name: 单产, of: OUTPUT, per: GRAIN, at_most: GRAIN}", "checks.one_relation"),
        ("{name: 单产, of: OUTPUT, per: GRAIN, between: 600..200}", "checks.between"),
        ("{name: 单产, of: OUTPUT, per: GRAIN, between: 600}", "checks.between"),
        ("{name: 单产, of: OUTPUT, per: GRAIN, between: 1公里..2}", "measure.other"),
        ("{name: 单产, of: OUTPUT, per: GRAIN}", "yaml.missing"),
        ("{name: 合计, of: OUTPUT, sum: [GRAIN], tolerance: 0.01}", "targets.percent"),
        ("{name: 合计, of: OUTPUT, sums: [GRAIN]}", "yaml.unknown_key_like"),
    ],
)
def test_a_mistake_is_told_at_its_line(check, code):
    faults = read(check).problems
    line = (PLAN + GRAIN + OUTPUT).count("\n") + 2
    assert code in {one.code for one in faults}
    assert {one.place.line for one in faults} == {line}


@pytest.mark.parametrize("check", ["of: NONE, at_most: GRAIN", "of: GRAIN, at_most: NONE"])
def test_a_target_that_is_not_there_any_more_is_warned_of(check):
    found = read(f"{{name: 不多于, {check}}}")
    assert (found.problems, [one.code for one in found.warnings]) == (
        (),
        ["checks.no_such_target"],
    )
