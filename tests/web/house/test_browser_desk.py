"""The desk in real browsers: a text on the clipboard with scripts, in its box without them."""

import pytest
from playwright.sync_api import sync_playwright

from monitor.store.tables import acts
from tests.web.house.test_browser import complaints, served, tab
from tests.web.house.test_browser_matters import fits, sign_in

__all__ = ["complaints", "served", "tab"]
CANAL = "编号,期间,数值,责任单位\nCANAL,2024-09,20公里,水利局\n".encode()
BAD = "编号,期间,数值\nGRAIN,2024-08,很多\n".encode()


@pytest.fixture(params=[360, 1280])
def scripted(request, chromium, complaints):
    """A tab with scripts, and with leave to read the clipboard."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": request.param, "height": 800},
            permissions=["clipboard-read", "clipboard-write"],
        )
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        yield tab
        browser.close()


def noted(house):
    with house.runtime.engine.connect() as db:
        return [(row.code, row.step) for row in db.execute(acts.select().order_by(acts.c.seq))]


def test_the_button_puts_the_text_on_the_clipboard_and_notes_it(
    house, served, scripted, complaints
):
    sign_in(scripted, served, "wang")
    scripted.goto(f"{served}/desk")
    assert fits(scripted)
    scripted.click("#unit-WATER >> text=复制催报文字")
    scripted.wait_for_selector("#unit-WATER >> text=已复制")
    told = scripted.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert told.startswith(
        "水利局：\n截至10月8日，贵单位在《某区2024年目标任务》中有8个数逾期未报："
    )
    assert told == scripted.input_value("#unit-WATER textarea")
    assert noted(house) == [("WATER", "copied")]
    assert scripted.url == f"{served}/desk"

    scripted.click("summary >> text=全部单位的催报文字")
    scripted.click("text=复制全部单位的催报文字")
    scripted.wait_for_selector("section .text >> text=已复制")
    told = scripted.evaluate("navigator.clipboard.readText()")
    assert "水利局：" in told
    assert "农业农村局：" in told
    assert len(noted(house)) == 3
    assert fits(scripted)
    assert complaints == []


def test_where_the_clipboard_is_closed_the_text_is_copied_the_old_way(
    house, served, scripted, complaints
):
    sign_in(scripted, served, "wang")
    scripted.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    scripted.goto(f"{served}/desk")
    scripted.click("#unit-WATER >> text=复制催报文字")
    scripted.wait_for_selector("#unit-WATER >> text=已复制")
    assert noted(house) == [("WATER", "copied")]
    assert complaints == []


def test_without_scripts_the_desk_works_all_the_same(house, served, tab, complaints):
    sign_in(tab, served, "wang")
    tab.click("nav >> text=督查台")
    assert "2个单位欠报10项数据" in tab.inner_text("h1")
    tab.click("#unit-WATER summary >> text=催报文字")
    assert tab.is_visible("#unit-WATER textarea")
    assert fits(tab)
    tab.click("#unit-WATER >> text=记一次电话催报")
    assert "已记下一次电话催报" in tab.inner_text(".done")
    assert "已催1次" in tab.inner_text("#unit-WATER")
    tab.click("#unit-WATER >> text=复制催报文字")
    assert "选中文字复制" in tab.inner_text(".done")
    assert noted(house) == [("WATER", "phoned"), ("WATER", "copied")]
    assert fits(tab)
    assert complaints == []


def test_a_figure_from_the_telephone_is_entered_for_the_unit(served, tab):
    sign_in(tab, served, "wang")
    tab.goto(f"{served}/entry?unit=WATER&period=2024-09")
    tab.fill("[name='value/CANAL/WATER/0']", "20")
    tab.click("text=提交")
    assert "须写明提供人" in tab.inner_text(".faults")
    assert fits(tab)
    tab.fill("#given_by", "赵工 电话")
    tab.click("text=提交")
    assert "已写入 1 项" in tab.inner_text("main")
    tab.goto(f"{served}/targets/CANAL")
    assert "代录：赵工 电话 提供，wang 录入" in tab.inner_text("main")


def test_sheets_are_looked_at_and_taken_in_with_one_button(served, tab, complaints):
    sign_in(tab, served, "wang")
    tab.goto(f"{served}/desk")
    tab.click("text=收回报送表")
    sheets = [
        {"name": "水利局 2024年9月报送表.csv", "mimeType": "text/csv", "buffer": CANAL},
        {"name": "农业农村局.csv", "mimeType": "text/csv", "buffer": BAD},
    ]
    tab.set_input_files("#files", sheets)
    assert fits(tab)
    tab.click("main button")
    assert "1个可写入（1行），1个有问题" in tab.inner_text("main")
    assert fits(tab)
    tab.click("text=写入1个文件")
    assert "已写入1个文件，1行" in tab.inner_text(".done")
    assert fits(tab)
    tab.goto(f"{served}/desk")
    assert "1个单位欠报2项数据" in tab.inner_text("h1")
    assert complaints == []
