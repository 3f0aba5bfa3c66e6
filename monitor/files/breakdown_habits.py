"""Keeps how an office's table is laid out, so that its columns are matched once.

``breakdown.yaml`` in the home maps heads to fields and may say how far ``左右`` lets a goal be
missed. People may edit it; what is wrong with it is told with its line.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from monitor.core.problem import Problem, Refused, problem
from monitor.core.quantity import read_number
from monitor.files.atomic import write_file
from monitor.files.breakdown_heads import FIELDS
from monitor.files.faults import Faults
from monitor.files.fields import Fields
from monitor.files.yaml_lines import read_nodes
from monitor.files.yaml_nodes import Mapping
from monitor.files.yaml_splice import written

FILE = "breakdown.yaml"
KEYS = frozenset({"columns", "about"})
NOTHING = "-"
"""Stands for the field of a column that is not to be read."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Heads a person matched with fields, and the share in percent that ``左右`` allows."""

    columns: dict[str, str] = field(default_factory=dict)
    about: Decimal | None = None

    @property
    def told(self) -> dict[str, str]:
        """The match as ``match_heads`` takes it: a column not to be read has no field."""
        return {head: "" if one == NOTHING else one for head, one in self.columns.items()}


def read_layout(home: Path) -> Layout:
    """Return what is kept in a home; nothing where nothing is.

    Raises:
        Refused: with everything that is wrong with the file.

    """
    try:
        text = (home / FILE).read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return Layout()
    faults = Faults()
    root, broken = read_nodes(text, FILE)
    faults.keep(broken)
    if root is None:
        raise Refused(faults.problems)
    if not isinstance(root, Mapping):
        faults.add("yaml.want_mapping", root, key=FILE)
        raise Refused(faults.problems)
    layout = _layout(Fields(root, faults))
    if faults.problems:
        raise Refused(faults.problems)
    return layout


def keep_layout(home: Path, layout: Layout) -> None:
    """Write the match down; raises OSError where the home cannot be written."""
    lines = [
        "# 分解表的列名和本系统栏目的对应；“-”是不读的列。monitor targets import 读写这个文件。"
    ]
    lines += ["columns:" if layout.columns else "columns: {}"]
    lines += [
        f"  {written(head, flow=True)}: {written(one)}" for head, one in layout.columns.items()
    ]
    if layout.about is not None:
        lines += ["# “左右”允许差目标值的百分之几。", f'about: "{layout.about:f}%"']
    write_file(home / FILE, "\n".join(lines) + "\n")


def column_given(text: str) -> tuple[str, str] | Problem:
    """Read ``HEAD=FIELD`` as a person gives it."""
    head, equals, name = text.rpartition("=")
    name = name.strip()
    if not equals or not head.strip() or name not in (*FIELDS, NOTHING):
        return problem("breakdown.column_given", text=text, fields=", ".join(FIELDS))
    return "".join(head.split()), name


def share_given(text: str) -> Decimal | Problem:
    """Read a share in percent between 0 and 50: ``5%``."""
    number = read_number(text.strip().removesuffix("%"))
    if isinstance(number, Problem) or not 0 < number <= 50:  # noqa: PLR2004 - half is no "about"
        return problem("breakdown.about_given", text=text)
    return number


def _layout(top: Fields) -> Layout:
    top.known(KEYS)
    inner = top.inner("columns")
    choices = {one: one for one in (*FIELDS, NOTHING)}
    columns = (
        {key.text: inner.choice(key.text, choices, NOTHING) for key in inner.own.names()}
        if inner
        else {}
    )
    return Layout(columns, top.parsed("about", share_given))
