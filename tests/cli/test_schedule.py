"""Knocking from the shell: JSON lines, nothing twice, a rehearsal that leaves nothing."""

import json

DUE = "2024-10-14T08:30:00+08:00"
FIELDS = {"at", "did", "report", "period", "audience", "edition", "count", "reason"}


def events(said):
    return [json.loads(line) for line in said.out.splitlines()]


def test_a_knock_says_what_it_did_in_lines_of_json(office):
    said = events(office("tick --now", DUE))
    assert all(set(one) == FIELDS for one in said)
    assert [one["did"] for one in said] == ["compared", "issued", "empty", "drafted", "sent"]
    issued, nobody = said[1:3]
    assert (nobody["report"], nobody["audience"], nobody["reason"]) == (
        "overdue",
        "欠报单位",
        "no_recipients",
    )
    assert (issued["report"], issued["period"], issued["audience"]) == (
        "monthly",
        "2024-09",
        "全区",
    )


def test_the_next_knock_finds_nothing_to_do(office):
    office("tick --now", DUE)
    assert events(office("tick --now", DUE)) == []
    assert events(office("tick --now 2024-10-14T07:00:00+08:00")) == []


def test_after_two_months_of_silence_the_newest_is_issued_and_the_older_named(office):
    office("tick --now", DUE)
    said = events(office("tick --now 2025-01-20T09:00:00+08:00"))
    told = [(one["did"], one["period"]) for one in said if one["report"] == "monthly"]
    assert told == [
        ("superseded", "2024-10"),
        ("superseded", "2024-11"),
        ("issued", "2024-12"),
        ("sent", "2024-12"),
    ]


def test_a_rehearsal_leaves_nothing_and_shows_the_templates_of_now(office):
    subject = office.home / "reports" / "monthly" / "subject.txt"
    folder = office.home / "var" / "outbox" / "rehearsal"
    office("tick --rehearse --now", DUE)
    before = [path.read_bytes() for path in folder.glob("*.eml")]
    subject.write_text("改过的标题", encoding="utf-8")
    office("tick --rehearse --now", DUE)
    after = [path.read_bytes() for path in folder.glob("*.eml")]
    assert (len(before), len(after), before == after) == (1, 1, False)
    assert office("deliveries --format json").json == {"deliveries": []}
    assert [one["did"] for one in events(office("tick --now", DUE))][1] == "issued"


def test_a_plan_adopted_after_its_report_was_due_is_told_as_it_is_known_now(bare):
    assert bare("targets adopt").code == 0
    assert bare("record RURAL-ROADS 25公里 --period 2024-12").code == 0
    said = events(bare("tick"))
    monthly = [one for one in said if one["report"] == "monthly"]
    assert [one["did"] for one in monthly] == ["issued", "sent"]
    edition = monthly[0]["edition"]
    kept = json.loads(bare("report monthly --format json --edition", edition).out)
    (road,) = [row for row in kept["rows"] if row["code"] == "RURAL-ROADS"]
    assert (kept["as_of"], road["actual"]) == ("2024-12-31", "25")


def test_a_report_that_sends_to_nobody_is_told_with_its_line(office):
    path = office.home / "reports" / "monthly" / "report.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("role:leader", "rle:leader"), encoding="utf-8")
    said = office("tick --now", DUE)
    assert said.code == 1
    assert said.faults[0].startswith("reports/monthly/report.yaml:10: “rle:leader”不是收件人")
