import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from monitor.files import checks_yaml, plan_yaml, rules_yaml, steps_yaml, target_yaml, targets_yaml
from tests.files.sample_plan import plan

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "targets.schema.json").read_text(encoding="utf-8"))


def defined(*path):
    found = SCHEMA
    for step in path:
        found = found[step]
    return found["properties"].keys()


def as_an_editor_reads_it(text):
    """The plain values of the file, days as the text they are written in."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
    )
    return yaml.load(text)


def faults(text):
    return [
        fault.json_path
        for fault in Draft202012Validator(SCHEMA).iter_errors(as_an_editor_reads_it(text))
    ]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ((), targets_yaml.FILE_KEYS),
        (("$defs", "unit"), targets_yaml.UNIT_KEYS),
        (("$defs", "rule"), rules_yaml.RULE_KEYS),
        (("$defs", "band"), rules_yaml.BAND_KEYS),
        (("$defs", "memory"), rules_yaml.MEMORY_KEYS),
        (("$defs", "plan"), plan_yaml.PLAN_KEYS),
        (("$defs", "plan", "properties", "sources", "items"), plan_yaml.SOURCE_KEYS),
        (("$defs", "plan", "properties", "references", "items"), plan_yaml.REFERENCE_KEYS),
        (("$defs", "plan", "properties", "checks", "items"), checks_yaml.KEYS),
        (("$defs", "plan", "properties", "defaults"), target_yaml.DEFAULT_KEYS),
        (("$defs", "plan", "properties", "defaults", "properties", "task"), target_yaml.BY_KIND),
        (("$defs", "target"), target_yaml.TARGET_KEYS),
        (("$defs", "target", "properties", "items", "items", "anyOf", 1), steps_yaml.ITEM_KEYS),
        (
            ("$defs", "target", "properties", "planned", "anyOf", 1, "items"),
            steps_yaml.PLANNED_KEYS,
        ),
        (("properties", "indicators", "additionalProperties"), target_yaml.INDICATOR_KEYS),
    ],
)
def test_the_schema_knows_the_very_fields_the_reader_knows(path, keys):
    assert set(defined(*path)) == set(keys)


def choices(name, field):
    return set(SCHEMA["$defs"][name]["properties"][field]["enum"])


def test_the_schema_knows_the_very_words_the_reader_knows():
    assert choices("target", "kind") == set(target_yaml.KINDS)
    assert choices("target", "cadence") == set(target_yaml.CADENCES)
    assert choices("target", "reported_as") == set(target_yaml.REPORTED)
    assert choices("band", "status") == set(rules_yaml.STATUSES)
    assert choices("rule", "yardstick") == set(rules_yaml.YARDSTICKS)
    assert choices("memory", "kind") == set(rules_yaml.MEMORIES)
    assert choices("unit", "review") == set(targets_yaml.REVIEWS)


def test_every_field_is_described():
    nameless = [
        key
        for key, field in SCHEMA["$defs"]["target"]["properties"].items()
        if "description" not in field
    ]
    assert nameless == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(plan("planned: {开工: 2024-04-01}", "pace: linear by days"), id="the sample"),
        pytest.param(
            (ROOT / "targets.yaml").read_text(encoding="utf-8"), id="the repository's plan"
        ),
    ],
)
def test_a_sound_file_is_sound_for_an_editor(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("kind: wish", "$.plans[0].targets[0].kind"),
        ("responsable: AGRI", "$.plans[0].targets[0]"),
        ("leader: no", "$.plans[0].targets[0].leader"),
        ("pace: lineer", "$.plans[0].targets[0].pace"),
    ],
)
def test_an_editor_underlines_a_slip(line, where):
    assert faults(plan(line).replace("leader: no", "leader: false")) == [where]
