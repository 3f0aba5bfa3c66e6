"""Forty sheets at once: looked at first, written with one button, each whole or not at all."""

import io
import zipfile

import pytest

from monitor.store.tables import evidence, observations
from tests.web.house.homes import hidden_fields

HEAD = "编号,期间,数值,责任单位\n"
GRAIN = HEAD + "GRAIN,2024-09,9.5万亩,\n"
CANAL = HEAD + "CANAL,2024-09,20公里,水利局\n"
BAD = HEAD + "CANAL,2024-07,很多,水利局\nCANAL,2024-08,15公里,\n"


def hand_in(browser, **files):
    hidden = hidden_fields(browser.get("/desk/files").text, "/desk/files")
    sent = [("files", (name.replace("__", "."), data)) for name, data in files.items()]
    return browser.post("/desk/files", data=hidden, files=sent)


def look(browser, **files):
    answer = hand_in(browser, **files)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def confirm(browser, address, **changes):
    path = address.partition("?")[0]
    fields = hidden_fields(browser.get(address).text, path)
    return browser.post(path, data=fields | changes)


def rows(house):
    with house.runtime.engine.connect() as db:
        found = db.execute(observations.select().order_by(observations.c.seq)).all()
    return [(row.target, row.period_end.month, row.given_by) for row in found[1:]]


@pytest.fixture
def wang(house):
    """The supervisor."""
    return house.signed_in("wang")


def test_the_good_files_are_written_together_and_the_bad_one_is_left_out_whole(house, wang):
    address = look(wang, 粮食__csv=GRAIN, 水利__csv=CANAL, 坏__csv=BAD)
    shown = wang.get(address).text
    assert "3个文件：2个可写入（2行），1个有问题" in shown
    assert "坏.csv:2: " in shown
    assert rows(house) == []
    done = confirm(wang, address).text
    assert "已写入2个文件，2行" in done
    assert rows(house) == [("GRAIN", 9, "粮食.csv"), ("CANAL", 9, "水利.csv")]


def test_a_zip_of_sheets_is_the_same_as_the_sheets(house, wang):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("九月/粮食.csv", GRAIN)
        archive.writestr("九月/水利.csv", CANAL)
    confirm(wang, look(wang, 九月__zip=out.getvalue()))
    assert [one[0] for one in rows(house)] == ["GRAIN", "CANAL"]


def test_a_sheet_of_ours_in_which_nothing_was_filled_in_is_no_fault(wang):
    book = wang.get("/entry/workbook?unit=WATER&period=2024-09").content
    address = look(wang, 空__xlsx=book)
    assert "没有填写" in wang.get(address).text
    assert "没有可写入的内容" in wang.get(address).text


def test_one_cell_in_two_files_is_refused_in_both(house, wang):
    address = look(wang, a__csv=CANAL, b__csv=CANAL.replace("20公里", "21公里"), c__csv=GRAIN)
    shown = wang.get(address).text
    assert "a.csv:2: 与 b.csv:2 重复" in shown
    assert "b.csv:2: 与 a.csv:2 重复" in shown
    confirm(wang, address)
    assert [one[0] for one in rows(house)] == ["GRAIN"]


def test_who_gave_it_is_named_by_the_row_or_by_the_file(house, wang):
    named = "编号,期间,数值,提供人\nGRAIN,2024-09,9.5万亩,李主任\n"
    confirm(wang, look(wang, a__csv=named))
    assert rows(house) == [("GRAIN", 9, "李主任")]
    assert "代录：李主任 提供，wang 录入" in wang.get("/targets/GRAIN").text


def test_what_was_not_shown_is_not_written(house, wang):
    address = look(wang, a__csv=CANAL)
    answer = confirm(wang, address, seen="0" * 64)
    assert (answer.status_code, rows(house)) == (422, [])
    assert "再看一遍" in answer.text


def test_the_button_pressed_twice_writes_once(house, wang):
    address = look(wang, a__csv=CANAL)
    path = address.partition("?")[0]
    fields = hidden_fields(wang.get(address).text, path)
    answers = [wang.post(path, data=fields).status_code for _ in range(2)]
    assert (answers, len(rows(house))) == ([200, 422], 1)


def test_the_sheets_are_kept_as_they_came(house, wang):
    look(wang, a__csv=CANAL)
    with house.runtime.engine.connect() as db:
        kept = {row.name: row.bytes for row in db.execute(evidence.select())}
    assert kept["a.csv"] == CANAL.encode()


def test_what_is_no_sheet_is_told_and_nothing_is_kept(house, wang):
    answer = hand_in(wang, a__zip=b"PK\x05\x06" + b"\0" * 18)
    assert answer.status_code in {303, 422}
    assert hand_in(wang).status_code == 422
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("b.zip", b"x")
    before = house.count(evidence)
    answer = hand_in(wang, a__zip=nested.getvalue())
    assert (answer.status_code, house.count(evidence)) == (422, before)


def test_a_file_of_thirty_mebibytes_comes_in_and_more_does_not(wang):
    assert hand_in(wang, a__csv=b"x" * (12 << 20)).status_code == 303
    assert hand_in(wang, a__csv=b"x" * (32 << 20)).status_code == 413


@pytest.mark.parametrize("name", ["chen", "shen", "root"])
def test_who_enters_nothing_hands_no_sheet_in(house, name):
    browser = house.signed_in(name)
    assert browser.get("/desk/files").status_code == 403


def test_a_clerk_hands_in_the_own_sheet_and_sees_what_it_changes(house):
    clerk = house.signed_in("li")
    assert "/desk/files" in clerk.get("/entry").text
    own = "编号,期间,数值\nGRAIN,2024-09,9万亩\n".encode()
    batch = hand_in(clerk, own__csv=own).headers["location"]
    shown = clerk.get(batch).text
    assert "8万亩" in shown
    assert "<b>9万亩</b>" in shown
    assert confirm(clerk, batch).status_code == 200
    with house.runtime.engine.connect() as db:
        newest = db.execute(observations.select().order_by(observations.c.seq.desc())).first()
    assert (newest.value, newest.entered_by, newest.given_by) == (90_000 * 10**6, "li", None)


def test_a_clerk_can_neither_hand_in_nor_look_at_another_units_sheet(house, wang):
    clerk, other = house.signed_in("li"), "编号,期间,数值\nCANAL,2024-09,20公里\n".encode()
    refused = clerk.get(hand_in(clerk, a__csv=other).headers["location"]).text
    assert "无权" in refused
    batch = hand_in(wang, b__csv=other).headers["location"]
    assert clerk.get(batch).status_code == 404


def test_another_file_is_no_batch(house, wang):
    address = look(wang, a__csv=CANAL)
    with house.runtime.engine.connect() as db:
        digest = next(r.sha256 for r in db.execute(evidence.select()) if r.name == "a.csv")
    assert wang.get(f"/desk/files/{digest}").status_code == 404
    assert wang.get("/desk/files/" + "0" * 64).status_code == 404
    assert wang.get(address).status_code == 200


def test_what_an_attacker_names_a_file_is_text(wang):
    hidden = hidden_fields(wang.get("/desk/files").text, "/desk/files")
    sent = [("files", ("<script>x</script>.csv", BAD))]
    answer = wang.post("/desk/files", data=hidden, files=sent)
    shown = wang.get(answer.headers["location"]).text
    assert "&lt;script&gt;x" in shown
    assert "<script>x" not in shown
