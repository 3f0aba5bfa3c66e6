from datetime import date

import pytest

from monitor.core.problem import Refused
from monitor.core.succession import on_day
from monitor.files.targets_yaml import read_targets
from monitor.files.units_edit import Order, merge, read_pairs, rename, split
from tests.files.sample_plan import plan

TEXT = plan().replace(
    "  - {code: AGRI, name: 区农业农村局, parent: GOV}\n",
    "  - {code: AGRI, name: 区农业农村局, parent: GOV}   # 原农委\n"
    "  - code: FOOD\n    name: 区粮食局   # 由农业局代管\n    parent: GOV\n    review: within\n",
)
JULY = Order(date(2024, 7, 1), "潞编办〔2024〕7号")


def changed(after):
    """The lines taken out and the lines put in."""
    old, new = TEXT.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def read(text):
    found = read_targets(text, "targets.yaml")
    assert found.problems == ()
    return found.plans[0]


def refused(change, *args, **more):
    with pytest.raises(Refused) as fault:
        change(TEXT, *args, order=JULY, **more)
    return [one.code for one in fault.value.problems]


def test_a_renamed_unit_has_a_row_for_each_name():
    after = rename(TEXT, "AGRI", name="区农业局", order=JULY)
    assert changed(after) == (
        ["  - {code: AGRI, name: 区农业农村局, parent: GOV}   # 原农委"],
        [
            "  - {code: AGRI, name: 区农业农村局, parent: GOV, until: 2024-06-30}   # 原农委",
            (
                "  - {code: AGRI, name: 区农业局, parent: GOV, since: 2024-07-01, "
                "document: 潞编办〔2024〕7号}"
            ),
        ],
    )
    names = [on_day(read(after), day).unit("AGRI").name for day in (JULY.until, JULY.since)]
    assert names == ["区农业农村局", "区农业局"]


def test_merged_units_name_the_new_one_and_keep_their_comments():
    after = merge(TEXT, ["AGRI", "区粮食局"], into="NEW", name="区农粮局", order=JULY)
    _, added = changed(after)
    assert added == [
        (
            "  - {code: AGRI, name: 区农业农村局, parent: GOV, until: 2024-06-30, "
            "document: 潞编办〔2024〕7号, successor: NEW}   # 原农委"
        ),
        "    until: 2024-06-30",
        "    document: 潞编办〔2024〕7号",
        "    successor: NEW",
        "  - {code: NEW, name: 区农粮局, parent: GOV, since: 2024-07-01}",
    ]
    assert "区粮食局   # 由农业局代管" in after
    assert on_day(read(after), JULY.since).targets[0].responsible == "NEW"


def test_a_unit_may_be_merged_into_one_of_them_under_a_new_name():
    after = read(merge(TEXT, ["AGRI", "FOOD"], into="AGRI", name="区农粮局", order=JULY))
    assert on_day(after, JULY.since).unit("AGRI").name == "区农粮局"
    assert [unit.successor for unit in after.units if unit.code == "FOOD"] == ["AGRI"]


def test_a_split_names_for_each_target_who_answers():
    after = read(
        split(
            TEXT,
            "AGRI",
            into=["FOOD", "SEED"],
            names={"SEED": "区种业局"},
            give={"GRAIN": "SEED"},
            order=JULY,
        )
    )
    assert after.targets[0].responsible == "SEED"
    assert next(one for one in after.units if one.code == "AGRI").successors == ("FOOD", "SEED")


def test_a_split_that_leaves_a_target_to_nobody_is_refused():
    new = {"into": ["FOOD", "GOV"], "names": {}}
    assert refused(split, "AGRI", give={}, **new) == ["units.left"]
    said = {"GRAIN": "AGRI", "OTHER": "FOOD"}
    assert refused(split, "AGRI", give=said, **new) == ["units.give_unknown", "units.give_other"]


@pytest.mark.parametrize(
    ("codes", "into", "name", "fault"),
    [
        (["NOBODY"], "AGRI", "", "units.unknown"),
        (["AGRI"], "NEW", "", "units.needs_name"),
    ],
)
def test_a_merger_needs_units_that_are_there(codes, into, name, fault):
    assert refused(merge, codes, into=into, name=name) == [fault]


def test_a_closed_unit_cannot_be_closed_again():
    closed = merge(TEXT, ["AGRI"], into="FOOD", order=JULY)
    with pytest.raises(Refused, match=r"units\.closed"):
        merge(closed, ["AGRI"], into="GOV", order=JULY)


def test_a_unit_renamed_today_cannot_be_renamed_for_an_earlier_day():
    assert refused(rename, "AGRI", name="区农业农村局") == ["units.same_name"]
    later = rename(TEXT, "AGRI", name="区农业局", order=JULY)
    with pytest.raises(Refused, match=r"units\.too_early"):
        rename(later, "AGRI", name="区农粮局", order=JULY)


def test_pairs_are_told_apart_at_the_sign():
    assert read_pairs(["A=B", " C = D "]) == {"A": "B", "C": "D"}
    with pytest.raises(Refused, match=r"units\.give"):
        read_pairs(["A"])
