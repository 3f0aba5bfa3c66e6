"""People from the shell: contacts, posts, a roster out and in, and a handover."""

from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook

POST = "分管农业副区长"


@pytest.fixture
def staffed(office):
    """The office with its people; root is the administrator ``init`` made."""
    for words in (
        "li --role clerk --unit AGRI --mail li@example.invalid --phone 0355-1234567",
        "zhao --role clerk --unit WATER --mail zhao@example.invalid",
        "wang --role supervisor --mail wang@example.invalid",
        "chen --role leader --display 陈某",
        "neu --role clerk",
    ):
        assert office(f"users add {words} --by root").code == 0
    return office


def person(shell, name):
    found = shell("users list --format json").json["users"]
    return next(one for one in found if one["name"] == name)


def roster(path, *rows, header=("登录名", "角色", "单位", "电话", "岗位", "停用")):
    with Workbook(path) as book:
        sheet = book.add_worksheet("人员")
        for number, row in enumerate((header, *rows)):
            sheet.write_row(number, 0, row)
    return str(path)


def test_contacts_are_kept_changed_and_listed(staffed):
    added = staffed("users add qian --role clerk --unit AGRI --phone 139 --stand-in --by root")
    assert added.code == 0
    assert person(staffed, "qian")["stand_in"] is True
    said = staffed("users set qian --phone 138 --main --by root")
    assert said.out == "qian：电话 139 → 138；AB岗 B岗 → A岗\n"
    assert (person(staffed, "qian")["phone"], person(staffed, "qian")["stand_in"]) == ("138", False)
    assert staffed("users set qian --phone 138 --by root").out == "用户 qian 没有要改的\n"
    assert staffed("users set qian --mail", "", "--by", "root").code == 0
    listed = staffed("users list").out
    assert "0355-1234567" in listed
    assert "电话" in listed


@pytest.mark.parametrize(
    ("words", "by", "told"),
    [
        ("li --phone abc", "root", "电话“abc”看不懂"),
        ("nobody --phone 1", "root", "没有名为“nobody”的用户"),
        ("root --role clerk", "root", "是最后一个管理员"),
        ("li --phone 1", "wang", "不是管理员"),
    ],
)
def test_a_change_that_cannot_be_is_one_sentence(staffed, words, by, told):
    said = staffed(f"users set {words} --by {by}")
    assert (said.code, len(said.faults), told in said.err) == (1, 1, True)


def test_a_handover_is_shown_and_then_done(staffed):
    shown = staffed("users handover li neu --reason 调离 --dry-run --by wang")
    assert shown.code == 0
    assert shown.out.startswith("试交接：li → neu，未作任何改动")
    assert "  单位：区农业农村局\n" in shown.out
    assert person(staffed, "li")["disabled_at"] is None
    done = staffed("users handover li neu --reason 调离 --by wang")
    assert done.out.startswith("已交接：li → neu，li 已停用\n")
    assert done.out.splitlines()[1:] == shown.out.splitlines()[1:]
    assert person(staffed, "neu")["unit"] == "AGRI"
    assert person(staffed, "li")["disabled_at"] is not None
    refused = staffed("record GRAIN-AREA 1万亩 --period 2024-06 --by li")
    assert (refused.code, "已停用" in refused.err) == (1, True)
    assert staffed("verify").code == 0


def test_a_handover_to_nobody_says_how_to_make_the_account(staffed):
    said = staffed("users handover li nobody --by root")
    assert (said.code, "monitor users add nobody" in said.err) == (1, True)


def test_a_handover_to_another_unit_says_how_to_insist(staffed):
    said = staffed("users handover li zhao --by root")
    assert (said.code, "--move" in said.err) == (1, True)
    moved = staffed("users handover li zhao --move --by root")
    assert "单位 区水利局 从此没有填报人" in moved.out


def test_a_clerk_hands_nobody_over(staffed):
    said = staffed("users handover zhao neu --by li")
    assert (said.code, "无权办理人员事项" in said.err) == (1, True)


def test_a_post_is_named_in_the_plan_and_held_by_a_person(staffed):
    file = staffed.home / "targets.yaml"
    text = file.read_text(encoding="utf-8")
    led = f"GRAIN-AREA\n        leader: {POST}\n"
    file.write_text(text.replace("GRAIN-AREA\n", led, 1), encoding="utf-8")
    assert staffed("targets adopt --by root").code == 0
    told = staffed("posts list --as-of 2024-09-01 --format json").json
    assert told["unknown_leaders"] == {POST: 1}
    assert f"“{POST}”（1 项）没有对应" in staffed("posts list --as-of 2024-09-01").out
    said = staffed("posts set", POST, "chen", "--since", "2024-03-01", "--by", "wang")
    assert said.out == f"{POST} 自 2024-03-01 起由 chen 担任\n"
    said = staffed("posts set", POST, "wang", "--since", "2024-07-01", "--by", "wang")
    assert said.out.splitlines()[1] == "原由 chen 担任，至 2024-06-30 为止"

    def leader(day):
        rows = staffed(f"targets list --format json --as-of {day}").json["targets"]
        return next(row for row in rows if row["code"] == "GRAIN-AREA")["leader_name"]

    assert [leader(day) for day in ("2024-02-01", "2024-06-30", "2024-07-01")] == [
        None,
        "陈某",
        "wang",
    ]
    assert staffed("posts end", POST, "--on", "2024-08-31", "--by", "wang").code == 0
    assert leader("2024-09-01") is None
    again = staffed("posts end", POST, "--on", "2024-09-30", "--by", "wang")
    assert (again.code, "没有人担任" in again.err) == (1, True)
    refused = staffed("posts set", POST, "chen", "--by", "li")
    assert (refused.code, "无权办理人员事项" in refused.err) == (1, True)


def test_a_roster_goes_out_without_passwords_and_comes_back_unchanged(staffed, tmp_path):
    file = tmp_path / "人员.xlsx"
    assert staffed("users export --by root -o", str(file)).out == f"已写出 6 人：{file}\n"
    with ZipFile(file) as book:
        assert not any(b"argon2" in book.read(name) for name in book.namelist())
    said = staffed("users import", str(file), "--by", "root")
    assert said.out == "名册已导入：新增 0 人，修改 0 人，另有 6 人没有变化\n"
    assert staffed("users export --by li -o", str(file)).code == 1


def test_a_roster_makes_accounts_whose_passwords_are_shown_once(staffed, tmp_path):
    file = roster(
        tmp_path / "人员.xlsx",
        ("sun", "填报人、审核人", "区水利局", 13900001234, "", ""),
        ("li", "", "", "无", POST, ""),
        ("neu", "", "", "", "", "是"),
    )
    trial = staffed("users import", file, "--dry-run", "--by", "root")
    assert trial.out.splitlines() == [
        "试导入名册：将新增 1 人，修改 2 人，另有 0 人没有变化；未作任何改动",
        f"  li：电话 0355-1234567 → —；岗位 — → {POST}",
        "  neu：停用 否 → 是",
        "表里没有的 4 人保持不变：chen、root、wang、zhao（如须停用，请写进表里，“停用”填“是”）",
        "  新增 sun",
    ]
    assert "sun" not in staffed("users list").out
    said = staffed("users import", file, "--by", "root")
    assert (said.code, said.out.startswith("名册已导入：新增 1 人，修改 2 人")) == (0, True)
    password = next(line for line in said.out.splitlines() if "│ sun" in line).split()[-2]
    assert len(password) > 10
    sun = person(staffed, "sun")
    assert (sun["unit"], sun["phone"], sun["roles"]) == (
        "WATER",
        "13900001234",
        ["clerk", "reviewer"],
    )
    assert person(staffed, "neu")["disabled_at"] is not None
    assert staffed("verify").code == 0


def test_a_roster_with_a_fault_changes_nobody_and_every_fault_has_its_cell(staffed, tmp_path):
    file = roster(
        tmp_path / "人员.xlsx",
        ("sun", "科长", "", "", "", ""),
        ("li", "", "没有的单位", "abc", "", ""),
        ("root", "填报人", "", "", "", ""),
        ("zhao", "", "", "138", "", ""),
    )
    before = staffed("users list --format json").json
    said = staffed("users import", file, "--by", "root")
    assert said.code == 1
    assert [fault.partition(": ")[0] for fault in said.faults] == [
        "人员.xlsx!人员!B2",
        "人员.xlsx!人员!D3",
        "人员.xlsx!人员!C3",
        "人员.xlsx!人员!B4",
    ]
    assert "最后一个管理员" in said.faults[-1]
    assert staffed("users list --format json").json == before


def test_only_an_administrator_takes_a_roster_in(staffed, tmp_path):
    file = roster(tmp_path / "人员.xlsx", ("zhao", "", "", "138", "", ""))
    for more in ([], ["--dry-run"]):
        said = staffed("users import", file, "--by", "wang", *more)
        assert (said.code, "不是管理员" in said.err) == (1, True)


def test_the_words_of_both_languages_are_complete(staffed, monkeypatch):
    monkeypatch.setenv("MONITOR_LANGUAGE", "en")
    said = staffed("users handover li neu --dry-run --by root")
    assert said.out.startswith("Trial of a handover: li → neu")
