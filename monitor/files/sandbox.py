"""Runs a parser of foreign files in a child process with limits, so that no file can hurt us.

The child gets the bytes on its standard input and answers in JSON; it has 1 GiB of memory,
20 seconds of processor and 30 seconds in all, an empty folder and no environment. Whatever
ends it badly (a crash, an abort, a limit) is one answer: the file cannot be read.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from monitor.core.problem import Problem, problem

WALL_SECONDS = 30


def parse_in_child(script: Path, data: bytes) -> dict[str, Any] | Problem:
    """Run ``script`` over ``data`` and return its answer, or that there is none."""
    with tempfile.TemporaryDirectory(prefix="monitor-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 - our own script, no argument of anybody else's
                [sys.executable, "-I", str(script)],
                input=data,
                capture_output=True,
                cwd=folder,
                env={},
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return problem("book.too_slow", seconds=str(WALL_SECONDS))
    return problem("book.unreadable") if done.returncode else _answer(done.stdout)


def _answer(output: bytes) -> dict[str, Any] | Problem:
    try:
        answer = json.loads(output)
    except ValueError:
        return problem("book.unreadable")
    return answer if isinstance(answer, dict) else problem("book.unreadable")
