"""Who holds a leader's post, from which day to which.

A plan names the post, not the person: posts change hands in the middle of a year and the
plan stays as it was adopted. Where a plan does name a person, that person is meant. It
refuses to guess: a text that is neither a post held that day nor somebody's name is nobody.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.core.account import User
from monitor.core.problem import Problem, problem

LONGEST_POST = 64
BETWEEN = re.compile(r"[、，,;；/\n]+")
"""What stands between several leaders of one target."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A post in one person's hands, from a day to a day, both included."""

    post: str
    name: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the post is in these hands on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def plain_post(text: str) -> str:
    """Return the one form of a post's title."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def post_fault(post: str) -> Problem | None:
    """Say why a title cannot stand."""
    good = 0 < len(post) <= LONGEST_POST and post.isprintable()
    return None if good else problem("people.post", post=post[:LONGEST_POST])


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody with an account and every post, so that a plan's leaders can be found."""

    users: tuple[User, ...]
    holdings: tuple[Holding, ...]

    def user(self, name: str) -> User | None:
        """Return the person of a user name."""
        return next((user for user in self.users if user.name == name), None)

    def holder(self, post: str, day: date) -> User | None:
        """Return who holds a post on a day; whoever has left by then holds nothing."""
        title = plain_post(post)
        held = (one for one in self.holdings if one.post == title and one.holds(day))
        found = (self.user(one.name) for one in held)
        return next((user for user in found if user and _here(user, day)), None)

    def posts_of(self, name: str, day: date) -> tuple[str, ...]:
        """Return the posts a person holds on a day."""
        return tuple(one.post for one in self.holdings if one.name == name and one.holds(day))

    def leaders(self, text: str, day: date) -> tuple[User, ...]:
        """Return whom a plan means by its leader on a day; a title may hold commas itself."""
        whole = self._leader(text, day)
        if whole is not None or not text.strip():
            return (whole,) if whole else ()
        found = (self._leader(part, day) for part in BETWEEN.split(text) if part.strip())
        return tuple(dict.fromkeys(user for user in found if user))

    def names_person(self, text: str, user: User) -> bool:
        """Whether a plan names this very person and not a post."""
        parts = {text.strip(), *(part.strip() for part in BETWEEN.split(text))}
        return bool(parts & {user.name, user.display}) and not parts & self._titles()

    def _leader(self, text: str, day: date) -> User | None:
        title = plain_post(text)
        if title in self._titles():
            return self.holder(title, day)
        named = [user for user in self.users if title in {user.name, plain_post(user.display)}]
        here = [user for user in named if _here(user, day)]
        return here[0] if len(here) == 1 else None

    def _titles(self) -> set[str]:
        return {one.post for one in self.holdings}


def handed_on(
    holdings: Sequence[Holding], post: str, name: str, since: date
) -> tuple[Holding, ...]:
    """Return a post's holdings once somebody takes it on a day.

    Whoever held it that day held it until the day before; whoever follows still follows.
    """
    mine = sorted((one for one in holdings if one.post == post), key=lambda one: one.since)
    before = [_until(one, since) for one in mine if one.since < since]
    after = [one for one in mine if one.since > since]
    until = _day_before(after[0].since) if after else None
    same = [one for one in before if one.name == name and one.until == _day_before(since)]
    if same:
        joined = Holding(post, name, same[0].since, until)
        return (*(one for one in before if one is not same[0]), joined, *after)
    return (*before, Holding(post, name, since, until), *after)


def ended(holdings: Sequence[Holding], post: str, last: date) -> tuple[Holding, ...]:
    """Return a post's holdings once whoever holds it on ``last`` holds it no longer after it."""
    return tuple(
        Holding(one.post, one.name, one.since, last) if one.holds(last) else one
        for one in holdings
        if one.post == post
    )


def passed_on(
    holdings: Sequence[Holding], giver: str, taker: str, day: date
) -> tuple[Holding, ...]:
    """Return holdings once all that one person has from a day on is another's from that day."""
    found: list[Holding] = []
    for one in holdings:
        if one.name != giver or (one.until is not None and one.until < day):
            found.append(one)
            continue
        if one.since < day:
            found.append(_until(one, day))
        found.append(Holding(one.post, taker, max(one.since, day), one.until))
    return tuple(found)


def _here(user: User, day: date) -> bool:
    """Whether the account was not closed before a day."""
    return user.disabled_at is None or day <= user.disabled_at.date()


def _until(one: Holding, since: date) -> Holding:
    overlaps = one.until is None or one.until >= since
    return Holding(one.post, one.name, one.since, _day_before(since)) if overlaps else one


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
