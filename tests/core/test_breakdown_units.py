"""Who leads a row and who helps, from cells as offices fill them."""

import pytest

from monitor.core.breakdown_units import read_units


@pytest.mark.parametrize(
    ("cell", "lead", "others"),
    [
        ("区农业农村局", "区农业农村局", ()),
        ("区农业农村局、区统计局", "区农业农村局", ("区统计局",)),
        ("区农业农村局\n区统计局，区财政局", "区农业农村局", ("区统计局", "区财政局")),
        (
            "牵头单位：区住建局；配合单位：区财政局、区自然资源局",
            "区住建局",
            ("区财政局", "区自然资源局"),
        ),
        ("区住建局（牵头）、区财政局", "区住建局", ("区财政局",)),
        ("区住建局等部门", "区住建局", ()),
        ("区住房和城乡建设局", "区住房和城乡建设局", ()),
        ("区教育局(体育、卫生科)", "区教育局(体育、卫生科)", ()),
    ],
)
def test_the_first_unit_leads_and_the_others_help(cell, lead, others):
    read = read_units(cell)
    assert (read.lead, read.others, read.doubt) == (lead, others, "")


@pytest.mark.parametrize(
    ("cell", "doubt"),
    [("", "no_unit"), ("各镇（街道）", "collective"), ("甲局、乙局共同牵头", "collective")],
)
def test_who_could_not_answer_alone_is_doubtful(cell, doubt):
    assert read_units(cell).doubt == doubt


def test_helpers_nobody_could_ask_are_kept_apart():
    read = read_units("区住建局", "区财政局、各有关部门、区住建局")
    assert (read.named, read.collective) == (("区财政局",), ("各有关部门",))
