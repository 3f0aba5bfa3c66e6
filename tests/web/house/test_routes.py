"""Every address is listed here with who may see it; a new one without an entry fails."""

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
    ("GET", "/password"),
    ("POST", "/password"),
    ("POST", "/logout"),
    ("GET", "/entry"),
    ("POST", "/entry"),
    ("POST", "/entry/cell"),
    ("GET", "/entry/done"),
    ("GET", "/entry/workbook"),
    ("GET", "/targets/{code}"),
    ("GET", "/targets/{code}/history"),
    ("GET", "/targets/{code}/history.csv"),
    ("GET", "/targets/{code}/history.json"),
    ("GET", "/targets/{code}/dossier.zip"),
    ("GET", "/audit"),
    ("GET", "/audit.csv"),
    ("GET", "/targets.xlsx"),
    ("GET", "/verdict.pdf"),
    ("GET", "/verdict.png"),
    ("GET", "/matters"),
    ("GET", "/matters/new"),
    ("POST", "/matters/new"),
    ("GET", "/matters/links"),
    ("POST", "/matters/links"),
    ("GET", "/matters/{number}"),
    ("POST", "/matters/{number}"),
    ("GET", "/matters/{number}/letter"),
    ("GET", "/matters/{number}/photo/{digest}"),
    ("GET", "/adjustments"),
    ("GET", "/adjustments/new"),
    ("POST", "/adjustments/new"),
    ("POST", "/adjustments/{number}"),
    ("GET", "/adjustments/{number}/file"),
    ("GET", "/years"),
    ("POST", "/years"),
    ("GET", "/years/next.yaml"),
    ("GET", "/editions"),
    ("GET", "/editions/{edition}"),
    ("GET", "/editions/{edition}/body"),
    ("GET", "/editions/{edition}/sheet"),
    ("GET", "/deliveries"),
    ("GET", "/editions/{edition}/file/{face}"),
    ("POST", "/editions/{edition}/issued"),
    ("GET", "/editions/{edition}/issued/{digest}"),
    ("GET", "/review"),
    ("POST", "/review"),
    ("GET", "/drafts"),
    ("GET", "/drafts/{proof}/{face}"),
    ("POST", "/drafts/{proof}/object"),
    ("POST", "/drafts/{proof}/answer"),
    ("POST", "/drafts/{proof}/sign"),
    ("GET", "/import"),
    ("POST", "/import"),
    ("GET", "/import/{digest}"),
    ("POST", "/import/{digest}"),
    ("GET", "/mine"),
    ("GET", "/desk"),
    ("POST", "/desk/chase"),
    ("GET", "/desk/files"),
    ("POST", "/desk/files"),
    ("GET", "/desk/files/{digest}"),
    ("POST", "/desk/files/{digest}"),
    ("GET", "/people"),
    ("GET", "/people.xlsx"),
    ("POST", "/people/roster"),
    ("POST", "/people/handover"),
    ("POST", "/people/contact"),
    ("POST", "/people/posts"),
    ("POST", "/people/posts/end"),
}
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
    assert set(leaves(house.app.routes)) == ANYBODY | SIGNED_IN | WITH_LINK | WITH_TOKEN


@pytest.mark.parametrize(("method", "path"), sorted(SIGNED_IN))
def test_who_is_not_signed_in_is_sent_to_the_form_or_turned_away(house, method, path):
    answer = ask(house.visitor(), method, path)
    assert answer.status_code in ({303} if method == "GET" else {303, 403})
    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/sign-in")
    assert "粮食" not in answer.text


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
