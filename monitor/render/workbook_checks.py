"""What the cells of an entry sheet take: a number, a stage of the ladder, a day, 是.

A spreadsheet asks at once where an import would refuse later. Lists stand on the hidden
sheet, because a list inside a cell is short. It refuses nothing that an import would take,
except words in place of a number.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from monitor.core.entry_sheet import Line
from monitor.core.target import ReportedAs
from monitor.render.phrases import Words
from monitor.render.sheets import Page

FIRST_LIST_COLUMN = 4
"""The mark stands in the columns before."""

FURTHEST = 10**15
EARLIEST = date(2000, 1, 1)


@dataclass(slots=True)
class Checks:
    """Puts its check on each open cell; remembers where the lists stand."""

    page: Page
    hidden: Page
    words: Words
    sources: tuple[str, ...]
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)

    def put(self, at: tuple[int, int], name: str, line: Line) -> None:
        """Say what a cell takes."""
        rule = self._rule(at, name, line)
        if rule:
            self.page.sheet.data_validation(*at, *at, rule)

    def _rule(self, at: tuple[int, int], name: str, line: Line) -> dict[str, Any] | None:
        match name:
            case "value":
                return self._percent(at) if line.target.measure == "%" else self._number(line)
            case "stage" if line.target.ladder:
                return self._chosen("stage", line.target.ladder)
            case "source":
                return self._chosen("source", self.sources)
            case "no_change":
                yes = self.words.say("workbook.yes")
                return {"validate": "list", "source": [yes]} | self._told("no_change")
            case "on":
                return self._day(line)
        return None

    def _number(self, line: Line) -> dict[str, Any]:
        target = line.target
        rising = target.reported_as is ReportedAs.CUMULATIVE and target.start >= 0
        rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0 if rising else -FURTHEST,
            "maximum": FURTHEST,
        }
        word = target.spoken.word if target.spoken else ""
        return rule | self._told("value", measure=word)

    def _percent(self, at: tuple[int, int]) -> dict[str, Any]:
        """``5.2%`` typed with its sign is 0.052: what is so small is asked about, not refused."""
        cell = xl_rowcol_to_cell(*at)
        rule = {
            "validate": "custom",
            "value": f"=AND(ISNUMBER({cell}),OR({cell}=0,ABS({cell})>=1))",
            "error_type": "warning",
        }
        return rule | self._told("percent")

    def _day(self, line: Line) -> dict[str, Any]:
        first = line.period.start if line.takes_value else EARLIEST
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": first,
            "maximum": line.period.end,
        }
        return rule | self._told("day_of_figure" if line.takes_value else "day_of_stage")

    def _chosen(self, name: str, choices: tuple[str, ...]) -> dict[str, Any]:
        return {"validate": "list", "source": self._list(choices)} | self._told(name)

    def _list(self, choices: tuple[str, ...]) -> str:
        """Where a list stands on the hidden sheet; each stands there once."""
        if choices not in self.lists:
            column = FIRST_LIST_COLUMN + len(self.lists)
            for place, choice in enumerate(choices):
                self.hidden.text(place, column, choice)
            ends = [
                xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
                for row in (0, len(choices) - 1)
            ]
            self.lists[choices] = f"='{self.hidden.sheet.get_name()}'!{':'.join(ends)}"
        return self.lists[choices]

    def _told(self, name: str, **args: str) -> dict[str, str]:
        """What is said beside the cell, and when something else was typed."""
        return {
            "input_message": self.words.say(f"workbook.takes.{name}", **args),
            "error_title": self.words.say("workbook.not_taken"),
            "error_message": self.words.say(f"workbook.takes.{name}", **args),
        }
