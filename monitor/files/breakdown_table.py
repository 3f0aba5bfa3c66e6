"""Reads the breakdown table an office already has, xlsx or csv, as rows of texts.

Merged cells speak for every row they span, a line of its own names a chapter, heads may take
two rows. What the sheet holds but does not show is a fault of its row. It never raises on
content and never decides what a row promises.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from monitor.core.breakdown import Row, Table
from monitor.core.problem import Place, Problem, problem
from monitor.files.breakdown_heads import match_heads, measure_of
from monitor.files.breakdown_sheet import Grid, grids
from monitor.files.entry_rows import Cell

HEADS_WITHIN = 20
MANY_LINES = 2000
_CHAPTER = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]+[、.．章节部]|[（(][一二三四五六七八九十]+[）)])\s*"
)
_UPPER = re.compile(r"^\s*第?[一二三四五六七八九十]+[、.．章节部]")
_COUNT = re.compile(r"[（(]\s*\d+\s*项\s*[）)]$")
_NO_TASK = re.compile(
    r"^(?:注|备注|说明|填报|填表|合计|总计|小计|审核|制表|单位负责人|联系人)[:：]?"
)
_TITLE_YEAR = re.compile(r"((?:19|20)\d{2})年")


def read_breakdown(
    data: bytes, name: str, *, told: Mapping[str, str] | None = None
) -> Table | tuple[Problem, ...]:
    """Return the table of a file, or why there is none; ``told`` as ``match_heads`` takes it."""
    opened = grids(data, name)
    if isinstance(opened, Problem):
        return (opened,)
    tables = [table for grid in opened if (table := _table(grid, told or {})) is not None]
    faults = tuple(one for one in tables if isinstance(one, Problem))
    good = [one for one in tables if isinstance(one, Table)]
    if faults or not good:
        return faults or (problem("breakdown.no_heads").at(Place(name)),)
    whole = replace(good[0], rows=tuple(row for one in good for row in one.rows))
    if not whole.rows:
        return (problem("breakdown.no_rows").at(Place(name)),)
    year = whole.year or _year(PurePath(name).stem)
    return replace(whole, year=year, passed=tuple(p for one in good for p in one.passed))


def likely_heads(data: bytes, name: str) -> tuple[str, ...]:
    """Texts of the row that looks most like heads, for a person to say which is which."""
    opened = grids(data, name)
    if isinstance(opened, Problem):
        return ()
    rows = [grid.heads(row, 1) or [] for grid in opened for row in range(len(grid.rows))]
    filled = [[text for text in row if text] for row in rows[:HEADS_WITHIN]]
    return tuple(dict.fromkeys(max(filled, key=lambda row: len(set(row)), default=[])))


def _table(grid: Grid, told: Mapping[str, str]) -> Table | Problem | None:
    """Read one sheet; none where nothing on it looks like heads."""
    head = _head(grid, told)
    if head is None or isinstance(head, Problem):
        return head
    first, heads, columns = head
    title = _title(grid, first)
    rows, passed = _body(grid, first, heads, columns)
    used = set(columns.values())
    return Table(
        title=title,
        year=_year(title) or _year("".join(heads)) or _year(grid.name),
        rows=tuple(rows),
        heads={field: heads[column] for field, column in columns.items()},
        unused=tuple(one for at, one in enumerate(heads) if one and at not in used),
        passed=tuple(passed),
    )


def _head(
    grid: Grid, told: Mapping[str, str]
) -> tuple[int, list[str], dict[str, int]] | Problem | None:
    """Return the first row below the heads, the heads, and the column of each field."""
    best: tuple[int, list[str], dict[str, int]] | None = None
    worst: Problem | None = None
    for row in range(min(len(grid.rows), HEADS_WITHIN)):
        for depth in (1, 2):
            heads = grid.heads(row, depth)
            if heads is None:
                continue
            values = {at: grid.below(row + depth, at) for at in range(len(heads))}
            columns = match_heads(heads, values, told)
            if isinstance(columns, Problem):
                worst = worst or columns.at(grid.place(row, 0))
            elif _is_table(columns) and (best is None or len(columns) > len(best[2])):
                best = (row + depth, heads, columns)
    return best or worst


def _is_table(columns: Mapping[str, int]) -> bool:
    return bool({"name", "text", "goal"} & columns.keys()) and len(columns) > 1


def _title(grid: Grid, first: int) -> str:
    """What stands above the heads in a row of its own; of several the longest."""
    rows = [grid.own(row) for row in range(first)]
    texts = [cells[0].text for cells in rows if len(cells) == 1]
    return " ".join(max(texts, key=len, default="").split())


def _year(text: str) -> int | None:
    found = _TITLE_YEAR.search(text)
    return int(found[1]) if found else None


def _body(
    grid: Grid, first: int, heads: Sequence[str], columns: Mapping[str, int]
) -> tuple[list[Row], list[str]]:
    """Rows below the heads, each under its chapter; and what was passed over."""
    rows: list[Row] = []
    passed: list[str] = []
    chapters: list[str] = ["", ""]
    measure = measure_of(heads[columns["goal"]]) if "goal" in columns else ""
    for at in range(first, min(len(grid.rows), first + MANY_LINES)):
        own = grid.own(at)
        if not own or [cell.text for cell in own] == [one for one in heads if one]:
            continue
        chapter = _chapter(grid, at, own)
        if chapter is not None:
            chapters = [chapter, ""] if _UPPER.match(own[0].text) else [chapters[0], chapter]
        elif _NO_TASK.match(own[0].text.strip()):
            passed.append(f"{own[0].place.cell or own[0].place.line} {own[0].text.strip()[:20]}")
        else:
            row = _row(grid, at, columns, measure)
            rows.append(replace(row, chapter=_bare_chapter(row.chapter) or _joined(chapters)))
    return rows, passed


def _joined(chapters: Sequence[str]) -> str:
    return " / ".join(one for one in chapters if one)


def _chapter(grid: Grid, at: int, own: Sequence[Cell]) -> str | None:
    """The chapter a row names: one text alone, numbered like one or merged across."""
    if len({cell.text for cell in own}) > 1:
        return None
    text = own[0].text.strip()
    numbered = _CHAPTER.match(text)
    if not numbered and not grid.spans_columns(at):
        return None
    return _bare_chapter(text)


def _bare_chapter(text: str) -> str:
    """A chapter without its number and without how many rows it has."""
    return _COUNT.sub("", _CHAPTER.sub("", text)).strip()


def _row(grid: Grid, at: int, columns: Mapping[str, int], measure: str) -> Row:
    cells = {field: grid.cell(at, column) for field, column in columns.items()}
    texts = {field: cell.text.strip() for field, cell in cells.items() if cell}
    texts.setdefault("measure", measure)
    main = next((cells[one] for one in ("goal", "text", "name") if cells.get(one)), None)
    faults = [*grid.faults(at, columns), *_cell_faults(cells, texts["measure"])]
    return Row(
        place=main.place if main else grid.place(at, 0),
        shared=frozenset(
            field for field, at_column in columns.items() if grid.spans(at, at_column)
        ),
        faults=tuple(faults),
        places={field: cell.place for field, cell in cells.items() if cell},
        **texts,
    )


def _cell_faults(cells: Mapping[str, Cell | None], measure: str) -> list[Problem]:
    """What a spreadsheet's own formats may have made of a goal or of a day."""
    faults = []
    goal, day = cells.get("goal"), cells.get("deadline")
    if goal and goal.kind == "number" and measure == "%" and abs(float(goal.text)) <= 2:  # noqa: PLR2004
        faults.append(problem("breakdown.percent", text=goal.text))
    if day and day.kind == "day" and day.text.endswith("-01"):
        faults.append(problem("breakdown.first_day", text=day.text).at(day.place))
    if day and day.kind == "number" and float(day.text) > 9999:  # noqa: PLR2004 - a day as its number
        faults.append(problem("breakdown.day_number", text=day.text).at(day.place))
    return faults
