"""Reads one plan: its frame, its sources and references, and all of its targets."""

from decimal import Decimal

from monitor.core.period import Period, months, read_period
from monitor.core.plan import Plan, Reference, Source
from monitor.core.quantity import read_number
from monitor.core.rule import Rule
from monitor.core.target import Target
from monitor.files.checks_yaml import read_checks
from monitor.files.fields import Fields
from monitor.files.shelf import Frame, Shelf
from monitor.files.target_yaml import BY_KIND, CODE, DEFAULT_KEYS, read_target
from monitor.files.yaml_nodes import Mapping

FRAME_KEYS = frozenset({"code", "title", "place", "year", "period", "source", "open"})
LISTS = frozenset({"sources", "references", "checks", "targets"})
PLAN_KEYS = FRAME_KEYS | LISTS | {"difference_above", "defaults"}
SOURCE_KEYS = frozenset({"name", "provisional"})
REFERENCE_KEYS = frozenset({"name", "value", "growth", "year", "source", "note"})
FIRST_YEAR, LAST_YEAR = 1990, 2200


def read_plan(fields: Fields, shelf: Shelf, rules: tuple[Rule, ...], *, words: str) -> Plan:
    """Read one plan of the file; ``words`` names the word pack its faces speak."""
    fields.known(PLAN_KEYS)
    year = _year(fields)
    frame = Frame(shelf, _period(fields, year), _sources(fields), _defaults(fields))
    opened = fields.parsed("open", read_period)
    targets = _targets(fields, frame)
    return Plan(
        code=_code(fields),
        title=fields.need("title"),
        place=fields.text("place"),
        year=year,
        source=fields.text("source"),
        period=frame.period,
        targets=targets,
        units=shelf.units,
        rules=rules,
        sources=frame.sources,
        references=_references(fields),
        open_from=opened.start if opened else None,
        open_until=opened.end if opened else None,
        difference_above=_share(fields, "difference_above"),
        words=words,
        checks=read_checks(fields, targets),
    )


def _code(fields: Fields) -> str:
    code = fields.need("code")
    if code and not CODE.fullmatch(code):
        fields.faults.add("targets.code", fields.place("code"), code=code)
    return code


def _year(fields: Fields) -> int:
    fields.need("year")
    return fields.whole("year", low=FIRST_YEAR, high=LAST_YEAR) or FIRST_YEAR


def _period(fields: Fields, year: int) -> Period:
    return fields.parsed("period", read_period) or months(year, 1, 12)


def _sources(fields: Fields) -> tuple[Source, ...]:
    sources: dict[str, Source] = {}
    for one in fields.each("sources"):
        one.known(SOURCE_KEYS)
        name = one.need("name")
        if name in sources:
            one.faults.add("targets.source_twice", one.place("name"), name=name)
        sources[name] = Source(name, one.flag("provisional"))
    return tuple(sources.values())


def _defaults(fields: Fields) -> Mapping | None:
    defaults = fields.inner("defaults")
    if defaults is None:
        return None
    defaults.known(DEFAULT_KEYS)
    for kind in ("items", "project", "task"):
        special = defaults.inner(kind)
        if special is not None:
            special.known(BY_KIND)
    return defaults.own


def _share(fields: Fields, key: str) -> Decimal:
    """Read a share written in percent."""
    word = fields.scalar(key)
    if word is None:
        return Decimal(0)
    if not word.text.endswith("%"):
        fields.faults.add("targets.percent", word, key=key, text=word.text)
        return Decimal(0)
    number = fields.sound(read_number(word.text.removesuffix("%")), word)
    return Decimal(0) if number is None else number / 100


def _references(fields: Fields) -> tuple[Reference, ...]:
    return tuple(_reference(one) for one in fields.each("references"))


def _reference(fields: Fields) -> Reference:
    fields.known(REFERENCE_KEYS)
    year = _year(fields)
    value, growth = fields.need("value"), fields.text("growth")
    said = f"{value} ({growth})" if growth else value
    return Reference(fields.need("name"), said, year, fields.text("source"))


def _targets(fields: Fields, frame: Frame) -> tuple[Target, ...]:
    targets: list[Target] = []
    lines: dict[str, int | None] = {}
    for one in fields.each("targets"):
        target = read_target(one.own, one, frame)
        node = one.place("code")
        if target.code in lines:
            first = lines[target.code]
            one.faults.add("targets.code_twice", node, code=target.code, first=first)
        elif target.code:
            lines[target.code] = node.place.line
        targets.append(target)
    if not targets:
        fields.faults.add("targets.none", fields.place("targets"))
    return tuple(targets)
