"""Every address stands here with who may go there; a new one without an entry fails."""

import re

import pytest

from tests.web.house.homes import House

ANYBODY = {
    ("GET", "/"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/static/monitor.css"),
    ("GET", "/static/mark.svg"),
    ("GET", "/static/copy.js"),
    ("GET", "/static/entry.js"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/openapi.json"),
}
WITH_LINK = {
    ("GET", "/instruct/{token}"),
    ("POST", "/instruct/{token}"),
    ("GET", "/fill/{token}"),
    ("POST", "/fill/{token}"),
}
"""A leader or a clerk comes with a signed link; without one there is nothing here."""

SIGNED_IN = {
    ("GET", "/password"): "CSLAU",
    ("POST", "/password"): "CSLAU",
    ("POST", "/logout"): "CSLAU",
    ("GET", "/entry"): "CS",
    ("POST", "/entry"): "CS",
    ("POST", "/entry/cell"): "CS",
    ("GET", "/entry/done"): "CSLAU",
    ("GET", "/entry/workbook"): "CSLAU",
    ("GET", "/targets/{code}"): "CSLAU",
    ("GET", "/targets/{code}/history"): "CSLAU",
    ("GET", "/targets/{code}/history.csv"): "CSLAU",
    ("GET", "/targets/{code}/history.json"): "CSLAU",
    ("GET", "/targets/{code}/dossier.zip"): "SAU",
    ("GET", "/audit"): "SAU",
    ("GET", "/audit.csv"): "SAU",
    ("GET", "/targets.xlsx"): "CSLAU",
    ("GET", "/verdict.pdf"): "CSLAU",
    ("GET", "/verdict.png"): "CSLAU",
    ("GET", "/matters"): "CSLAU",
    ("GET", "/matters/new"): "S",
    ("POST", "/matters/new"): "S",
    ("GET", "/matters/links"): "S",
    ("POST", "/matters/links"): "S",
    ("GET", "/matters/{number}"): "CSLAU",
    ("POST", "/matters/{number}"): "CSLAU",
    ("GET", "/matters/{number}/letter"): "CSLAU",
    ("GET", "/matters/{number}/photo/{digest}"): "CSLAU",
    ("GET", "/adjustments"): "CSLAU",
    ("GET", "/adjustments/new"): "CSLAU",
    ("POST", "/adjustments/new"): "CSLAU",
    ("POST", "/adjustments/{number}"): "CSLAU",
    ("GET", "/adjustments/{number}/file"): "CSLAU",
    ("GET", "/years"): "CSLAU",
    ("POST", "/years"): "CSLAU",
    ("GET", "/years/next.yaml"): "CSLAU",
    ("GET", "/editions"): "CSLAU",
    ("GET", "/editions/{edition}"): "CSLAU",
    ("GET", "/editions/{edition}/body"): "CSLAU",
    ("GET", "/editions/{edition}/sheet"): "CSLAU",
    ("GET", "/deliveries"): "CSLAU",
    ("GET", "/editions/{edition}/file/{face}"): "CSLAU",
    ("POST", "/editions/{edition}/issued"): "SA",
    ("GET", "/editions/{edition}/issued/{digest}"): "CSLAU",
    ("GET", "/review"): "S",
    ("POST", "/review"): "S",
    ("GET", "/drafts"): "CSLAU",
    ("GET", "/drafts/{proof}/{face}"): "SAU",
    ("POST", "/drafts/{proof}/object"): "CS",
    ("POST", "/drafts/{proof}/answer"): "SA",
    ("POST", "/drafts/{proof}/sign"): "SA",
    ("GET", "/import"): "SA",
    ("POST", "/import"): "SA",
    ("GET", "/import/{digest}"): "SA",
    ("POST", "/import/{digest}"): "SA",
    ("GET", "/mine"): "CSLAU",
    ("GET", "/desk"): "SLAU",
    ("POST", "/desk/chase"): "S",
    ("GET", "/desk/files"): "CS",
    ("POST", "/desk/files"): "CS",
    ("GET", "/desk/files/{digest}"): "CS",
    ("POST", "/desk/files/{digest}"): "CS",
    ("GET", "/people"): "SA",
    ("GET", "/people.xlsx"): "A",
    ("POST", "/people/roster"): "A",
    ("POST", "/people/handover"): "SA",
    ("POST", "/people/contact"): "SA",
    ("POST", "/people/posts"): "SA",
    ("POST", "/people/posts/end"): "SA",
}
"""Each address for who is signed in, with the roles it is not closed to, by their letters: clerk,
supervisor, leader, administrator, auditor. What a role may do there is shown where the page is."""

ROLES = {"C": "li", "S": "wang", "L": "chen", "A": "root", "U": "shen"}
ENDS_THE_SESSION = {("POST", "/logout"), ("POST", "/password")}
WITH_TOKEN = {
    ("GET", "/api/v1/targets"),
    ("GET", "/api/v1/status"),
    ("POST", "/api/v1/observations"),
    ("GET", "/api/v1/editions"),
    ("GET", "/api/v1/deliveries"),
}
"""Programs come with a token; a session opens nothing there."""


def leaves(routes, prefix=""):
    """Every route of the application, also of the routers it includes."""
    for route in routes:
        inner = getattr(route, "routes", None)
        if inner is None and hasattr(route, "original_router"):
            inner = route.original_router.routes
        if inner:
            yield from leaves(inner, prefix)
        else:
            yield from (
                (method, prefix + route.path) for method in route.methods if method != "HEAD"
            )


def ask(browser, method, path, **more):
    named = path.replace("{code}", "GRAIN").replace("{edition}", "x").replace("{number}", "1")
    return browser.request(method, named, **more)


def test_every_route_has_its_entry_and_every_entry_its_route(house):
    assert set(leaves(house.app.routes)) == ANYBODY | SIGNED_IN.keys() | WITH_LINK | WITH_TOKEN


@pytest.mark.parametrize(("method", "path"), sorted(SIGNED_IN))
def test_who_is_not_signed_in_is_sent_to_the_form_or_turned_away(house, method, path):
    answer = ask(house.visitor(), method, path)
    assert answer.status_code in ({303} if method == "GET" else {303, 403})
    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/sign-in")
    assert "粮食" not in answer.text


@pytest.mark.parametrize("role", ROLES)
def test_each_role_meets_open_and_closed_doors_as_the_list_says(house, role):
    browser = house.signed_in(ROLES[role])
    csrf = re.findall(r'name="csrf" value="([^"]+)"', browser.get("/mine").text)[0]
    found = {}
    for method, path in sorted(SIGNED_IN.keys() - ENDS_THE_SESSION):
        sent = {"data": {"csrf": csrf}} if method == "POST" else {}
        answer = ask(browser, method, path, **sent)
        assert answer.status_code < 500, (method, path)
        found[method, path] = answer.status_code != 403
    said = {route: role in who for route, who in SIGNED_IN.items() if route in found}
    assert found == said


@pytest.mark.parametrize("name", ["root", "shen", "chen"])
def test_who_enters_nothing_finds_no_button_to_enter(house, name):
    browser = house.signed_in(name)
    for path in ("/", "/targets/GRAIN", "/mine", "/years", "/matters"):
        html = browser.get(path).text
        assert 'href="/entry' not in html
        assert 'action="/entry' not in html


@pytest.mark.parametrize("path", ["/entry?unit=WATER", "/entry?unit=WATER&period=2024-09"])
def test_a_clerk_meets_closed_doors_at_another_unit(house, path):
    assert house.signed_in("li").get(path).status_code == 403
    assert house.signed_in("zhao").get(path).status_code == 200


@pytest.mark.parametrize(("method", "path"), sorted(WITH_LINK))
def test_without_a_link_of_ours_there_is_no_form(house, method, path):
    answer = ask(house.visitor(), method, path)
    assert answer.status_code in {303, 404, 410}
    assert "粮食" not in answer.text


@pytest.mark.parametrize(("method", "path"), sorted(WITH_TOKEN))
def test_a_program_without_a_token_is_turned_away(house, method, path):
    answer = ask(house.signed_in("wang"), method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), sorted(ANYBODY))
def test_what_anybody_may_see_is_there(house, method, path):
    answer = ask(house.visitor(), method, path)
    assert answer.status_code == (200 if method == "GET" else 403)
    assert "粮食" not in answer.text


def test_a_forged_session_opens_nothing(house):
    browser = house.visitor()
    browser.cookies.set("monitor_session", "forged")
    assert browser.get("/entry").status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_a_page(house, method):
    answer = house.signed_in("wang").request(method, "/entry")
    assert answer.status_code == 405
    assert "<h1>" in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/targets/NONE", "/editions/none", "/.env"])
def test_what_is_not_there_is_said_so_in_a_page(house, path):
    answer = house.signed_in("wang").get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_ready_means_that_entries_would_be_taken(home):
    house = House(home)
    assert house.visitor().get("/readyz").status_code == 200
    with house.runtime.engine.begin() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    answer = House(home).visitor().get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert House(home).visitor().get("/healthz").status_code == 200
