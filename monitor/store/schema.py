"""The schema and its versions: made on an empty database, refused when old or newer.

Migrations run from the package; no configuration file is needed.
"""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from monitor.core.problem import Unavailable, problem

FOLDER = Path(__file__).parent / "migrations"
MIGRATING = 7_202_401
"""The advisory lock held while the schema is made or migrated."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The version a database is at, and the one this program needs."""

    current: str | None
    needed: str
    empty: bool
    known: bool

    @property
    def good(self) -> bool:
        """Whether the program can work on it."""
        return self.current == self.needed


def state(engine: Engine) -> SchemaState:
    """Look at a database without changing it."""
    script = ScriptDirectory.from_config(_config(None))
    needed = script.get_current_head() or ""
    with engine.connect() as db:
        current = MigrationContext.configure(db).get_current_revision()
        empty = not inspect(db).get_table_names()
    known = current in {revision.revision for revision in script.walk_revisions()}
    return SchemaState(current, needed, empty, known)


def needed() -> str:
    """Return the version this program works on."""
    return ScriptDirectory.from_config(_config(None)).get_current_head() or ""


def require(engine: Engine) -> None:
    """Refuse a database that is not at this version.

    Raises:
        Unavailable: saying whether it is empty, older or newer, and what to do.

    """
    found = state(engine)
    if found.good:
        return
    if found.current is None:
        raise Unavailable((problem("store.schema_missing"),))
    code = "store.schema_old" if found.known else "store.schema_new"
    raise Unavailable((problem(code, current=found.current, needed=found.needed),))


def prepare(engine: Engine) -> None:
    """Make the schema on an empty database, then require this version."""
    if state(engine).empty:
        upgrade(engine)
    require(engine)


def upgrade(engine: Engine) -> None:
    """Bring the schema to this version, in one transaction."""
    with engine.connect() as db:
        db.execution_options(writes=True)
        with db.begin():
            _take_turns(db)
            command.upgrade(_config(db), "head")


def _take_turns(db: Connection) -> None:
    """Let one program at a time migrate; SQLite's write lock does so by itself."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})


def _config(db: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = db
    return config
