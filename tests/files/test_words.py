import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = r'"((?!targets\.yaml)(?:yaml|targets|rules|warning|book|home|edit|evidence)\.[a-z_]+)"'
COMPOSED = {
    *(f"targets.no_such_{kind}" for kind in ["unit", "rule", "profile", "ladder", "indicator"]),
    *(f"book.{kind}" for kind in ("far_cell", "doctype", "unreadable")),
}


def words(language):
    text = (ROOT / "monitor/render/words" / language / "files.toml").read_text(encoding="utf-8")
    return {
        f"{room}.{name}": sentence
        for room, sentences in tomllib.loads(text).items()
        for name, sentence in sentences.items()
    }


def codes():
    files = (ROOT / "monitor/files").glob("*.py")
    return COMPOSED | {
        code for file in files for code in re.findall(SPOKEN, file.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_fault_of_this_room_has_a_sentence_and_no_sentence_is_left_over(language):
    assert set(words(language)) == codes()


def test_both_languages_say_the_same_things():
    fields = r"\{(\w+)\}"
    chinese, english = words("zh"), words("en")
    for code, sentence in chinese.items():
        assert set(re.findall(fields, sentence)) == set(re.findall(fields, english[code])), code
