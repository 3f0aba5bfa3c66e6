"""One clerk, one real browser, scripts switched off: from the first password to the board."""

import threading
import time

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from monitor.web.serve import listen
from tests.web.house.homes import FRESH

NEW = "Herbst-2024"


@pytest.fixture
def served(house):
    """The application on a port of its own, until the test is over."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(house.app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def complaints():
    """What the browser has to say about our pages."""
    return []


@pytest.fixture(params=[360, 1280])
def tab(request, chromium, complaints):
    """An empty tab as wide as a telephone's and as a desk's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": request.param, "height": 800}, java_script_enabled=False
        )
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        yield tab
        browser.close()


def test_a_new_clerk_enters_a_number_and_sees_it_on_the_board(house, served, tab, complaints):
    first = (house.folder / "first.txt").read_text(encoding="utf-8")
    tab.goto(served)
    tab.fill("#name", FRESH)
    tab.fill("#password", first)
    tab.click("main button")
    assert tab.url == f"{served}/password"
    for field, typed in (("#old", first), ("#new", NEW), ("#again", NEW)):
        tab.fill(field, typed)
    tab.click("main button")
    tab.click("nav >> text=填报")
    tab.fill("[name='value/GRAIN/AGRI/0']", "9.5")
    tab.click("text=提交")
    assert "已写入 1 项" in tab.inner_text("main")
    tab.click("text=返回进度总览")
    tab.click("text=其余任务")
    board = tab.inner_text("main")
    assert "截至9月30日累计完成9.5万亩" in board
    assert tab.locator(".rows svg").first.is_visible()
    width = tab.viewport_size["width"]
    assert tab.locator("body").bounding_box()["width"] <= width
    assert complaints == []
