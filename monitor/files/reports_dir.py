"""Read what reports there are: every folder under ``reports/`` with a ``report.yaml``.

A new folder is a new report; its templates belong to the renderer. Every fault is told
with its file and line, and then there are no reports at all.
"""

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

from monitor.core.account import Role
from monitor.core.period import Cadence
from monitor.core.problem import Problem, problem
from monitor.core.reminder import Reminders
from monitor.core.report import (
    DEFAULT_CAP,
    Audience,
    Imprint,
    Policy,
    Report,
    Scope,
    Signing,
)
from monitor.core.workdays import DueKind, DueRule
from monitor.files.faults import Faults
from monitor.files.fields import Fields
from monitor.files.yaml_lines import read_nodes
from monitor.files.yaml_nodes import Mapping

FILE = "report.yaml"
KEYS = (
    "title",
    "faces",
    "schedule",
    "policy",
    "audiences",
    "max_per_hour",
    "quiet_without",
    "signing",
    "reminders",
    "document",
)
REMINDER_KEYS = ("before", "after", "head", "leader")
SIGNING_KEYS = ("answer_days", "alarm_after")
IMPRINT_KEYS = ("to", "sender", "red_head", "requirements")
MOST_DAYS = 60
LONGEST_LINE = 500
GROUPS = ("bad", "silent", "stale", "owing")
"""What a report may be silent without: groups of rows its templates know."""
CADENCES = {
    "month": Cadence.MONTH,
    "quarter": Cadence.QUARTER,
    "half": Cadence.HALF,
    "year": Cadence.YEAR,
}
DEFAULT_DUE = DueRule(DueKind.WORKING_DAYS, 6)
DEFAULT_TIME = time(8, 30)
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})", re.ASCII)
HOURS, MINUTES = 24, 60
ROLES = frozenset(role.value for role in Role)
ADDRESS = re.compile(r"[^\s@,;:<>]+@[^\s@,;:<>]+")
MOST_PER_HOUR = 100_000
LONGEST_NAME, LONGEST_AUDIENCE = 40, 30
"""Characters of a report's and of an audience's name; slots and letters go by them."""


def read_reports(folder: Path) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """Return the reports of a home in order of their names, or every fault in them."""
    reports: list[Report] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob(f"*/{FILE}")):
        report, faults = _read(path)
        problems += faults
        reports += [report] if report else []
    return ((), tuple(problems)) if problems else (tuple(reports), ())


def _read(path: Path) -> tuple[Report | None, tuple[Problem, ...]]:
    shown = f"reports/{path.parent.name}/{FILE}"
    faults = Faults()
    text = path.read_bytes().decode("utf-8", errors="replace")
    root, broken = read_nodes(text, shown)
    faults.keep(broken)
    if root is None:
        return None, faults.problems
    if not isinstance(root, Mapping):
        faults.add("yaml.want_mapping", root, key=shown)
        return None, faults.problems
    if len(path.parent.name) > LONGEST_NAME:
        faults.add("report.name_long", root, name=path.parent.name, most=str(LONGEST_NAME))
    report = _report(path.parent.name, Fields(root, faults))
    return report, faults.problems


def _report(name: str, fields: Fields) -> Report:
    fields.known(KEYS)
    every, on, at = _schedule(fields)
    cap = fields.whole("max_per_hour", low=1, high=MOST_PER_HOUR)
    return Report(
        name=name,
        title=fields.need("title"),
        faces=_faces(fields),
        every=every,
        on=on,
        at=at,
        audiences=tuple(_audiences(fields)),
        policy=fields.choice("policy", {one.value: one for one in Policy}, Policy.LATEST),
        max_per_hour=cap or DEFAULT_CAP,
        quiet_without=tuple(_groups(fields)),
        signing=_signing(fields),
        reminders=_reminders(fields),
        imprint=_imprint(fields),
    )


def _signing(fields: Fields) -> Signing | None:
    inner = fields.inner("signing")
    if inner is None:
        return None
    inner.known(SIGNING_KEYS)
    usual = Signing()
    days = [inner.whole(key, low=1, high=MOST_DAYS) for key in SIGNING_KEYS]
    return Signing(days[0] or usual.answer_days, days[1] or usual.alarm_after)


def _reminders(fields: Fields) -> Reminders | None:
    inner = fields.inner("reminders")
    if inner is None:
        return None
    inner.known(REMINDER_KEYS)
    usual = Reminders()
    said = {key: inner.whole(key, low=0, high=MOST_DAYS) for key in REMINDER_KEYS}
    return Reminders(**{key: getattr(usual, key) if n is None else n for key, n in said.items()})


def _imprint(fields: Fields) -> Imprint:
    """What the document says beside the figures, each line short enough to be one."""
    inner = fields.inner("document")
    if inner is None:
        return Imprint()
    inner.known(IMPRINT_KEYS)
    for key in IMPRINT_KEYS[:3]:
        _short(inner, key, inner.text(key))
    for line in inner.texts("requirements"):
        _short(inner, "requirements", line)
    said = {key: inner.text(key) for key in IMPRINT_KEYS[:3]}
    return Imprint(**said, requirements=inner.texts("requirements"))


def _short(fields: Fields, key: str, text: str) -> None:
    if len(text) > LONGEST_LINE:
        fields.faults.add("report.line_long", fields.place(key), key=key, most=str(LONGEST_LINE))


def _groups(fields: Fields) -> Iterator[str]:
    for word in fields.words("quiet_without"):
        if word.text not in GROUPS:
            fields.faults.add("report.group", word, text=word.text, groups="、".join(GROUPS))
        yield word.text


def _faces(fields: Fields) -> tuple[str, ...]:
    if not fields.nodes("faces"):
        fields.faults.add("yaml.missing", fields.place("faces"), key="faces")
    return fields.texts("faces")


def _schedule(fields: Fields) -> tuple[Cadence, DueRule, time]:
    inner = fields.inner("schedule")
    if inner is None:
        fields.need("schedule")
        return Cadence.MONTH, DEFAULT_DUE, DEFAULT_TIME
    inner.known(("every", "on", "at"))
    every = inner.choice("every", CADENCES, Cadence.MONTH)
    on = inner.parsed("on", DueRule.read) or DEFAULT_DUE
    return every, on, inner.parsed("at", _time) or DEFAULT_TIME


def _time(text: str) -> time | Problem:
    found = CLOCK.fullmatch(text.strip())
    if found is None or int(found[1]) >= HOURS or int(found[2]) >= MINUTES:
        return problem("report.time", text=text)
    return time(int(found[1]), int(found[2]))


def _audiences(fields: Fields) -> Iterator[Audience]:
    if not fields.nodes("audiences"):
        fields.faults.add("yaml.missing", fields.place("audiences"), key="audiences")
    names: set[str] = set()
    for inner in fields.each("audiences"):
        inner.known(("name", "to", "scope"))
        scope = inner.choice("scope", {one.value: one for one in Scope}, Scope.ALL)
        name = inner.need("name")
        if name in names:
            inner.faults.add("report.audience_twice", inner.place("name"), name=name)
        if len(name) > LONGEST_AUDIENCE:
            most = str(LONGEST_AUDIENCE)
            inner.faults.add("report.name_long", inner.place("name"), name=name, most=most)
        names.add(name)
        yield Audience(name, tuple(_readers(inner)), scope)


def _readers(fields: Fields) -> Iterator[str]:
    """Roles, units and plain addresses, each by itself."""
    words = fields.words("to")
    if not words:
        fields.faults.add("yaml.missing", fields.place("to"), key="to")
    for word in words:
        said = word.text.strip()
        kind, _, rest = said.partition(":")
        known = rest in ROLES if kind == "role" else bool(rest) if kind == "unit" else False
        if not known and not ADDRESS.fullmatch(said):
            fields.faults.add("report.reader", word, text=said, roles="、".join(sorted(ROLES)))
        yield said
