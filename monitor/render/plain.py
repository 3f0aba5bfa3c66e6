"""Write a told scorecard for programs: JSON, and CSV that no spreadsheet can be tricked by.

The CSV has one row per target with the exact values of the JSON; its first line names the
fields. It refuses to let a cell begin a formula: text that would is led by an apostrophe.
"""

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

FIELDS = (
    "number",
    "code",
    "name",
    "unit",
    "stated",
    "goal",
    "measure",
    "actual",
    "data_date",
    "data_source",
    "expected",
    "pace",
    "pace_name",
    "attainment",
    "lead",
    "yardstick",
    "rule",
    "status",
    "level",
    "label",
    "flags",
    "remaining",
    "needed_per_month",
    "reason",
)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?", re.ASCII)


def json_text(told: Mapping[str, Any]) -> str:
    """Return the JSON text, keys in the order told."""
    return json.dumps(told, ensure_ascii=False, indent=2)


def csv_text(told: Mapping[str, Any]) -> str:
    """Return the rows as CSV (RFC 4180 line ends); lists are joined by a space."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(FIELDS)
    writer.writerows([safe(_flat(row[field])) for field in FIELDS] for row in told["rows"])
    return sheet.getvalue()


def safe(text: str) -> str:
    """Lead text that a spreadsheet would run as a formula with an apostrophe."""
    if text.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _flat(value: object) -> str:
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
