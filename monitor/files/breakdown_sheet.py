"""One sheet of a breakdown table as a grid in which merged cells speak for all they span.

From csv and xlsx alike. It knows cells, spans and what is hidden, and nothing of heads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.core.problem import Place, Problem, problem
from monitor.files.addresses import area_of, cell_of, letters_of
from monitor.files.csv_file import read_csv
from monitor.files.entry_rows import Cell
from monitor.files.workbook import ZIP, kind_refusal
from monitor.files.xlsx_file import Sheet, open_book

A_FEW = 30
"""Cells below a head that are looked at to tell what it means."""


@dataclass(frozen=True, slots=True)
class Area:
    """A merged block, rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by row and column from 0; ``areas`` are its merged blocks."""

    name: str
    book: str
    rows: Sequence[Sequence[Cell | None]]
    areas: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    no_result: frozenset[tuple[int, int]] = frozenset()
    _covering: dict[tuple[int, int], Area] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Index what the merged blocks cover."""
        for area in self.areas:
            for row in range(area.top, min(area.bottom, len(self.rows)) + 1):
                for column in range(area.left, area.right + 1):
                    self._covering[row, column] = area

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell, or the one that speaks for it."""
        area = self._covering.get((row, column))
        return self._at(area.top, area.left) if area else self._at(row, column)

    def _at(self, row: int, column: int) -> Cell | None:
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None

    def own(self, row: int) -> list[Cell]:
        """The cells written in a row itself."""
        return [cell for cell in self.rows[row] if cell]

    def place(self, row: int, column: int) -> Place:
        """The place of a cell that may be empty."""
        if not self.name:
            return Place(self.book, row + 1)
        return Place(self.book, sheet=self.name, cell=f"{letters_of(column)}{row + 1}")

    def spans(self, row: int, column: int) -> bool:
        """Whether a cell is merged over several rows."""
        area = self._covering.get((row, column))
        return area is not None and area.bottom > area.top

    def spans_columns(self, row: int) -> bool:
        """Whether a row holds a block merged across columns."""
        return any(area.right > area.left and area.top == row == area.bottom for area in self.areas)

    def heads(self, row: int, depth: int) -> list[str] | None:
        """Texts of a row of heads; of two rows where the upper spans some of the lower."""
        if depth == 1:
            return self._texts(row)
        lower = row + 1
        spanned = any(a.top == row == a.bottom and a.right > a.left for a in self.areas)
        if not spanned or lower >= len(self.rows):
            return None
        return [
            below or above
            for above, below in zip(self._texts(row), self._texts(lower), strict=True)
        ]

    def _texts(self, row: int) -> list[str]:
        width = max((len(cells) for cells in self.rows), default=0)
        cells = [self.cell(row, column) for column in range(width)]
        return ["".join(cell.text.split()) if cell else "" for cell in cells]

    def below(self, row: int, column: int) -> list[str]:
        """Some texts of a column from a row on."""
        cells = (self._at(one, column) for one in range(row, min(row + A_FEW, len(self.rows))))
        return [cell.text.strip() for cell in cells if cell]

    def faults(self, row: int, columns: Mapping[str, int]) -> list[Problem]:
        """What a reader of the sheet does not see of a row, or what has no result yet."""
        faults = []
        if row in self.hidden_rows:
            faults.append(problem("book.hidden_row"))
        faults += [
            problem("book.formula") for at in columns.values() if (row, at) in self.no_result
        ]
        cells = [self.cell(row, at) for at in columns.values()]
        faults += [
            problem("book.error_value", text=cell.text)
            for cell in cells
            if cell and cell.kind == "error"
        ]
        if self.hidden_columns & set(columns.values()):
            faults.append(problem("breakdown.hidden_column"))
        return faults


def grids(data: bytes, name: str) -> list[Grid] | Problem:
    """Return the sheets of a file, or why it is not read."""
    refused = kind_refusal(data, name)
    if refused:
        return refused.at(Place(name))
    if not data.startswith(ZIP):
        rows = read_csv(data, name)
        return rows if isinstance(rows, Problem) else [Grid("", name, rows)]
    sheets = open_book(data, name)
    return sheets if isinstance(sheets, Problem) else [_grid(sheet) for sheet in sheets]


def _grid(sheet: Sheet) -> Grid:
    about = sheet.about
    return Grid(
        name=sheet.name,
        book=sheet.book,
        rows=sheet.rows,
        areas=tuple(filter(None, map(_area, about["merged"]))),
        hidden_rows=frozenset(row - 1 for row in about["hidden_rows"]),
        hidden_columns=frozenset(
            column for low, high in about["hidden_columns"] for column in range(low - 1, high)
        ),
        no_result=frozenset(filter(None, map(cell_of, about["empty_formulas"]))),
    )


def _area(text: str) -> Area | None:
    ends = area_of(text)
    return Area(*ends[0], *ends[1]) if ends else None
