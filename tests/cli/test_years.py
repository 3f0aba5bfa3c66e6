"""A year's end from the shell: adjustments, closing and grants, both reports, the next plan."""

import json

import pytest

AREA = "GRAIN-AREA"


@pytest.fixture
def people(office):
    """A clerk and two supervisors beside the administrator."""
    for words in (
        "li --role clerk --unit AGRI",
        "wang --role supervisor",
        "sun --role supervisor",
    ):
        name = words.split()[0]
        assert office(f"users add {words} --mail {name}@example.invalid").code == 0
    return office


def plan_text(shell):
    return (shell.home / "targets.yaml").read_text(encoding="utf-8")


def test_an_adjustment_goes_from_the_unit_into_the_file_and_the_plan(people):
    before = plan_text(people)
    said = people(f"adjust apply {AREA} --goal 11.5万亩以上 --reason 旱灾 --by li")
    assert said.code == 0
    assert "第 1 号" in said.out
    assert plan_text(people) == before
    done = people("adjust accept 1 --approver 常务会议 --effective 2024-07-01 --by wang")
    assert (done.code, done.err) == (0, "")
    changed = [
        (old, new)
        for old, new in zip(before.splitlines(), plan_text(people).splitlines(), strict=True)
        if old != new
    ]
    assert [new.strip() for _, new in changed] == ["goal: 11.5万亩以上"]
    known = "2030-01-01T00:00:00+08:00"
    assert people.row(AREA, known_at=known, as_of="2024-06-30")["goal"] == "120000"
    row = people.row(AREA, known_at=known, as_of="2024-09-30")
    assert (row["goal"], row["goal_before"]) == ("115000", "12万亩以上")
    assert "adjusted" in row["flags"]
    listed = people("adjust list --format json").json["adjustments"]
    assert [(one["number"], one["state"], one["goal_before"]) for one in listed] == [
        (1, "accepted", "12万亩以上")
    ]
    assert people("targets adopt --by wang").out.count("\n") == 1


def test_the_applicant_the_clerk_and_a_second_decision_are_refused(people):
    people(f"adjust apply {AREA} --goal 11.5万亩以上 --reason 旱灾 --by wang")
    own = people("adjust accept 1 --approver 会议 --by wang")
    assert (own.code, len(own.faults)) == (1, 1)
    assert people("adjust accept 1 --approver 会议 --by li").code == 1
    assert people("adjust refuse 1 --reason 依据不足 --by sun").code == 0
    assert people("adjust withdraw 1 --by wang").code == 1
    assert "12万亩以上" in plan_text(people)


def test_what_is_at_fault_is_told_with_its_place_when_it_is_asked_for(people):
    said = people(f"adjust apply {AREA} --goal 很多 --reason 旱灾 --by li")
    assert said.code == 1
    assert said.err.startswith("targets.yaml:")
    assert people("adjust list").out.strip() == "还没有调整。"


def test_a_file_comes_back_as_it_was_handed_in(people, tmp_path):
    paper, back = tmp_path / "依据.pdf", tmp_path / "back.pdf"
    paper.write_bytes(b"%PDF-1.4\n%x\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    done = people(
        f"adjust apply {AREA} --goal 11.5万亩以上 --reason 旱灾 --by li", "--file", str(paper)
    )
    assert (done.code, done.err) == (0, "")
    assert people("adjust file 1", "-o", str(back)).code == 0
    assert back.read_bytes() == paper.read_bytes()


def test_a_superior_issues_a_goal_without_an_application(people):
    text = plan_text(people).replace("goal: 12万亩以上", "goal: 待下达\n        measure: 亩", 1)
    (people.home / "targets.yaml").write_text(text, encoding="utf-8")
    assert people("targets adopt --reason 待上级下达 --by wang").code == 0
    assert people(f"record {AREA} 9万亩 --period 2024-09 --by li").code == 0
    when = {"as_of": "2024-09-30", "known_at": "2030-01-01T00:00:00+08:00"}
    assert people.row(AREA, **when)["status"] == "goal_pending"
    assert people(f"adjust issue {AREA} --goal 12.5万亩以上 --by wang").code == 1
    done = people(f"adjust issue {AREA} --goal 12.5万亩以上 --authority 市〔2024〕8号 --by wang")
    assert (done.code, done.err) == (0, "")
    row = people.row(AREA, **when)
    assert (row["status"], row["goal"]) == ("behind", "125000")


def test_a_closed_plan_names_what_is_missing_refuses_and_opens_under_a_grant(people):
    held = people("close --reason 年终 --by wang")
    assert held.code == 1
    assert "--anyway" in held.faults[-1]
    assert len(held.faults) == 85 + 1
    done = people("close --reason 年终 --anyway --by wang")
    assert (done.code, len(done.out.splitlines())) == (0, 86)
    shut = people(f"record {AREA} 12万亩 --period 2024-12 --by li")
    assert (shut.code, len(shut.faults)) == (1, 1)
    assert "wang" in shut.err
    assert "monitor grant" in shut.err
    assert people("grant", AREA, "--period", "2024-12", "--reason", "更正", "--by", "li").code == 1
    given = people("grant", AREA, "--period", "2024-12", "--reason", "更正", "--by", "wang")
    assert (given.code, given.err) == (0, "")
    assert people(f"record {AREA} 12万亩 --period 2024-12 --by li").code == 0
    (one,) = people("grant list --format json").json["grants"]
    assert (one["code"], one["unit_code"], one["state"]) == (AREA, "AGRI", "holds")
    assert people("grant revoke 1 --by sun").code == 0
    assert people(f"record {AREA} 12.1万亩 --period 2024-12 --reason x --by li").code == 1
    assert people("grant").code == 2
    assert people("grant revoke x --by wang").code == 2
    assert people("reopen --reason 更正 --by wang").code == 0
    assert people(f"record {AREA} 12.1万亩 --period 2024-12 --reason x --by li").code == 0
    assert people("verify").code == 0


def test_the_year_is_told_twice_and_the_second_says_what_changed(people):
    people(f"record {AREA} 11.6万亩 --period 2024-12 --by li")
    first = people("issue annual --as-of 2024-12-31 --by wang")
    assert "（初步）" in first.out
    people(f"record {AREA} 12.1万亩 --period 2024-12 --reason 统计局核定 --by li")
    people("close --reason 年终 --anyway --by wang")
    assert people("issue annual --as-of 2024-12-31 --by wang").code == 1
    second = people("issue annual --as-of 2024-12-31 --again 终核 --by wang")
    assert (second.code, "（终核）" in second.out) == (0, True)
    editions = people("deliveries --format json").json["deliveries"]
    last = next(one["edition"] for one in editions if "-2-" in one["edition"])
    text = people(f"report annual --edition {last} --format text").out
    assert "与初步情况相比有变化的 (1)" in text
    assert "完成：11.6万亩 → 12.1万亩" in text
    assert "原因：统计局核定" in text


def test_the_scheduler_issues_the_preliminary_report_in_january(people):
    said = people("tick --now 2025-01-20T09:00:00+08:00").out
    told = [json.loads(line) for line in said.splitlines()]
    mine = [(one["did"], one["period"]) for one in told if one["report"] == "annual"]
    assert mine[0] == ("issued", "2024")
    edition = next(one["edition"] for one in told if one["report"] == "annual")
    text = people(f"report annual --edition {edition} --format text").out
    assert "（初步）" in text
    assert "与初步" not in text


def test_next_years_plan_is_drafted_beside_the_file(people):
    before = plan_text(people)
    people(f"record {AREA} 12.1万亩 --period 2024-12 --by li")
    done = people("targets next-year")
    assert (done.code, done.err) == (0, "")
    draft = people.home / "targets-2025.yaml"
    assert plan_text(people) == before
    assert people("targets check", str(draft)).code == 0
    text = draft.read_text(encoding="utf-8")
    assert "code: LZ2025" in text
    assert "value: 12.1万亩, year: 2024" in text
    assert people("targets next-year").code == 1
    shown = people("targets next-year --code NEXT -o -")
    assert "code: NEXT" in shown.out


def test_a_draft_put_into_the_file_is_adopted_as_a_second_plan(people):
    people("targets next-year")
    draft = (people.home / "targets-2025.yaml").read_text(encoding="utf-8")
    entry = draft.partition("\nplans:\n")[2]
    (people.home / "targets.yaml").write_text(plan_text(people) + entry, encoding="utf-8")
    done = people("targets adopt --by wang")
    assert (done.code, done.err) == (0, "")
    assert "LZ2025" in done.out
    assert people("targets list --plan LZ2025 --format json").code == 0
