"""Reads a table of people from a workbook: one header row, one person a row.

Columns are found by their names in any order; an empty cell leaves what it is about as it
is, ``无`` or a dash takes it away. A telephone number typed as a number is a number of
digits. What a reader of the table does not see or cannot mean is a fault at its cell, as
everywhere; passwords are neither read nor asked for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from monitor.core.account import Role, plain_name
from monitor.core.problem import Place, Problem, problem
from monitor.core.roster import Wish
from monitor.files.entry_rows import HEADER_WITHIN, NO, YES, Cell, Columns, Row, cell_text, shown
from monitor.files.workbook import ZIP, file_bytes, kind_refusal
from monitor.files.xlsx_file import Sheet, open_book, unseen

HEADERS = {
    "name": ("登录名", "用户名", "账号", "login"),
    "display": ("显示名", "姓名", "displayname"),
    "roles": ("角色", "roles", "role"),
    "unit": ("单位", "所属单位", "责任单位", "unit"),
    "mail": ("邮箱", "邮件", "电子邮箱", "mail", "e-mail"),
    "phone": ("电话", "手机", "联系电话", "phone"),
    "stand_in": ("ab岗", "ab角", "stand-in"),
    "posts": ("岗位", "职务", "posts", "post"),
    "disabled": ("停用", "closed"),
}
TITLES = {field: names[0] for field, names in HEADERS.items()} | {"stand_in": "AB岗"}
NAMES = {name: field for field, names in HEADERS.items() for name in names}
NAME = "姓名"
"""The person's name where a column of login names stands beside it, else the login name."""

SECOND = frozenset({"b", "b岗", "b角", "副岗"}) | YES
FIRST = frozenset({"a", "a岗", "a角", "主岗"}) | NO
NOTHING = frozenset({"无", "-", "—", "–", "－", "none"})
MOST_PEOPLE = 1000
"""Each new one costs a password, and making one is slow on purpose."""

BETWEEN_ROLES = re.compile(r"[、，,;；/\s]+")
BETWEEN_POSTS = re.compile(r"[;；\n]+")


def read_people(
    source: Path | bytes, roles: Mapping[str, Role], name: str = ""
) -> tuple[tuple[Wish, ...], tuple[Problem, ...]]:
    """Return what every row wants, and every fault; ``roles`` are the words people use.

    ``name`` is how the file is named in a fault; a path names itself.
    """
    book = name or (source.name if isinstance(source, Path) else "")
    read = list(_read(source, book, {word.casefold(): role for word, role in roles.items()}))
    wishes = tuple(one for one in read if isinstance(one, Wish))
    problems = tuple(one for one in read if isinstance(one, Problem))
    if not wishes and not problems:
        problems = (problem("people.no_rows").at(Place(book)),)
    if len(wishes) > MOST_PEOPLE:
        problems = (problem("people.too_many", most=str(MOST_PEOPLE)).at(Place(book)), *problems)
        wishes = wishes[:MOST_PEOPLE]
    return wishes, problems


def _read(source: Path | bytes, book: str, roles: Mapping[str, Role]) -> Iterator[Wish | Problem]:
    data = file_bytes(source, book)
    fault = data if isinstance(data, Problem) else kind_refusal(data, book)
    if isinstance(data, Problem) or fault:
        yield (fault or problem("book.unreadable")).at(Place(book))
        return
    sheets = open_book(data, book) if data.startswith(ZIP) else problem("people.kind")
    if isinstance(sheets, Problem):
        yield sheets if sheets.place else sheets.at(Place(book))
        return
    headers = [(sheet, found) for sheet in sheets if (found := _header(sheet.rows)) is not None]
    if not headers:
        yield problem("people.no_header").at(Place(book))
    seen: dict[str, Place] = {}
    for sheet, found in headers:
        if isinstance(found, Problem):
            yield found
        else:
            yield from _table(sheet, *found, roles=roles, seen=seen)


def _header(rows: Sequence[Row]) -> tuple[int, Columns] | Problem | None:
    """Return which row is the header and where each field stands; none if no row is."""
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        titles = {at: _title(cell) for at, cell in enumerate(row) if cell}
        names = (
            NAMES
            if "name" in (NAMES.get(one) for one in titles.values())
            else {
                **NAMES,
                NAME: "name",
            }
        )
        columns: Columns = {}
        for at, title in titles.items():
            field, cell = names.get(title), row[at]
            if field in columns and cell:
                return problem("book.header_twice", name=cell.text).at(cell.place)
            if field:
                columns[field] = at
        if "name" in columns and len(columns) > 1:
            return number, columns
    return None


def _title(cell: Cell) -> str:
    return "".join(cell.text.split()).lower()


def _table(
    sheet: Sheet,
    number: int,
    columns: Columns,
    *,
    roles: Mapping[str, Role],
    seen: dict[str, Place],
) -> Iterator[Wish | Problem]:
    yield from unseen(sheet, columns, after=number + 1, titles=TITLES)
    for row in sheet.rows[number + 1 :]:
        cells = {field: row[at] for field, at in columns.items() if at < len(row) and row[at]}
        filled = {field: cell for field, cell in cells.items() if cell}
        if not filled:
            continue
        wish = _wish(filled, roles)
        if isinstance(wish, list):
            yield from wish
        elif wish.who in seen:
            fault = problem("people.twice", name=wish.name, first=shown(seen[wish.who]))
            yield wish.placed(fault, "name")
        else:
            seen[wish.who] = filled["name"].place
            yield wish


def _wish(cells: Mapping[str, Cell], roles: Mapping[str, Role]) -> Wish | list[Problem]:
    places = {field: cell.place for field, cell in cells.items()}
    if "name" not in cells:
        first = next(iter(places.values()))
        return [problem("people.missing", name=TITLES["name"]).at(first)]
    faults: list[Problem] = []
    said: dict[str, Any] = {}
    for field, cell in cells.items():
        text = cell_text(cell)
        value = text if isinstance(text, Problem) else _value(field, text, roles)
        if isinstance(value, Problem):
            faults.append(replace(value, place=cell.place))
        else:
            said[field] = value
    return faults or Wish(**said | {"name": plain_name(said["name"])}, places=places)


def _value(
    field: str, text: str, roles: Mapping[str, Role]
) -> str | bool | frozenset[Role] | tuple[str, ...] | Problem:
    word = text.strip().casefold()
    match field:
        case "roles":
            return _roles(text, roles)
        case "stand_in":
            return _either(word, SECOND, FIRST, problem("people.stand_in_word", text=text))
        case "disabled":
            return _either(word, YES, NO, problem("people.closed_word", text=text))
        case "posts":
            parts = () if word in NOTHING else BETWEEN_POSTS.split(text)
            return tuple(part.strip() for part in parts if part.strip())
        case "name" | "display":
            return text.strip()
        case _:
            return "" if word in NOTHING else text.strip()


def _roles(text: str, roles: Mapping[str, Role]) -> frozenset[Role] | Problem:
    words = [word for word in BETWEEN_ROLES.split(text.strip()) if word]
    strange = [word for word in words if word.casefold() not in roles]
    if strange:
        known = "、".join(roles)
        return problem("people.role_word", role=strange[0], roles=known)
    return frozenset(roles[word.casefold()] for word in words)


def _either(word: str, yes: frozenset[str], no: frozenset[str], fault: Problem) -> bool | Problem:
    if word in yes:
        return True
    return False if word in no else fault
