import codecs

import pytest

from monitor.files.csv_file import decode
from monitor.files.workbook import read_entries

TABLE = "编号,期间,数值,说明\nGRAIN,2024-06,12.05万亩,䶮\n"


def read(data, name="六月.csv"):
    return read_entries(data, name)


def told(data):
    _, problems = read(data)
    return [(one.place.line, one.code) for one in problems]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TABLE.encode(), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + TABLE.encode(), id="UTF-8 with a mark"),
        pytest.param(TABLE.encode("gb18030"), id="GB18030, rare names too"),
        pytest.param(TABLE.encode("utf-16"), id="what Excel calls Unicode text"),
        pytest.param(TABLE.replace(",", "\t").encode(), id="tabs"),
        pytest.param(TABLE.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TABLE.replace("\n", "\r\n").encode(), id="windows line ends"),
        pytest.param(TABLE.replace("12.05万亩", '"12.05万亩"').encode(), id="quotes"),
    ],
)
def test_one_table_in_every_form_offices_send(data):
    (placed,), problems = read(data)
    assert problems == ()
    assert (placed.entry.value, placed.entry.note, placed.place.line) == ("12.05万亩", "䶮", 2)


def test_text_that_is_valid_in_both_encodings_is_utf8():
    both = "万亩".encode()
    assert both.decode("gb18030") != "万亩"
    assert decode(both) == "万亩"


def test_bytes_of_no_encoding_are_refused():
    assert told(b"\xff\xfe\xff") == [(None, "book.encoding")]
    assert told(b"\x81\x20\xff,") == [(None, "book.encoding")]


def test_a_fault_names_its_line_even_after_a_note_of_two_lines():
    text = '编号,期间,数值,说明\nA,2024-06,1,"两\n行"\nB,六月,1,\n'
    assert told(text.encode()) == [(4, "period.unreadable")]


def test_an_open_quote_names_where_it_was_opened():
    assert told(('编号,期间,数值\nA,2024-06,1\nB,2024-06,"1\n').encode()) == [(3, "book.quote")]


def test_a_field_longer_than_any_note_is_refused():
    assert told(f"编号,期间,数值\nA,2024-06,{'9' * 200_000}\n".encode()) == [(2, "book.quote")]


def test_a_zero_byte_names_its_line():
    assert told("编号,期间,数值\nA,2024-06,1\0\n".encode()) == [(2, "book.control")]


def test_more_rows_than_anybody_types():
    rows = "\n".join(f"A{n},2024-06,1" for n in range(20_001))
    assert told(f"编号,期间,数值\n{rows}".encode()) == [(None, "book.many_rows")]


def test_two_rows_for_one_cell_name_each_other():
    _, (found,) = read("编号,期间,数值\nA,2024-06,1\nA,2024年6月,2\n".encode())
    assert (found.place.line, found.code, dict(found.args)) == (3, "book.twice", {"first": "2"})
