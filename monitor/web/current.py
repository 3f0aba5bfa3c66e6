"""Who asks, in which language, at what instant, and how a page reaches the database.

One value per request. A page says by its parameter whether a visitor will do or a
signed-in person is needed; nobody passes who still has to change the first password.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends
from sqlalchemy import Connection
from starlette.requests import Request

from monitor.core.account import User
from monitor.core.problem import Misused
from monitor.render.phrases import LANGUAGES, Words
from monitor.runtime import Runtime
from monitor.services import sessions
from monitor.services.accounts import Actor
from monitor.services.targets import plan_to_answer
from monitor.store import accounts, schema, targets
from monitor.store.engine import environment_faults, reading, writing
from monitor.web.csrf import Seal

SESSION = "monitor_session"
LANGUAGE = "monitor_language"


class SignInNeeded(Exception):  # noqa: N818  # named for what it says at the door
    """Nobody is signed in, and the page is for somebody."""


class PasswordNeeded(Exception):  # noqa: N818  # named for what it says at the door
    """The person has to choose a password before anything else."""


@dataclass(frozen=True, slots=True)
class Web:
    """What all requests share; ``as_of`` is the day pages speak of where no other is asked for."""

    runtime: Runtime
    seal: Seal
    words: dict[str, Words]
    as_of: date | None = None
    checked: list[bool] = field(default_factory=list)

    @property
    def secure(self) -> bool:
        """Whether cookies may travel over TLS only."""
        return self.runtime.settings.base_url.startswith("https://")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot of the database; its faults become Unavailable."""
        with environment_faults():
            self._require_schema()
            with reading(self.runtime.engine) as db:
                yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed as a whole; its faults become Unavailable."""
        with environment_faults():
            self._require_schema()
            with writing(self.runtime.engine) as db:
                yield db

    def _require_schema(self) -> None:
        if not self.checked:
            schema.require(self.runtime.engine)
            self.checked.append(True)


@dataclass(frozen=True, slots=True)
class Current:
    """One request: its person, session key, language and instant."""

    web: Web
    words: Words
    now: datetime
    user: User | None = None
    key: str = ""

    @property
    def today(self) -> date:
        """The business day pages speak of by themselves."""
        return self.web.as_of or self.web.runtime.day_of(self.now)

    @property
    def person(self) -> User:
        """Who is signed in; raises SignInNeeded where nobody is."""
        if self.user is None:
            raise SignInNeeded
        return self.user

    @property
    def actor(self) -> Actor:
        """The signed-in person as who acts."""
        return Actor(self.person.name, "", self.user)


def web_of(request: Request) -> Web:
    """Return what all requests of this application share."""
    web: Web = request.app.state.web
    return web


def language_of(request: Request, web: Web) -> str:
    """The language asked for, else the one kept, else the office's."""
    for wish in (request.query_params.get("lang"), request.cookies.get(LANGUAGE)):
        if wish in LANGUAGES:
            return str(wish)
    return web.runtime.settings.language


def visitor(request: Request) -> Current:
    """Whoever asks, signed in or not."""
    web = web_of(request)
    now = web.runtime.clock()
    words = web.words[language_of(request, web)]
    key = request.cookies.get(SESSION, "")
    user = _whose(web, key, now) if key else None
    current = Current(web, words, now, user, key if user else "")
    request.state.current = current
    return current


def signed_in(request: Request) -> Current:
    """Whoever is signed in, the first password changed or not.

    Raises:
        SignInNeeded: where nobody is.

    """
    current = visitor(request)
    if current.user is None:
        raise SignInNeeded
    return current


def person(request: Request) -> Current:
    """Whoever is signed in and may use the pages.

    Raises:
        SignInNeeded: where nobody is.
        PasswordNeeded: where the first password is still to be changed.

    """
    current = signed_in(request)
    if current.person.must_change:
        raise PasswordNeeded
    return current


Visitor = Annotated[Current, Depends(visitor)]
SignedIn = Annotated[Current, Depends(signed_in)]
Person = Annotated[Current, Depends(person)]


def chosen_plan(db: Connection, code: str | None, day: date) -> str:
    """Return the plan a page speaks of: as everywhere, else the newest.

    Raises:
        Refused: where there is none, or none of that name.

    """
    try:
        return plan_to_answer(db, code or None, as_of=day)
    except Misused:
        return targets.plan_codes(db)[-1]


def _whose(web: Web, key: str, now: datetime) -> User | None:
    with web.reading() as db:
        user = sessions.signed_in(db, key, now=now)
        row = accounts.session(db, sessions.digest(key)) if user else None
    if row is not None and row.seen_at + sessions.TOUCH_AFTER <= now:
        with web.writing() as db:
            sessions.keep_alive(db, key, now=now)
    return user
