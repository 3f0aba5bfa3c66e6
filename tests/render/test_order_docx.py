"""The 督办单: its page, its fonts, its texts, read back as Word would."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Emu, Pt

from monitor.core.demand import Kind
from monitor.render.matters import matters_told
from monitor.render.order_docx import order_docx
from monitor.render.phrases import Words
from tests.render.builders import ZONE
from tests.render.test_matters import PLAN, TODAY, a_matter

ZH = Words("zh")
WORDS = "请核实进度。\n三日内报我。"


def paper(matter=None, words=ZH, *, demo=False):
    found = matter or a_matter(3, words=WORDS)
    told = matters_told([found], PLAN, words, zone=ZONE, today=TODAY)["matters"][0]
    data = order_docx(told, words, place="某区", title="某区2024年重点工作", demo=demo)
    return Document(io.BytesIO(data))


def rows(document):
    (table,) = document.tables
    return {row.cells[0].text: row.cells[1].text for row in table.rows}


def test_the_page_is_that_of_official_papers():
    sheet = paper().sections[0]
    size = (sheet.page_width.mm, sheet.page_height.mm)
    margins = (sheet.top_margin, sheet.bottom_margin, sheet.left_margin, sheet.right_margin)
    assert [round(one) for one in size] == [210, 297]
    assert [round(one.mm) for one in margins] == [37, 35, 28, 26]


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Normal", "仿宋_GB2312", 16),
        ("Matter Head", "黑体", 16),
        ("Matter Cell", "仿宋_GB2312", 16),
    ],
)
def test_every_style_names_its_font_for_chinese_too(style, font, size):
    found = paper().styles[style]
    fonts = found.element.rPr.rFonts
    assert {fonts.get(qn(name)) for name in ("w:eastAsia", "w:ascii", "w:hAnsi")} == {font}
    assert not [name for name in fonts.attrib if name.endswith("Theme")]
    assert found.font.size == Pt(size)
    assert found.paragraph_format.line_spacing == Pt(28.95)


def test_every_text_stands_in_one_of_its_styles_and_no_text_box_is_used():
    document = paper(demo=True)
    cells = [cell for row in document.tables[0].rows for cell in row.cells]
    inside = {one.style.name for cell in cells for one in cell.paragraphs}
    outside = [one.style.name for one in document.paragraphs]
    assert inside == {"Matter Head", "Matter Cell"}
    assert outside == ["Matter Mark", "Title"]
    assert "txbxContent" not in document.element.xml


def test_it_says_what_is_demanded_and_by_when():
    said = rows(paper())
    assert said["编号"] == "督字〔2024〕3号"
    assert said["来源"] == "批示 区长 9月2日"
    assert said["批示内容（原话）"] == WORDS
    assert said["目标任务"] == "ROAD 四好农村路"
    assert (said["承办单位"], said["协办单位"]) == ("交通局", "水利局")
    assert said["办理时限"].splitlines() == [
        "第1天：研究部署，2024年9月3日前",
        "第3天：反馈办理情况，2024年9月5日前",
        "第7天：一般性问题办结，2024年9月9日前",
    ]
    assert "交通局" in said["反馈要求"]
    assert said["签收"].startswith("签收人")


def test_a_major_matter_has_thirty_days():
    clocks = rows(paper(a_matter(3, major=True)))["办理时限"]
    assert "第30天：重大复杂问题办结，2024年10月2日前" in clocks
    assert "第7天" not in clocks


def test_what_no_leader_said_is_no_instruction():
    order = a_matter(3, kind=Kind.ORDER, from_whom="")
    said = rows(paper(order))
    assert "批示内容（原话）" not in said
    assert "交办内容（原话）" in said


def test_invented_figures_are_named_on_top_alone_where_there_are_any():
    assert paper(demo=True).paragraphs[0].text.startswith("演示数据")
    assert [one.text for one in paper().paragraphs] == ["某区督办单"]


def test_both_languages_write_it(words):
    assert len(rows(paper(words=words))) == 10


def test_the_table_fits_between_the_margins():
    row = paper().tables[0].rows[0]
    assert round(Emu(sum(cell.width for cell in row.cells)).mm) == 156
