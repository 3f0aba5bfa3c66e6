"""The entry sheet from the page: for the own unit, for any where one may enter for any."""

import io
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

SEPTEMBER = "/entry/workbook?unit={unit}&period=2024-09"


def asked(answer):
    """The target and the member of each line."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    return [(row[0], row[2]) for row in sheet.to_python()[4:]]


@pytest.mark.parametrize(
    ("name", "own", "other"),
    [
        ("li", 200, 403),
        ("zhao", 403, 200),
        ("wang", 200, 200),
        ("chen", 403, 403),
        ("root", 403, 403),
        ("shen", 403, 403),
    ],
)
def test_the_sheet_of_a_unit_is_for_whoever_enters_for_it(house, name, own, other):
    browser = house.signed_in(name)
    assert browser.get(SEPTEMBER.format(unit="AGRI")).status_code == own
    assert browser.get(SEPTEMBER.format(unit="WATER")).status_code == other


def test_it_asks_for_what_the_unit_owes(house):
    answer = house.signed_in("li").get(SEPTEMBER.format(unit="AGRI"))
    assert asked(answer) == [
        ("GRAIN", ""),
        ("VILLAGES", ""),
        ("VILLAGES", "南垂"),
        ("VILLAGES", "果园"),
        ("VILLAGES", "张祖"),
    ]
    said = answer.headers["content-disposition"].partition("filename*=UTF-8''")[2]
    assert unquote(said) == "农业农村局 2024-09 填报表.xlsx"


def test_without_a_unit_it_is_the_persons_own(house):
    answer = house.signed_in("zhao").get("/entry/workbook?period=2024-09")
    assert asked(answer) == [("CANAL", "")]


def test_the_entry_page_leads_to_the_sheet_of_the_same_unit_and_period(house):
    browser = house.signed_in("li")
    address = "/entry/workbook?plan=P2024&amp;unit=AGRI&amp;period=2024-09"
    assert f'href="{address}"' in browser.get("/entry?period=2024-09").text
    assert browser.get(address.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=2024-13", "不是期间"),
        ("period=", "不是期间"),
        ("period=2026-01", "农业农村局 在 2026-01 没有要填的"),
        ("period=2024-09&plan=NONE", "NONE"),
    ],
)
def test_what_cannot_be_made_is_told_on_a_page(house, query, said):
    answer = house.signed_in("li").get(f"/entry/workbook?unit=AGRI&{query}")
    assert answer.status_code == 422
    assert said in answer.text
