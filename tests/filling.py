"""Fill in the cells of a workbook the way a spreadsheet does, everything else untouched."""

import io
import re
import zipfile
from datetime import date
from xml.sax.saxutils import escape

SHEET = "xl/worksheets/sheet1.xml"
FIRST_DAY = date(1899, 12, 30)
"""Day 0 of a spreadsheet."""


def filled(data, cells):
    """The workbook with texts, numbers and days in cells of its first sheet, by address."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            content = old.read(member)
            if member.filename == SHEET:
                content = _typed(content.decode(), cells).encode()
            new.writestr(member, content)
    return stream.getvalue()


def _typed(xml, cells):
    for address, value in cells.items():
        found = re.search(rf'<c r="{address}" s="(\d+)"(?: t="s")?(?:/>|>.*?</c>)', xml)
        assert found, f"there is no cell {address}"
        xml = xml.replace(found[0], _cell(address, found[1], value))
    return xml


def _cell(address, style, value):
    at = f'<c r="{address}" s="{style}"'
    if isinstance(value, str):
        return f'{at} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    number = (value - FIRST_DAY).days if isinstance(value, date) else repr(value)
    return f"{at}><v>{number}</v></c>"
