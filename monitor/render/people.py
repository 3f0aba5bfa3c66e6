"""Say what becomes of people: a handover before and after it, and what changed of an account.

Pairs of a label and a text, for a terminal and for a page alike. It words what the core has
decided and leaves out what there is none of.
"""

from collections.abc import Iterable, Iterator, Mapping

from monitor.core.account import Role
from monitor.core.handover import Handover
from monitor.core.roster import Changed
from monitor.render.formats import UNKNOWN
from monitor.render.phrases import LANGUAGES, Words


def roles_told(roles: Iterable[Role], words: Words) -> str:
    """Roles in words."""
    return "、".join(words.say(f"cli.role.{role.value}") for role in sorted(roles))


def role_words() -> dict[str, Role]:
    """Every word a role may be called by: its code, and the words of every language."""
    spoken = [Words(language) for language in LANGUAGES]
    words = {words.say(f"cli.role.{role.value}"): role for words in spoken for role in Role}
    return words | {role.value: role for role in Role}


def handover_told(done: Handover, words: Words, units: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a handover moves, ends and leaves, each with its label.

    ``units`` holds the name of each unit by its code.
    """
    lines = _lines(done, words, units)
    return [(words.say(f"people.moves.{name}"), text) for name, text in lines]


def _lines(done: Handover, words: Words, units: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    gained = roles_told(done.gained, words)
    yield "unit", units.get(done.after.unit, done.after.unit) or UNKNOWN
    yield "roles", gained or words.say("people.moves.no_role")
    if done.kept_back:
        yield "kept_back", roles_told(done.kept_back, words)
    if done.posts:
        yield "posts", "；".join(done.posts)
    yield "owed", words.say("people.moves.periods", count=done.owed)
    yield "reviews", words.say("people.moves.entries", count=done.reviews)
    if done.matters:
        yield "matters", words.say("people.moves.open", count=done.matters)
    yield "keys", words.say("people.moves.ended", sessions=done.sessions, tokens=done.tokens)
    for one in done.mail:
        told = {"report": one.report, "period": one.period, "address": one.address}
        yield "mail", words.say("people.moves.frozen", delivery=one.delivery, **told)
    if done.named:
        yield "named", words.say("people.moves.in_plan", codes="、".join(done.named))
    if done.addressed:
        yield "addressed", words.say("people.moves.in_reports", reports="、".join(done.addressed))
    if done.unattended:
        left = units.get(done.unattended, done.unattended)
        yield "unattended", words.say("people.moves.nobody", unit=left)


def changed_told(one: Changed, words: Words) -> str:
    """What became different about an account, as one line."""
    return words.say("people.changed", name=one.name, what="；".join(_changes(one, words)))


def _changes(one: Changed, words: Words) -> Iterator[str]:
    for field, old, new in one.fields:
        told = [_value(field, value, words) for value in (old, new)]
        label = words.say(f"people.column.{field}")
        yield words.say("people.change", what=label, old=told[0], new=told[1])


def _value(field: str, value: str, words: Words) -> str:
    if field == "roles":
        return roles_told((Role(word) for word in value.split(",") if word), words) or UNKNOWN
    if field == "stand_in":
        return words.say("people.second" if value == "yes" else "people.first")
    if field == "disabled":
        return words.say("people.yes" if value == "yes" else "people.no")
    return value or UNKNOWN
