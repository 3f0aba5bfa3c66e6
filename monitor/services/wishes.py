"""Hold what is wanted of people against what may be: wish by wish, and all of them together.

Nothing is read or written here. A newcomer needs a name and a role, a post one holder, and
the house somebody who administers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core.account import Role, User, name_fault
from monitor.core.post import plain_post, post_fault
from monitor.core.problem import Problem, problem
from monitor.core.roster import Wish
from monitor.services.accounts import unit_among


@dataclass(frozen=True, slots=True)
class Turn:
    """One wish beside the account it is about, as that is and as it is to be."""

    wish: Wish
    before: User | None
    after: User
    faults: tuple[Problem, ...] = ()

    @property
    def opens(self) -> bool:
        """Whether it makes an account or opens a closed one again."""
        return self.before is None or bool(self.before.disabled_at and self.wish.disabled is False)

    @property
    def closes(self) -> bool:
        """Whether it closes an open account."""
        is_open = self.before is not None and self.before.disabled_at is None
        return is_open and self.wish.disabled is True


def turn_of(wish: Wish, before: User | None, units: Mapping[str, str]) -> Turn:
    """Return a wish beside its account, with every fault it has by itself."""
    faults = wish.faults()
    start = before or User(wish.who, wish.who, "", frozenset[Role]())
    unit = unit_among(units, wish.unit or "")
    if isinstance(unit, Problem):
        faults.append(wish.placed(unit, "unit"))
    after = wish.granted(start)
    after = after if isinstance(unit, Problem) or wish.unit is None else replace(after, unit=unit)
    if before is None:
        faults += _newcomer_faults(wish)
    if not after.roles:
        faults.append(wish.placed(problem("people.no_role", name=wish.who), "roles"))
    closed = wish.disabled is True or bool(after.disabled_at and wish.disabled is None)
    for post in wish.posts or ():
        fault = post_fault(plain_post(post))
        if closed:
            fault = problem("people.post_closed", post=post, name=wish.who)
        faults += [wish.placed(fault, "posts")] if fault else []
    return Turn(wish, before, after, tuple(faults))


def _newcomer_faults(wish: Wish) -> list[Problem]:
    fault = name_fault(wish.who)
    found = [wish.placed(fault, "name")] if fault else []
    if wish.disabled:
        found.append(wish.placed(problem("people.new_closed", name=wish.who), "disabled"))
    return found


def claimed_twice(wishes: Sequence[Wish]) -> list[Problem]:
    """A post is one person's at a time."""
    claims = [(wish, plain_post(post)) for wish in wishes for post in wish.posts or ()]
    counts = Counter(post for _, post in claims)
    return [
        wish.placed(problem("people.post_twice", post=post), "posts")
        for wish, post in claims
        if counts[post] > 1
    ]


def nobody_left(everybody: Mapping[str, User], turns: Sequence[Turn]) -> list[Problem]:
    """Who takes the last administrator away, if after all of it nobody administers."""
    will = dict(everybody) | {turn.wish.who: _will_be(turn) for turn in turns}
    had = [user.name for user in everybody.values() if user.administers]
    if any(user.administers for user in will.values()) or (everybody and not had):
        return []
    takers = [turn for turn in turns if turn.wish.who in had] or turns[:1]
    return [
        turn.wish.placed(
            problem("accounts.last_admin", name=turn.wish.who)
            if had
            else problem("people.no_admin"),
            "disabled" if turn.closes else "roles",
        )
        for turn in takers
    ]


def _will_be(turn: Turn) -> User:
    if turn.wish.disabled is None:
        return turn.after
    closed = datetime.min if turn.wish.disabled else None  # noqa: DTZ901  # whenever it was
    return replace(turn.after, disabled_at=closed)
