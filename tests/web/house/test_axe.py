"""No page stands in the way of who reads with a keyboard, a magnifier or a screen reader.

The pages named here are asked by axe in a real browser, as the person each is for. What axe
finds is told with its rule and its element; a planted fault shows that it would be told.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import sync_playwright

from monitor.core.observation import Entry, Placed
from monitor.services.observations import Sitting, record
from monitor.store.engine import writing
from tests.builders import a_span
from tests.web.house.homes import NOW
from tests.web.house.test_browser import served
from tests.web.house.test_browser_matters import sign_in

__all__ = ["served"]

pytestmark = pytest.mark.usefixtures("invented")

PAGES = {
    "li": ("/entry", "/mine", "/targets/GRAIN", "/password"),
    "wang": (
        "/",
        "/entry?unit=WATER&period=2024-09",
        "/targets/GRAIN/history",
        "/desk",
        "/desk/files",
        "/import",
        "/matters",
        "/matters/new",
        "/matters/links",
        "/adjustments",
        "/adjustments/new?target=GRAIN",
        "/years",
        "/drafts",
        "/review",
        "/editions",
        "/deliveries",
        "/people",
    ),
    "shen": ("/audit", "/targets/CANAL"),
}
PLANTED = "document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')"


def complaints_of(tab):
    """What axe finds on the page that is open: rule and element."""
    violations = Axe().run(tab).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]


@pytest.fixture
def invented(house):
    """The pages carry the mark of invented figures as well."""
    sitting = Sitting("li", NOW, house.runtime.settings.timezone, demo=True)
    entry = Entry("GRAIN", a_span("2024-09"), value="9万亩")
    with writing(house.runtime.engine) as db:
        record(db, [Placed(entry)], plan="P2024", sitting=sitting)


@pytest.fixture
def asked(chromium, served):
    """Opens pages as a person and returns what axe finds, address by address."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

        def of(name, addresses, *, width=1280, plant=""):
            context = browser.new_context(viewport={"width": width, "height": 800})
            tab = context.new_page()
            sign_in(tab, served, name)
            found = {}
            for address in addresses:
                answer = tab.goto(f"{served}{address}")
                assert answer.status == 200, address
                if plant:
                    tab.evaluate(plant)
                found[address] = complaints_of(tab)
            context.close()
            return found

        yield of
        browser.close()


def test_axe_finds_nothing_on_these_pages(asked):
    found = [asked(name, addresses) for name, addresses in PAGES.items()]
    assert {address: told for one in found for address, told in one.items() if told} == {}


def test_axe_finds_nothing_on_a_telephone_either(asked):
    found = asked("li", ("/", "/entry", "/targets/GRAIN"), width=360)
    assert {address: told for address, told in found.items() if told} == {}


def test_a_field_without_a_name_would_be_found(asked):
    assert "label: <input>" in asked("li", ("/mine",), plant=PLANTED)["/mine"]
