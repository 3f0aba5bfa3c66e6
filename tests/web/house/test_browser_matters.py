"""A matter from the leader's telephone to its closing, in real browsers without scripts."""

from tests.web.house.homes import PASSWORD
from tests.web.house.test_browser import complaints, served, tab

__all__ = ["complaints", "served", "tab"]


def sign_in(tab, served, name):
    tab.context.clear_cookies()
    tab.goto(served)
    tab.fill("#name", name)
    tab.fill("#password", PASSWORD)
    tab.click("main button")


def fits(tab):
    """Whether nothing is wider than the screen."""
    session = tab.context.new_cdp_session(tab)
    size = session.send("Page.getLayoutMetrics")["cssContentSize"]
    return size["width"] <= tab.viewport_size["width"]


def test_a_leader_instructs_a_clerk_answers_and_the_desk_closes(house, served, tab, complaints):
    sign_in(tab, served, "wang")
    tab.click("nav >> text=督办事项")
    assert "没有督办事项" in tab.inner_text("main")
    tab.click("text=领导批示链接")
    tab.click("text=生成链接")
    assert fits(tab)
    path = tab.inner_text("code.address").partition(house.runtime.settings.base_url)[2]

    tab.context.clear_cookies()
    tab.goto(served + path)
    tab.fill("#words", "抓紧灌渠改造，三日内报我。")
    tab.select_option("#target", "CANAL")
    assert fits(tab)
    tab.click("text=提交批示")
    assert "批示已登记：督字〔2024〕1号" in tab.inner_text("main")

    sign_in(tab, served, "zhao")
    tab.click("nav >> text=督办事项")
    tab.click("text=督字〔2024〕1号")
    tab.fill("#text-answer", "已进场施工")
    tab.click("text=提交反馈")
    assert "已记录反馈" in tab.inner_text(".done")
    tab.click("summary >> text=申请办结销号")
    tab.fill("#text-ask", "已完工")
    tab.click("button >> text=申请销号")
    assert "待销号" in tab.inner_text(".standing")

    sign_in(tab, served, "wang")
    tab.goto(f"{served}/matters/1")
    tab.click("summary >> text=现场核查")
    tab.check("input[name=found][value=true]")
    tab.set_input_files(
        "#photo",
        {"name": "现场.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 99},
    )
    tab.fill("#text-check", "渠道已通水")
    assert fits(tab)
    tab.click("text=记录核查")
    assert "查看现场材料" in tab.inner_text(".told")
    tab.click("text=确认销号")
    assert "已销号" in tab.inner_text(".standing")
    tab.goto(f"{served}/matters?state=all")
    assert "已销号" in tab.inner_text(".matters")
    assert fits(tab)
    assert complaints == []
