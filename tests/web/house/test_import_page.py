"""The supervisor drops the office's table in, mends what was doubtful, and has a plan."""

import re

import pytest

from monitor.files.targets_yaml import read_targets
from monitor.store import tables
from tests.files.breakdowns import CHAPTERED, PROSE, Layout, book
from tests.web.house.homes import hidden_fields

FIELD = re.compile(
    r'<input[^>]*? name="((?:name|goal|responsible|cooperating|leader|deadline)\.\d+)"'
    r' value="([^"]*)"'
)
TICKED = re.compile(r'name="(take\.\d+)" value="1"( checked)?')


def hand_in(browser, layout, name="分解表.xlsx"):
    """Hand a table in and return the address of its readings."""
    rows, options = layout
    hidden = hidden_fields(browser.get("/import").text, "/import")
    files = {"file": (name, book(rows, **options))}
    answer = browser.post("/import", data=hidden, files=files)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def take(browser, address, **changes):
    """Send the readings back as they are shown, with some of it changed."""
    html = browser.get(address).text
    fields = hidden_fields(html, address.partition("?")[0])
    fields |= dict(FIELD.findall(html))
    fields |= {name: "1" for name, ticked in TICKED.findall(html) if ticked}
    fields |= {name.replace("_", "."): value for name, value in changes.items()}
    return browser.post(address.partition("?")[0], data={k: v for k, v in fields.items() if v})


def plan(house):
    text = (house.folder / "targets.yaml").read_text(encoding="utf-8")
    (found,) = read_targets(text, "targets.yaml").plans
    return found


@pytest.fixture
def wang(house):
    """The supervisor."""
    return house.signed_in("wang")


def test_every_row_is_shown_with_its_reading(wang):
    shown = wang.get(hand_in(wang, PROSE)).text
    assert "13 条：读懂 9，存疑 4，没读懂 0" in shown
    assert 'value="12万亩以上"' in shown
    assert "写入计划 P2024" in shown
    assert "“建成十二个口袋公园”里有中文数字" in shown


def test_what_is_understood_is_written_and_adopted_in_one_go(house, wang):
    done = take(wang, hand_in(wang, PROSE), reason="增加两个村")
    assert "计划 P2024 现有 10 项目标任务" in done.text
    found = plan(house)
    area = [target for target in found.targets if target.name == "粮食生产面积"]
    assert [target.code for target in area] == ["GRAIN"]
    assert "新建消防栓" in wang.get("/").text


def test_a_reading_is_mended_in_place(house, wang):
    address = hand_in(wang, CHAPTERED)
    take(wang, address, goal_2="25.93公里", take_2="1", deadline_2="9月底前", name_2="农村公路")
    (road,) = [target for target in plan(house).targets if target.name == "农村公路"]
    assert (str(road.goal), str(road.deadline)) == ("25.93", "2024-09-30")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"goal_2": "很多", "take_2": "1"}, "很多"),
        ({"take_2": "1"}, "没有认得的计量单位"),
        ({"responsible_0": ""}, "没有责任单位"),
        ({"deadline_0": "开春"}, "完成时限“开春”读不准"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_written(house, wang, changes, said):
    before = (house.folder / "targets.yaml").read_bytes(), house.count(tables.revisions)
    address = hand_in(wang, CHAPTERED)
    answer = take(wang, address, **changes)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert (house.folder / "targets.yaml").read_bytes(), house.count(tables.revisions) == before


def test_a_file_that_changed_since_it_was_looked_at_is_looked_at_again(house, wang):
    address = hand_in(wang, CHAPTERED)
    html = wang.get(address).text
    path = house.folder / "targets.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# 别人写的\n", encoding="utf-8")
    fields = hidden_fields(html, address) | dict(FIELD.findall(html)) | {"take.0": "1"}
    before = path.read_bytes()
    answer = wang.post(address, data=fields)
    assert (answer.status_code, "刚被别人改过" in answer.text) == (422, True)
    assert path.read_bytes() == before


def test_a_goal_that_changes_needs_its_reason(house, wang):
    raised: Layout = (
        [["指标", "2024年目标值", "责任单位"], ["粮食生产面积", "13万亩以上", "农业农村局"]],
        {},
    )
    address = hand_in(wang, raised)
    silent = take(wang, address)
    told = take(wang, address, reason="市里追加", authority="某发〔2024〕3号")
    assert (silent.status_code, told.status_code) == (422, 200)
    (grain,) = [one for one in plan(house).targets if one.code == "GRAIN"]
    assert grain.stated == "13万亩以上"


def test_columns_and_what_about_means_are_said_once(house, wang):
    odd: Layout = ([["事情", "数", "谁干"], ["涨幅", "3%左右", "农业农村局"]], {})
    rows, options = odd
    hidden = hidden_fields(wang.get("/import").text, "/import")
    answer = wang.post("/import", data=hidden, files={"file": ("表.xlsx", book(rows, **options))})
    address = answer.headers["location"]
    assert "没有找到表头" in wang.get(address).text
    asked = "?column.事情=name&column.数=goal&column.谁干=responsible&about=5%25"
    done = take(wang, address + asked)
    assert "计划 P2024 现有 4 项" in done.text
    assert "没有找到表头" not in wang.get(address).text
    assert "谁干: responsible" in (house.folder / "breakdown.yaml").read_text(encoding="utf-8")


def test_the_table_is_kept_as_it_came_and_who_brought_it_is_noted(house, wang):
    rows, options = PROSE
    hand_in(wang, PROSE)
    with house.runtime.engine.connect() as db:
        kept = db.execute(tables.evidence.select()).one()
        noted = db.execute(tables.audit.select()).all()[-1]
    assert kept.bytes == book(rows, **options)
    assert (noted.who, noted.action, noted.subject) == ("wang", "targets.hand_in", "分解表.xlsx")


@pytest.mark.parametrize("name", ["li", "chen", "shen"])
def test_who_may_not_adopt_does_not_get_here(house, name):
    assert house.signed_in(name).get("/import").status_code == 403


@pytest.mark.parametrize("files", [{}, {"file": ("表.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}])
def test_what_is_no_table_is_refused_on_the_page(house, wang, files):
    hidden = hidden_fields(wang.get("/import").text, "/import")
    answer = wang.post("/import", data=hidden, files=files or None)
    assert answer.status_code == 422
    assert house.count(tables.evidence) == 0


def test_a_table_nobody_handed_in_is_not_there(wang):
    assert wang.get("/import/" + "0" * 64).status_code == 404
