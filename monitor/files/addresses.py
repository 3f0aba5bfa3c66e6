"""Addresses of cells as spreadsheets write them: letters for columns, numbers for rows.

Rows and columns are counted from 0 here.
"""

import re

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def column_of(letters: str) -> int:
    """Number of a column: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def letters_of(column: int) -> str:
    """Letters of a column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_of(address: str) -> tuple[int, int] | None:
    """Row and column of an address such as ``B7``, if it is one."""
    found = _CELL.fullmatch(address)
    return (int(found[2]) - 1, column_of(found[1])) if found else None


def area_of(address: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The first and the last cell of an address such as ``A3:A5``, if it is one."""
    first, _, last = address.partition(":")
    ends = cell_of(first), cell_of(last or first)
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])
