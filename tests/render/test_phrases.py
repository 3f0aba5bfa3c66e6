"""Every text for people is in the catalogues, in both languages."""

import ast
import string
from pathlib import Path

import pytest

from monitor.core.problem import Place, problem
from monitor.render.phrases import Words

HOUSE = Path(__file__).parents[2]
ZH, EN = Words("zh"), Words("en")
SAYERS = {"problem", "say"}


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def codes_used():
    """Each literal code handed to problem() or say(), with where."""
    for path in sorted((HOUSE / "monitor").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in SAYERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, f"{path.relative_to(HOUSE)}:{node.lineno}"


def test_both_languages_have_the_same_codes():
    assert ZH.codes().keys() ^ EN.codes().keys() == set()


def test_both_languages_use_the_same_arguments():
    english = EN.codes()
    differing = {
        code: placeholders(text) ^ placeholders(english[code])
        for code, text in ZH.codes().items()
        if code in english and placeholders(text) != placeholders(english[code])
    }
    assert differing == {}


def test_every_code_the_program_names_has_a_sentence():
    used = list(codes_used())
    assert len(used) > 100
    assert [f"{where} {code}" for code, where in used if not ZH.knows(code)] == []


@pytest.mark.parametrize(
    ("place", "start"),
    [
        (None, "没有"),
        (Place(file="a.yaml", line=3, column=1), "a.yaml:3: "),
        (Place(file="a.xlsx", sheet="填报", cell="B2"), "a.xlsx!填报!B2: "),
        (Place(file="a.csv"), "a.csv: "),
    ],
)
def test_a_fault_begins_with_where_it_stands(place, start):
    fault = problem("number.empty")
    line = ZH.problem(fault.at(place) if place else fault)
    assert line.startswith(start)
    assert line.endswith(ZH.say("number.empty"))


def test_an_unknown_code_and_a_missing_argument_are_errors():
    with pytest.raises(KeyError):
        ZH.say("no.such.code")
    with pytest.raises(KeyError):
        ZH.say("number.unreadable")
    with pytest.raises(FileNotFoundError):
        Words("xx")
