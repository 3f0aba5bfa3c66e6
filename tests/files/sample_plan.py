"""A small plan whose lines tests can point at: ``PLAN`` has line 1 at ``version``."""

PLAN = """\
version: 1
units:
  - {code: GOV, name: 区政府}
  - {code: AGRI, name: 区农业农村局, parent: GOV}
ladders:
  project: [签约, 开工, 竣工]
profiles:
  grain: [0, 0, 0, 0, 0, 3, 5, 5, 20, 80, 100, 100]
rules:
  - name: default
    bands:
      - {status: on_track, when: ">= 0"}
      - {status: behind, level: 红, when: "< 0", colour: red}
  - name: 节点
    yardstick: days
    bands: [{status: on_track, when: ">= 0"}, {status: behind, when: "< 0"}]
  - {name: 定性, bands: [{status: on_track, when: ">= 0"}, {status: behind, when: "< 0"}]}
plans:
  - code: P24
    title: 演示计划
    year: 2024
    sources: [{name: 预计数, provisional: true}, {name: 部门调度数}]
    targets:
"""
GRAIN = """\
      - code: GRAIN
        name: 粮食生产面积
        goal: 12万亩以上
        responsible: AGRI
"""
FIRST = PLAN.count("\n") + 1
"""The line of the first target's code."""


def plan(*lines: str, target: str = GRAIN) -> str:
    """The sample with one target, to which ``lines`` are added."""
    return PLAN + target + "".join(f"        {line}\n" for line in lines)
