"""The plan's file in the hands of whoever adjusts one target: read, change, write, or put back.

One goal or deadline is spliced into ``targets.yaml``, every other byte stays; the changed text
is read as a whole before anybody may write it. What cannot be read is refused with its lines.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from monitor.core.plan import Plan
from monitor.core.problem import Refused, Unavailable, problem
from monitor.core.target import Kind
from monitor.files.atomic import write_file
from monitor.files.targets_edit import set_fields
from monitor.files.targets_yaml import read_targets
from monitor.files.yaml_splice import Value


@dataclass(frozen=True, slots=True)
class Edited:
    """The file's text as it would become, and the plan it then states."""

    text: str
    plan: Plan


@dataclass(slots=True)
class TargetsFile:
    """One targets file and, once written, what it held before."""

    path: Path
    _before: list[str] = field(default_factory=list)

    def plan(self, code: str) -> Plan:
        """Return a plan as the file states it now.

        Raises:
            Refused: with every fault of the file, or where it holds no such plan.

        """
        return self._plan(self._text(), code)

    def edited(
        self, plan: str, target: str, *, goal: str = "", deadline: date | None = None
    ) -> Edited:
        """Return the file with another goal or deadline of one target; nothing is written.

        Raises:
            Refused: where the result would not be a sound plan.

        """
        text = self._text()
        found = self._plan(text, plan).target(target)
        if found is None:
            raise Refused((problem("adjust.not_in_file", code=target, plan=plan),))
        staged = found.kind is Kind.PROJECT
        changes: dict[str, Value] = {"goal_stage" if staged else "goal": goal} if goal else {}
        if deadline is not None:
            changes["deadline"] = deadline
        changed = set_fields(text, plan, {target: changes})
        return Edited(changed, self._plan(changed, plan))

    def write(self, text: str) -> None:
        """Write the changed text; the last thing before the database commits."""
        before = self._text()
        try:
            write_file(self.path, text)
        except OSError as fault:
            reason = fault.strerror or "?"
            raise Unavailable((problem("adjust.write", file=self.path.name, reason=reason),)) from (
                fault
            )
        self._before.append(before)

    @contextmanager
    def both_or_neither(self) -> Iterator["TargetsFile"]:
        """Put the old text back where what belongs to it fails, the commit included."""
        try:
            yield self
        except BaseException:
            if self._before:
                write_file(self.path, self._before[0])
            raise

    def _text(self) -> str:
        try:
            return self.path.read_bytes().decode("utf-8", errors="surrogateescape")
        except OSError as fault:
            reason = fault.strerror or "?"
            file = self.path.name
            raise Unavailable((problem("adjust.unreadable", file=file, reason=reason),)) from fault

    def _plan(self, text: str, code: str) -> Plan:
        read = read_targets(text, self.path.name)
        if read.problems:
            raise Refused(read.problems)
        plan = next((one for one in read.plans if one.code == code), None)
        if plan is None:
            raise Refused((problem("adjust.no_plan_in_file", plan=code, file=self.path.name),))
        return plan
