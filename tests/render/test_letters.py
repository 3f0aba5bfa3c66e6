"""The monthly letter: same numbers in every face, worst first, nothing from outside."""

import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from monitor.core.problem import Refused
from monitor.render.letters import FACES, preview, render_letter
from monitor.render.phrases import Words
from monitor.render.rows import told
from tests.render.builders import HEAD, ZONE, every_class, nothing

MONTHLY = Path(__file__).parents[2] / "reports" / "monthly"
ZH = Words("zh")
PNG = b"\x89PNG\r\n"
CLIPPED = 100_000
"""Mail readers cut a longer page off."""


def letter(card=None, words=ZH, folder=MONTHLY, **more):
    return render_letter(folder, card or every_class(), words=words, zone=ZONE, head=HEAD, **more)


def face(name, words=ZH, folder=MONTHLY):
    return preview(folder, every_class(), name, words=words, zone=ZONE, head=HEAD)


def test_the_letter_reads_as_reviewed(words, golden):
    sent = letter(words=words)
    golden(f"monthly_{words.language}.txt", f"{sent.subject}\n\n{sent.text}")
    golden(f"monthly_{words.language}.html", sent.html)


def test_the_subject_is_the_verdict():
    assert letter().subject == (
        "示例区2024年9月进展：25项中滞后7项、逾期3项、未启动2项、未报1项（截至9月30日）【演示数据】"
    )


def test_a_mark_leads_the_subject_and_stands_in_both_bodies():
    sent = letter(mark="试发")
    assert sent.subject.startswith("【试发】")
    assert "试发" in sent.text
    assert "试发" in sent.html


def test_a_plan_without_targets_makes_a_letter_that_says_so(words):
    sent = letter(nothing(), words)
    assert words.say("letter.nothing_bad") in sent.text
    assert words.say("letter.count.none") in sent.subject


def test_the_same_scorecard_gives_the_same_bytes(words):
    assert letter(words=words) == letter(words=words)


class Outside(HTMLParser):
    """Collects what would be fetched, run or styled from elsewhere."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "link", "style", "iframe", "object", "form", "base"}:
            self.found.append(tag)
        for name, value in attrs:
            fetched = name in {"src", "href", "background", "srcset", "data"}
            if (fetched and not value.startswith("cid:")) or "url(" in (value or ""):
                self.found.append(f"{tag} {name}={value}")


@pytest.mark.parametrize("page", ["letter", "preview"])
def test_nothing_is_fetched_from_outside(page, words):
    reader = Outside()
    reader.feed(letter(words=words).html if page == "letter" else face("html", words).decode())
    assert reader.found == []


def test_every_picture_is_carried_and_has_words_for_it():
    sent = letter()
    shown = re.findall(r'<img src="cid:([^"]+)"[^>]* alt="([^"]+)"', sent.html)
    assert [cid for cid, _ in shown] == [one.cid for one in sent.images]
    assert len(shown) == sent.html.count("<img") > 5
    assert all(one.data.startswith(PNG) for one in sent.images)


def test_what_people_named_cannot_become_markup():
    assert "&lt;b&gt;中间缺报&lt;/b&gt;&amp;公路" in letter().html


def test_every_target_stands_in_both_bodies_once():
    sent, status = letter(), told(every_class(), ZH, ZONE)
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"<head>.*</head>", "", sent.html, flags=re.DOTALL))
    for row in status["rows"]:
        if "<" in row["name"]:
            continue
        times = 2 if row["difference"] else 1
        heading = f"{row['number']} {row['name']}"
        assert len(re.findall(rf"(?<!\d){re.escape(heading)}", plain)) == times, heading
        assert len(re.findall(rf"(?<!\d){re.escape(heading)}", sent.text)) == times, heading


def test_the_worst_comes_first():
    text = letter().text
    places = [
        text.index(code)
        for code in ("能耗总量", "滞后的项目", "一直未报", "几期没有更新", "放心消费")
    ]
    assert places == sorted(places)


def test_the_letter_is_short_enough_not_to_be_cut_off():
    assert len(letter().html.encode()) < CLIPPED


def test_invented_figures_are_named_on_top_and_real_ones_are_not():
    card = every_class()
    real = replace(
        card,
        rows=tuple(
            replace(row, flags=tuple(f for f in row.flags if f != "demo")) for row in card.rows
        ),
    )
    banner = ZH.say("letter.demo_banner")
    assert banner in letter().html
    assert letter().text.startswith(banner)
    assert "演示数据" not in letter(real).html + letter(real).text + letter(real).subject


def test_what_changed_since_the_last_edition_is_told():
    before = told(every_class(), ZH, ZONE)
    for row in before["rows"]:
        if row["code"] == "A14":
            row["status"] = "on_track"
        if row["code"] == "A12":
            row["status"] = "behind"
    text = letter(previous=before).text
    assert "较上期变差1项：目标调整过的面积；较上期转好1项：刚好达到序时" in text


def test_an_unknown_face_is_refused_with_the_faces_there_are():
    with pytest.raises(Refused) as refused:
        face("gif")
    assert ZH.problems(refused.value.problems) == [
        "报告没有“gif”这种形式：可选 html, text, xlsx, json, pdf, docx"
    ]


def test_every_face_is_made_in_both_languages(words):
    assert all(face(name, words) for name in FACES)


def test_the_preview_carries_its_charts_in_itself():
    page = face("html").decode()
    assert page.count("<svg") == len(letter().images)
    assert "cid:" not in page


def test_a_template_that_asks_for_what_is_not_given_is_refused(tmp_path):
    for name in ("subject.txt", "body.html"):
        (tmp_path / name).write_text("{{ subject }}")
    (tmp_path / "body.txt").write_text("{{ no_such_value }}")
    with pytest.raises(Refused) as refused:
        letter(folder=tmp_path)
    assert "body.txt" in ZH.problem(refused.value.problems[0])


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ status.__init__.__globals__ }}",
        "{{ status.rows.append(1) }}",
        "{% include '../../pyproject.toml' %}",
    ],
)
def test_a_template_reaches_nothing_but_its_values(tmp_path, attack):
    for name in ("subject.txt", "body.txt"):
        (tmp_path / name).write_text("{{ subject }}")
    (tmp_path / "body.html").write_text(attack)
    with pytest.raises(Refused):
        letter(folder=tmp_path)


def sheet(place):
    book = CalamineWorkbook.from_filelike(io.BytesIO(letter().attachments[0].data))
    return book.get_sheet_by_index(place).to_python()


def test_the_sheet_holds_numbers_in_the_plans_unit():
    head, *lines = sheet(0)[2:]
    body = {line[1]: dict(zip(head, line, strict=True)) for line in lines}
    assert head[:4] == ["序号", "目标任务", "责任单位", "单位"]
    assert body["提前完成的面积"]["完成情况"] == 12.05
    assert body["提前完成的面积"]["单位"] == "万亩"
    assert body["到期差一点未完成"]["完成率"] == 0.999
    assert body["一直未报的公路"]["完成情况"] == "—"
    assert len(lines) == 25 + 2


def test_the_sheet_can_run_no_formula():
    with zipfile.ZipFile(io.BytesIO(letter().attachments[0].data)) as book:
        pages = [book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
    assert [page for page in pages if "<f>" in page or "hyperlink" in page] == []


def test_the_sheet_closes_and_says_where_its_data_comes_from():
    tally = sheet(1)
    place = next(number for number, line in enumerate(tally) if line[0] == "合计")
    assert sum(line[1] for line in tally[1:place]) == tally[place][1] == 25
    assert any(HEAD in str(line[0]) for line in tally)


def test_the_sheet_names_the_head_of_the_chain_in_its_properties():
    with zipfile.ZipFile(io.BytesIO(letter().attachments[0].data)) as book:
        assert HEAD in book.read("docProps/custom.xml").decode()
        assert "2024-10-10T08:30:00Z" in book.read("docProps/core.xml").decode()


def test_silence_is_not_hidden_among_what_is_fine():
    text = letter().text
    old = text.partition("数据未更新 (1)")[2].partition("各单位欠报")[0]
    assert "几期没有更新" in old


def test_before_its_goal_is_issued_nothing_is_owed_of_a_target():
    text = letter().text
    assert "待下达的指标" not in text.partition("数据未更新")[2].partition("其余各项")[0]
    assert "待下达的指标" in text.partition("其余各项")[2]
