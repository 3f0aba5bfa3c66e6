"""``make bench [SIZE=10k]``: fill a database of that size, measure, print ratios."""

import argparse
import platform
import tempfile
import time
from pathlib import Path

from monitor.store import schema
from monitor.store.engine import make_engine, sqlite_version
from tests.benchmarks.figures import Figure, full_comparison, one_entry
from tests.benchmarks.generator import SIZES, fill, plans_of


def main() -> None:
    """Run the figures on one size."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--size", choices=SIZES, default="10k")
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        engine = make_engine(f"sqlite:///{path}")
        schema.prepare(engine)
        begun = time.perf_counter()
        count = fill(engine, size, tell=True)
        megabytes = path.stat().st_size / 1e6
        version = ".".join(map(str, sqlite_version()))
        print(f"Python {platform.python_version()}, SQLite {version}")
        print(
            f"{count} observations in {plans_of(size)} plans, {megabytes:.0f} MB, "
            f"filled in {time.perf_counter() - begun:.0f} s"
        )
        for figure in (one_entry(engine, plans_of(size)), full_comparison(engine, plans_of(size))):
            print(told(figure))
        engine.dispose()


def told(figure: Figure) -> str:
    """One line: the ratio first, then the medians it comes from."""
    ours, base = figure.ours * 1000, figure.baseline * 1000
    return f"{figure.name}: {figure.ratio:.1f}x   ({ours:.1f} ms / {base:.1f} ms)"


if __name__ == "__main__":
    main()
