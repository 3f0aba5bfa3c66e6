"""What came back is unpacked without trust: names are only names, sizes are looked at first."""

import io
import zipfile

import pytest

from monitor.files import returned
from monitor.files.returned import unpacked
from monitor.files.workbook import SIZE_LIMIT

CSV = "编号,期间,数值\nROAD,2024-06,1\n".encode()


def packed(*members, compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def from_windows(name, data):
    """A zip as a Chinese Windows makes it: the name in GBK and no mark that says so."""
    plain = "x" * len(name.encode("gbk"))
    raw = packed((plain, data))
    return raw.replace(plain.encode(), name.encode("gbk"))


def codes(faults):
    return [one.code for one in faults]


def test_files_and_archives_come_out_in_order():
    files, faults = unpacked(
        [("a.csv", CSV), ("b.zip", packed(("c.csv", b"1"), ("d/e.csv", b"2")))]
    )
    assert faults == ()
    assert files == (("a.csv", CSV), ("c.csv", b"1"), ("d/e.csv", b"2"))


def test_a_workbook_is_a_file_and_no_archive():
    book = packed(("xl/workbook.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>"))
    assert unpacked([("a.xlsx", book)]) == ((("a.xlsx", book),), ())


def test_a_name_from_a_chinese_windows_is_read_as_it_was_typed():
    ((name, data),), faults = unpacked([("a.zip", from_windows("水利局9月.csv", CSV))])
    assert (name, data, faults) == ("水利局9月.csv", CSV, ())


def test_what_systems_put_beside_files_is_passed_over():
    members = [("__MACOSX/._a.csv", b"x"), (".DS_Store", b"x"), ("~$a.xlsx", b"x"), ("a.csv", b"1")]
    files, faults = unpacked([("a.zip", packed(*members))])
    assert (files, faults) == ((("a.csv", b"1"),), ())


def test_two_files_of_one_name_are_told_apart():
    files, _ = unpacked([("a.csv", b"1"), ("a.csv", b"2"), ("a.csv", b"3")])
    assert [name for name, _ in files] == ["a.csv", "a (2).csv", "a (3).csv"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed(("a.csv", b"0" * (2 << 20))), "desk.files.bomb"),
        (packed(("../a.csv", b"1")), "desk.files.strange_zip"),
        (packed(("/etc/a.csv", b"1")), "desk.files.strange_zip"),
        (packed(("a.zip", packed(("b.csv", b"1")))), "desk.files.strange_zip"),
        (packed((".DS_Store", b"1")), "desk.files.empty_zip"),
        (packed(*((f"{n}.csv", b"1") for n in range(201))), "desk.files.too_many"),
    ],
)
def test_what_is_no_bundle_of_sheets_is_refused_with_its_name(data, code):
    files, faults = unpacked([("交回.zip", data)])
    assert (files, codes(faults)) == ((), [code])
    assert faults[0].place.file == "交回.zip"


def test_a_locked_archive_is_refused():
    data = bytearray(packed(("a.csv", b"1")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert codes(unpacked([("a.zip", bytes(data))])[1]) == ["desk.files.strange_zip"]


def test_a_damaged_archive_is_refused_and_no_fault_of_ours():
    data = packed(("a.csv", CSV * 50))
    broken = data[:45] + b"\xff" * 8 + data[53:]
    assert codes(unpacked([("a.zip", broken)])[1]) == ["desk.files.bad_zip"]
    assert unpacked([("a.zip", data[:60])]) == ((("a.zip", data[:60]),), ())


def test_a_directory_that_lies_about_a_size_gives_no_more_than_a_file_may_have(monkeypatch):
    monkeypatch.setattr(returned, "RATIO", 10**9)
    (_, data), *_ = unpacked([("a.zip", packed(("a.csv", b"0" * (SIZE_LIMIT + 99))))])[0]
    assert len(data) == SIZE_LIMIT + 1


def test_too_much_together_is_refused():
    many = [(f"{n}.csv", b"1") for n in range(201)]
    assert codes(unpacked(many)[1]) == ["desk.files.too_many"]
    big = packed(*((f"{n}.csv", bytes([n]) * (9 << 20)) for n in range(12)))
    assert codes(unpacked([("a.zip", big)])[1]) == ["desk.files.too_large"]
