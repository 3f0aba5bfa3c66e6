"""Matters as plain values, and what an edition opens with: the same numbers on every face."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.core.demand import Clock, Given, Kind, Stop
from monitor.core.matter import Deed, Step, fold
from monitor.core.plan import Unit
from monitor.render.letters import preview, render_letter
from monitor.render.matters import SHAPES, block, matters_told, shortened
from monitor.render.phrases import Words
from tests.builders import a_plan, a_target
from tests.render.builders import HEAD, ZONE, every_class

MONTHLY = Path(__file__).parents[2] / "reports" / "monthly"
ZH = Words("zh")
PLAN = a_plan(a_target(), units=(Unit("JTJ", "交通局"), Unit("SLJ", "水利局")))
GIVEN_ON = date(2024, 9, 2)
TODAY = date(2024, 10, 10)


def step(deed, day, **more):
    at = datetime(2024, 9, 2, 1, tzinfo=UTC) + timedelta(days=day)
    return Step(deed, GIVEN_ON + timedelta(days=day), at, more.pop("by", "li"), **more)


def a_matter(number, *steps, words="请核实进度，三日内报我。", **more):
    given = Given(Kind.INSTRUCTION, words, "JTJ", GIVEN_ON, "区长", "ROAD", ("SLJ",))
    given = replace(given, **more)
    return fold(number, given, step(Deed.GIVEN, 0, by="wang"), steps, today=TODAY)


CLOSED = (
    step(Deed.SETTLE_ASKED, 5),
    step(Deed.SETTLED, 20, by="sun"),
)
FIVE = [
    a_matter(1),
    a_matter(2, step(Deed.ANSWERED, 1, unit="JTJ", text="已研究"), major=True),
    a_matter(3, *CLOSED),
    a_matter(4, step(Deed.SETTLE_ASKED, 5)),
    a_matter(5, step(Deed.WITHDRAWN, 2, by="wang", text="重复")),
]


def said(matters=FIVE, since=None, words=ZH):
    return block(matters, PLAN, words, since=since, today=TODAY)


def test_counts_close_and_an_overdue_one_is_open_as_well():
    told = matters_told(FIVE, PLAN, ZH, zone=ZONE, today=TODAY)
    assert told["counts"] == {
        "total": 5,
        "open": 3,
        "overdue": 2,
        "asked": 1,
        "settled": 1,
        "withdrawn": 1,
    }
    assert [one["state"] for one in told["matters"]] == [
        "overdue",
        "overdue",
        "settled",
        "asked",
        "withdrawn",
    ]


def test_one_matter_in_words():
    told = matters_told(FIVE[1:2], PLAN, ZH, zone=ZONE, today=TODAY)["matters"][0]
    assert told["label"] == "督字〔2024〕2号"
    assert (told["unit"], told["unit_code"], told["cooperating"]) == ("交通局", "JTJ", ["水利局"])
    assert told["overdue_clock"] == "重大复杂问题办结"
    assert told["shown"]["late"] == "重大复杂问题办结逾期8天（应于10月2日前）"
    assert [one["shown"]["state"] for one in told["clocks"]] == [
        "9月3日按时",
        "9月3日按时",
        "已逾期8天",
    ]
    assert told["steps"][0]["at"] == "2024-09-03T09:00:00+08:00"


def test_an_office_names_its_clocks_itself():
    named = a_matter(1, clocks=(Clock(3, Stop.REPORT, "首报"), Clock(15, Stop.SETTLE)))
    told = matters_told([named], PLAN, ZH, zone=ZONE, today=TODAY)["matters"][0]
    assert [one["name"] for one in told["clocks"]] == ["首报", "办结"]


def test_every_state_has_its_shape_and_every_deed_its_word(words):
    assert len(set(SHAPES.values())) == len(SHAPES)
    for deed in Deed:
        if deed is not Deed.GIVEN:
            assert words.knows(f"matters.deed.{deed.value}") or deed is Deed.CHECKED
            assert words.knows(f"matters.done_{deed.value}")


def test_an_edition_opens_with_what_is_open_overdue_and_closed_since():
    last = datetime(2024, 9, 10, tzinfo=UTC)
    assert said(since=last)["sentence"] == ("督办事项：在办3项，其中逾期2项；上期以来销号1项。")
    assert said(since=datetime(2024, 9, 30, tzinfo=UTC))["settled"] == 0
    assert said()["sentence"] == "督办事项：在办3项，其中逾期2项；已销号1项。"


def test_the_longest_overdue_stands_first():
    assert [one["overdue_days"] for one in said()["lines"]] == [37, 8]


def test_without_matters_an_edition_says_nothing_of_them(words):
    assert said([]) is None
    assert said(FIVE[4:]) is None
    assert said(FIVE[2:3], since=datetime(2024, 10, 1, tzinfo=UTC)) is None
    sent = render_letter(MONTHLY, every_class(), words=words, zone=ZONE, head=HEAD)
    assert words.say("matters.title") not in sent.text + sent.html or words.language == "en"


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("</head>")[2]))


def test_both_bodies_carry_the_same_numbers_near_the_top(words):
    opens = said(words=words)
    sent = render_letter(MONTHLY, every_class(), words=words, zone=ZONE, head=HEAD, matters=opens)
    html, text = plain(sent.html), re.sub(r"\s+", " ", sent.text)
    for line in opens["lines"]:
        for part in (line["number"], line["text"], line["words"]):
            assert html.count(part) == text.count(part) > 0
    for body in (html, text):
        assert body.count(opens["sentence"]) == 1
        assert body.index(opens["sentence"]) < body.index(words.say("letter.bad"))


@pytest.mark.parametrize("face", ["html", "text", "json"])
def test_a_preview_carries_them_too(face):
    opens = said()
    data = preview(
        MONTHLY, every_class(), face, words=ZH, zone=ZONE, head=HEAD, matters=opens
    ).decode()
    assert opens["sentence"] in data


def test_what_was_demanded_cannot_become_markup():
    bad = a_matter(1, words="<b>立即</b>\n<script>")
    sent = render_letter(
        MONTHLY, every_class(), words=ZH, zone=ZONE, head=HEAD, matters=said([bad])
    )
    assert "<script>" not in sent.html
    assert "&lt;b&gt;立即&lt;/b&gt; &lt;script&gt;" in sent.html


def test_long_words_are_shortened_on_one_line():
    assert shortened("字" * 40) == "字" * 40
    assert shortened("字" * 41) == "字" * 39 + "…"
    assert shortened("一\n二") == "一 二"
