"""The environment, read once; every fault in it is told at once.

Each setting may also be given as ``<NAME>_FILE``, the path of a file that holds it, so
that secrets need not stand in a process list. What is read here is passed on as a frozen
value; nothing else in the program looks at the environment.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.core.problem import Problem, Unavailable, problem

DEFAULTS = {
    "MONITOR_HOME": ".",
    "MONITOR_DATABASE_URL": "",
    "MONITOR_SMTP_URL": "outbox:",
    "MONITOR_MAIL_FROM": "",
    "MONITOR_TIMEZONE": "Asia/Shanghai",
    "MONITOR_BASE_URL": "http://127.0.0.1:8000",
    "MONITOR_SECRET_KEY": "",
    "MONITOR_LANGUAGE": "zh",
}
SECRETS = frozenset({"MONITOR_SECRET_KEY"})
WITH_PASSWORD = frozenset({"MONITOR_DATABASE_URL", "MONITOR_SMTP_URL"})
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
TRANSPORTS = ("outbox", "smtp", "smtps")
LANGUAGES = ("zh", "en")
OUTBOX_SENDER = "monitor@localhost.invalid"
"""Sender of mails that never leave the machine, where none is set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says; ``sources`` tells for each name where its value is from."""

    home: Path
    database_url: str
    smtp_url: str
    mail_from: str
    timezone: ZoneInfo
    base_url: str
    language: str
    secret_key: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def var(self) -> Path:
        """Where run-time state lies."""
        return self.home / "var"

    @property
    def outbox(self) -> Path:
        """Where ``outbox:`` writes its mails."""
        return self.var / "outbox"

    @property
    def targets_file(self) -> Path:
        """The file of what was promised."""
        return self.home / "targets.yaml"

    @property
    def reports_folder(self) -> Path:
        """The folder of how it is told."""
        return self.home / "reports"

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.database_url.startswith("sqlite")

    def shown(self) -> tuple[tuple[str, str, str], ...]:
        """Name, value and source of each setting, with every secret masked."""
        return tuple((name, self._masked(name), self.sources[name]) for name in DEFAULTS)

    def signing_key(self) -> str:
        """Return the signing key, made once into ``<home>/var/secret`` on SQLite."""
        if self.secret_key:
            return self.secret_key
        path = self.var / "secret"
        if not path.exists():
            _write_secret(path)
        return path.read_text(encoding="utf-8").strip()

    def _masked(self, name: str) -> str:
        value = self.values[name]
        if name in SECRETS:
            return "********" if value else ""
        password = urlsplit(value).password if name in WITH_PASSWORD else None
        return value.replace(f":{password}@", ":********@") if password else value


def read_settings(environ: Mapping[str, str], *, home: Path | None = None) -> Settings:
    """Read and check the environment.

    Raises:
        Unavailable: naming every setting at fault and what it may hold.

    """
    faults: list[Problem] = []
    values, sources = {}, {}
    for name, default in DEFAULTS.items():
        values[name], sources[name] = _value(name, default, environ, faults)
    if home is not None:
        values["MONITOR_HOME"], sources["MONITOR_HOME"] = str(home), "--home"
    folder = Path(values["MONITOR_HOME"]).expanduser().absolute()
    _complete(values, sources, folder)
    faults += _faults(values)
    if faults:
        raise Unavailable(tuple(faults))
    return Settings(
        home=folder,
        database_url=_with_driver(values["MONITOR_DATABASE_URL"]),
        smtp_url=values["MONITOR_SMTP_URL"],
        mail_from=values["MONITOR_MAIL_FROM"] or OUTBOX_SENDER,
        timezone=ZoneInfo(values["MONITOR_TIMEZONE"]),
        base_url=values["MONITOR_BASE_URL"].rstrip("/"),
        language=values["MONITOR_LANGUAGE"],
        secret_key=values["MONITOR_SECRET_KEY"],
        values=values,
        sources=sources,
    )


def _value(
    name: str, default: str, environ: Mapping[str, str], faults: list[Problem]
) -> tuple[str, str]:
    if environ.get(name):
        return environ[name], name
    path = environ.get(f"{name}_FILE")
    if not path:
        return default, "default"
    try:
        return Path(path).read_text(encoding="utf-8").strip(), f"{name}_FILE"
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "UTF-8"
        faults.append(
            problem("settings.file_unreadable", name=f"{name}_FILE", file=path, reason=str(reason))
        )
        return default, "default"


def _complete(values: dict[str, str], sources: dict[str, str], home: Path) -> None:
    if not values["MONITOR_DATABASE_URL"]:
        values["MONITOR_DATABASE_URL"] = f"sqlite:///{home}/var/monitor.db"
    if not values["MONITOR_SECRET_KEY"] and values["MONITOR_DATABASE_URL"].startswith("sqlite"):
        sources["MONITOR_SECRET_KEY"] = f"{home}/var/secret"


def _faults(values: Mapping[str, str]) -> list[Problem]:
    database = _scheme(values["MONITOR_DATABASE_URL"])
    transport = _scheme(values["MONITOR_SMTP_URL"])
    secret = values["MONITOR_SECRET_KEY"]
    checks = (
        (database in DATABASES, "settings.database"),
        (_is_transport(values["MONITOR_SMTP_URL"]), "settings.smtp"),
        (transport == "outbox" or values["MONITOR_MAIL_FROM"] != "", "settings.mail_from"),
        (_is_zone(values["MONITOR_TIMEZONE"]), "settings.timezone"),
        (_scheme(values["MONITOR_BASE_URL"]) in {"http", "https"}, "settings.base_url"),
        (values["MONITOR_LANGUAGE"] in LANGUAGES, "settings.language"),
        (not database.startswith("postgresql") or secret != "", "settings.secret_key"),
    )
    shown = {"settings.timezone": "MONITOR_TIMEZONE", "settings.language": "MONITOR_LANGUAGE"}
    return [
        problem(code, value=values.get(shown.get(code, ""), ""))
        for good, code in checks
        if not good
    ]


def _scheme(url: str) -> str:
    """What stands before the colon; nothing where the text is no address at all."""
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def _is_transport(url: str) -> bool:
    """Whether mail can be handed over there: the outbox, or a server with a host."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # looked at for its ValueError
    except ValueError:
        return False
    return parts.scheme == "outbox" or (parts.scheme in TRANSPORTS and bool(parts.hostname))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _write_secret(path: Path) -> None:
    """Make the key once; the loser of a race keeps the winner's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as secret:
        secret.write(secrets.token_urlsafe(48))
