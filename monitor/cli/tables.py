"""Draw rows on a terminal, wide ones wrapped and nothing cut off; show how far a wait has come."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import track
from rich.table import Table


def print_table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    title: str = "",
    right: frozenset[int] = frozenset(),
) -> None:
    """Print a table; ``right`` holds the columns of numbers."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 200
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def counted(names: Sequence[str], what: str) -> Iterable[str]:
    """Go through names with a bar on the terminal, and with none where nobody looks on."""
    console = Console(stderr=True)
    return track(names, what, console=console, disable=not console.is_terminal, transient=True)
