"""Write the people of a house as a table that comes back through the import.

Everything is text, so that no telephone number loses its zero and nothing becomes a
formula. There is no password in it: none is kept that could be written.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import xlsxwriter

from monitor.core.account import User
from monitor.core.post import Directory
from monitor.render.phrases import Words

COLUMNS = (
    ("name", 16),
    ("display", 16),
    ("roles", 20),
    ("unit", 20),
    ("mail", 28),
    ("phone", 18),
    ("stand_in", 8),
    ("posts", 26),
    ("disabled", 8),
)
MOST_ROWS = 2000
"""Rows below the table that are offered the same choices."""


def people_bytes(
    everybody: Directory, words: Words, *, units: Mapping[str, str], day: date, now: datetime
) -> bytes:
    """Return the workbook: everybody, with the posts of that day and the units by name."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": now.replace(tzinfo=None)})
    sheet = book.add_worksheet(words.say("people.sheet"))
    head = book.add_format({"bold": True, "bg_color": "#F5F6F8", "border": 1})
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    for place, (name, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, words.say(f"people.column.{name}"), head)
    for number, user in enumerate(everybody.users, 1):
        told = replace(user, unit=units.get(user.unit, user.unit))
        for place, cell in enumerate(_row(told, everybody, words, day)):
            sheet.write_string(number, place, cell, text)
    _choices(sheet, words)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(everybody.users), 1), len(COLUMNS) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return out.getvalue()


def _row(user: User, everybody: Directory, words: Words, day: date) -> Sequence[str]:
    return (
        user.name,
        user.display,
        "、".join(words.say(f"cli.role.{role.value}") for role in sorted(user.roles)),
        user.unit,
        user.mail,
        user.phone,
        words.say("people.second" if user.stand_in else "people.first"),
        "；".join(everybody.posts_of(user.name, day)),
        words.say("people.yes" if user.disabled_at else "people.no"),
    )


def _choices(sheet: Any, words: Words) -> None:  # noqa: ANN401  # xlsxwriter ships no types
    """Offer the words the import reads where there are only two."""
    pairs = {"stand_in": ("people.first", "people.second"), "disabled": ("people.no", "people.yes")}
    names = [name for name, _ in COLUMNS]
    for name, codes in pairs.items():
        place = names.index(name)
        offered = {"validate": "list", "source": [words.say(code) for code in codes]}
        sheet.data_validation(1, place, MOST_ROWS, place, offered)
