"""Checks that the fields of one target agree with each other and with its plan."""

from monitor.core.goal import Direction
from monitor.core.target import Kind, ReportedAs, Target
from monitor.files.fields import Fields
from monitor.files.pace_yaml import check_pace
from monitor.files.shelf import Frame


def check_target(fields: Fields, target: Target, frame: Frame) -> None:
    """Fault or warn of what no single field can know."""
    add, sources = fields.faults.add, {source.name for source in frame.sources}
    if target.figures and target.figures not in sources:
        listed = "、".join(sorted(sources)) or "-"
        add("targets.no_such_source", fields.place("figures"), name=target.figures, known=listed)
    if target.kind is Kind.ITEMS and target.goal is not None and target.goal != len(target.items):
        goal, items = target.stated, len(target.items)
        add("targets.items_count", fields.place("items"), goal=goal, items=items)
    if target.baseline is not None and target.reported_as is not ReportedAs.LEVEL:
        add("targets.baseline", fields.place("baseline"))
    _check_parts(fields, target)
    check_pace(fields, target)


def _check_parts(fields: Fields, target: Target) -> None:
    """Parts of what adds up may not promise another sum than the whole without being told."""
    whole = target.goal
    if not target.parts or whole is None or not target.accumulates:
        return
    parts = sum(part.goal for part in target.parts)
    if target.direction is Direction.AT_LEAST and parts > whole:
        fields.faults.warn("warning.parts_above", fields.place("parts"), code=target.code)
