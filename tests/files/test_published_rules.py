"""The rules of docs/rules.md: each is read, covers every lead, and judges as published."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from monitor.core.rule import flaws
from monitor.files.targets_yaml import read_targets

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
(BLOCK,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
PLAN = """
units:
  - {code: U, name: 某局}
plans:
  - code: P
    title: 计划
    place: 某区
    year: 2024
    source: 演示
    sources: [{name: 部门调度数}]
    defaults: {rule: 银川}
    targets:
      - {code: T, number: "1", name: 路, goal: 10公里, reported_as: cumulative, responsible: U}
"""
READ = read_targets("version: 1\n" + BLOCK + PLAN, "rules.md")
RULES = {rule.name: rule for plan in READ.plans for rule in plan.rules}


def test_every_rule_of_the_page_is_read():
    assert READ.problems == ()
    assert len(RULES) == 8


@pytest.mark.parametrize("name", RULES)
def test_every_lead_earns_exactly_one_class(name):
    assert flaws(RULES[name].bands) == ()


@pytest.mark.parametrize(
    ("name", "lead", "level"),
    [
        ("银川", "-10", "黄"),
        ("银川", "-30", "黄"),
        ("银川", "-30.01", "红"),
        ("三亚投资", "-0.5", "黄"),
        ("三亚投资", "-0.51", "红"),
        ("武汉", "-0.2", "蓝"),
        ("武汉", "-0.21", "黄"),
        ("武汉", "-0.41", "红"),
        ("新晃", "-0.2", None),
        ("新晃", "-0.21", "督导"),
        ("新晃", "-0.41", "黄牌"),
        ("工期", "-7", "黄"),
        ("工期", "-8", "橙"),
        ("工期", "-15", "红"),
        ("陇县", "-1", "较差"),
    ],
)
def test_it_judges_as_published(name, lead, level):
    assert RULES[name].band(Fraction(lead)).level == level


def test_blue_is_good_where_the_office_says_so():
    assert RULES["陇县"].band(Fraction(6)).colour == "blue"


@pytest.mark.parametrize(("name", "memories"), [("三亚各区", 1), ("瓯海", 1), ("武汉", 0)])
def test_what_a_rule_remembers_is_read_too(name, memories):
    assert len(RULES[name].memory) == memories
