"""Supervisor's matters from the shell: given, answered, checked, put off, closed, printed."""

import io
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
from docx import Document

from monitor.core.account import Role

SEPTEMBER = "2024-09-02T09:00:00+08:00"
"""When the instruction was given."""

GIVE = ("matters add --kind 批示 --target RURAL-ROADS --from-whom 区长", "--words", "请核实进度")


@pytest.fixture
def shell(office):
    """A home before any account but the administrator's, with one instruction of September."""
    said = office(f"{GIVE[0]} --known-at {SEPTEMBER}", *GIVE[1:], "--by", "root")
    assert said.out == "已立督字〔2024〕1号：承办 区交通运输局，9月3日前研究部署\n", said.err
    return office


@pytest.fixture
def staff(office):
    """A home with a 督查室 of two, a clerk of the unit and a leader."""
    for name, role, unit in (
        ("wang", Role.SUPERVISOR, ""),
        ("sun", Role.SUPERVISOR, ""),
        ("li", Role.CLERK, "TRANSPORT"),
        ("chen", Role.LEADER, ""),
    ):
        words = f"users add {name} --role {role.value} --by root"
        assert office(words + (f" --unit {unit}" if unit else "")).code == 0
    assert office(GIVE[0], *GIVE[1:], "--by", "wang").code == 0
    return office


def one(shell, number=1, **when):
    words = [word for key, value in when.items() for word in (f"--{key}", value)]
    told = shell("matters list --format json", *words).json["matters"]
    return next(matter for matter in told if matter["number"] == number)


@pytest.mark.parametrize(
    ("day", "state", "clock", "days"),
    [
        ("2024-09-03", "open", None, 0),
        ("2024-09-04", "overdue", "研究部署", 1),
        ("2024-09-30", "overdue", "研究部署", 27),
    ],
)
def test_its_state_is_told_as_of_any_day(shell, day, state, clock, days):
    told = one(shell, **{"as-of": day})
    assert (told["state"], told["overdue_clock"], told["overdue_days"]) == (state, clock, days)


def test_before_it_was_given_it_is_not_there(shell):
    told = shell("matters list --format json --as-of 2024-09-01").json
    assert (told["matters"], told["counts"]["total"]) == ([], 0)


def test_the_table_reads_like_the_offices(shell):
    said = shell("matters list --as-of 2024-09-08").out
    for text in ("督字〔2024〕1号", "批示", "区交通运输局", "✕ 逾期", "共1项：在办1项（逾期1项"):
        assert text in said


@pytest.mark.parametrize(
    ("words", "count"),
    [("--unit TRANSPORT", 1), ("--unit 区交通运输局", 1), ("--unit AGRI", 0), ("--open", 1)],
)
def test_the_list_is_narrowed(shell, words, count):
    assert len(shell(f"matters list --format json {words}").json["matters"]) == count


def test_a_closed_one_is_open_no_more(staff):
    staff("matters settle 1 --by li --reason 已办结")
    staff("matters settle 1 --confirm --by sun")
    assert staff("matters list --open --format json").json["matters"] == []


def test_the_whole_way_from_answer_to_closing(staff):
    said = [
        staff("matters answer 1 --by li --study --text 已研究部署").out,
        staff("matters answer 督字〔2024〕1号 --by li --text 已完成18公里").out,
        staff("matters settle 1 --by li --reason 已办结").out,
        staff("matters settle 1 --return --by wang --reason 现场未完工").out,
        staff("matters settle 1 --by li --reason 已补齐").out,
        staff("matters settle 1 --confirm --by sun").out,
    ]
    assert [line.strip() for line in said] == [
        "督字〔2024〕1号 已记录反馈",
        "督字〔2024〕1号 已记录反馈",
        "督字〔2024〕1号 已申请销号，须由第二人确认",
        "督字〔2024〕1号 已退回，继续办理",
        "督字〔2024〕1号 已申请销号，须由第二人确认",
        "督字〔2024〕1号 已销号",
    ]
    shown = staff("matters show 1").out
    for text in ("✓ 已销号", "反馈：已研究部署", "已完成18公里", "退回，继续办理  现场未完工"):
        assert text in shown
    assert staff("verify").code == 0


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("settle 1 --confirm --by sun", "还没有人申请销号"),
        ("answer 1 --text x --by chen", "无权替单位 TRANSPORT 办理"),
        ("withdraw 1 --reason x --by li", "不是督查员"),
        ("answer 9 --text x --by li", "没有编号为 9 的督办事项"),
        ("extend 1 --until 2020-01-01 --reason x --by li", "不能作为延期日"),
        ("extend 1 --grant --by wang", "没有待定的延期申请"),
        ("check 1 --found 属实 --reason x --observation 999 --by wang", "没有可核查的填报 999"),
        ("add --kind 督办单 --words x --by wang", "须写明承办单位"),
        ("add --kind 督办单 --words x --unit 没有局 --by wang", "计划里没有单位“没有局”"),
        ("add --kind 批示 --words x --unit AGRI --by wang", "批示须写明是谁批的"),
        ("add --kind 督办单 --words x --unit AGRI --on 2999-01-01 --by wang", "还没有到"),
        ("add --kind 督办单 --words x --unit AGRI --known-at 2999-01-01 --by wang", "还没有到"),
        ("add --kind 督办单 --words x --unit AGRI --known-at 2024-03-01 --by wang", "无权补录"),
        ("link --for li --by wang", "不是在用的领导账号"),
        ("link --revoke nothing --by wang", "没有在用的链接"),
        ("list --unit 没有局", "没有局"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(staff, words, fault):
    before = staff("matters list --format json").json
    said = staff(f"matters {words}")
    assert (said.code, len(said.faults)) == (1, 1)
    assert fault in said.faults[0]
    assert staff("matters list --format json").json == before


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("add --kind 通报 --words x --unit AGRI", "没有“通报”这种督办事项"),
        ("add --kind 督办单 --words x --unit AGRI --clocks 7,3", "“7,3”不是时限"),
        ("add --kind 督办单 --words x --unit AGRI --on 昨天", "“昨天”不是日期"),
        ("answer 一 --text x", "“一”不是督办事项的编号"),
        ("check 1 --found 大概 --reason x", "“大概”不明确"),
        ("extend 1 --grant --refuse", "不能一起用"),
        ("extend 1 --reason x", "不能一起用"),
        ("settle 1 --confirm --return", "不能一起用"),
        ("link --for chen --revoke x", "不能一起用"),
        ("list --format xml", "xml"),
    ],
)
def test_a_wrong_call_is_told_as_one(staff, words, fault):
    said = staff(f"matters {words} --by wang" if "list" not in words else f"matters {words}")
    assert said.code == 2
    assert fault in said.faults[0]


def test_who_asked_does_not_confirm(staff):
    staff("matters settle 1 --by wang")
    said = staff("matters settle 1 --confirm --by wang")
    assert (said.code, "不能自己确认" in said.faults[0]) == (1, True)


def test_an_office_sets_its_own_clocks(staff):
    given = "matters add --kind 督办单 --words x --unit AGRI --by wang"
    assert staff(f"{given} --clocks 3,15").code == 0
    clocks = one(staff, 2)["clocks"]
    assert [(clock["days"], clock["name"]) for clock in clocks] == [
        (3, "反馈办理情况"),
        (15, "办结"),
    ]
    assert staff(f"{given} --major --with 区水利局").code == 0
    assert [clock["days"] for clock in one(staff, 3)["clocks"]] == [1, 3, 30]
    assert one(staff, 3)["cooperating"] == ["区水利局"]


def test_more_time_is_asked_for_and_granted(staff):
    until = (date.fromisoformat(one(staff)["on"]) + timedelta(days=20)).isoformat()
    asked = staff(f"matters extend 1 --until {until} --reason 雨季 --by li")
    assert asked.out == "督字〔2024〕1号 已申请延期，待督查室决定\n"
    assert one(staff)["extension"]["until"] == until
    assert staff("matters extend 1 --grant --by wang").out == "督字〔2024〕1号 已延期\n"
    assert one(staff)["clocks"][-1]["due"] == until


def test_found_untrue_the_figure_is_returned(staff, tmp_path):
    entry = "record RURAL-ROADS 18.1公里 --period 2024-09 --by li"
    assert staff(entry).code == 0
    actual = staff.row("RURAL-ROADS", known_at="2999-01-01")["actual"]
    assert actual == "18.1"
    picture = tmp_path / "现场.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0 picture")
    check = f"matters check 1 --found 不属实 --reason 现场只有9公里 --by wang --photo {picture}"
    named = staff(check)
    assert named.code == 1
    number = re.search(r"可选 (\d+)（2024-09）", named.faults[0])
    assert number
    assert staff(f"{check} --observation {number[1]}").code == 0
    assert staff.row("RURAL-ROADS", known_at="2999-01-01")["actual"] is None
    assert one(staff)["steps"][-1]["found"] is False
    assert staff("verify").code == 0


def test_a_file_that_is_no_proof_is_refused(staff, tmp_path):
    fake = tmp_path / "现场.jpg"
    fake.write_bytes(b"<html>")
    check = "matters check 1 --found 属实 --reason x --by wang --photo"
    assert staff(f"{check} {fake}").code == 1
    assert staff(f"{check} {tmp_path / 'none.jpg'}").code == 3


def test_the_order_is_written(shell, tmp_path):
    file = tmp_path / "督办单.docx"
    said = shell(f"matters letter 1 -o {file}")
    assert (said.code, str(file) in said.err) == (0, True)
    table = Document(io.BytesIO(file.read_bytes())).tables[0]
    assert table.rows[0].cells[1].text == "督字〔2024〕1号"
    assert shell(f"matters letter 9 -o {file}").code == 1


def test_the_order_of_a_demonstration_says_so(demo, tmp_path):
    home = tmp_path / "copy"
    shutil.copytree(demo.home, home)
    shell = replace(demo, home=home)
    given = shell("matters add --kind 督办单 --words 报送资料 --unit AGRI --by ducha")
    file = tmp_path / "督办单.docx"
    assert shell(f"matters letter 1 -o {file}").code == given.code == 0
    assert Document(io.BytesIO(file.read_bytes())).paragraphs[0].text.startswith("演示数据")


def test_a_link_is_made_listed_and_revoked(staff):
    made = staff("matters link --for chen --hours 5 --by wang")
    assert made.code == 0
    assert "http://127.0.0.1:8000/instruct/" in made.out
    name = re.search(r"--revoke (\w+)", made.out)
    assert name
    assert name[1] in staff("matters link").out
    assert staff(f"matters link --revoke {name[1]} --by sun").code == 0
    assert "已作废" in staff("matters link").out


def test_without_a_matter_an_edition_says_nothing_of_them(office):
    when = "--as-of 2024-09-30 --known-at 2024-10-10T08:30:00+08:00"
    assert office(f"status --format json {when}").json["matters"] is None
    for face in ("text", "html"):
        assert "督办事项" not in office(f"report monthly --format {face} {when}").out


def test_the_next_edition_opens_with_their_state(shell):
    when = "--as-of 2024-09-30 --known-at 2024-10-10T08:30:00+08:00 --by root"
    assert shell(f"issue monthly {when}").code == 0
    (edition,) = {one["edition"] for one in shell("deliveries --format json").json["deliveries"]}
    kept = shell(f"report monthly --edition {edition} --format json").json["matters"]
    assert (kept["open"], kept["overdue"], kept["settled"]) == (1, 1, 0)
    assert kept["lines"][0]["overdue_days"] == 37
    for face in ("text", "html"):
        body = shell(f"report monthly --edition {edition} --format {face}").out
        assert kept["sentence"] in body
        assert kept["lines"][0]["text"] in body


def test_an_edition_counts_what_was_closed_since_the_one_before(shell):
    first = "--as-of 2024-09-30 --known-at 2024-10-10T08:30:00+08:00 --by root"
    second = "--as-of 2024-10-31 --known-at 2024-11-11T08:30:00+08:00 --by root"
    assert shell(f"issue monthly {first}").code == 0
    shell("matters settle 1 --by root --known-at 2024-10-20T09:00:00+08:00")
    shell("users add sun --role supervisor --role admin --by root")
    closed = shell("matters settle 1 --confirm --by sun --known-at 2024-10-21T09:00:00+08:00")
    assert closed.code == 0
    assert shell(f"issue monthly {second}").code == 0
    faces = shell("deliveries --format json").json["deliveries"]
    newest = next(one["edition"] for one in faces if "2024-10" in one["edition"])
    kept = shell(f"report monthly --edition {newest} --format json").json["matters"]
    assert (kept["open"], kept["settled"]) == (0, 1)
    assert "上期以来销号1项" in kept["sentence"]


def test_help_is_given_for_every_command(office):
    for name in [
        "list",
        "show",
        "add",
        "answer",
        "check",
        "extend",
        "settle",
        "withdraw",
        "letter",
        "link",
    ]:
        assert office(f"matters {name} --help").code == 0
