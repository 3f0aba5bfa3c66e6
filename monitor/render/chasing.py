"""The text a supervisor sends to a unit that owes figures: ready to be pasted into any chat.

Every word is the catalogue's, every number the desk's. It refuses markup: plain lines only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from monitor.core.account import User
from monitor.core.agenda import Owing
from monitor.core.desk import Debtor, Desk
from monitor.core.period import Cadence, Period, containing
from monitor.render.voice import Voice

BETWEEN = "\n\n"
SHORT_RUN = 3
"""Periods in a row from which on only the ends are named."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How a unit reaches the office: the address of the pages, and whom to call."""

    base_url: str
    office: User | None = None


def chase_text(debtor: Debtor, desk: Desk, voice: Voice, reach: Reach) -> str:
    """Return the reminder of one unit: what it owes, since when, where to enter, whom to call."""
    owed = debtor.debts
    intro = voice.say(
        "desk.text.intro",
        day=voice.day(desk.card.as_of),
        plan=desk.card.plan.title,
        count=debtor.figures,
    )
    if desk.card.demo:
        intro = voice.say("desk.text.demo") + intro
    lines = [
        _line(place, one, voice)
        + voice.say("desk.text.last" if place == len(owed) else "desk.text.end")
        for place, one in enumerate(owed, 1)
    ]
    head = voice.say("desk.text.head", unit=voice.unit(debtor.unit))
    where = voice.say("desk.text.where", url=entry_address(debtor, desk, reach.base_url))
    return "\n".join([head, intro, *lines, where, *_office(reach.office, voice)])


def all_texts(desk: Desk, voice: Voice, reach: Reach) -> str:
    """Return the reminders of every unit, one under the other."""
    return BETWEEN.join(chase_text(one, desk, voice, reach) for one in desk.debtors)


def entry_address(debtor: Debtor, desk: Desk, base_url: str = "") -> str:
    """Return where a unit enters what it has owed for longest."""
    oldest = debtor.debts[0].periods[0].end
    asked = {
        "plan": desk.card.plan.code,
        "unit": debtor.unit,
        "period": containing(Cadence.MONTH, oldest).key,
    }
    return f"{base_url.rstrip('/')}/entry?{urlencode(asked)}"


def periods_shown(periods: Sequence[Period], voice: Voice) -> str:
    """The periods as people say them: a long unbroken run by its ends."""
    runs: list[list[Period]] = []
    for period in periods:
        if runs and runs[-1][-1].next_day == period.start:
            runs[-1].append(period)
        else:
            runs.append([period])
    return voice.say("desk.text.comma").join(_run(run, voice) for run in runs)


def _run(run: Sequence[Period], voice: Voice) -> str:
    if len(run) < SHORT_RUN:
        return voice.say("desk.text.comma").join(period.key for period in run)
    return voice.say("desk.text.run", first=run[0].key, last=run[-1].key, count=len(run))


def _line(place: int, one: Owing, voice: Voice) -> str:
    code = "desk.text.line" if len(one.periods) == 1 else "desk.text.line_more"
    said = {"name": one.target.name, "periods": periods_shown(one.periods, voice)}
    return voice.say(code, number=place, due=voice.day(one.due), **said)


def _office(office: User | None, voice: Voice) -> list[str]:
    if office is None:
        return []
    name = office.display or office.name
    if not office.phone:
        return [voice.say("desk.text.name", name=name)]
    return [voice.say("desk.text.phone", name=name, phone=office.phone)]
