"""The entry sheet in a real browser with scripts: keyboard, questions, a paste, a lost network."""

from monitor.store.tables import observations
from tests.web.house.test_browser import complaints, served
from tests.web.house.test_browser_desk import scripted
from tests.web.house.test_browser_matters import fits, sign_in
from tests.web.house.test_entering import newest

__all__ = ["complaints", "scripted", "served"]
GRAIN = "[name='value/GRAIN/AGRI/0']"
STATE = "tbody[data-line='GRAIN/AGRI/0'] .state"
SAVED = f"{STATE} >> text=已保存"


def type_in(tab, text):
    tab.fill(GRAIN, text)
    tab.press(GRAIN, "Enter")


def test_a_month_is_typed_questioned_pasted_and_taken_back(house, served, scripted, complaints):
    before = house.count(observations)
    sign_in(scripted, served, "li")
    scripted.goto(f"{served}/entry")
    assert fits(scripted)

    scripted.evaluate("navigator.clipboard.writeText('粮食生产面积\\t万亩\\t9.4\\n别的\\t\\t7')")
    scripted.focus(GRAIN)
    scripted.keyboard.press("Control+V")
    assert scripted.input_value(GRAIN) == "9.4"
    scripted.keyboard.press("Control+Z")
    assert scripted.input_value(GRAIN) == ""
    assert house.count(observations) == before, "a paste is saved by a click, not by itself"

    type_in(scripted, "95000")
    scripted.wait_for_selector("text=是不是9.5万亩")
    assert fits(scripted)
    scripted.click("text=改成9.5万亩")
    scripted.wait_for_selector(SAVED)
    assert newest(house, "GRAIN").value == 95_000 * 10**6

    scripted.keyboard.press("Control+V")
    scripted.focus(GRAIN)
    scripted.keyboard.press("Control+V")
    scripted.click("text=全部保存")
    scripted.wait_for_selector(f"{STATE} >> text=9.4万亩")
    assert newest(house, "GRAIN").reason == "录入后当场更正"
    assert complaints == []


def test_what_the_network_lost_is_kept_and_offered_again(house, served, scripted):
    sign_in(scripted, served, "li")
    scripted.goto(f"{served}/entry")
    scripted.context.set_offline(True)
    type_in(scripted, "9.5")
    scripted.wait_for_selector(f"{STATE} >> text=没有网络")
    scripted.context.set_offline(False)
    scripted.wait_for_selector(SAVED)
    assert newest(house, "GRAIN").value == 95_000 * 10**6

    scripted.fill(GRAIN, "9.6")
    scripted.goto(f"{served}/entry")
    scripted.click("text=放回来")
    assert scripted.input_value(GRAIN) == "9.6"
    scripted.context.clear_cookies()
    scripted.click("text=全部保存")
    scripted.wait_for_selector(f"{STATE} >> text=登录已过期")
    sign_in(scripted, served, "li")
    scripted.goto(f"{served}/entry")
    scripted.click("text=放回来")
    scripted.click("text=全部保存")
    scripted.wait_for_selector(f"{STATE} >> text=9.6万亩")
