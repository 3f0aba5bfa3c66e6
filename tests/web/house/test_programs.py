"""What programs are told and may write: JSON in and out, problems by RFC 9457."""

import pytest

from monitor.services.accounts import Actor, disable
from monitor.store.engine import writing
from monitor.store.tables import observations

STATUS = "/api/v1/status"
OBSERVATIONS = "/api/v1/observations"
ROAD = {"code": "GRAIN", "value": "9.5万亩", "period": "2024-09"}


@pytest.fixture
def program(house):
    def made(name):
        browser = house.visitor()
        browser.headers["authorization"] = f"Bearer {house.token(name)}"
        return browser

    return made


def test_targets_and_status_are_told_as_the_contract_says(program):
    told = program("chen").get("/api/v1/targets").json()
    assert told["plan"]["code"] == "P2024"
    assert [one["code"] for one in told["targets"]] == ["GRAIN", "VILLAGES", "CANAL"]
    status = program("chen").get(f"{STATUS}?as_of=2024-08-31").json()
    grain = next(row for row in status["rows"] if row["code"] == "GRAIN")
    assert (grain["goal"], grain["actual"], grain["data_date"]) == ("120000", "80000", "2024-08-31")
    assert status["tally"]["total"] == 3


def test_status_answers_for_a_unit_and_for_what_was_known_then(program):
    chen = program("chen")
    rows = chen.get(f"{STATUS}?as_of=2024-08-31&unit=WATER").json()["rows"]
    assert [row["code"] for row in rows] == ["CANAL"]
    earlier = {"as_of": "2024-08-31", "known_at": "2024-10-01T00:00:00+08:00"}
    answer = chen.get(STATUS, params=earlier)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "asked",
    ["as_of=nonsense", "as_of=2024-13-01", "known_at=now", "unit=NONE", "plan=NONE"],
)
def test_a_question_that_makes_no_sense_is_a_problem(program, asked):
    answer = program("chen").get(f"{STATUS}?{asked}")
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["status"] == 422
    assert problem["errors"]


def test_an_entry_is_written_once_under_its_key(house, program):
    li, before = program("li"), house.count(observations)
    sent = [li.post(OBSERVATIONS, json=ROAD, headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [one.status_code for one in sent] == [sent[0].status_code] * 2
    assert sent[0].is_success
    assert sent[0].json() == sent[1].json()
    assert house.count(observations) == before + 1


def test_the_key_with_another_body_is_refused(house, program):
    li, key = program("li"), {"Idempotency-Key": "k1"}
    li.post(OBSERVATIONS, json=ROAD, headers=key)
    before = house.count(observations)
    answer = li.post(OBSERVATIONS, json=ROAD | {"value": "9.6万亩"}, headers=key)
    assert answer.status_code == 422
    assert house.count(observations) == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"code": "GRAIN"},
        ROAD | {"value": 9.5},
        ROAD | {"value": "9.5公里"},
        ROAD | {"code": "NONE"},
        ROAD | {"period": "yesterday"},
        ROAD | {"on": "2024-10-01"},
        ROAD | {"stage": "开工"},
        ROAD | {"unknown": "1"},
        ROAD | {"note": "x" * 5000},
        [ROAD, ROAD | {"code": "NONE"}],
    ],
    ids=str,
)
def test_a_body_that_makes_no_sense_writes_nothing(house, program, body):
    before = house.count(observations)
    answer = program("li").post(OBSERVATIONS, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert house.count(observations) == before


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"null", b"[" * 5000])
def test_what_is_no_json_is_a_problem_and_no_fault_of_ours(program, content):
    kind = {"content-type": "application/json"}
    answer = program("li").post(OBSERVATIONS, content=content, headers=kind)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["zhao", "chen", "root", "shen"])
def test_a_token_has_the_rights_of_its_person(house, program, name):
    before = house.count(observations)
    answer = program(name).post(OBSERVATIONS, json=ROAD)
    assert answer.status_code == 403
    assert house.count(observations) == before


def test_a_session_is_no_token_and_a_closed_account_has_none(house, program):
    assert house.signed_in("li").post(OBSERVATIONS, json=ROAD).status_code == 401
    li = program("li")
    with writing(house.runtime.engine) as db:
        disable(db, "li", by=Actor("root"), now=house.clock.now)
    assert li.get(STATUS).status_code == 401


@pytest.mark.parametrize("path", ["editions", "deliveries"])
def test_lists_of_what_left_are_there_from_the_first_day(program, path):
    assert program("chen").get(f"/api/v1/{path}").json() == {path: []}


def test_the_description_names_every_address_of_programs(house):
    paths = house.visitor().get("/openapi.json").json()["paths"]
    assert {path for path in paths if path.startswith("/api/")} == {
        f"/api/v1/{name}"
        for name in ("targets", "status", "observations", "editions", "deliveries")
    }
