"""The answers of the contract: fields, types, sums, and every class and flag once."""

import email
import json
import re
from decimal import Decimal
from email import policy

import pytest

STATUSES = {
    "goal_pending",
    "achieved",
    "missed",
    "not_due",
    "no_data",
    "not_started",
    "ahead",
    "on_track",
    "behind",
}
FLAGS = {
    "early",
    "late",
    "fell_back",
    "provisional",
    "awaiting_final",
    "overdue",
    "stale",
    "gap",
    "adjusted",
    "restated",
    "backfilled",
    "demo",
}
DUE = "2024-10-14T08:30:00+08:00"
TEXTS = ("goal", "actual", "expected", "remaining", "needed_per_month")
NUMBERS = ("lead", "attainment", "pace")
FIELDS = (
    "code name unit goal measure stated direction actual data_date data_source expected pace "
    "pace_name attainment lead yardstick rule status level colour label flags idle remaining "
    "needed_per_month forecast own_forecast reason parts"
)


@pytest.fixture
def card(demo):
    return demo("status --format json --as-of 2024-09-30 --known-at", DUE).json


def test_every_status_and_every_flag_occurs_in_the_demonstration(card):
    assert {row["status"] for row in card["rows"]} == STATUSES
    assert {flag for row in card["rows"] for flag in row["flags"]} == FLAGS


def test_every_row_has_the_fields_of_the_contract_and_their_types(card):
    for row in card["rows"]:
        assert set(FIELDS.split()) <= set(row)
        assert all(row[name] is None or Decimal(row[name]).is_finite() for name in TEXTS)
        assert all(row[name] is None or isinstance(row[name], int | float) for name in NUMBERS)
        assert row["reason"].endswith("。")


def test_the_tally_closes(card):
    classes = card["tally"]["classes"]
    assert card["tally"]["total"] == len(card["rows"]) == sum(one["count"] for one in classes)
    assert round(sum(one["share"] for one in classes), 9) == 1
    keys = [(one["status"], one["level"], one["label"]) for one in classes]
    assert len(keys) == len(set(keys))
    assert {one["status"] for one in classes} == STATUSES
    for one in classes:
        mine = [
            r for r in card["rows"] if (r["status"], r["level"]) == (one["status"], one["level"])
        ]
        assert len(mine) == one["count"]


def test_the_worst_comes_first(card):
    assert [row["status"] for row in card["rows"]][:3] == ["missed", "missed", "behind"]


def test_a_split_target_is_one_row_with_its_parts_inside(card):
    (whole,) = [row for row in card["rows"] if row["code"] == "DEMO-FARMLAND"]
    assert [part["actual"] for part in whole["parts"]] == ["6500", "5400", "3300"]
    assert (whole["actual"], whole["data_date"]) == ("15200", "2024-08-31")


def test_an_adjusted_goal_is_told_with_the_one_before(demo):
    june = demo.row("DEMO-LAMPS", as_of="2024-06-30")
    september = demo.row("DEMO-LAMPS")
    assert (june["goal"], june["flags"]) == ("200", ["demo"])
    assert (september["goal"], september["goal_before"]) == ("260", "200盏")
    assert "adjusted" in september["flags"]


def test_the_unit_may_be_named_by_code_or_by_name(demo):
    by_code = demo("status --format json --as-of 2024-09-30 --unit WATER").json["rows"]
    by_name = demo("status --format json --as-of 2024-09-30 --unit 区水利局").json["rows"]
    assert by_code == by_name
    assert len(by_code) == 2
    assert demo("status --unit 区火星局").code == 1


def test_the_five_stated_targets_have_their_exact_base_values(office):
    told = office("targets list --format json --as-of 2024-09-30").json
    said = {one["code"]: (one["goal"], one["measure"], one["stated"]) for one in told["targets"]}
    assert [said[code] for code in list(said)[:5]] == [
        ("120000", "亩", "12万亩以上"),
        ("39000000", "公斤", "3900万公斤以上"),
        ("5", "个", "5个"),
        ("26", "个", "26个"),
        ("25.93", "公里", "25.93公里"),
    ]
    kinds = [one["kind"] for one in told["targets"]]
    assert (kinds.count("project"), kinds.count("task")) == (31, 49)
    (five,) = [one for one in told["targets"] if one["code"] == "MODEL-VILLAGES"]
    assert [item["name"] for item in five["items"]] == ["南垂", "果园", "双桥庄", "南石槽", "张祖"]


def test_invented_figures_are_marked_in_every_face(demo, tmp_path):
    when = ("--as-of", "2024-09-30", "--known-at", DUE)
    for face in ("html", "text", "json"):
        assert "演示数据" in demo("report monthly --format", face, *when).out
    file = tmp_path / "r.xlsx"
    assert demo("report monthly --format xlsx -o", str(file), *when).code == 0
    assert file.read_bytes()[:2] == b"PK"
    assert "演示数据" in demo("status", *when).out


@pytest.mark.parametrize(("face", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK\x03\x04")])
def test_a_report_is_a_document_as_well(demo, tmp_path, face, begins):
    when = ("--as-of", "2024-09-30", "--known-at", DUE)
    files = [tmp_path / f"{name}.{face}" for name in ("monthly", "annual", "again")]
    for name, file in zip(("monthly", "annual", "monthly"), files, strict=True):
        assert demo(f"report {name} --format {face} -o", str(file), *when).code == 0
    first, _, again = (file.read_bytes() for file in files)
    assert first.startswith(begins)
    assert first == again


def test_the_letters_of_the_demonstration_open_in_a_mail_program(demo):
    letters = sorted((demo.home / "var" / "outbox").glob("*.eml"))
    assert len(letters) == 3
    for path in letters:
        letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        assert "滞后14项" in letter["subject"]
        assert "演示数据" in letter["subject"]
        text = letter.get_body(("plain",)).get_content()
        html = letter.get_body(("html",)).get_content()
        assert "截至9月30日，99项任务" in text
        cids = set(re.findall(r'src="cid:([^"]+)"', html))
        assert cids == {p["Content-ID"][1:-1] for p in letter.walk() if p["Content-ID"]}
        assert not re.search(r'(src|href)="https?://(?!127\.0\.0\.1)', html)
        assert [a.get_content_subtype()[-5:] for a in letter.iter_attachments()] == ["sheet"]


def test_an_edition_gives_back_what_was_sent(demo):
    (one,) = {row["edition"] for row in demo("deliveries --format json").json["deliveries"]}
    kept = json.loads(demo("report monthly --format json --edition", one).out)
    assert kept["tally"]["total"] == 99
    assert demo("report monthly --format pdf --edition", one).code == 1


def test_the_demonstration_is_sound(demo):
    assert demo("verify").code == 0


def test_it_may_be_made_again_but_not_over_something_else(tmp_path, demo, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    demo.home.joinpath(".demo").exists()
    said = type(demo)(tmp_path, capsys)("demo --once")
    assert (said.code, "不是演示目录" in said.err) == (1, True)
    assert (tmp_path / "mine.txt").read_text() == "mine"
