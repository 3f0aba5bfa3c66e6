"""A file is what its bytes say; its name has to agree."""

import zipfile
from io import BytesIO

import pytest

from monitor.core.evidence import Evidence
from monitor.files.evidence import LARGEST, read_evidence

PDF = b"%PDF-1.7 ..."


def office(*parts):
    """A zip that holds these parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("请示.pdf", PDF, "application/pdf"),
        ("现场.JPG", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("图.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("函.docx", office("word/document.xml"), "wordprocessingml.document"),
        ("表.xlsx", office("xl/workbook.xml"), "spreadsheetml.sheet"),
    ],
)
def test_the_five_kinds_are_taken_as_they_are(name, data, media):
    read = read_evidence(name, data)
    assert isinstance(read, Evidence)
    assert (read.name, read.data) == (name, data)
    assert read.media.endswith(media)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.pdf", b"", "empty"),
        ("大.pdf", PDF + b"x" * LARGEST, "large"),
        ("程序.pdf", b"MZ\x90\x00", "kind"),
        ("表.pdf", office("xl/workbook.xml"), "kind"),
        ("网页.html", b"<html>", "kind"),
        ("函.docx", office("word/document.xml", "word/vbaProject.bin"), "kind"),
        ("压缩包.docx", office("a.txt"), "kind"),
        ("坏.docx", b"PK\x03\x04 broken", "kind"),
    ],
)
def test_anything_else_is_refused_by_its_name(name, data, code):
    fault = read_evidence(name, data)
    assert (fault.code, fault.place.file) == (f"evidence.{code}", name)


@pytest.mark.parametrize("name", ["C:\\文件\\请示.pdf", "../../请示.pdf", "/etc/请示.pdf"])
def test_a_name_loses_the_way_to_it(name):
    assert read_evidence(name, PDF).name == "请示.pdf"


def test_a_name_of_signs_nobody_can_see_is_still_a_name():
    assert read_evidence("\x00\x07", PDF).place.file == "?"
