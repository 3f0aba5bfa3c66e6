"""How a command is called: negative numbers, wrong words, and decisions one at a time."""

import pytest

from monitor.cli import run
from monitor.cli.usage import negative_last
from tests.cli.shell import Shell

OCTOBER = "2024-10-08T10:00:00+08:00"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("nosuch", "没有“nosuch”这个命令：用法见 monitor --help"),
        ("record", "缺少 CODE：用法见 monitor record --help"),
        ("status --unti X", "没有“--unti”这个选项 (--unit?)：用法见 monitor status --help"),
        ("status eins zwei", "多出了“eins zwei”：用法见 monitor status --help"),
        ("targets adpt", "没有“adpt”这个命令：用法见 monitor targets --help"),
    ],
)
def test_a_wrong_call_is_one_sentence(words, sentence, capsys):
    code = run(words.split())
    assert (code, capsys.readouterr().err.splitlines()) == (2, [sentence])


def test_a_growth_rate_may_be_negative(demo, tmp_path, capsys):
    assert demo("targets check").code == 0
    office = Shell(tmp_path / "office", capsys)
    run(["init", str(office.home)])
    path = office.home / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    rate = "goal: 7%以上\n        reported_as: rate\n        pace: flat"
    path.write_text(
        text.replace("goal: 25.93公里", rate, 1)
        .replace(
            "reported_as: cumulative\n        responsible: TRANSPORT", "responsible: TRANSPORT"
        )
        .replace("        pace: profile road\n", ""),
        encoding="utf-8",
    )
    assert office("targets adopt --known-at 2024-01-15").err == ""
    said = office(f"record RURAL-ROADS -0.5% --period 2024-09 --known-at {OCTOBER}")
    assert (said.code, said.out) == (0, "已记录 RURAL-ROADS\n")
    assert office.row("RURAL-ROADS")["actual"] == "-0.5"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["X", "-5", "--period", "2024-06"], ["X", "--period", "2024-06", "--", "-5"]),
        (["X", "--period", "2024-06", "-.5%"], ["X", "--period", "2024-06", "--", "-.5%"]),
        (["X", "3", "--note", "-5 ok"], ["X", "3", "--note", "-5 ok"]),
        (["X", "--", "-5"], ["X", "--", "-5"]),
        (["X", "3", "-o", "f"], ["X", "3", "-o", "f"]),
    ],
)
def test_only_a_bare_negative_number_is_moved(typed, read):
    assert negative_last(typed) == read


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (["deliveries", "--release", "a", "--resend", "b"], "一次只能决定一件"),
        (["deliveries", "--format", "csv"], "可选：table, json"),
        (["issue", "monthly", "--as-of", "2024-09-30", "--again", " "], "须写明再次签发的原因"),
        (["issue", "monthly", "--as-of", "2024-09-30", "--to", "nobody"], "不是一个邮件地址"),
        (["issue", "monthly", "--to", "a@b.cn\nBcc: c@d.cn"], "不是一个邮件地址"),
    ],
)
def test_what_a_call_asks_for_must_be_clear(office, command, fault):
    said = office(command[0], *command[1:])
    assert (said.code, fault in said.err) == (2, True)
    assert office("deliveries --format json").json == {"deliveries": []}


def test_a_clerk_is_given_a_unit_by_code_or_by_name(office):
    """By either she enters for it; a unit nobody knows is a slip of the pen."""
    assert office("users add 李 --role clerk --unit 区农业农村局").code == 0
    assert office("record GRAIN-AREA 12万亩 --period 2024-06 --by 李").code == 0
    refused = office("users add 王 --role clerk --unit NOSUCH")
    assert (refused.code, "没有单位“NOSUCH”" in refused.err) == (1, True)
    refused = office("users add 陈 --role leader --mail chen")
    assert (refused.code, "不是一个邮件地址" in refused.err) == (1, True)
    assert "王" not in office("users list").out


def test_all_faults_of_a_table_are_told_at_once_from_the_top(office, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text(
        "编号,期间,数值\n"
        "RURAL-ROADS,2024-06,12公里\n"
        "RURAL-ROADS,2024-99,17公里\n"
        "NOPE,2024-08,1\n"
        "RURAL-ROADS,2024-07,十三\n"
        ",2024-08,1\n",
        encoding="utf-8",
    )
    said = office("import", str(table), "--known-at", OCTOBER)
    assert said.code == 1
    assert [fault.partition(": ")[0] for fault in said.faults] == [
        "t.csv:3",
        "t.csv:4",
        "t.csv:5",
        "t.csv:6",
    ]
    assert office.row("RURAL-ROADS")["actual"] is None
