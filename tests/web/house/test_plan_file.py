"""The office's table from the board: whoever reads the board may take it away."""

import io
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from tests.web.house.homes import PEOPLE


def table(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("name", [name for name, _, _ in PEOPLE])
def test_whoever_reads_the_board_may_take_the_table_away(house, name):
    answer = house.signed_in(name).get("/targets.xlsx?as_of=2024-08-31")
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    title, head, *rows = table(answer)
    assert title[0] == "某区2024年目标任务（截至2024年8月31日）"
    assert [row[0] for row in rows] == ["GRAIN", "VILLAGES", "CANAL"]
    assert rows[0][head.index("累计完成")] == 8.0


def test_the_board_leads_to_the_table_of_the_same_plan_and_day(house):
    browser = house.signed_in("chen")
    page = browser.get("/?as_of=2024-08-31&unit=AGRI&chapter=农业").text
    assert '<a href="/targets.xlsx?as_of=2024-08-31">下载分解表' in page


def test_the_file_is_named_after_the_plan_and_the_day(house):
    said = house.signed_in("chen").get("/targets.xlsx?as_of=2024-08-31").headers
    plain, _, chinese = said["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="2024-08-31.xlsx"'
    assert unquote(chinese) == "某区2024年目标任务分解表（截至2024-08-31）.xlsx"


@pytest.mark.parametrize("asked", ["as_of=soon", "plan=NONE"])
def test_what_makes_no_sense_is_told_on_a_page(house, asked):
    answer = house.signed_in("chen").get(f"/targets.xlsx?{asked}")
    assert answer.status_code == 422
    assert "<h1>" in answer.text


def test_the_table_is_in_the_readers_language(house):
    answer = house.signed_in("chen").get("/targets.xlsx?lang=en")
    assert table(answer)[1][:3] == ["Code", "No.", "Chapter"]
