"""The verdict to print and to forward, for whoever may read the board."""

import pytest


@pytest.mark.parametrize(
    ("face", "media", "start"),
    [("pdf", "application/pdf", b"%PDF-"), ("png", "image/png", b"\x89PNG")],
)
def test_whoever_reads_the_board_may_take_the_page(house, face, media, start):
    answer = house.signed_in("chen").get(f"/verdict.{face}?as_of=2024-09-30")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert answer.content.startswith(start)
    assert f'filename="2024-09-30.{face}"' in answer.headers["content-disposition"]


def test_the_board_leads_to_it(house):
    board = house.signed_in("chen").get("/?as_of=2024-09-30").text
    assert "/verdict.pdf?as_of=2024-09-30" in board


def test_a_day_that_is_none_is_told(house):
    assert house.signed_in("chen").get("/verdict.pdf?as_of=morgen").status_code == 422
