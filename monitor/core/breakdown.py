"""What the rows of an office's breakdown table promise: understood, doubtful or dark.

A draft is one promise read from a row, with every doubt named. Only what is beyond doubt may
become a target by itself; the rest waits for a person, who sees the reading and decides.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from monitor.core.problem import Place, Problem
from monitor.core.target import Kind, ReportedAs

DARK = frozenset({"breakdown.no_unit", "breakdown.no_measure", "breakdown.no_text"})
"""Doubts that leave nothing to accept: something has to be filled in first."""


class Grade(StrEnum):
    """How far a row was understood."""

    UNDERSTOOD = "understood"
    DOUBTFUL = "doubtful"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of one row under the heads that matter; ``place`` is where it stands.

    ``measure`` comes from its own column or from the head of the goals, ``faults`` tell what
    the sheet holds but does not show, ``shared`` names fields merged over several rows,
    ``places`` tell the cell of each field.
    """

    place: Place
    code: str = ""
    number: str = ""
    chapter: str = ""
    name: str = ""
    text: str = ""
    goal: str = ""
    measure: str = ""
    responsible: str = ""
    cooperating: str = ""
    leader: str = ""
    deadline: str = ""
    note: str = ""
    shared: frozenset[str] = frozenset()
    faults: tuple[Problem, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)

    def where(self, name: str) -> Place:
        """Where a field stands; where it has no cell, where the row does."""
        return self.places.get(name, self.place)


@dataclass(frozen=True, slots=True)
class Draft:
    """One promise read from a row, in the words ``targets.yaml`` takes.

    ``goal`` is empty where nothing is counted, ``deadline`` none where the table names none.
    ``assumed`` names the fields the row does not say.
    """

    place: Place
    name: str
    kind: Kind = Kind.TASK
    goal: str = ""
    measure: str = ""
    tolerance: str = ""
    reported_as: ReportedAs | None = None
    pace: str = ""
    goal_stage: str = ""
    items: tuple[str, ...] = ()
    code: str = ""
    number: str = ""
    chapter: str = ""
    responsible: str = ""
    cooperating: tuple[str, ...] = ()
    leader: str = ""
    deadline: date | None = None
    source: str = ""
    note: str = ""
    assumed: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()

    @property
    def grade(self) -> Grade:
        """How far it was understood; with a dark doubt nobody can accept it as it is."""
        if any(doubt.code in DARK for doubt in self.doubts):
            return Grade.DARK
        return Grade.DOUBTFUL if self.doubts else Grade.UNDERSTOOD


@dataclass(frozen=True, slots=True)
class Table:
    """A breakdown table: its title, the year it speaks of, its rows and what it is read with.

    ``heads`` are the table's own head of each field, ``unused`` the heads nothing is taken from,
    ``passed`` the rows that are no task: notes, totals, signatures.
    """

    title: str
    year: int | None
    rows: tuple[Row, ...]
    heads: dict[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Habits:
    """How the office speaks: the plan's year, and the share of a goal ``左右`` lets it miss.

    ``unit`` answers for rows that name nobody.
    """

    year: int
    about: Decimal | None = None
    unit: str = ""
