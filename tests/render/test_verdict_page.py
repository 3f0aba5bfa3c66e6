"""One page, whatever the plan holds, with the numbers of every other face."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.render import press
from monitor.render.rows import told
from monitor.render.verdict_page import _fitting, verdict_pdf, verdict_png
from tests.render.builders import every_class
from tests.render.glyphs import drawable

ZONE = ZoneInfo("Asia/Shanghai")
HEAD = "a" * 64


def status(words, times=1):
    """The told value of a plan with every class, its rows so many times over."""
    answer = told(every_class(), words, ZONE)
    rows = [row | {"number": str(n)} for n, row in enumerate(answer["rows"] * times, 1)]
    total = answer["tally"]["total"] * times
    classes = [one | {"count": one["count"] * times} for one in answer["tally"]["classes"]]
    return answer | {"rows": rows, "tally": {"total": total, "classes": classes}}


@pytest.mark.parametrize("times", [1, 4, 16])
def test_it_is_one_page_and_what_does_not_fit_is_counted(words, times):
    answer = status(words, times)
    data = _fitting(answer, words, HEAD, None)
    assert press.pages("verdict", data) == 1
    shown = len(data["bad"])
    left = [char for char in data["bad_left"].split() if char.isdigit()]
    assert shown + (int(left[0]) if left else 0) == data["bad_count"]


def test_its_counts_are_those_of_the_tally(words):
    answer = status(words)
    data = _fitting(answer, words, HEAD, None)
    tally = {one["label"]: one["count"] for one in answer["tally"]["classes"] if one["count"]}
    assert {one["label"]: one["count"] for one in data["classes"]} == tally
    sums = [sum(column) for column in zip(*(unit["counts"] for unit in data["units"]), strict=True)]
    assert sums == [one["count"] for one in data["classes"]]


def test_the_same_answer_is_the_same_bytes(words):
    answer = status(words)
    first, second = (verdict_pdf(answer, words, head=HEAD) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")


def test_what_a_person_typed_is_never_markup(words):
    answer = status(words)
    trap = "#panic() $x$ *b* [c] \\ @d <e> `f` // g"
    answer["rows"] = [row | {"name": trap} for row in answer["rows"]]
    data = _fitting(answer, words, HEAD, None)
    assert trap in data["bad"][0]["name"]
    assert press.pages("verdict", data) == 1


def test_every_character_has_a_glyph(words):
    font = next(Path(press._packaged()).glob("*.ttf"))
    texts = json.dumps(_fitting(status(words), words, HEAD, None), ensure_ascii=False)
    known = drawable(font)
    assert {char for char in texts if ord(char) not in known and char >= " "} == set()
    assert ord("✕") not in known, "then the page may show the cross itself"


def test_the_picture_is_as_wide_as_a_screen_and_small_enough_to_send(words):
    picture = verdict_png(status(words), words, head=HEAD)
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (1240, 1754)
    assert len(picture) < 500_000


def test_a_folder_of_fonts_that_is_not_there_is_no_fault(words, tmp_path):
    answer = status(words)
    bare = verdict_pdf(answer, words, head=HEAD)
    assert verdict_pdf(answer, words, head=HEAD, fonts=tmp_path / "fonts") == bare


def test_the_template_fetches_nothing():
    for template in press.TEMPLATES.glob("*.typ"):
        assert "@" not in template.read_text(encoding="utf-8")


def test_a_plan_where_all_is_well_says_so(words):
    fine = [one for one in every_class().rows if one.status == "achieved"]
    answer = told(replace(every_class(), rows=tuple(fine)), words, ZONE)
    data = _fitting(answer, words, HEAD, None)
    assert (data["bad"], data["bad_count"]) == ([], 0)
    assert press.pdf("verdict", data, day=date(2024, 9, 30))
