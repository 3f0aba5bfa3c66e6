"""Write what was typed into a sheet: all of it or nothing, once, and not before it was asked about.

Three things are asked before anything is written: whether somebody else answered since the page
was shown, whether a figure looks like a slip, and, of a correction, for its reason. Who corrects
an own entry right away is not asked why: that it was done at once is the reason written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from monitor.core.observation import Observation, Placed
from monitor.core.problem import Place, Problem, Refused, problem
from monitor.core.target import Target
from monitor.render.doubts import doubt_text, meant_text
from monitor.render.said import said
from monitor.render.voice import Voice
from monitor.services import accounts, submissions
from monitor.services.doubts import doubts_of
from monitor.services.observations import Recorded, Sitting, record
from monitor.services.statements import state
from monitor.store import observations
from monitor.web.current import Current
from monitor.web.entry_form import GIVEN_BY, Line, Typed
from monitor.web.entry_sheet import Sheet, types_for
from monitor.web.page import instant

AT_ONCE = timedelta(minutes=15)
"""So long who entered a figure may correct it without being asked why."""


class Asking(Refused):
    """What was typed is asked about; ``meant`` has by line what to type instead."""

    def __init__(self, problems: tuple[Problem, ...], meant: dict[str, str]) -> None:
        super().__init__(problems)
        self.meant = meant


@dataclass(frozen=True, slots=True)
class Handing:
    """One submission of a sheet: the lines it may fill, what was typed, and its key."""

    sheet: Sheet
    lines: tuple[Line, ...]
    typed: Typed
    key: str


def write_once(db: Connection, current: Current, handed: Handing) -> dict[str, Any]:
    """Write a submission and return what it amounts to; sent again, the first answer again.

    Raises:
        Refused: naming every line at fault; nothing was written.
        Asking: naming every line that is asked about; nothing was written.

    """
    _require_sound(current, handed)
    sheet, typed = handed.sheet, handed.typed
    content = {
        "plan": sheet.plan.code,
        "unit": sheet.unit,
        "period": sheet.asked,
        "fields": typed.fields,
        **({GIVEN_BY: typed.given_by} if typed.given_by else {}),
    }
    submission = submissions.Submission(handed.key, current.person.name, content)
    return submissions.once(db, submission, lambda: _write(db, current, handed), now=current.now)


def _require_sound(current: Current, handed: Handing) -> None:
    sheet, typed = handed.sheet, handed.typed
    nobody = types_for(current, sheet) and typed.placed and not typed.given_by
    missing = (problem("desk.given_missing").at(Place(cell=GIVEN_BY)),) if nobody else ()
    if sheet.faults or missing or typed.faults:
        raise Refused((*sheet.faults, *missing, *typed.faults))
    if not typed.placed and not typed.said:
        raise Refused((problem("web.nothing_typed"),))


def _write(db: Connection, current: Current, handed: Handing) -> dict[str, Any]:
    plan, placed = handed.sheet.plan, handed.typed.placed
    entries = [one.entry for one in placed]
    accounts.require_entry(
        db, current.actor, plan.code, entries, backdated=False, day=current.today
    )
    observations.lock(db, plan.code)
    sitting = Sitting(current.person.name, current.now, current.web.runtime.settings.timezone)
    newest = _newest(db, handed)
    _ask_about_rivals(current, handed, newest)
    _ask_about_slips(db, current, handed, sitting)
    placed = tuple(_at_once(one, newest, current) for one in placed)
    recorded = record(db, placed, plan=plan.code, sitting=sitting)
    _note(db, current, handed, len(recorded.written))
    said = state(db, plan.code, handed.typed.said, by=current.actor, now=current.now)
    return _answer(current, handed.sheet, recorded) | {"said": said}


def _newest(db: Connection, handed: Handing) -> dict[str, Observation]:
    """By line the newest entry for the same unit, period and member, whoever made it."""
    plan = handed.sheet.plan
    log = observations.log(db, plan, targets={one.entry.target for one in handed.typed.placed})
    found = {}
    for line in handed.lines:
        item = handed.typed.fields.get(line.key, {}).get("item", "")
        mine = newest_of(log, line, handed.sheet, item=item)
        if mine is not None:
            found[line.key] = mine
    return found


def newest_of(
    log: Sequence[Observation], line: Line, sheet: Sheet, *, item: str = ""
) -> Observation | None:
    """The newest entry that answers a line."""
    became = {} if line.target.parts else sheet.heirs
    mine = [
        one
        for one in log
        if (one.target, one.item) == (line.target.code, item)
        and one.period.end == line.period.end
        and became.get(one.unit, one.unit) == became.get(line.unit, line.unit)
    ]
    return max(mine, key=lambda one: one.seq, default=None)


def _ask_about_rivals(current: Current, handed: Handing, newest: dict[str, Observation]) -> None:
    """Whoever types over what somebody else entered since the page was shown sees both."""
    faults = []
    for one in handed.typed.placed:
        key = one.place.cell if one.place and one.place.cell else ""
        rival, seen = newest.get(key), handed.typed.fields[key]["seen"]
        fresh = rival is not None and seen.isdigit() and rival.seq > int(seen)
        if rival and fresh and rival.entered_by != current.person.name and not one.entry.reason:
            faults.append(_rival(current, handed.sheet, rival, one).at(Place(cell=key)))
    if faults:
        raise Refused(tuple(faults))


def _rival(current: Current, sheet: Sheet, rival: Observation, one: Placed) -> Problem:
    voice = Voice(current.words, sheet.plan, current.today)
    typed = one.entry.value or one.entry.stage or voice.say("web.no_change")
    when = instant(current, rival.known_at)
    return problem("grid.rival", who=rival.entered_by, when=when, old=said(voice, rival), new=typed)


def _ask_about_slips(db: Connection, current: Current, handed: Handing, sitting: Sitting) -> None:
    voice = Voice(current.words, handed.sheet.plan, current.today)
    placed = handed.typed.placed
    faults, meant = [], {}
    for number, doubts in doubts_of(db, handed.sheet.plan, placed, sitting=sitting).items():
        place, target = placed[number].place, handed.sheet.plan.target(placed[number].entry.target)
        if place is None or place.cell is None or target is None:
            continue
        for doubt in doubts:
            text = doubt_text(voice, target, doubt)
            faults.append(problem("grid.doubt", text=text).at(place))
            meant[place.cell] = meant_text(voice, target, doubt)
    if faults:
        raise Asking(tuple(faults), {key: said for key, said in meant.items() if said})


def _at_once(one: Placed, newest: dict[str, Observation], current: Current) -> Placed:
    """Give the correction of an own entry, made right away, its reason."""
    before = newest.get(one.place.cell if one.place and one.place.cell else "")
    own = before is not None and before.entered_by == current.person.name
    if before is None or not own or one.entry.reason or current.now - before.known_at > AT_ONCE:
        return one
    reason = current.words.say("grid.at_once")
    return replace(one, entry=replace(one.entry, reason=reason))


def _note(db: Connection, current: Current, handed: Handing, written: int) -> None:
    """Tell the audit that it came by this page, and who gave it if not who typed it."""
    if written:
        sheet, given_by = handed.sheet, handed.typed.given_by
        told: dict[str, object] = {"unit": sheet.unit, "period": sheet.period.key, "count": written}
        told |= {GIVEN_BY: given_by} if given_by else {}
        who, plan = current.actor, sheet.plan.code
        accounts.note(db, who, "observations.record", plan, now=current.now, detail=told)


def _answer(current: Current, sheet: Sheet, recorded: Recorded) -> dict[str, Any]:
    voice = Voice(current.words, sheet.plan, current.today)
    return {
        "plan": sheet.plan.code,
        "unit": sheet.unit,
        "unit_name": voice.unit(sheet.unit),
        "period": sheet.asked,
        "written": [
            {
                "code": one.target,
                "name": _name(sheet.plan.target(one.target), one),
                "said": said(voice, one),
            }
            for one in recorded.written
        ],
        "unchanged": recorded.unchanged,
    }


def _name(target: Target | None, one: Observation) -> str:
    return target.name if target else one.target
